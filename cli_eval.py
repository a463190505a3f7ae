"""`baipishu eval`: question sets from template to gate. Parses, calls one function, prints.

baipishu eval run --questions eval/questions/shenzhen-2024.jsonl --out runs/today
"""

import json
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from index.progress import progress_bar
from settings import settings

if TYPE_CHECKING:
    from eval.failures import Failure, Lost
    from eval.results import Result
    from eval.running.asking import AskAll
    from eval.sets.questions import Question
    from retrieval.answerer import Answerer
    from writing.answerer import WritingAnswerer

eval_app = typer.Typer(no_args_is_help=True, help="Check, run, judge, compare and gate question sets.")

Json = Annotated[bool, typer.Option("--json", help="print one JSON document")]
Questions = Annotated[Path, typer.Option(help="a question set: .jsonl, .csv or .xlsx")]
Out = Annotated[Path, typer.Option(help="the folder to write")]
Reports = Annotated[list[Path] | None, typer.Option(help="run on these reports instead of the index in use")]
Split = Annotated[str, typer.Option(help="dev, test or all")]


@eval_app.command("run")
def eval_run(
    out: Out,
    questions: Annotated[Path | None, typer.Option(help="a question set: .jsonl, .csv or .xlsx")] = None,
    dataset: Annotated[str | None, typer.Option(help="a public set instead: squad:FILE or beir:FOLDER")] = None,
    reports: Reports = None,
    split: Split = "all",
    workers: Annotated[int, typer.Option(min=1, help="processes that ask at the same time")] = 1,
    llm: Annotated[
        bool, typer.Option("--llm/--no-llm", help="let the language model of BAIPISHU_LLM write the answers")
    ] = False,
    as_json: Json = False,
) -> None:
    """Answer a question set and write the folder of the run; an interrupted run goes on where it stopped."""
    if (questions is None) == (dataset is None):
        raise ValueError("give either --questions FILE or --dataset squad:FILE")
    if dataset and reports:
        raise ValueError(f"--dataset {dataset} brings its own texts; leave out --reports")
    from eval.unreachable import unreachable_notes

    with told_what_is_kept(out):
        if dataset:
            result = run_dataset(dataset, out, split, workers, llm)
        elif questions:
            result = run_set(questions, out, reports, split, workers, llm)
    print_warnings(unreachable_notes(result))
    print_result(result, out, as_json)


@contextmanager
def told_what_is_kept(out: Path) -> "Iterator[None]":
    """Say what an interruption by Ctrl-C leaves; exit code 130, as shells have it."""
    try:
        yield
    except KeyboardInterrupt as interruption:
        from eval.running.journal import count_kept

        typer.echo(f"baipishu: interrupted; {count_kept(out)} answers are kept in {out}, repeat the command to go on",
                   err=True)  # fmt: skip
        raise typer.Exit(130) from interruption


def run_set(
    questions: Path, out: Path, reports: list[Path] | None, split: str, workers: int, llm: bool = False
) -> "Result":
    from eval.running.journal import make_folder
    from eval.running.manifest import Origin
    from eval.running.run import run_questions
    from eval.sets.questions import load_questions
    from opening import answerer_over, in_words, open_answerer

    chosen = part_of_set(load_questions(questions, print_warning), split)
    make_folder(out)
    begun = time.perf_counter()
    answerer = in_words(answerer_over(reports) if reports else open_answerer(), llm)
    origin = Origin(questions.name, split, workers, {"encoder": settings().encoder}, seconds_since(begun))
    with progress_bar("提问") as progress, asked_by(answerer, workers, llm) as ask_all:
        return run_questions(answerer, chosen, out, progress, origin, ask_all)


