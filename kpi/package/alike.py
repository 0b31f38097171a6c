"""Formulas that look at the same columns, each at rows of its own: judged together, not one by one."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import NamedTuple

from kpi.package.marked import Span
from kpi.package.precedents import Area
from kpi.references import Box


class Looked(NamedTuple):
    """An area that formulas look at."""

    sheet: str  # title, folded
    left: int
    right: int
    first: int  # row, or where it stands among the numbers of the formulas
    last: int
    moves: bool  # every formula has rows of its own


class Ordered(NamedTuple):
    """The areas of many formulas by their first rows."""

    formulas: "array[int]"
    first: "array[int]"
    last: "array[int]"
    lowest: "array[int]"  # last row of this and all before


def few_bytes() -> "array[int]":
    """Numbers of four bytes each: a large sheet has a million formulas."""
    return array("i")


@dataclass(slots=True)
class Alike:
    """Formulas that differ by row numbers only."""

    looked: list[Looked]
    everything: bool = False  # nobody can tell what they look at
    block: Box | None = None  # all cells of the one formula, where it has several
    shared: bool = False  # such a block in which every cell has the formula
    rows: "array[int]" = field(default_factory=few_bytes)
    columns: "array[int]" = field(default_factory=few_bytes)
    held: bytearray = field(default_factory=bytearray)  # 1 where a value stands beside the formula
    numbers: list["array[int]"] = field(default_factory=list)  # rows, those of one formula at one place in each
    left: int = 0  # formulas not found yet
    _found: bytearray = field(default_factory=bytearray)
    _ordered: dict[int, Ordered] = field(default_factory=dict)

    def add(self, row: int, column: int, *, held: bool) -> None:
        """Takes one formula in; its row numbers go into `numbers`."""
        self.rows.append(row)
        self.columns.append(column)
        self.held.append(held)
        self.left += 1

    def all(self) -> list[int]:
        """All formulas not found before; found from now on."""
        rest = [at for at in range(len(self.rows)) if not (self._found and self._found[at])]
        self._found = bytearray(b"\1") * len(self.rows)
        self._less(len(rest))
        return rest

    def meeting(self, which: int, spans: Sequence[Span]) -> list[int]:
        """The formulas, not found before, whose area of that number meets one of the spans of its columns."""
        looked = self.looked[which]
        if not self.left:
            return []
        if not looked.moves:
            met = any(first <= looked.last and looked.first <= last for first, last in spans)
            return self.all() if met else []
        self._found = self._found or bytearray(len(self.rows))
        ordered = self._ordered.get(which) or self._order(which)
        hits: list[int] = []
        for first, last in spans:
            begin, end = bisect_left(ordered.lowest, first), bisect_right(ordered.first, last)
            for place in range(begin, end):
                at = ordered.formulas[place]
                if not self._found[at] and ordered.last[place] >= first:
                    self._found[at] = 1
                    hits.append(at)
        self._less(len(hits))
        return hits

    def _less(self, found: int) -> None:
        self.left -= found
        if not self.left:
            self._ordered.clear()

    def _order(self, which: int) -> Ordered:
        looked = self.looked[which]
        first, last = self.numbers[looked.first], self.numbers[looked.last]
        tops, bottoms = list(map(min, first, last)), list(map(max, first, last))  # a range may be written upside down
        formulas = sorted(range(len(tops)), key=tops.__getitem__)
        bottoms = [bottoms[at] for at in formulas]
        parts = formulas, [tops[at] for at in formulas], bottoms, accumulate(bottoms, max)
        ordered = self._ordered[which] = Ordered(*(array("i", part) for part in parts))
        return ordered


def alone(areas: Iterable[Area] | None, block: Box | None = None, *, shared: bool = False) -> Alike:
    """A formula that looks at areas of which all rows are known; at everything when they are None."""
    looked = [Looked(sheet, left, right, top, bottom, moves=False) for sheet, (left, top, right, bottom) in areas or ()]
    return Alike(looked, everything=areas is None, block=block, shared=shared)
