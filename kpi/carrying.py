"""What a manager wrote in and beside a table of ours, and where it stands once the table is filled anew.

For hosts that write into a living sheet: they read a body, ask here, and write what they get. The
file writer keeps whole cells with their looks and has a hand of its own for it; both go by the key.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from kpi.problems import Place, Problem
from kpi.problems.package import (
    cells_without_row,
    comment_stays,
    content_below,
    sheet_is_full,
    totals_row_in_the_way,
    words_followed,
)
from kpi.references import ROWS, Box, shifted
from kpi.sheets import as_shown
from kpi.tables import Computed, Fill, Output, Table, Uncalculated, Value, letters

LONGEST_TEXTS = 2_000  # characters of a manager's cells that a note repeats
Key = tuple[object, ...]
Cells = Mapping[int, Value]  # by sheet column; a formula is held as Uncalculated
Row = Sequence[Output | Computed]


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """The body of a table as it stands on its sheet."""

    table: Table
    held: Mapping[int, Cells]  # by sheet row: what is not ours, in the table and beside it
    pinned: Sequence[Box] = ()  # other tables and merged cells: what is inside stays where it is
    totals: bool = False  # a row of totals stands below

    @property
    def last(self) -> int:
        """The last row."""
        return self.table.first_row + len(self.table.rows) - 1

    @property
    def right(self) -> int:
        """The last column."""
        return self.table.first_column + len(self.table.headers) - 1

    def beside(self, column: int) -> bool:
        """True for a column of the sheet that is outside the table."""
        return not self.table.first_column <= column <= self.right


class Lost(NamedTuple):
    """Cells of the manager's whose row is no longer there."""

    key: Key
    row: int  # where they stood
    cells: Cells


class Carried(NamedTuple):
    """The manager's cells after a fill, by sheet row, what has no place any more, and the rows that moved."""

    held: Mapping[int, Cells]
    lost: Sequence[Lost]
    moved: Mapping[int, Key]  # by the row where they stood; also what is gone


def carried(body: Body, fill: Fill, rows: Sequence[Row]) -> Carried:
    """Where everything that is the manager's stands, given the rows of the fill."""
    first = body.table.first_row
    bottom = max(body.last, first + len(rows) - 1)
    after: dict[int, dict[int, Value]] = {
        row: dict(cells) for row, cells in body.held.items() if body.last < row <= bottom
    }
    homes = _homes(body, fill, rows)
    lost = []
    split = {row: _split(body, row) for row in sorted(body.held) if first <= row <= body.last}
    for row, (staying, _) in split.items():
        _put(after, row, staying)
    for row, (_, going) in split.items():
        left = _settled(after, body, row, going, homes[row][0], keyed=bool(fill.key))
        if left:
            lost.append(Lost(homes[row][1], row, left))
    moved = {row: key for row, (home, key) in homes.items() if fill.key and home != row}
    return Carried(after, lost, moved)


def _settled(
    after: dict[int, dict[int, Value]], body: Body, row: int, going: Cells, home: int | None, *, keyed: bool
) -> Cells:
    """Sets the cells of a row down where they belong; gives back what has no place."""
    if home is not None:
        return _put(after, home, _moved(going, home - row))
    if keyed:
        return going
    beside = {column: cell for column, cell in going.items() if body.beside(column)}
    inside = {column: cell for column, cell in going.items() if column not in beside}
    return {**inside, **_put(after, row, beside)}


def _split(body: Body, row: int) -> tuple[Cells, Cells]:
    """The cells of a row that stay on it whatever happens, and the others."""
    cells = body.held[row]
    stay = {column for column in cells if any(pin.meets(Box(column, row, column, row)) for pin in body.pinned)}
    return (
        {column: cell for column, cell in cells.items() if column in stay},
        {column: cell for column, cell in cells.items() if column not in stay},
    )


def _put(after: dict[int, dict[int, Value]], row: int, cells: Cells) -> Cells:
    """Sets cells down on a row; gives back those whose place is taken."""
    there = after.setdefault(row, {})
    taken = {column: cell for column, cell in cells.items() if column in there}
    there.update((column, cell) for column, cell in cells.items() if column not in taken)
    return taken


def _moved(cells: Cells, down: int) -> Cells:
    return {
        column: Uncalculated(shifted(cell.formula, down)) if isinstance(cell, Uncalculated) else cell
        for column, cell in cells.items()
    }


# Which row is whose -------------------------------------------------------------


