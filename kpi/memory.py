"""What was made before of the very same content: the bytes of a part, or the values of a table.

Workbooks that are scored one after another share a rule book, and often people and settings too:
the parts that hold them are the same to the byte, and what they say need not be read again.
"""

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class Memory(Generic[T]):
    """The answers, never None, to the last few questions. A question holds everything that its answer depends on.

    Nobody changes an answer, for others will get it too. An exception is not kept.
    """

    def __init__(self, most: int, lasting: Callable[[T], bool] = lambda _: True) -> None:
        self._most = most
        self._lasting = lasting  # tells which answers are kept
        self._answers: dict[Hashable, T] = {}  # the one used last stands last

    def get(self, question: Hashable, find: Callable[[], T]) -> T:
        """The answer, found anew unless it is known."""
        answers = self._answers
        known = answers.pop(question, None)  # taken out and put back last, also while another thread asks
        found = find() if known is None else known
        if known is not None or self._lasting(found):
            answers[question] = found
        if len(answers) > self._most:
            answers.pop(next(iter(answers)), None)
        return found
