"""What a cell holds: its type, its formula and its style decide, never a guess."""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time
from math import isfinite
from operator import itemgetter
from typing import NamedTuple

from kpi.memory import Memory
from kpi.package.grammar import Grammar
from kpi.package.refused import Refused
from kpi.package.rows import Row
from kpi.package.strings import SharedStrings, rich_text
from kpi.package.xml import attribute, unescaped, unhexed
from kpi.problems.package import damaged
from kpi.references import COLUMNS, column, shifted
from kpi.tables import Dated, Fault, Uncalculated, Value

NOT_A_NUMBER = Fault("#NUM!")  # what a sheet makes of a number out of range
NUMBER = re.compile(rb"\s*[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?\s*")
MOST_KNOWN = 100_000  # values kept for cells that hold the same
MOST_OTHERS = 4  # a row of which a larger part looks otherwise is the first of another shape
SHORT = 60  # bytes; longer content is hardly ever seen twice
Match = Callable[[bytes], "re.Match[bytes] | None"]
EPOCH_1904 = 1462  # days between the two date systems


class Cell(NamedTuple):
    """One cell, still as bytes."""

    column: int
    attributes: bytes  # of its start tag, without `r`
    inner: bytes  # everything between its tags
    raw: bytes = b""  # the whole cell as written


class _Careful(Exception):  # noqa: N818 - a change of pace, no error
    """Says that a row has to be read cell by cell."""


class Known(dict[bytes, Value]):
    """Values by what stands between the tags, for the cells of all sheets that have one type."""

    def __init__(self, reader: "Reader", attributes: bytes) -> None:
        super().__init__({b"": None})
        self.reader = reader
        self.attributes = attributes
        self.formula = b"<" + reader.grammar.prefix + b"f"
        self.end = b"</" + reader.grammar.prefix + b"f>"
        self.usual, self.convert = reader.usual(attributes)

    def __missing__(self, inner: bytes) -> Value:
        usual = self.usual(inner)
        if usual is None:
            return self._unusual(inner)
        value = self.convert(usual[1].decode())
        if len(inner) < SHORT:
            if len(self) > MOST_KNOWN:
                self.clear()
                self[b""] = None
            self[inner] = value
        return value

    def _unusual(self, inner: bytes) -> Value:
        if self.reader.close in inner:
            raise _Careful  # a cell that does not say where it stands
        if b"shared" in inner and self.formula in inner and (b"ref" in inner or b"<v" not in inner):
            raise _Careful  # where it stands matters
        if inner.startswith(self.formula + b">") and inner.endswith(self.end) and inner.count(b"<") == 2:
            return Uncalculated(unescaped(inner[len(self.formula) + 1 : -len(self.end)]))
        return self.reader.value(Cell(0, self.attributes, inner), 0)


class Unread(dict[bytes, Value]):
    """In the place of `Known` for a column that nobody asks for: its cells are blank."""

    def __missing__(self, inner: bytes) -> Value:
        if b"shared" in inner and b"ref" in inner:
            raise _Careful  # other cells may point to it
        return None


class Kind(NamedTuple):
    """The type of a cell."""

    type: bytes  # b"n" where the file says nothing
    day: bool  # a number that is shown as a date or a time


UNREAD = Unread()


class Plan(NamedTuple):
    """How rows of one shape are read: what each cell is when blank, and how its content is understood."""

    size: int  # how many cells there are, and one
    blanks: bytes  # blank cells from behind their reference on, NUL for the row number, SOH between them
    known: tuple[Known | Unread, ...]  # by cell
    pick: Callable[[list[Value]], tuple[Value, ...]]  # the columns of a table, from the values and None


