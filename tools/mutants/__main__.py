"""The command `python -m tools.mutants`, see the package."""

import argparse
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path

from tools.mutants import __doc__ as about
from tools.mutants.changes import ROOT, Mutant, chosen
from tools.mutants.page import page
from tools.mutants.reached import met_by, read_reached
from tools.mutants.trial import Fate, fate, prepare

PAGE = ROOT / "docs" / "mutants.md"
PLACE = ROOT / "build" / "mutants"
UNDER = ("retrieval", "corpus")
CACHE = "index/cache"  # vectors of the first report, which take twenty seconds
LINKED = ("models", "training")  # too large to copy, and never changed
ABOUT = ("answer", "citations", "corpus", "figures", "question", "read", "readers", "retrieval", "search", "text",
         "vocabulary")  # tests/test_ABOUT_*.py are those that meet changes, with the doctests  # fmt: skip


def copy_tree(folder: Path) -> None:
    """Copy what git knows of the working tree, so that one may go on working in it; what is large is linked."""
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    for name in filter(None, names.split("\0")):
        if name.partition("/")[0] not in LINKED and (ROOT / name).exists():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    for name in LINKED:
        (folder / name).symlink_to(ROOT / name)


def meeting(folder: Path) -> list[str]:
    """The files of tests that may meet a change."""
    tests = [path for path in sorted((folder / "tests").glob("test_*.py")) if path.stem.split("_")[1] in ABOUT]
    return [path.relative_to(folder).as_posix() for path in tests]


def note_reached(folder: Path, file: Path, tests: Sequence[str]) -> None:
    """Run these tests once, and write what each of them enters behind what stands in the file."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "tools.mutants.reached"]
    noting = [*command, f"--rootdir={folder}", f"--reached={file}", "-m", "not long", *tests]
    subprocess.run(noting, cwd=folder, stdout=subprocess.DEVNULL, check=False)


def take_changes(folder: Path, notes: Path, results: Path) -> None:
    """Copy the tree as it is now; forget what the changed tests entered and which changes survived, and note the
    former anew."""
    before = {name: (folder / name).read_bytes() for name in meeting(folder)}
    (folder / CACHE).rename(PLACE / "cache")
    shutil.rmtree(folder)
    copy_tree(folder)
    (PLACE / "cache").rename(folder / CACHE)
    changed = [name for name in meeting(folder) if before.get(name) != (folder / name).read_bytes()]
    lines = notes.read_text("utf-8").splitlines()
    left = [line for line in lines if json.loads(line)["test"].split("::")[0] not in changed]
    notes.write_text("".join(f"{line}\n" for line in left), "utf-8")
    if changed:
        note_reached(folder, notes, changed)
    if results.exists():
        killed = [line for line in results.read_text("utf-8").splitlines() if json.loads(line)["fate"] == "killed"]
        results.write_text("".join(f"{line}\n" for line in killed), "utf-8")


def kept_fates(file: Path) -> dict[Mutant, Fate]:
    """What was tried before."""
    lines = map(json.loads, file.read_text("utf-8").splitlines()) if file.exists() else ()
    return {Mutant(**line["mutant"]): line["fate"] for line in lines}


def try_all(
    mutants: Sequence[Mutant], folder: Path, notes: Path, results: Path, jobs: int
) -> list[tuple[Mutant, Fate]]:
    """The fate of each change; each is written to the results as it is known."""
    reached, known = read_reached(notes), kept_fates(results)
    left = [mutant for mutant in mutants if mutant not in known]
    prepare(folder)
    children = []
    for n in range(jobs):
        if child := os.fork():
            children.append(child)
            continue
        for mutant in left[n::jobs]:
            told = {"mutant": asdict(mutant), "fate": fate(mutant, met_by(mutant, reached), folder)}
            with results.open("a", encoding="utf-8") as file:
                file.write(json.dumps(told, ensure_ascii=False) + "\n")
            print(f"{told['fate']:9} {mutant.path}:{mutant.line}: {mutant.before} → {mutant.after}", flush=True)
        os._exit(0)
    for child in children:
        os.waitpid(child, 0)
    known = kept_fates(results)
    return [(mutant, known[mutant]) for mutant in mutants if mutant in known]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=about, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sample", type=int, default=200, help="how many changes; 0: all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--under", nargs="+", default=list(UNDER), help="folders or files")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="how many are tried at the same time")
    parser.add_argument("--again", action="store_true", help="try what survived once more, on the tree as it is now")
    parser.add_argument("--anew", action="store_true", help="forget what was tried")
    args = parser.parse_args()
    folder, notes, results = PLACE / "tree", PLACE / "reached.jsonl", PLACE / "fates.jsonl"
    if args.anew or not notes.exists():
        shutil.rmtree(PLACE, ignore_errors=True)
        copy_tree(folder)
        note_reached(folder, PLACE / "reached.part", [*UNDER, *meeting(folder)])
        (PLACE / "reached.part").rename(notes)
    elif args.again:
        take_changes(folder, notes, results)
    mutants = chosen(args.under, args.sample, args.seed, folder)
    told = f"{date.today().isoformat()}, {', '.join(args.under)}, seed {args.seed}"
    PAGE.write_text(page(try_all(mutants, folder, notes, results, args.jobs), told), "utf-8")


if __name__ == "__main__":
    main()
