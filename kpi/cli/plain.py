"""Tables that fit as they are: columns lined up by plain spaces, as rich would, without loading it."""

from collections.abc import Iterator, Sequence
from unicodedata import east_asian_width

GAP = 2  # spaces between columns


def table(rows: Sequence[Sequence[str]], most: int) -> Iterator[str] | None:
    """The lines of a table, its first row the headers; None when it is wider than `most` or a cell has lines."""
    if any("\n" in cell for row in rows for cell in row):
        return None
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    if sum(widths) + GAP * (len(widths) - 1) > most:
        return None
    return (_line(row, widths) for row in rows)


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    padded = (cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True))
    return (" " * GAP).join(padded).rstrip()


def _width(text: str) -> int:
    """The columns that a text takes on a terminal; a Chinese character takes two."""
    if text.isascii():
        return len(text)
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)
