"""The formulas of a sheet as units of which each depends on certain areas."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kpi.package.cells import Cell
from kpi.package.grammar import Grammar
from kpi.package.precedents import Area, Surroundings, precedents, spread
from kpi.package.shared import Master, Masters, Spot
from kpi.package.xml import attribute, unescaped
from kpi.references import ROWS, Box, box, shifted

ONE_BY_ONE = 20_000  # cells of a shared formula; larger ones are judged as a whole


class Unit(NamedTuple):
    """One formula, or a block of equal ones."""

    box: Box
    areas: Sequence[Area] | None  # what it looks at; None for everything
    kind: str  # "cell", "group" or "array"


class UnitReader:
    """Formulas as units, shared ones moved to their cells."""

    def __init__(self, title: str, around: Surroundings) -> None:
        self.title = title
        self.around = around
        self.masters: Masters = {}
        self.whole: set[bytes] = set()  # shared formulas that are judged as one
        self.columns: dict[bytes, SharedDown] = {}

    def unit(self, row: int, cell: Cell, grammar: Grammar) -> Iterator[Unit]:
        """The unit of one cell; nothing for a member of a block already seen."""
        match = grammar.formula.search(cell.inner)
        if match is None:
            return
        text = unescaped(match[2] or b"")
        kind = attribute(match[1], b"t")
        area = box((attribute(match[1], b"ref") or b"").decode()) or Box(cell.column, row, cell.column, row)
        if kind == b"dataTable":
            yield Unit(area, None, "array")
        elif kind == b"array":
            yield Unit(area, precedents(text, self.title, self.around), "array")
        elif kind == b"shared":
            yield from self._shared(Spot(row, cell.column), attribute(match[1], b"si") or b"", text, area)
        else:
            yield self._single(Spot(row, cell.column), text)

    def _single(self, spot: Spot, text: str) -> Unit:
        areas = precedents(text, self.title, self.around)
        return Unit(Box(spot.column, spot.row, spot.column, spot.row), areas, "cell")

    def _shared(self, spot: Spot, number: bytes, text: str, area: Box) -> Iterator[Unit]:
        if text:
            self.masters[number] = Master(spot, text)
            if (area.right - area.left + 1) * (area.bottom - area.top + 1) > ONE_BY_ONE:
                self.whole.add(number)
                yield Unit(area, self._block(spot, text, area), "group")
        if number in self.whole:
            return
        master = self.masters.get(number)
        if master is None:
            yield Unit(Box(spot.column, spot.row, spot.column, spot.row), None, "cell")
        elif spot.column == master.spot.column:
            if number not in self.columns:
                self.columns[number] = SharedDown(master, self.title, self.around)
            areas = self.columns[number].areas(spot.row - master.spot.row)
            yield Unit(Box(spot.column, spot.row, spot.column, spot.row), areas, "cell")
        else:
            own = shifted(master.formula, spot.row - master.spot.row, spot.column - master.spot.column)
            yield self._single(spot, own)

    def _block(self, spot: Spot, text: str, area: Box) -> Sequence[Area] | None:
        first = shifted(text, area.top - spot.row, area.left - spot.column)
        last = shifted(text, area.bottom - spot.row, area.right - spot.column)
        ends = [precedents(formula, self.title, self.around) for formula in (first, last)]
        found = spread(ends[0], ends[1])
        return None if found is None else list(found)


class SharedDown:
    """What a formula that is shared down a column looks at: read once, then moved with the row."""

    def __init__(self, master: Master, title: str, around: Surroundings) -> None:
        self.master = master
        self.title = title
        self.around = around
        first, second = self._read(0), self._read(1)
        self.first = first or ()
        self.everything = first is None
        self.even = first is not None and second is not None and len(first) == len(second)
        moves = zip(first, second, strict=True) if self.even and first and second else ()
        self.moves = [(after.box.top - before.box.top, after.box.bottom - before.box.bottom) for before, after in moves]

    def _read(self, down: int) -> Sequence[Area] | None:
        return precedents(shifted(self.master.formula, down), self.title, self.around)

    def areas(self, down: int) -> Sequence[Area] | None:
        """The areas of the cell so many rows below the first; None for everything."""
        if self.everything or not self.even:
            return None if self.everything else self._read(down)
        found = [
            area if not (top or bottom) else _moved(area, top * down, bottom * down)
            for area, (top, bottom) in zip(self.first, self.moves, strict=True)
        ]
        inside = all(area.box.top >= 1 and area.box.bottom <= ROWS for area in found)
        return found if inside else self._read(down)


def _moved(area: Area, top: int, bottom: int) -> Area:
    """The area with its rows moved; a range whose one end is fixed may turn round."""
    left, first, right, last = area.box
    ends = first + top, last + bottom
    return Area(area.sheet, Box(left, min(ends), right, max(ends)))
