"""The formulas of a sheet, in groups that are judged together."""

import re
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache

from kpi.package.alike import Alike, alone
from kpi.package.cells import Cell, Reader
from kpi.package.grammar import Grammar
from kpi.package.lookalikes import Lookalikes
from kpi.package.precedents import Area, Surroundings, precedents, spread
from kpi.package.rows import Row
from kpi.package.shared import Master, Masters, Spot
from kpi.package.shared_down import SharedDown
from kpi.package.stale import KIND
from kpi.package.xml import attribute, unescaped
from kpi.references import Box, box, column, shifted

Areas = Sequence[Area] | None  # None for everything
ONE_BY_ONE = 20_000  # cells of a shared formula; larger ones are judged as a whole
MEMBER = re.compile(rb' t="shared" si="([0-9]{1,9})"/')


class _ColumnOf(dict[bytes, int]):
    """The numbers of columns by their letters."""

    def __missing__(self, name: bytes) -> int:
        self[name] = column(name.decode())
        return self[name]


COLUMN_OF = _ColumnOf()


class Formulas:
    """The formulas of one sheet, taken in row by row."""

    def __init__(self, title: str, around: Surroundings) -> None:
        self.title = title
        self.around = around
        self._lookalikes = Lookalikes(title, around)
        self._apart: list[Alike] = []  # read by themselves
        self._masters: Masters = {}
        self._whole: set[bytes] = set()  # shared formulas that are judged as one
        self._members: dict[tuple[bytes, int], Alike] = {}  # by shared formula and column
        self._member: dict[bytes, bytes | None] = {}  # number of the shared formula, by attributes
        self._usual: dict[tuple[bytes, int], Alike] = {}  # of those, by attributes and column
        self._kind: dict[bytes, bool] = {}  # whether they name a type, by attributes of a cell

    def groups(self) -> Iterator[Alike]:
        """All of them."""
        yield from self._lookalikes.all()
        for (number, at), members in self._members.items():
            yield from self._down(self._masters[number], at, members)
        yield from self._apart

    def row(self, row: Row, reader: Reader, but: Collection[tuple[int, int]] = ()) -> None:
        """Takes in the formulas of a row, those at the (row, column) of `but` left out."""
        found = _formulas(reader.grammar.prefix).findall(row.cells)
        names, numbers, kinds, attributes, texts, ends = zip(*found, strict=True) if found else [()] * 6
        columns = [COLUMN_OF[name] for name in names]
        if not (
            len(found) == row.cells.count(reader.formula_open)
            and numbers.count(b"%d" % row.number) == len(found)
            and all(map(int.__lt__, columns, columns[1:]))
        ):
            self._careful_row(row, reader, but)
            return
        for at, kind, tag, text, end in zip(columns, kinds, attributes, texts, ends, strict=True):
            if not but or (row.number, at) not in but:
                held = not end or self._has_kind(kind)
                if not tag:
                    self._plain(Spot(row.number, at), text, held=held)
                elif (tag, at) in self._usual:
                    self._usual[tag, at].add(row.number, at, held=held)
                else:
                    self._odd(Spot(row.number, at), tag, text, held=held)

    def _careful_row(self, row: Row, reader: Reader, but: Collection[tuple[int, int]]) -> None:
        for cell in reader.cells(row):
            if reader.formula_open in cell.inner and (row.number, cell.column) not in but:
                self.cell(row.number, cell, reader.grammar)

    def cell(self, row: int, cell: Cell, grammar: Grammar) -> None:
        """Takes in the formula of one cell."""
        match = grammar.formula.search(cell.inner)
        if match and match[1]:
            self._special(Spot(row, cell.column), match[1], match[2] or b"", held=True)
        elif match:
            self._plain(Spot(row, cell.column), match[2] or b"", held=True)

    def _has_kind(self, attributes: bytes) -> bool:
        known = self._kind.get(attributes)
        if known is None:
            known = self._kind[attributes] = KIND.search(attributes) is not None
        return known

    def _plain(self, spot: Spot, text: bytes, *, held: bool) -> None:
        if not self._lookalikes.add(text, spot.row, spot.column, held=held):
            self._alone(spot, precedents(unescaped(text), self.title, self.around), held=held)

    def _alone(self, spot: Spot, areas: Areas, block: Box | None = None, *, held: bool, shared: bool = False) -> None:
        one = alone(areas, block, shared=shared)
        one.add(spot.row, spot.column, held=held)
        self._apart.append(one)

    def _odd(self, spot: Spot, attributes: bytes, text: bytes, *, held: bool) -> None:
        """A formula with attributes as the file has them, up to the end of its start tag."""
        if attributes not in self._member:
            match = MEMBER.fullmatch(attributes)
            self._member[attributes] = match[1] if match else None
        number = self._member[attributes]
        if number is not None and number in self._masters:
            members = self._take_member(number, spot, held=held)
            if members is not None:
                self._usual[attributes, spot.column] = members
        else:
            self._special(spot, attributes.removesuffix(b"/"), text, held=held)

    def _special(self, spot: Spot, attributes: bytes, text: bytes, *, held: bool) -> None:
        kind = attribute(attributes, b"t")
        area = box((attribute(attributes, b"ref") or b"").decode()) or Box(spot.column, spot.row, spot.column, spot.row)
        if kind == b"dataTable":
            self._alone(spot, None, area, held=held)
        elif kind == b"array":
            self._alone(spot, precedents(unescaped(text), self.title, self.around), area, held=held)
        elif kind == b"shared":
            self._shared(spot, attribute(attributes, b"si") or b"", text, area, held=held)
        else:
            self._plain(spot, text, held=held)

    def _shared(self, spot: Spot, number: bytes, text: bytes, area: Box, *, held: bool) -> None:
        if text:
            self._finish(number)
            self._masters[number] = Master(spot, unescaped(text))
            if (area.right - area.left + 1) * (area.bottom - area.top + 1) > ONE_BY_ONE:
                self._whole.add(number)
                self._alone(spot, self._block(self._masters[number], area), area, held=held, shared=True)
        if number in self._masters:
            self._take_member(number, spot, held=held)
        else:
            self._alone(spot, None, held=held)

    def _take_member(self, number: bytes, spot: Spot, *, held: bool) -> Alike | None:
        if number in self._whole:
            return None
        members = self._members.get((number, spot.column))
        if members is None:
            members = self._members[number, spot.column] = Alike([])
        members.add(spot.row, spot.column, held=held)
        return members

    def _finish(self, number: bytes) -> None:
        """Judges those of a shared formula by the text it had, before its number is used again."""
        if number in self._masters:
            self._usual.clear()
            for key in [key for key in self._members if key[0] == number]:
                self._apart += self._down(self._masters[number], key[1], self._members.pop(key))

    def _block(self, master: Master, area: Box) -> Areas:
        first = shifted(master.formula, area.top - master.spot.row, area.left - master.spot.column)
        last = shifted(master.formula, area.bottom - master.spot.row, area.right - master.spot.column)
        ends = [precedents(formula, self.title, self.around) for formula in (first, last)]
        found = spread(ends[0], ends[1])
        return None if found is None else list(found)

    def _down(self, master: Master, at: int, members: Alike) -> Iterator[Alike]:
        """The members in one column of a shared formula."""
        down = SharedDown(master, self.title, self.around, at - master.spot.column)
        if down.judges(members):
            yield members
            return
        for row, held in zip(members.rows, members.held, strict=True):
            one = alone(down.areas(row - master.spot.row))
            one.add(row, at, held=bool(held))
            yield one


@lru_cache(maxsize=16)
def _formulas(prefix: bytes) -> re.Pattern[bytes]:
    """Finds formulas: letters, row, attributes of the cell and of the formula, text, what ends a cell without value."""
    p = re.escape(prefix)
    cell = rb'<%bc r="([A-Z]{1,3})([0-9]{1,7})"([^>]*)><%bf((?:\s[^>]*)?)>([^<]*)' % (p, p)
    return re.compile(cell + rb"((?:</%bf>)?</%bc>)?" % (p, p))
