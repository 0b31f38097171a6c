"""What a cell holds: its type, its formula and its style decide, never a guess."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from math import isfinite
from typing import NamedTuple

from kpi.package.references import column, shifted
from kpi.package.refused import Refused
from kpi.package.rows import Grammar, Row
from kpi.package.strings import SharedStrings, rich_text
from kpi.package.xml import attribute, unescaped, unhexed
from kpi.problems.package import damaged
from kpi.tables import Dated, Fault, Uncalculated, Value

NOT_A_NUMBER = Fault("#NUM!")  # what a sheet makes of a number out of range
NUMBER = re.compile(rb"\s*[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?\s*")
PLAIN, DAY, SHARED, OTHER = range(4)
EPOCH_1904 = 1462  # days between the two date systems


class Cell(NamedTuple):
    """One cell, still as bytes."""

    column: int
    attributes: bytes  # of its start tag, without `r`
    plain: bytes  # a number with nothing around it; b"" when there is anything else
    inner: bytes  # everything between its tags, where `plain` is empty
    raw: bytes = b""  # the whole cell as written


class Reader:
    """Reads the cells of one sheet."""

    def __init__(self, part: str, grammar: Grammar, strings: SharedStrings | None, context: "Context") -> None:
        self.part = part
        self.grammar = grammar
        self.strings = strings
        self.context = context
        self._kinds: dict[bytes, int] = {}
        self._masters: dict[bytes, tuple[bytes, int, int]] = {}

    def values(self, row: Row, left: int, positions: dict[bytes, int], blank: list[Value]) -> list[Value]:
        """The values of the columns in `positions` (index by letters); `blank` is the empty row."""
        found = self.grammar.cell.findall(row.cells)
        if not found or len(found) != row.cells.count(self.grammar.cell_open):
            return self._careful_values(row, left, blank)
        values = blank.copy()
        kinds = self._kinds
        number = b"%d" % row.number
        for name, at, attributes, plain, inner in found:
            if at != number:
                return self._careful_values(row, left, blank)
            position = positions.get(name)
            if position is None:
                continue
            kind = kinds.get(attributes)
            if kind is None:
                kind = kinds[attributes] = self._kind(attributes)
            if plain and kind == PLAIN:
                try:
                    values[position] = float(plain)
                except ValueError:
                    values[position] = NOT_A_NUMBER
            elif plain and kind == SHARED and self.strings is not None:
                values[position] = self.strings[plain]
            elif plain or inner:
                cell = Cell(left + position, attributes, plain, inner)
                values[position] = self.value(cell, row.number)
        return values

    def chosen_values(self, row: Row, columns: Sequence[int], pattern: re.Pattern[bytes]) -> list[Value]:
        """The values of a few columns, which `pattern` finds, in that order."""
        values: dict[int, Value] = {}
        for match in pattern.finditer(row.cells):
            name, _, attributes, plain, inner = match.groups(b"")
            at = column(name.decode())
            values[at] = self.value(Cell(at, attributes, plain, inner), row.number)
        if len(values) < len(columns):
            values = {cell.column: self.value(cell, row.number) for cell in self.cells(row) if cell.column in columns}
        return [values.get(at) for at in columns]

    def _careful_values(self, row: Row, left: int, blank: list[Value]) -> list[Value]:
        values = blank.copy()
        for cell in self.cells(row):
            if 0 <= cell.column - left < len(blank):
                values[cell.column - left] = self.value(cell, row.number)
        return values

    def cells(self, row: Row) -> Iterator[Cell]:
        """All cells of a row; one without a reference stands right of the one before."""
        last = end = 0
        for match in self.grammar.cell.finditer(row.cells):
            name, at, attributes, plain, inner = match.groups(b"")
            if row.cells[end : match.start()].strip():
                break
            end = match.end()
            if not name:
                name, at, attributes = self._own_reference(attributes)
            last = column(name.decode()) if name else last + 1
            nested = self.grammar.cell_open + b" " in inner
            if nested or (at and int(at) != row.number) or last > 16_384:
                raise Refused(damaged(self.context.book, self.part))
            yield Cell(last, attributes, plain, inner, match[0])
        if row.cells[end:].strip() and not row.cells[end:].lstrip().startswith(b"<extLst"):
            raise Refused(damaged(self.context.book, self.part))

    def _own_reference(self, attributes: bytes) -> tuple[bytes, bytes, bytes]:
        text = attribute(attributes, b"r")
        match = re.fullmatch(rb"([A-Za-z]{1,3})([0-9]{1,7})", text or b"A0")
        if match is None:
            raise Refused(damaged(self.context.book, self.part))
        if text is None:
            return b"", b"", attributes
        return match[1].upper(), match[2], re.sub(rb"""\sr\s*=\s*(?:"[^"]*"|'[^']*')""", b"", attributes, count=1)

    def _kind(self, attributes: bytes) -> int:
        kind = attribute(attributes, b"t")
        if kind in {None, b"n"}:
            return DAY if attribute(attributes, b"s") in self.context.dates else PLAIN
        return SHARED if kind == b"s" else OTHER

    def value(self, cell: Cell, row: int) -> Value:
        """The value of a cell, as its type says."""
        if cell.plain:
            return self._typed(cell.attributes, cell.plain)
        kind = attribute(cell.attributes, b"t") or b"n"
        if kind == b"inlineStr":
            return rich_text(self.grammar, cell.inner)
        formula = self.grammar.formula.search(cell.inner)
        value = self.grammar.value.search(cell.inner)
        text = None if value is None else value[1] or b""
        if formula is not None:
            self._remember(formula, row, cell.column)
            if text is None or (not text.strip() and kind != b"str"):
                return Uncalculated(self._formula(formula, row, cell.column))
        if text is None or (not text and kind != b"str"):
            return None
        return self._typed(cell.attributes, text)

    def _remember(self, formula: re.Match[bytes], row: int, at: int) -> None:
        """Keep where a shared formula is written, for the cells that only point to it."""
        if formula[2] and attribute(formula[1], b"t") == b"shared":
            self._masters[attribute(formula[1], b"si") or b""] = (formula[2], row, at)

    def _formula(self, formula: re.Match[bytes], row: int, at: int) -> str:
        """The text of a formula; a shared one is moved here from where it is written."""
        if formula[2] or attribute(formula[1], b"t") != b"shared":
            return unescaped(formula[2] or b"")
        index = attribute(formula[1], b"si") or b""
        master, from_row, from_column = self._masters.get(index, (b"", row, at))
        return shifted(unescaped(master), row - from_row, at - from_column)

    def _typed(self, attributes: bytes, text: bytes) -> Value:
        match attribute(attributes, b"t"):
            case None | b"n":
                return self._number(text, day=self._kind(attributes) == DAY)
            case b"s":
                if self.strings is None:
                    raise Refused(damaged(self.context.book, self.part))
                return self.strings[text.strip()]
            case b"b":
                return text.strip() in {b"1", b"true"}
            case b"e":
                return Fault(unescaped(text))
            case b"d":
                return _iso_date(text)
            case _:
                return unhexed(unescaped(text))

    def _number(self, text: bytes, *, day: bool) -> Value:
        number = float(text) if NUMBER.fullmatch(text) else float("nan")
        if not isfinite(number):
            return NOT_A_NUMBER
        return Dated(number + self.context.days) if day else number


class Context(NamedTuple):
    """What the cells of all sheets share."""

    book: str
    dates: frozenset[bytes]  # styles that show dates
    days: int  # to add to a serial: 1462 in a workbook that counts from 1904


def _iso_date(text: bytes) -> Value:
    """A cell of type `d`: a date, a time, or both, in ISO 8601."""
    plain = text.decode("ascii", "replace").strip().removesuffix("Z")
    try:
        moment = datetime.combine(date(1899, 12, 30), time.fromisoformat(plain)) if ":" in plain[:3] else None
        moment = moment or datetime.fromisoformat(plain)
        gone = moment.replace(tzinfo=None) - datetime(1899, 12, 30)
    except ValueError:
        return Fault("#VALUE!")
    return Dated(gone.days + gone.seconds / 86_400)
