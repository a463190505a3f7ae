"""Progress on stderr, for long work that somebody watches: a bar on a terminal, now and then a line elsewhere."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

Progress = Callable[[int, int], None]  # (steps done, steps in all)
ProgressBar = Callable[[str], AbstractContextManager[Progress]]  # title of the work → progress to report to

LINE_EVERY = 20.0  # seconds between two lines where there is no terminal, and before the first


@contextmanager
def progress_bar(title: str) -> Iterator[Progress]:
    """Show how far the work is and how long the rest will take; nothing for work that is done in a moment."""
    from rich.console import Console

    console = Console(stderr=True)
    if not console.is_terminal:
        yield ProgressLines(title)
        return
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("还需"),  # time that the rest will take
        TimeRemainingColumn(elapsed_when_finished=False),
    )
    with Bar(*columns, console=console, transient=True) as bar:
        task = bar.add_task(title, total=None, visible=False)
        yield lambda done, total: bar.update(task, completed=done, total=total, visible=total > 0)


class ProgressLines:
    """Prints a line on stderr every so often; begins anew when the steps do."""

    def __init__(self, title: str, now: Callable[[], float] = time.monotonic):
        self.title, self.now = title, now
        self.begun = self.printed = now()
        self.done = 0

    def __call__(self, done: int, total: int) -> None:
        at = self.now()
        if done < self.done or done == 0:
            self.begun = at
        self.done = done
        if 0 < done < total and at - self.printed >= LINE_EVERY:
            self.printed = at
            rest = (at - self.begun) / done * (total - done)
            print(f"{self.title} {done}/{total}，约还需 {spoken(rest)}", file=sys.stderr, flush=True)


def spoken(seconds: float) -> str:
    """A length of time in words.

    >>> spoken(42.4), spoken(500), spoken(7300)
    ('42 秒', '8 分 20 秒', '2 小时 1 分')
    """
    whole = round(seconds)
    if whole < 60:
        return f"{whole} 秒"
    return f"{whole // 60} 分 {whole % 60} 秒" if whole < 3600 else f"{whole // 3600} 小时 {whole % 3600 // 60} 分"
