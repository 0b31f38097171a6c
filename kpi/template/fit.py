"""How much room text takes in a cell, so that rows get a height that shows all of it.

A Chinese character is two digits wide. Programs differ by a little; one unit is kept free.
"""

import unicodedata
from functools import lru_cache

WIDE = "WF"  # East Asian width classes that take two digits
NARROW = 0.94  # of a digit: Latin letters, on average
ROOM = 2.2  # margins and indent of a cell, in digits


def width_of(text: str) -> float:
    """The width of one line in digits."""
    return sum(2.0 if unicodedata.east_asian_width(letter) in WIDE else NARROW for letter in text)


@lru_cache(maxsize=4096)
def lines(text: str, width: float) -> int:
    """The number of lines that wrapped text needs in a column of this width.

    >>> lines("按时回款额", 9), lines("on time", 20)
    (2, 1)
    """
    return sum(_lines_of(paragraph, width - ROOM) for paragraph in text.split("\n"))


def _lines_of(paragraph: str, room: float) -> int:
    count, used = 1, 0.0
    for piece in _pieces(paragraph):
        size = width_of(piece)
        if used and used + size > room:
            count, used = count + 1, 0.0
        count += int((size - 0.01) // room) if size > room else 0
        used += size
    return count


def _pieces(paragraph: str) -> list[str]:
    """Where a line may break: after a space, and around every wide character."""
    pieces = [""]
    for letter in paragraph:
        wide = unicodedata.east_asian_width(letter) in WIDE
        if wide or pieces[-1].endswith(" ") or (pieces[-1] and width_of(pieces[-1][-1]) > 1):
            pieces.append(letter)
        else:
            pieces[-1] += letter
    return pieces
