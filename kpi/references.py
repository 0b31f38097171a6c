"""A1 references: boxes of cells, and formulas that move with their row."""

import re
from functools import cache, lru_cache
from typing import NamedTuple

from kpi.tables import letters

ROWS, COLUMNS = 1_048_576, 16_384  # of a sheet
# What a name or a title may hold that needs no quotes: ASCII letters, digits, "_", ".", and all that is not ASCII.
# Said by what is left out, because `re` takes milliseconds for each set with a range like \x80-\uffff in it.
LETTER = r"[^\x00-\-/:-@\[-^`{-\x7f]"
CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")


class Box(NamedTuple):
    """A rectangle of cells, all bounds included, from 1."""

    left: int
    top: int
    right: int
    bottom: int

    def __str__(self) -> str:
        first = f"{letters(self.left)}{self.top}"
        last = f"{letters(self.right)}{self.bottom}"
        return first if first == last else f"{first}:{last}"

    def meets(self, other: "Box") -> bool:
        """True when they have a cell in common."""
        across = self.left <= other.right and other.left <= self.right
        return across and self.top <= other.bottom and other.top <= self.bottom


@lru_cache(maxsize=20_000)
def column(text: str) -> int:
    """The number of a column.

    >>> column("A"), column("aa")
    (1, 27)
    """
    number = 0
    for letter in text.upper():
        number = number * 26 + ord(letter) - 64
    return number


def box(text: str) -> Box | None:
    """The box of `A1` or `A1:C5`; None for anything else.

    >>> str(box("$B$2:A9"))
    'A2:B9'
    """
    corners = [CELL.fullmatch(part) for part in text.split(":")]
    if len(corners) > 2 or None in corners:
        return None
    across = sorted(column(corner[1]) for corner in corners if corner)
    down = sorted(int(corner[2]) for corner in corners if corner)
    found = Box(across[0], down[0], across[-1], down[-1])
    return found if found.top >= 1 and found.bottom <= ROWS and found.right <= COLUMNS else None


@cache
def _tokens() -> re.Pattern[str]:
    return re.compile(
        r'"(?:[^"]|"")*"'  # text
        r"|'(?:[^']|'')*'!?"  # a quoted sheet name
        r"|\[(?:[^\[\]']|'.|\[(?:[^\[\]']|'.)*\])*\]"  # a structured reference, or the number of a book
        rf"|(?<![\\?$])(?<!{LETTER})"
        r"(?:(?P<rows>(?P<r1>\$?[0-9]{1,7}):(?P<r2>\$?[0-9]{1,7}))"
        r"|(?P<columns>(?P<c1>\$?[A-Za-z]{1,3}):(?P<c2>\$?[A-Za-z]{1,3}))"
        r"|(?P<letters>\$?[A-Za-z]{1,3})(?P<row>\$?[0-9]{1,7}))"
        rf"(?![(!\[\\?])(?!{LETTER})"
    )


def shifted(formula: str, down: int, right: int = 0) -> str:
    r"""The formula as if copied so many rows down and columns right.

    Text, sheet names and structured references stay; what leaves the sheet becomes #REF!.

    >>> shifted('A1+$A$1+\'B2 x\'!C3+"D4"+LOG10(E5)+T1[[#This Row],[F6]]', 2)
    'A3+$A$1+\'B2 x\'!C5+"D4"+LOG10(E7)+T1[[#This Row],[F6]]'
    """
    if not (down or right):
        return formula
    return _tokens().sub(lambda match: _moved(match, down, right), formula)


def downwards(formula: str) -> tuple[str, list[int]]:
    r"""The formula with NUL for every row number that follows when it is copied down, and those numbers.

    >>> downwards('A1+$A$1+B2:B$9')
    ('A\x00+$A$1+B\x00:B$9', [1, 2])
    """
    rows: list[int] = []

    def taken(row: str) -> str:
        if row.startswith("$"):
            return row
        rows.append(int(row))
        return "\0"

    def opened(match: re.Match[str]) -> str:
        if match["rows"]:
            return f"{taken(match['r1'])}:{taken(match['r2'])}"
        return match["letters"] + taken(match["row"]) if match["letters"] else match[0]

    return _tokens().sub(opened, formula), rows


def _moved(match: re.Match[str], down: int, right: int) -> str:
    if match["rows"]:
        ends = [_row(match["r1"], down), _row(match["r2"], down)]
        return "#REF!" if None in ends else f"{ends[0]}:{ends[1]}"
    if match["columns"]:
        ends = [_column(match["c1"], right), _column(match["c2"], right)]
        return "#REF!" if None in ends else f"{ends[0]}:{ends[1]}"
    if match["letters"]:
        if column(match["letters"].lstrip("$")) > COLUMNS:
            return match[0]
        across, row = _column(match["letters"], right), _row(match["row"], down)
        return "#REF!" if across is None or row is None else across + row
    return match[0]


def _row(text: str, down: int) -> str | None:
    if text.startswith("$"):
        return text
    row = int(text) + down
    return str(row) if 1 <= row <= ROWS else None


def _column(text: str, right: int) -> str | None:
    if text.startswith("$") or not right:
        return text
    number = column(text) + right
    return letters(number) if 1 <= number <= COLUMNS else None
