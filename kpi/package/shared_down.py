"""What the cells of a shared formula look at."""

from array import array
from collections.abc import Iterator, Sequence

from kpi.package.alike import Alike, Looked
from kpi.package.precedents import Area, Surroundings, as_large, as_written, precedents
from kpi.package.shared import Master
from kpi.references import ROWS, Box, shifted


class SharedDown:
    """What a shared formula looks at in one column: read once, then moved with the row."""

    def __init__(self, master: Master, title: str, around: Surroundings, right: int = 0) -> None:
        self.master = master
        self.title = title
        self.around = around
        self.right = right  # columns from where it is written
        first, second = self._read(0), self._read(1)
        self.first = first or ()
        self.everything = first is None
        self.even = first is not None and second is not None and len(first) == len(second) and self._keeps_size(first)
        moves = zip(first, second, strict=True) if self.even and first and second else ()
        self.moves = [(after.box.top - before.box.top, after.box.bottom - before.box.bottom) for before, after in moves]

    def _read(self, down: int) -> Sequence[Area] | None:
        return precedents(shifted(self.master.formula, down, self.right), self.title, self.around)

    def _keeps_size(self, areas: Sequence[Area]) -> bool:
        """False when the size of an area changes with the row, and others may be taken as large."""
        if not as_large(self.master.formula, len(areas)):
            return True
        one, other = (
            as_written(shifted(self.master.formula, down, self.right), self.title, self.around) or () for down in (0, 1)
        )
        return [area.box.bottom - area.box.top for area in one] == [area.box.bottom - area.box.top for area in other]

    def judges(self, members: Alike) -> bool:
        """Says what cells of the column look at; False where each has to be read by itself."""
        members.everything = self.everything
        downs = [row - self.master.spot.row for row in members.rows]
        ends = [_moved(area, *move, down) for down in {min(downs), max(downs)} for area, move in self._moving()]
        if not (self.even or self.everything) or any(area.box.top < 1 or area.box.bottom > ROWS for area in ends):
            return False
        members.looked, members.numbers = [], []
        for (sheet, area), (top, bottom) in self._moving():
            moves, place = bool(top or bottom), len(members.numbers)
            first, last = (place, place + 1) if moves else (area.top, area.bottom)
            members.looked.append(Looked(sheet, area.left, area.right, first, last, moves=moves))
            if moves:
                members.numbers.append(array("i", [area.top + top * down for down in downs]))
                members.numbers.append(array("i", [area.bottom + bottom * down for down in downs]))
        return True

    def _moving(self) -> Iterator[tuple[Area, tuple[int, int]]]:
        return zip(self.first, self.moves, strict=True) if self.even else iter(())

    def areas(self, down: int) -> Sequence[Area] | None:
        """The areas of the cell so many rows below the first; None for everything."""
        if self.everything or not self.even:
            return None if self.everything else self._read(down)
        found = [_moved(area, *move, down) for area, move in self._moving()]
        inside = all(area.box.top >= 1 and area.box.bottom <= ROWS for area in found)
        return found if inside else self._read(down)


def _moved(area: Area, top: int, bottom: int, down: int) -> Area:
    """The area with its rows moved; a range whose one end is fixed may turn round."""
    if not (top or bottom):
        return area
    left, first, right, last = area.box
    ends = first + top * down, last + bottom * down
    return Area(area.sheet, Box(left, min(ends), right, max(ends)))
