"""The command `python -m tools.mutants`, see the package."""

import argparse
import json
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
from tools.mutants.reached import read_reached, tests_of
from tools.mutants.trial import Fate, fate, prepare

PAGE = ROOT / "docs" / "mutants.md"
PLACE = ROOT / "build" / "mutants"
UNDER = ("retrieval", "corpus")
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


def note_reached(folder: Path, file: Path) -> None:
    """Run all tests that may meet a change once, and write what each of them enters."""
    tests = [path.relative_to(folder).as_posix() for path in sorted((folder / "tests").glob("test_*.py"))
             if path.stem.split("_")[1] in ABOUT]  # fmt: skip
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "tools.mutants.reached"]
    noting = [*command, "--reached", str(file), "-m", "not long", *UNDER, *tests]
    subprocess.run(noting, cwd=folder, stdout=subprocess.DEVNULL, check=False)


def kept_fates(file: Path) -> dict[Mutant, Fate]:
    """What was tried before."""
    lines = map(json.loads, file.read_text("utf-8").splitlines()) if file.exists() else ()
    return {Mutant(**line["mutant"]): line["fate"] for line in lines}


def try_all(mutants: Sequence[Mutant], folder: Path, notes: Path, results: Path) -> list[tuple[Mutant, Fate]]:
    """The fate of each change; each is written to the results as it is known."""
    reached, known = read_reached(notes), kept_fates(results)
    prepare(folder)
    with results.open("a", encoding="utf-8") as file:
        for mutant in mutants:
            if mutant not in known:
                known[mutant] = fate(mutant, tests_of(mutant, reached), folder)
                file.write(json.dumps({"mutant": asdict(mutant), "fate": known[mutant]}, ensure_ascii=False) + "\n")
                file.flush()
                print(f"{known[mutant]:9} {mutant.path}:{mutant.line}: {mutant.before} → {mutant.after}", flush=True)
    return [(mutant, known[mutant]) for mutant in mutants]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=about, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sample", type=int, default=200, help="how many changes; 0: all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--under", nargs="+", default=list(UNDER), help="folders or files")
    parser.add_argument("--anew", action="store_true", help="forget what was tried, take the code as it is now")
    args = parser.parse_args()
    folder, notes, results = PLACE / "tree", PLACE / "reached.jsonl", PLACE / "fates.jsonl"
    if args.anew or not notes.exists():
        shutil.rmtree(PLACE, ignore_errors=True)
        folder.mkdir(parents=True)
        copy_tree(folder)
        note_reached(folder, PLACE / "reached.part")
        (PLACE / "reached.part").rename(notes)
    mutants = chosen(args.under, args.sample, args.seed, folder)
    told = f"{date.today().isoformat()}, {', '.join(args.under)}, seed {args.seed}"
    PAGE.write_text(page(try_all(mutants, folder, notes, results), told), "utf-8")


if __name__ == "__main__":
    main()
