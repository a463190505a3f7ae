"""Runs the commands of `baipishu` beside the server: in a process of their own, after everything else in line for the
processor, so that asking stays quick. Knows no command by heart.
"""

import os
import subprocess
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryFile

ROOT = Path(__file__).parent.parent.parent
NICE = 10  # of 19: a run gets what the server leaves
NICE_WHEN_AWAITED = 5  # somebody waits for a check or a comparison of some seconds
NEEDED = ("ir_measures", "matplotlib", "openpyxl", "pyndeval")  # of the extra `eval`
INSTALL = "pip install -e '.[eval]' -c constraints.txt"
SAID = 200_000  # bytes that are kept of what a command says: a file of 1 MB may have a million mistakes
SECRET = ("BAIPISHU_TOKEN", "BAIPISHU_TOKEN_FILE")  # a child needs no key to the house


def is_installed() -> bool:
    """Tell whether the packages of the extra `eval` are there."""
    return all(find_spec(name) for name in NEEDED)


def command(words: Sequence[str], nice: int = NICE) -> list[str]:
    return ["nice", "-n", str(nice), sys.executable, "-m", "cli", *words]


def environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in SECRET}
    return {**kept, "OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}


def begin(words: Sequence[str], log: Path) -> subprocess.Popen:
    """Start a command; what it says goes to `log`. A Ctrl-C at the server's terminal does not reach it."""
    with log.open("wb") as said:
        return subprocess.Popen(
            command(words),
            cwd=ROOT,
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            start_new_session=True,
        )


def end(child: subprocess.Popen, patience: float = 5) -> None:
    """Stop a command, by force when it does not heed."""
    child.terminate()
    try:
        child.wait(patience)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def call(words: Sequence[str], seconds: float) -> tuple[int, str]:
    """Run a short command to its end; return (exit code, what it printed). Raises TimeoutError."""
    with TemporaryFile() as said:
        try:
            done = subprocess.run(
                command(words, NICE_WHEN_AWAITED),
                cwd=ROOT,
                env=environment(),
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
                timeout=seconds,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise TimeoutError(f"not done after {seconds:.0f} seconds") from error
        said.seek(0)
        return done.returncode, said.read(SAID).decode("utf-8", "replace")
