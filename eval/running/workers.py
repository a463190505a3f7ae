"""Asks questions in several processes, each with an index of its own. Answers do not depend on how many there are."""
import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager

from eval.running.asking import Answering, AskAll, Asked, Asker
from eval.sets.questions import Question

asker: Asker | None = None  # of this worker process


@contextmanager
def in_processes(workers: int, open_answerer: Callable[[], Answering]) -> Iterator[AskAll]:
    """Yield a function that asks questions in `workers` processes, in the order in which they are done.

    `open_answerer` is pickled and called once in each process, which is spawned: a forked one would share locks of
    libraries that run threads. A process starts in about two seconds, so that it pays from some 200 questions.
    """
    with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"), start, (open_answerer,)) as pool:
        def ask_all(questions: Sequence[Question]) -> Iterator[Asked]:
            waiting = [pool.submit(ask, question) for question in questions]
            try:
                for done in as_completed(waiting):
                    yield done.result()
            except BrokenProcessPool as error:
                raise ChildProcessError("a worker process has died, for want of memory or of its index; what is "
                                        "answered is kept: repeat the command with --workers 1") from error
            finally:
                for each in waiting:
                    each.cancel()

        yield ask_all


def start(open_answerer: Callable[[], Answering]) -> None:
    global asker
    asker = Asker(open_answerer())


def ask(question: Question) -> Asked:
    assert asker is not None, "start() comes first in every worker"
    return asker(question)