class Reader:
    """Reads the cells of one sheet."""

    def __init__(self, part: str, grammar: Grammar, context: "Context") -> None:
        self.part = part
        self.grammar = grammar
        self.context = context
        self.formula_open = b"<" + grammar.prefix + b"f"
        self.start = grammar.cell_open + b' r="'
        self.close = b"</" + grammar.prefix + b"c>"
        self.other = re.compile(
            rb'([A-Z]{1,3}[0-9]{1,7}")((?:\s[^>]*?)?)(?:/>|>(.*)' + re.escape(self.close) + b")", re.DOTALL
        )
        self._masters: dict[bytes, tuple[bytes, int, int]] = {}
        self._by_attributes: dict[bytes, Known] = {}

    def values(self, row: Row, columns: Sequence[bytes], plans: "list[Plan]") -> tuple[Value, ...]:
        """The values of the columns of those letters, None for b""; `plans` remembers the shape of the row before.

        Rows of a table look alike, and most of their cells are blank: a cell is first compared with what it
        is when blank, and only what differs is looked into.
        """
        pieces = row.cells.split(self.start)
        plan = plans.pop() if plans else None
        if plan is None or plan.size != len(pieces):
            plan = self._plan(row, columns)
            if plan is None:
                return self._careful_values(row, columns)
        blanks = plan.blanks.replace(b"\0", b"%d" % row.number).split(b"\1")
        values: list[Value] = []
        close, behind = self.close, -len(self.close)
        others = 0
        try:
            for piece, blank, known in zip(pieces, blanks, plan.known, strict=True):
                if piece == blank:
                    values.append(None)
                elif piece.startswith(blank[:-2]) and piece[len(blank) - 2] == 62 and piece.endswith(close):  # ">"
                    values.append(known[piece[len(blank) - 1 : behind]])
                else:
                    values.append(self._otherwise(piece, blank))
                    others += 1
        except _Careful:
            return self._careful_values(row, columns)
        if others <= plan.size // MOST_OTHERS:
            plans.append(plan)  # else the next row, which more likely looks like this one, makes its own
        values.append(None)
        return plan.pick(values)

    def _otherwise(self, piece: bytes, blank: bytes) -> Value:
        """The value of a cell that looks otherwise than the one above."""
        match = self.other.fullmatch(piece)
        if match is None or not blank.startswith(match[1]):
            raise _Careful
        return self._known_for(match[2])[match[3] or b""]

    def _plan(self, row: Row, columns: Sequence[bytes]) -> Plan | None:
        """The shape of a row; None where its cells have to be read one by one."""
        found = self.grammar.cell.findall(row.cells)
        if not found or len(found) != row.cells.count(self.start) or not row.cells.startswith(self.start):
            return None
        names, numbers, attributes, _ = zip(*found, strict=True)
        if numbers.count(b"%d" % row.number) != len(numbers):
            return None
        at = {name: index for index, name in enumerate(names, 1)}
        if len(at) < len(names):
            raise Refused(damaged(self.context.book, self.part))
        chosen = [at.get(name, len(names) + 1) for name in columns]
        pick = itemgetter(*chosen) if len(chosen) > 1 else lambda values: (values[chosen[0]],)
        blanks = [name + b'\0"' + rest + b"/>" for name, rest in zip(names, attributes, strict=True)]
        wanted = frozenset(columns)
        shapes = zip(names, attributes, strict=True)
        each = (self._known_for(rest) if name in wanted else UNREAD for name, rest in shapes)
        known = (self._known_for(b""), *each)
        shape = b"\1".join([b"", *blanks])
        if shape.count(b"\0") != len(blanks) or shape.count(b"\1") != len(blanks):
            return None
        return Plan(len(names) + 1, shape, known, pick)

    def _known_for(self, attributes: bytes) -> Known:
        known = self._by_attributes.get(attributes)
        if known is None:
            key = self.grammar.prefix, self.kind(attributes)
            if key[1] in PLAIN:
                known = KNOWN.get(key, lambda: Known(Reader("", self.grammar, NO_CONTEXT), attributes))
            else:
                alone = self.context._replace(known={})  # no cycle, which would outlive the workbook
                known = self.context.known.get(key) or Known(Reader(self.part, self.grammar, alone), attributes)
                self.context.known[key] = known
            self._by_attributes[attributes] = known
        return known

    def usual(self, attributes: bytes) -> tuple[Match, Callable[[str], Value]]:
        """What most cells of a type look like inside, and how their text becomes a value."""
        kind, p = self.kind(attributes), re.escape(self.grammar.prefix)
        if kind.type == b"n" and not kind.day:
            return _usual(p, rb"-?[0-9]{1,17}(?:\.[0-9]{1,17})?"), float
        if kind.type == b"s" and self.context.strings is not None:
            return _usual(p, rb"[0-9]{1,9}"), self.context.strings.__getitem__
        if kind.type == b"inlineStr":
            item = rb"<" + p + rb'is><%bt(?: xml:space="preserve")?>([^<&_\r]+)</%bt></%bis>' % (p, p, p)
            return re.compile(item).fullmatch, str
        if kind.type == b"str":
            return _usual(p, rb"[^<&_\r]*"), str
        return re.compile(b"(?!)").match, str

    def kind(self, attributes: bytes) -> "Kind":
        """The type of a cell, from its attributes."""
        name = attribute(attributes, b"t") or b"n"
        return Kind(name, name == b"n" and attribute(attributes, b"s") in self.context.dates)

    def chosen_values(self, row: Row, columns: Sequence[int], pattern: re.Pattern[bytes]) -> list[Value]:
        """The values of a few columns, which `pattern` finds, in that order."""
        values: dict[int, Value] = {}
        for match in pattern.finditer(row.cells):
            name, _, attributes, inner = match.groups(b"")
            at = column(name.decode())
            values[at] = self.value(Cell(at, attributes, inner), row.number)
        if len(values) < len(columns):
            values = {cell.column: self.value(cell, row.number) for cell in self.cells(row) if cell.column in columns}
        return [values.get(at) for at in columns]

    def _careful_values(self, row: Row, columns: Sequence[bytes]) -> tuple[Value, ...]:
        wanted = [column(name.decode()) if name else 0 for name in columns]
        values = {cell.column: self.value(cell, row.number) for cell in self.cells(row)}
        return tuple(values.get(at) for at in wanted)

    def cells(self, row: Row) -> Iterator[Cell]:
        """All cells of a row; one without a reference stands right of the one before."""
        last = end = 0
        seen = set()
        for match in self.grammar.cell.finditer(row.cells):
            name, at, attributes, inner = match.groups(b"")
            if row.cells[end : match.start()].strip():
                break
            end = match.end()
            if not name:
                name, at, attributes = self._own_reference(attributes)
            last = column(name.decode()) if name else last + 1
            if last in seen or (at and int(at) != row.number) or last > COLUMNS:
                raise Refused(damaged(self.context.book, self.part))
            seen.add(last)
            yield Cell(last, attributes, inner, match[0])
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

    def formulas(self, row: Row, word: str) -> Iterator[tuple[int, str]]:
        """The formulas of a row that mention a word, with their columns."""
        sought = word.casefold()
        if sought.encode() not in row.cells.lower():
            return
        for cell in self.cells(row):
            formula = self.grammar.formula.search(cell.inner) if self.formula_open in cell.inner else None
            text = "" if formula is None else self._formula(formula, row.number, cell.column)
            if sought in text.casefold():
                yield cell.column, text

    def value(self, cell: Cell, row: int) -> Value:
        """The value of a cell, as its type says."""
        kind = self.kind(cell.attributes)
        if kind.type == b"inlineStr":
            return rich_text(self.grammar, cell.inner)
        value = self.grammar.value.search(cell.inner)
        text = None if value is None else value[1] or b""
        formula = self.grammar.formula.search(cell.inner) if self.formula_open in cell.inner else None
        if formula is not None:
            self._remember(formula, row, cell.column)
            if text is None or (not text.strip() and kind.type != b"str"):
                return Uncalculated(self._formula(formula, row, cell.column))
        if text is None or (not text and kind.type != b"str"):
            return None
        return self.typed(kind, text)

    def _remember(self, formula: re.Match[bytes], row: int, at: int) -> None:
        """Keeps where a shared formula is written, for the cells that only point to it."""
        if formula[2] and attribute(formula[1], b"t") == b"shared":
            self._masters[attribute(formula[1], b"si") or b""] = (formula[2], row, at)

    def _formula(self, formula: re.Match[bytes], row: int, at: int) -> str:
        """The text of a formula; a shared one is moved here from where it is written."""
        if formula[2] or attribute(formula[1], b"t") != b"shared":
            return unescaped(formula[2] or b"")
        index = attribute(formula[1], b"si") or b""
        master, from_row, from_column = self._masters.get(index, (b"", row, at))
        return shifted(unescaped(master), row - from_row, at - from_column)

    def typed(self, kind: "Kind", text: bytes) -> Value:
        """What stands in the `<v>` of a cell of that type."""
        match kind.type:
            case b"n":
                return self._number(text, day=kind.day)
            case b"s":
                if self.context.strings is None:
                    raise Refused(damaged(self.context.book, self.part))
                return self.context.strings[text.strip()]
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


