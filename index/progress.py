"""A progress bar on stderr, for long work that somebody watches."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

Progress = Callable[[int, int], None]  # (steps done, steps in all)
ProgressBar = Callable[[str], AbstractContextManager[Progress]]  # title of the work → progress to report to


@contextmanager
def progress_bar(title: str) -> Iterator[Progress]:
    """Show a bar on a terminal once there is something to do; elsewhere nothing is printed."""
    from rich.console import Console
    from rich.progress import Progress as Bar

    console = Console(stderr=True)
    with Bar(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(title, total=None, visible=False)
        yield lambda done, total: bar.update(task, completed=done, total=total, visible=total > 0)
