"""Where many files are made: in this process, or in several beside it when there are enough to be worth it."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from typing import TypeVar

WORTH = 40  # people; a process takes about a second to start
MOST = 61  # processes that Windows waits for at once
Item = TypeVar("Item")
Made = TypeVar("Made")


class Workshop:
    """Makes many things of one kind, in their order."""

    def __init__(self, pool: Executor | None) -> None:
        self._pool = pool

    def each(self, make: Callable[[Item], Made], items: Sequence[Item]) -> Iterator[Made]:
        """What is made of each item; where processes cannot be had, all is made here."""
        done = 0
        if self._pool is not None:
            try:
                for made in self._pool.map(make, items):
                    yield made
                    done += 1
            except (BrokenExecutor, OSError):
                self._pool = None
        yield from map(make, items[done:])


@contextmanager
def workshop(people: int, workers: int) -> Iterator[Workshop]:
    """A workshop for so many people, with up to so many processes.

    They are started afresh and not split off from this one, whose fonts may be open in other threads.
    """
    wanted = min(workers, MOST)
    if wanted < 2 or people < WORTH:
        yield Workshop(None)
        return
    with ProcessPoolExecutor(wanted, mp_context=get_context("spawn")) as pool:
        yield Workshop(pool)
