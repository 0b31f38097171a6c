"""The formulas that a column of a fill shares, and the cells that have one of their own."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kpi.package.xml import formula_escaped
from kpi.tables import Fault, Output

MOST_WRITTEN_OUT = 100  # rows before the first that shows something
Segment = tuple[int, str]  # index of the first row, pattern


class Place(NamedTuple):
    """Where a column stands."""

    prefix: str  # of the elements of its sheet
    column: str  # letters
    first_row: int


class Shared:
    """The shared formulas of one column, segment by segment."""

    def __init__(self, segments: Sequence[Segment], count: int, place: Place, numbers: Iterator[int]) -> None:
        self.segments = segments
        self.place = place
        self.numbers = numbers  # free ones, for all columns of a sheet
        stops = [at for at, _ in segments[1:]] + [count]
        self.by_start = {at: (text, stop) for (at, text), stop in zip(segments, stops, strict=True)}
        self.child = ""  # what a row of the segment that is being written refers to
        self.pattern = ""  # of that segment, where its blank cells stand apart

    def apart(self, first: int, values: Sequence[Output]) -> dict[int, str]:
        """The formulas of those rows that do not just refer to the shared one.

        LibreOffice calculates a shared formula anew on opening a workbook where it shows an empty text or an
        error, and all that depends on it; without our functions at hand nothing but #NAME? would be seen.
        """
        prefix = self.place.prefix
        blanks = _showing_nothing(values)
        begun = {}
        if first in self.by_start:
            shown = next((n for n in range(min(len(values), MOST_WRITTEN_OUT)) if n not in blanks), None)
            begun = self._begin(first, shown)
        if not self.pattern:
            return begun
        row = self.place.first_row + first
        own = {n: f"<{prefix}f>{self._text(row + n)}</{prefix}f>" for n in blanks}
        return own | begun

    def _begin(self, first: int, shown: int | None) -> dict[int, str]:
        """The formula that the others share, with its row: the first that shows something, where one does."""
        self.pattern, stop = self.by_start[first]
        lead, (prefix, column, first_row) = shown or 0, self.place
        row, last = first_row + first + lead, first_row + stop - 1
        text = self._text(row)
        if shown is None:
            self.pattern = ""  # nobody stands there yet, and nothing asks a function of ours
        if row == last:
            self.child = f"<{prefix}f>{text}</{prefix}f>"
            return {lead: self.child}
        number = next(self.numbers)
        self.child = f'<{prefix}f t="shared" si="{number}"/>'
        ref = f"{column}{row}:{column}{last}"
        return {lead: f'<{prefix}f t="shared" ref="{ref}" si="{number}">{text}</{prefix}f>'}

    def _text(self, row: int) -> str:
        return formula_escaped(self.pattern.replace("{r}", str(row)))


def _showing_nothing(values: Sequence[Output]) -> frozenset[int]:
    """The places of empty texts and errors."""
    if {str, Fault}.isdisjoint(map(type, values)):
        return frozenset()
    return frozenset(n for n, value in enumerate(values) if type(value) is Fault or value == "")