def _usual(prefix: bytes, text: bytes) -> Match:
    """A value, perhaps behind a formula of its own or one that stands elsewhere."""
    p = prefix
    formula = rb'(?:<%bf>[^<]*</%bf>|<%bf t="shared" si="[0-9]+"/>)?' % (p, p, p)
    return re.compile(formula + rb"<%bv>(%b)</%bv>" % (p, text, p)).fullmatch


class Context(NamedTuple):
    """What the cells of all sheets share."""

    book: str
    dates: frozenset[bytes]  # styles that show dates
    days: int  # to add to a serial: 1462 in a workbook that counts from 1904
    strings: SharedStrings | None
    known: dict[tuple[bytes, Kind], Known]  # by prefix and type


NO_CONTEXT = Context("", frozenset(), 0, None, {})
PLAIN = frozenset(Kind(name, day=False) for name in (b"n", b"str", b"inlineStr"))  # mean the same in every workbook
KNOWN: Memory[Known] = Memory(6)  # what cells of these kinds hold, by prefix and kind


def _iso_date(text: bytes) -> Value:
    """A cell of type `d`: a date, a time, or both, in ISO 8601."""
    plain = text.decode("ascii", "replace").strip().removesuffix("Z")
    try:
        moment = datetime.combine(date(1899, 12, 30), time.fromisoformat(plain)) if ":" in plain[:3] else None
        moment = moment or datetime.fromisoformat(plain)
        gone = moment.replace(tzinfo=None) - datetime.combine(date(1899, 12, 30), time())
    except ValueError:
        return Fault("#VALUE!")
    return Dated(gone.days + gone.seconds / 86_400)
