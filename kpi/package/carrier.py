"""Hands the manager's cells to the rows that have the same key."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from kpi.package.carried import OldBody, OldRow
from kpi.package.cells import Cell, Reader
from kpi.package.shared import Masters, master_of, moved, numbers_in, written_out
from kpi.package.stale import without_value
from kpi.tables import Computed, Output, Uncalculated, Value

Key = tuple[object, ...]


@dataclass(slots=True)
class Carrier:
    """Hands each new row what its old row held, and knows what nobody claimed."""

    reader: Reader
    by_key: dict[tuple[Key, int], OldRow]
    by_row: dict[int, OldRow]  # where rows have no key
    pinned: dict[int, list[Cell]]
    columns: tuple[int, ...]  # of the key, in the fill
    fallback: tuple[int, ...] = ()  # of the key of a row whose first key column is blank
    seen: dict[Key, int] = field(default_factory=lambda: defaultdict(int))
    samples: list[tuple[int, Cell]] = field(default_factory=list)  # formulas that new rows get, and their row
    moved: list[tuple[Key, OldRow]] = field(default_factory=list)  # rows that were claimed elsewhere
    by_formula: bool = field(init=False)  # some old key was never calculated, as in files of other writers

    def __post_init__(self) -> None:
        self.by_formula = any(isinstance(part, Uncalculated) for key, _ in self.by_key for part in key)

    @property
    def idle(self) -> bool:
        """True when there is nothing to hand out."""
        return not (self.by_key or self.by_row or self.pinned or self.samples)

    def claim(self, number: int, values: Sequence[object]) -> tuple[list[Cell], bytes | None]:
        """The cells for the new row of that number and its attributes, None for the usual ones."""
        old = self._old(number, values)
        pinned = self.pinned.pop(number, [])
        if old is None:
            return (self._calculated(number) if values else []) + pinned, None
        if old.number == number:
            return old.cells + pinned, old.attributes
        self.moved.append((self.key(values), old))
        cells = [moved(cell, old.number, number, self.reader.grammar) for cell in old.cells]
        return cells + pinned, old.attributes

    def _calculated(self, number: int) -> list[Cell]:
        """The formulas of calculated columns in a new row, not calculated yet."""
        grammar = self.reader.grammar
        below = (moved(cell, row, number, grammar) for row, cell in self.samples)
        return [cell._replace(raw=without_value(cell, number, grammar)) for cell in below]

    def key(self, values: Sequence[object]) -> Key:
        """The key of a row of the fill."""
        return tuple(_plain(values[column]) for column in self._identifying(values)) if values else ()

    def _identifying(self, values: Sequence[object]) -> tuple[int, ...]:
        return self.fallback if self.fallback and is_blank(values[self.columns[0]]) else self.columns

    def _old(self, number: int, values: Sequence[object]) -> OldRow | None:
        if not self.columns:
            return self.by_row.pop(number, None)
        if not values:  # the blank row of an empty table
            return None
        old = self._claimed(self.key(values))
        return old or (self._claimed(self._formulas(values)) if self.by_formula else None)

    def _claimed(self, key: Key) -> OldRow | None:
        nth = self.seen[key]
        self.seen[key] = nth + 1
        return self.by_key.pop((key, nth), None)

    def _formulas(self, values: Sequence[object]) -> Key:
        """The key of a row of the fill as a file shows it that nobody has calculated."""
        key = (values[column] for column in self.fallback or self.columns)
        return tuple(Uncalculated(part.formula) if isinstance(part, Computed) else _plain(part) for part in key)

    def unclaimed(self) -> Iterator[tuple[Key, OldRow]]:
        """The rows that are no longer there, with their keys."""
        for (key, _), row in self.by_key.items():
            yield key, row
        for row in self.by_row.values():
            yield (), row


def is_blank(value: object) -> bool:
    """True for a cell that holds nothing."""
    return value is None or value == ""


def _plain(value: object) -> object:
    """A value as keys compare it: a number is a number, however it is held."""
    if isinstance(value, Computed):
        value = value.value
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        return (type(value).__name__, value) if isinstance(value, bool) else _text_key(value)
    return float(value)


def _text_key(value: object) -> object:
    return None if value == "" else value


def carrier(
    body: OldBody, keys: Iterable[tuple[int, Sequence[Value]]], reader: Reader, pinned: dict[int, list[Cell]]
) -> Carrier:
    """Matches the rows of an old body with the keys it had."""
    rows = {row.number: row for row in body.rows if row.cells or row.watched or row.attributes is not None}
    place = {column.header: index for index, column in enumerate(body.fill.columns)}
    columns = tuple(place[header] for header in body.fill.key)
    fallback = tuple(place[header] for header in body.fill.fallback)
    samples = list(_samples(body, reader))
    if not columns:
        return Carrier(reader, {}, rows, pinned, (), samples=samples)
    by_key = {}
    seen: dict[Key, int] = defaultdict(int)
    for number, values in keys:
        key = tuple(map(_plain, values))
        if number in rows:
            by_key[key, seen[key]] = rows[number]
        seen[key] += 1
    return Carrier(reader, by_key, {}, pinned, columns, fallback, samples=samples)


def _samples(body: OldBody, reader: Reader) -> Iterator[tuple[int, Cell]]:
    """One formula of each calculated column of the manager's."""
    missing = {body.table.box.left + at for at in body.table.calculated} - body.ours
    for row in body.rows if missing else ():
        for cell in row.cells:
            formula = reader.grammar.formula.search(cell.inner) if cell.column in missing else None
            if formula and formula[2]:
                missing.discard(cell.column)
                master = master_of(cell, row.number, reader.grammar)
                masters = {master[0]: master[1]} if master else {}
                yield row.number, written_out(cell, row.number, reader.grammar, masters)


def shared_groups(rows: Iterable[OldRow], reader: Reader) -> set[bytes]:
    """The shared formulas that the manager's cells in the body take part in."""
    return {number for row in rows for number in numbers_in(row.cells, reader.grammar)}


def write_out(rows: Iterable[OldRow], reader: Reader, masters: Masters, groups: set[bytes]) -> None:
    """Gives every cell of those groups a formula of its own."""
    chosen = {number: master for number, master in masters.items() if number in groups}
    for row in rows:
        row.cells = [written_out(cell, row.number, reader.grammar, chosen) for cell in row.cells]


def moves(carrier: Carrier, first_row: int, rows: Sequence[Sequence[Output | Computed]]) -> set[int]:
    """The old rows that will not stay where they are."""
    ahead = Carrier(
        carrier.reader, dict(carrier.by_key), dict(carrier.by_row), {}, carrier.columns, carrier.fallback
    )
    staying = set()
    for number, values in enumerate(rows, first_row):
        old = ahead._old(number, values)  # noqa: SLF001 - a rehearsal of `claim`
        if old is not None and old.number == number:
            staying.add(number)
    everybody = {row.number for row in (*carrier.by_key.values(), *carrier.by_row.values())}
    return everybody - staying