def run_dataset(name: str, out: Path, split: str, workers: int, llm: bool = False) -> "Result":
    from eval.running.journal import make_folder
    from eval.running.manifest import Origin
    from eval.running.run import run_questions
    from eval.sets.datasets import load_dataset
    from opening import answerer_about, in_words

    dataset = load_dataset(name)
    print_warnings(dataset.warnings)
    chosen = part_of_set(dataset.questions, split)
    make_folder(out)
    begun = time.perf_counter()
    answerer = in_words(answerer_about(dataset.documents), llm)
    origin = Origin(dataset.name, split, workers, {"encoder": settings().encoder}, seconds_since(begun))
    with progress_bar("提问") as progress, asked_by(answerer, workers, llm) as ask_all:
        return run_questions(answerer, chosen, out, progress, origin, ask_all, dataset.qrels)


def seconds_since(begun: float) -> float:
    return round(time.perf_counter() - begun, 2)


def part_of_set(questions: "Sequence[Question]", split: str) -> "list[Question]":
    """The questions of a split. Raises ValueError for an unknown one, or when no question is left."""
    from eval.sets.questions import select

    if split not in ("dev", "test", "all"):
        raise ValueError(f"--split {split!r} is none of dev, test, all")
    chosen = select(questions, None if split == "all" else "dev" if split == "dev" else "test")
    if not chosen:
        raise ValueError(f"--split {split}: the set of {len(questions)} has no such question")
    return chosen


@contextmanager
def asked_by(answerer: "Answerer | WritingAnswerer", workers: int, llm: bool = False) -> "Iterator[AskAll | None]":
    """How the questions are asked: one after the other here (None), or by several processes."""
    if workers == 1:
        yield None
        return
    from eval.running.workers import in_processes
    from opening import saved_for_workers

    with saved_for_workers(answerer.index, llm) as open_one, in_processes(workers, open_one) as ask_all:
        yield ask_all


@eval_app.command("chat")
def eval_chat(
    chats: Annotated[Path, typer.Option(help="turns of conversations: .jsonl")],
    out: Out,
    reports: Reports = None,
    split: Split = "all",
    thresholds: Annotated[Path | None, typer.Option(help="floors by split and group; exit code 1 below one")] = None,
    as_json: Json = False,
) -> None:
    """Ask the turns of conversations and judge each by what its answer must hold, by group."""
    from eval.conversation.counts import chat_table, count, failed_lines, to_json
    from eval.conversation.run import run_turns
    from eval.conversation.turns import part_of, read_turns
    from opening import answerer_over, open_answerer

    turns = part_of(read_turns(chats), split)
    floors = []
    if thresholds:
        from eval.conversation.floors import missed_floors, read_floors

        floors = read_floors(thresholds, turns)  # before anything is asked
    answerer = answerer_over(reports) if reports else open_answerer()
    with progress_bar("对话") as progress:
        verdicts = run_turns(answerer, turns, out, progress)
    counts = count(verdicts)
    if as_json:
        print(json.dumps(to_json(counts), ensure_ascii=False))
    else:
        print_lines([*chat_table(counts), "", *failed_lines(verdicts)])
        print(f"答对 {sum(v.right for v in verdicts)} / {len(verdicts)} 轮")
    if thresholds:
        end_of_gate(missed_floors(floors, counts), err=as_json)


@eval_app.command("baselines")
def eval_baselines(questions: Questions, out: Out, reports: Reports = None, split: Split = "all") -> None:
    """Measure on the same questions what people would use instead: BM25, a common recipe, the base encoder alone."""
    from eval.baselines.run import run_baselines
    from eval.baselines.table import baselines_table
    from eval.running.journal import make_folder
    from eval.running.manifest import Origin
    from eval.sets.questions import load_questions
    from index.build import read_reports
    from index.encoders import make_encoder

    s = settings()
    chosen = part_of_set(load_questions(questions, print_warning), split)
    make_folder(out)
    origin = Origin(questions.name, split, settings={"encoder": s.encoder})
    documents = read_reports(reports or [s.reports])
    print(baselines_table(run_baselines(documents, chosen, out, make_encoder(s.encoder), origin=origin)))


