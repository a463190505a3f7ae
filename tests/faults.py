"""Runs a function in a child process in which the n-th write, flush, rename or removal fails, or ends the process.

What is counted lies under one folder: files opened for writing and their writes, fsync, rename, mkdir, unlink, rmdir.
"""

import builtins
import errno
import io
import os
import shutil
from collections.abc import Callable
from pathlib import Path

ERRORS = ("EIO", "ENOSPC", "EACCES", "ENOMEM")
REFUSED, COPED, WRONG = 3, 0, 4  # exit codes of the child: told as an error of ours; went on; fell over
CALLS = ("rename", "replace", "mkdir", "unlink", "remove", "rmdir")


class Faults:
    """Counts the steps under a folder and fails at one of them; every later step goes through."""

    def __init__(self, folder: Path, step: int, fail: Callable[[], None]):
        self.folder, self.left, self.fail = str(folder), step, fail

    def count(self, path: object) -> None:
        if str(path).startswith(self.folder):
            self.left -= 1
            if self.left == 0:
                self.fail()

    def install(self) -> None:
        """Take the place of the calls, in this process only."""
        for name in CALLS:
            setattr(os, name, self.counted(getattr(os, name)))
        builtins.open = io.open = self.opened(io.open)
        Path.open = lambda path, *a, **n: open(path, *a, **n)
        os.fsync = self.flushed
        shutil.rmtree = self.removed(shutil.rmtree)

    def counted(self, call):
        def run(path, *arguments, **named):
            self.count(path)
            return call(path, *arguments, **named)

        return run

    def removed(self, rmtree):
        def run(path, ignore_errors=False, **named):
            try:
                self.count(path)
            except OSError:
                if not ignore_errors:
                    raise
            return rmtree(path, ignore_errors=ignore_errors, **named)

        return run

    def flushed(self, descriptor: int) -> None:
        self.count(os.readlink(f"/proc/self/fd/{descriptor}"))

    def opened(self, call):
        def run(path, mode="r", *arguments, **named):
            if any(letter in mode for letter in "wax+"):
                self.count(path)
                file = call(path, mode, *arguments, **named)
                return Counting(file, lambda: self.count(path))
            return call(path, mode, *arguments, **named)

        return run


class Counting:
    """A file each of whose writes is a step."""

    def __init__(self, file, count: Callable[[], None]):
        self.file, self.step = file, count

    def write(self, data):
        self.step()
        return self.file.write(data)

    def __getattr__(self, name: str):
        return getattr(self.file, name)

    def __enter__(self):
        self.file.__enter__()
        return self

    def __exit__(self, *failure):
        return self.file.__exit__(*failure)

    def __iter__(self):
        return iter(self.file)


def raising(name: str) -> Callable[[], None]:
    """A failure of the disk, or of memory, as the system tells it."""
    number = getattr(errno, name)

    def fail() -> None:
        raise OSError(number, os.strerror(number))

    return fail


def run_failing(work: Callable[[], object], folder: Path, step: int, fail: Callable[[], None]) -> tuple[int, bool]:
    """Run `work` in a child that fails at the given step; return its exit code, negative for a signal, and whether
    there was such a step."""
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        code = WRONG
        faults = Faults(folder, step, fail)
        faults.install()
        try:
            work()
            code = COPED
        except ValueError:
            code = REFUSED
        except BaseException as error:
            os.write(2, repr(error).encode())
        os.write(writer, b"1" if faults.left <= 0 else b"0")
        os._exit(code)
    os.close(writer)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    reached = os.read(reader, 1)
    os.close(reader)
    return code, reached != b"0"
