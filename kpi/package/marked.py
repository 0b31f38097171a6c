"""Sets of cells of one sheet, as spans of rows by column."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from kpi.references import Box

Span = tuple[int, int]  # first and last row
T = TypeVar("T")
WIDE = 64  # columns; an area of more is kept as it is


@dataclass(slots=True)
class Marked:
    """Some cells of one sheet."""

    columns: dict[int, list[Span]] = field(default_factory=dict)
    wide: list[Box] = field(default_factory=list)

    def add(self, area: Box) -> None:
        """Puts an area in."""
        if area.right - area.left >= WIDE:
            self.wide.append(area)
            return
        for column in range(area.left, area.right + 1):
            self.columns.setdefault(column, []).append((area.top, area.bottom))

    def meets(self, area: Box) -> bool:
        """True when they have a cell in common."""
        spans = (span for some in within(self.columns, area.left, area.right) for span in some)
        return any(top <= area.bottom and area.top <= last for top, last in spans) or any(
            one.meets(area) for one in self.wide
        )

    def settle(self) -> None:
        """Makes spans that touch one."""
        for column, spans in self.columns.items():
            self.columns[column] = merged(spans)

    def take(self, other: "Marked") -> None:
        """Puts in all cells of another set."""
        self.wide += other.wide
        for column, spans in other.columns.items():
            self.columns[column] = merged([*self.columns.get(column, ()), *spans])

    def parts(self) -> Iterator[tuple[int, int, Sequence[Span]]]:
        """The first and the last column of every part, with its rows."""
        for column, spans in self.columns.items():
            yield column, column, spans
        for area in self.wide:
            yield area.left, area.right, [(area.top, area.bottom)]


def within(columns: dict[int, T], left: int, right: int) -> Iterator[T]:
    """What there is for the columns from `left` to `right`."""
    if right - left < len(columns):
        return (columns[at] for at in range(left, right + 1) if at in columns)
    return (there for at, there in columns.items() if left <= at <= right)


def merged(spans: Iterable[Span]) -> list[Span]:
    """The spans in order, those that touch made one.

    >>> merged([(7, 9), (1, 2), (3, 3), (8, 8)])
    [(1, 3), (7, 9)]
    """
    found: list[Span] = []
    for first, last in sorted(spans):
        if found and first <= found[-1][1] + 1:
            found[-1] = found[-1][0], max(found[-1][1], last)
        else:
            found.append((first, last))
    return found
