"""Fuzzing guided by coverage (atheris): bytes that reach new code of ours are kept and changed further.

python -m tools.guided_fuzz --seconds 600                    every target, one after the other: `make fuzz-guided`
python -m tools.guided_fuzz question build/fuzz/question/crash-…          that one input again
"""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import atheris

FOUND = Path("build/fuzz")  # inputs that reached new code, and those that broke something (crash-…, timeout-…)
LONGEST = {"question": 1500}  # bytes of an input
LONGEST_FILE = 20_000
SLOWEST = 30  # seconds; what takes longer is a find
SEEDS = {
    "text": [
        "海州市绿色发展报告\n\n目录\n一、交通……1\n\n一、交通\n\n公园32个。\n\n表1 公园\n区  个\n甲  3\n乙  4\n".encode()
    ],
    "markdown": [
        "# 报告\n\n- 公园 **32** 个\n\n|区|个|\n|-|-|\n|甲|3|\n\n> [一](a) ![b](c) `d`\n\n1. <b>e</b>\n".encode()
    ],
    "html": [
        "<!doctype html><title>报告</title><h1>一</h1><p>公园32个。<table><tr><th>区<th colspan=2>个<tr><td rowspan=2>"
        "甲<td>3<td>4</table><ul><li id='footnote-1'>b<a>↑</a></ul><pre>c</pre>".encode()
    ],
    "question": [
        "那里2022年呢？|广州和深圳2023年新能源汽车保有量分别是多少？《白皮书》第三部分讲了什么，增长了百分之几".encode(),
        b"How many EVs?",
    ],
}
Target = Callable[[bytes], object]


def reader_of(suffix: str) -> Target:
    """The whole way of a report: its format, its reader, its structure; what refuses must say which file."""
    from corpus.decode import UnreadableDocument
    from corpus.report import read_report

    path = Path(tempfile.mkdtemp()) / f"report{suffix}"

    def run(data: bytes) -> None:
        path.write_bytes(data)
        try:
            document = read_report(path)
        except UnreadableDocument as refusal:
            assert str(path) in str(refusal)
            return
        for passage in document.passages:
            assert document.text[passage.start : passage.end] == passage.text
            assert all(document.text[each.start : each.end] == each.text for each in passage.sentences)

    return run


def question_parser() -> Target:
    """What is made of a question and the one before it, up to where the index is asked."""
    from retrieval.question.followup import readings
    from retrieval.question.gate import Gate, clean
    from retrieval.question.longwinded import kernels
    from retrieval.question.named import parts_named
    from retrieval.question.question import understand
    from retrieval.question.rewriting import likely

    gate = Gate()

    def run(data: bytes) -> None:
        text, _, before = clean(data.decode("utf-8", "ignore")).partition("|")
        question = understand(text, [before] if before else [], 2024, lambda question, history: 0.0)
        gate.declines(question)
        parts_named(question.plain)
        kernels(text, question.language)
        likely(readings(text, before, question.language), 4)

    return run


TARGETS: dict[str, Callable[[], Target]] = {
    "text": lambda: reader_of(".txt"),
    "markdown": lambda: reader_of(".md"),
    "html": lambda: reader_of(".html"),
    "question": question_parser,
}


def fuzz(name: str, options: list[str]) -> None:
    """Fuzz one target in this process, which libFuzzer ends."""
    with atheris.instrument_imports(include=["corpus", "retrieval"]):
        target = TARGETS[name]()
    atheris.Setup([sys.argv[0], *options], target)
    atheris.Fuzz()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("target", nargs="?", choices=TARGETS)
    parser.add_argument("input", nargs="?", type=Path)
    parser.add_argument("--seconds", type=int, default=600, help="for each target")
    arguments = parser.parse_args()
    if arguments.input:
        fuzz(arguments.target, [str(arguments.input)])
    failed = []
    for name in [arguments.target] if arguments.target else TARGETS:
        folder = FOUND / name / "corpus"
        folder.mkdir(parents=True, exist_ok=True)
        for number, seed in enumerate(SEEDS[name]):
            (folder / f"seed{number}").write_bytes(seed)
        options = [
            f"-max_total_time={arguments.seconds}", f"-max_len={LONGEST.get(name, LONGEST_FILE)}",
            f"-timeout={SLOWEST}", "-rss_limit_mb=2048",
            f"-artifact_prefix={folder.parent}/", "-print_final_stats=1", "-verbosity=1", str(folder),
        ]  # fmt: skip
        command = [sys.executable, "-c", f"from tools.guided_fuzz import fuzz; fuzz({name!r}, {options!r})"]
        if subprocess.run(command).returncode:
            failed.append(name)
    print(f"guided fuzzing: {f'{failed} failed, see {FOUND}' if failed else 'nothing found'}")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