@eval_app.command("llm-judge")
def eval_llm_judge(directory: Path, as_json: Json = False) -> None:
    """Let a language model of your own judge a run (optional): BAIPISHU_JUDGE_URL and BAIPISHU_JUDGE_MODEL name it."""
    from eval.judge import judge
    from eval.llm.client import open_judge
    from eval.llm.run import llm_judge
    from eval.llm.table import llm_table
    from eval.record import read_record
    from index.encoders import make_encoder

    with progress_bar("模型打分") as progress:
        found = llm_judge(directory, open_judge(), make_encoder(settings().encoder), progress)
    print(json.dumps(found, ensure_ascii=False) if as_json else llm_table(found, judge(read_record(directory))))


@eval_app.command("judge")
def eval_judge(directory: Path, as_json: Json = False) -> None:
    """Judge a finished run again from its record, without answering again."""
    from eval.running.run import write_judged

    print_result(write_judged(directory), directory, as_json)


@eval_app.command("export")
def eval_export(
    directory: Path,
    to: Annotated[str, typer.Option(help="beir, ragas, ragchecker or promptfoo")],
    out: Annotated[Path, typer.Option(help="the file, for beir the folder, to write")],
) -> None:
    """Write a run as the input of another tool."""
    from eval.exports.formats import export
    from eval.record import read_record

    export(read_record(directory), to, out)


@eval_app.command("template")
def eval_template(out: Annotated[Path, typer.Option(help="the file to write: .csv or .xlsx")]) -> None:
    """Write an empty question set to fill in with a spreadsheet."""
    from eval.sets.template import write_template

    write_template(out)


@eval_app.command("check")
def eval_check(
    questions: Path, reports: Annotated[list[Path] | None, typer.Option(help="reports that the set asks about")] = None
) -> None:
    """Prove that a question set is sound."""
    from eval.sets.check import check_file
    from index.build import read_reports

    problems = check_file(questions, read_reports(reports or [settings().reports]))
    print_lines([str(problem) for problem in problems])
    raise typer.Exit(1 if any(not problem.is_warning for problem in problems) else 0)


@eval_app.command("compare")
def eval_compare(
    dir_a: Path,
    dir_b: Path,
    html: Annotated[Path | None, typer.Option(help="write a page as well")] = None,
    english: Annotated[bool, typer.Option("--english", help="print the verdict alone, in English")] = False,
) -> None:
    """Compare two runs question by question."""
    from eval.comparing.compare import compare
    from eval.comparing.table import comparison_text
    from eval.comparing.verdict import verdict_in_english

    comparison = compare(dir_a, dir_b)
    if html:
        from eval.page.comparison import write_comparison

        write_comparison(comparison, html, (dir_a.name, dir_b.name))
    print(verdict_in_english(comparison) if english else comparison_text(comparison))


@eval_app.command("gate")
def eval_gate(
    directory: Path,
    thresholds: Annotated[Path, typer.Option()],
    identical_to: Annotated[Path | None, typer.Option(help="another run whose answers must be the same")] = None,
) -> None:
    """Hold a run against thresholds; exit code 1 when one is missed, 2 when one names no metric."""
    from eval.gate import gate

    end_of_gate(gate(directory, thresholds, identical_to))


def end_of_gate(failures: "Sequence[Failure | Lost]", err: bool = False) -> NoReturn:
    """Name what was missed, and the verdict last; exit code 1 for FAILED. `err`: stdout holds a JSON document."""
    for failure in failures:
        typer.echo(str(failure), err=err)
    typer.echo(f"FAILED 未达标（{len(failures)} 项）" if failures else "PASSED 全部达标", err=err)
    raise typer.Exit(1 if failures else 0)


def print_result(result: "Result", folder: Path, as_json: bool) -> None:
    from eval.ending import ending
    from eval.table import results_table

    if as_json:
        print(json.dumps(result.summary(), ensure_ascii=False))
    else:
        print_lines([results_table(result), *ending(result, folder)])


def print_warnings(warnings: Iterable[str]) -> None:
    for warning in warnings:
        print_warning(warning)


def print_warning(warning: str) -> None:
    typer.echo(f"baipishu: {warning}", err=True)


def print_lines(lines: Sequence[str]) -> None:
    for line in lines:
        print(line)
