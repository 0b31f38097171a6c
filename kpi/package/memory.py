"""What was made of a part before, known again by its very bytes.

Workbooks that are scored one after another share a rule book, and often people and settings too:
the parts that hold them are the same to the byte, and what they say need not be read again.
"""

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class Memory(Generic[T]):
    """The answers to the last few questions. A question holds everything that its answer depends on.

    Nobody changes an answer, for others will get it too. An exception is not kept.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._answers: dict[Hashable, T] = {}  # the one used last stands last

    def get(self, question: Hashable, find: Callable[[], T]) -> T:
        """The answer, found anew unless it is known."""
        answers = self._answers
        known = answers.pop(question) if question in answers else find()
        answers[question] = known
        if len(answers) > self._most:
            del answers[next(iter(answers))]
        return known
