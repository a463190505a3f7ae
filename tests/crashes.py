"""Runs a function in a child process that dies, or whose disk fails, at the n-th write."""

import errno
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

WRITES = ("open", "os.rename", "os.mkdir", "os.remove", "os.rmdir", "shutil.rmtree")  # audit events of the interpreter
KILLED, RAISED, COPED, WRONG = 9, 3, 5, 4  # exit codes of the child; 0 when no step was left to fail at


def die() -> None:
    os._exit(KILLED)


def disk_full() -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def failing_at_each_step(
    work: Callable[[], object], folder: Path, fail: Callable[[], None]
) -> Iterator[tuple[int, int]]:
    """Yield (step, exit code) for step 1, 2, … of `work` under `folder`, until one gets through; look around between.

    A step is a call that opens, renames, makes, removes or flushes something under the folder.
    """
    step, code = 0, None
    while code != 0:
        step += 1
        code = run_child(work, folder, step, fail)
        yield step, code


def run_child(work: Callable[[], object], folder: Path, step: int, fail: Callable[[], None]) -> int:
    """Run `work` in a child that fails once, at the given step; return its exit code."""
    child = os.fork()
    if not child:
        left = [step]

        def count() -> None:
            left[0] -= 1
            if left[0] == 0:
                fail()

        def watch(event: str, arguments: tuple) -> None:
            if event in WRITES and str(arguments[0]).startswith(str(folder)):
                count()

        os.fsync = lambda descriptor: count()  # nothing is flushed: it is the process that dies, not the machine
        sys.addaudithook(watch)
        try:
            work()
        except ValueError:
            os._exit(RAISED)
        except BaseException:
            os._exit(WRONG)
        os._exit(0 if left[0] > 0 else COPED)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