def _homes(body: Body, fill: Fill, rows: Sequence[Row]) -> dict[int, tuple[int | None, Key]]:
    """The new row of every old one, None where it is gone, and its key."""
    first = body.table.first_row
    numbers = range(first, body.last + 1)
    if not fill.key:
        return {row: (row if row < first + max(len(rows), 1) else None, ()) for row in numbers}
    ours = {column.header: at for at, column in enumerate(fill.columns)}
    new = list(_counted(_key(fill, row, ours) for row in rows))
    home = dict(zip(new, range(first, first + len(new)), strict=True))
    theirs = {header: at for at, header in reversed(list(enumerate(body.table.headers)))}
    old = _counted(_key(fill, row, theirs) for row in body.table.rows)
    return {row: (home.get(key), key[0]) for row, key in zip(numbers, old, strict=True)}


def _key(fill: Fill, row: Sequence[object], at: Mapping[str, int]) -> Key:
    """What identifies a row; `fallback` does where the first column of the key is blank."""
    headers = fill.fallback if fill.fallback and _plain(row[at[fill.key[0]]]) is None else fill.key
    return tuple(_plain(row[at[header]]) for header in headers)


def _counted(keys: Iterable[Key]) -> Iterator[tuple[Key, int]]:
    """Keys with how often each stood before."""
    seen: dict[Key, int] = defaultdict(int)
    for key in keys:
        yield key, seen[key]
        seen[key] += 1


def _plain(value: object) -> object:
    """A value as keys compare it: a number is a number, however it is held; blank text is a blank."""
    if isinstance(value, Computed):
        value = value.value
    if isinstance(value, bool):
        return ("bool", value)
    if isinstance(value, (int, float, Decimal)):
        return float(value)
    return None if value == "" else value


# What is told about it ----------------------------------------------------------


def notes(body: Body, lost: Sequence[Lost]) -> Iterator[Problem]:
    """A note for each row whose texts have no place any more."""
    for one in lost:
        shown = (as_shown(cell).strip() for cell in one.cells.values() if not isinstance(cell, Uncalculated))
        texts = " | ".join(filter(None, shown))[:LONGEST_TEXTS]
        if texts:
            place = Place(body.table.book, body.table.sheet, f"{letters(min(one.cells))}{one.row}")
            yield cells_without_row(place, _key_said(one.key), texts)


def strayed(body: Body, moved: Mapping[int, Key], anchored: Collection[int]) -> Iterator[Problem]:
    """A note for each row that has moved away from a comment or a link: neither moves with a row."""
    for row in sorted({*moved} & {*anchored}):
        yield comment_stays(_place(body, row), _key_said(moved[row]))


def reshown(body: Body, fill: Fill) -> Iterator[Problem]:
    """A note for a table that was sorted, where a manager may have written about either of two people."""
    if not fill.fallback:
        return
    at = {header: number for number, header in reversed(list(enumerate(body.table.headers)))}
    scored, shown = at[fill.key[0]], at[fill.fallback[0]]
    found = [
        (number, one[scored], one[shown])
        for number, one in enumerate(body.table.rows, body.table.first_row)
        if body.held.get(number) and _two_people(one[scored], one[shown])
    ]
    if found:
        row, was, now = found[0]
        yield words_followed(_place(body, row), str(was), str(now), len(found))


def _two_people(scored: Value, shown: Value) -> bool:
    """Both named, and not the same."""
    if not isinstance(scored, str) or not isinstance(shown, str):
        return False
    return bool(scored and shown) and scored.strip() != shown.strip()


def _place(body: Body, row: int) -> Place:
    return Place(body.table.book, body.table.sheet, f"{letters(body.table.first_column)}{row}")


def _key_said(key: Key) -> str:
    return " · ".join(_said(part) for part in key if part is not None)


def _said(part: object) -> str:
    return as_shown(part) if isinstance(part, (str, float)) else str(part)


def refusal(body: Body, count: int, sheet: Sequence[Sequence[Value]]) -> Problem | None:
    """Why a table cannot have that many rows; `sheet` are the rows of its sheet, from the first on."""
    table, last = body.table, body.table.first_row + max(count, 1) - 1
    place = Place(table.book, table.sheet, f"{letters(table.first_column)}{table.first_row - 1}")
    if last == body.last:
        return None
    if body.totals:
        return totals_row_in_the_way(place, table.name)
    if last > ROWS:
        return sheet_is_full(place, table.name)
    found = _first_below(body, last, sheet)
    if found is None:
        return None
    cell = Place(table.book, table.sheet, f"{letters(found.left)}{found.top}")
    return content_below(cell, table.name, last - table.first_row + 1)


def _first_below(body: Body, last: int, sheet: Sequence[Sequence[Value]]) -> Box | None:
    """The first thing in the rows that a table is about to take."""
    zone = Box(1, body.last + 1, 16_384, last)
    found = [area for area in body.pinned if area.meets(zone)]
    for number, row in enumerate(sheet[body.last : last], body.last + 1):
        column = next((at for at, cell in enumerate(row, 1) if cell not in (None, "")), None)
        if column is not None:
            found.append(Box(column, number, column, number))
            break
    return min(found, key=lambda area: area.top, default=None)
