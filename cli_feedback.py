"""The command `baipishu feedback`: what people said of the answers, and drafts of questions from it."""

import json
from pathlib import Path
from typing import Annotated

import typer


def list_feedback(
    file: Annotated[
        Path | None, typer.Argument(help="notes of the page [default: the file that BAIPISHU_FEEDBACK names]")
    ] = None,
    draft: Annotated[Path | None, typer.Option("--draft", help="write drafts of a question set there (.jsonl)")] = None,
) -> None:
    """List what people said of the answers, most complaints first; or turn complaints into drafts of a question set."""
    from corpus.visible import on_one_line
    from settings import settings
    from web.feedback.drafts import drafts, tallied
    from web.feedback.notes import read_notes

    if (file := file or settings().feedback) is None:
        raise ValueError("no file of notes; name it, or set BAIPISHU_FEEDBACK")
    tallies = tallied(read_notes(file))
    if draft:
        rows = drafts(tallies)
        draft.write_text("".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows), "utf-8")
        print(f"{len(rows)} 个问题 → {draft}；请补上 answers 和 evidence，再用 `baipishu eval check {draft}` 检查")
        return
    for tally in tallies:
        before = f"（上文：{'；'.join(tally.history)}）" if tally.history else ""
        asked = on_one_line(tally.question + before)  # a stranger's words: nothing in them may steer the terminal
        print(f"{f'不对：{tally.said}' if tally.reasons else '不对：0'}  对：{tally.right}  {asked}")
    print(f"{len(tallies)} 个问题，{sum(len(tally.notes) for tally in tallies)} 条评价")
