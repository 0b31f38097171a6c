"""Who is appraised and what was typed for them: the table People and the sheets of the roles."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, partial
from typing import NamedTuple

from kpi import layout
from kpi.model import Actual, Entry, KpiRule, Language, Person, Role, State
from kpi.problems import Place, Problem
from kpi.problems import workbook as problem
from kpi.reading import CleanReader, clean_reader, read_actual, read_target
from kpi.scoring import Entries
from kpi.settings import Settings, role_named, role_names
from kpi.sheets import Sheet, as_shown, id_text, index, is_empty, read_date, read_id
from kpi.tables import Table, Value

UNREADABLE = Actual(State.UNREADABLE)
NOT_FILLED_IN = Actual(State.NOT_FILLED_IN)
BLANK = (None, "")
OPEN = (Actual(State.NOT_APPLICABLE), None)  # 待定目标: what was typed does not matter


def read_people(sheet: Sheet, roles: tuple[Role, ...]) -> tuple[dict[str, Person], list[Problem]]:
    """The people by id, in the order of the sheet."""
    people: dict[str, Person] = {}
    first: dict[str, int] = {}
    problems: list[Problem] = []
    named = cache(partial(role_named, roles))
    for row in sheet.filled():
        found = _person(sheet, row, named, roles, problems)
        if found is None:
            continue
        if found.id in people:
            where = sheet.place(first[found.id], "id")
            problems.append(problem.id_twice(sheet.place(row, "id"), found.id, where))
            continue
        people[found.id] = found
        first[found.id] = row
    return people, problems


def _person(
    sheet: Sheet, row: int, named: Callable[[str], Role | None], roles: tuple[Role, ...], problems: list[Problem]
) -> Person | None:
    identity = _identity(sheet.cell(row, "id"), partial(sheet.place, row, "id"))
    if isinstance(identity, Problem):
        problems.append(identity)
        return None
    role = named(sheet.text(row, "role"))
    if role is None:
        shown = as_shown(sheet.cell(row, "role"))
        problems.append(problem.unknown_role(sheet.place(row, "role"), shown, role_names(roles, "zh")))
        return None
    start, end = (_date(sheet, row, key, problems) for key in ("from", "to"))
    if start and end and end < start:
        where = sheet.place(row, "to")
        problems.append(problem.dates_reversed(where, start.isoformat(), end.isoformat()))
    name = sheet.text(row, "name")
    if not name:
        problems.append(problem.no_name(sheet.place(row, "name"), identity))
    return Person(
        id=identity,
        name=name,
        role=role.code,
        department=sheet.text(row, "department"),
        reviewer=sheet.text(row, "reviewer"),
        start=start,
        end=end,
    )


def _identity(value: Value, place: Callable[[], Place]) -> str | Problem:
    """An id; its place is asked for only when it cannot be one."""
    return id_text(value) or (problem.no_id(place()) if is_empty(value) else read_id(value, place()))


def _date(sheet: Sheet, row: int, key: str, problems: list[Problem]) -> date | None:
    value = sheet.cell(row, key)
    if value is None:
        return None
    found = read_date(value, sheet.place(row, key))
    if isinstance(found, Problem):
        problems.append(found)
        return None
    return found


def presence(person: Person, settings: Settings, place: Place) -> Problem | None:
    """A note when somebody was there for no part, or only a part, of the period."""
    start = max(person.start or settings.first_day, settings.first_day)
    end = min(person.end or settings.last_day, settings.last_day)
    days, month = (end - start).days + 1, settings.last_day.day
    if days <= 0:
        return problem.outside_period(place, person.id, settings.period)
    if days < month:
        return problem.part_of_period(place, person.id, days, month)
    return None


# The sheet of a role -----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class EntryCells:
    """The columns of one rule on a role's sheet; None where there is no such column."""

    rule: KpiRule
    first: int | None
    second: int | None
    target: int | None


@dataclass(frozen=True, slots=True)
class RoleSheet:
    """A role's table with its columns found."""

    role: Role
    table: Table
    id: int
    name: int | None
    cells: tuple[EntryCells, ...]
    absent: bool = False  # the workbook has no such table; nobody has a row

    def rows(self) -> Iterator[int]:
        """The rows that hold an id or any entry."""
        columns = [self.id]
        for cells in self.cells:
            columns += [at for at in (cells.first, cells.second, cells.target) if at is not None]
        for number, row in enumerate(self.table.rows):
            for column in columns:
                if row[column] not in BLANK:
                    yield number
                    break


def find_role_sheet(table: Table, role: Role, rules: Sequence[KpiRule]) -> tuple[RoleSheet, list[Problem]]:
    """A role's table; a Problem for each KPI with weight that cannot be typed."""
    seen, problems = index(table)
    place = Place(table.book, table.sheet)
    identity = next((seen[h] for h in _headers(layout.ID_HEADER) if h in seen), None)
    if identity is None:
        header = f"{layout.ID_HEADER.zh} / {layout.ID_HEADER.en}"
        problems.append(problem.no_column(place, table.name, header))
    by_prefix: dict[str, int] = {}
    for position, header in enumerate(table.headers):
        by_prefix.setdefault(layout.folded(header.strip().partition(" ")[0]), position)
    cells = []
    for rule in rules:
        found = _cells(rule, by_prefix)
        cells.append(found)
        whole = found.first is not None and (found.second is not None or rule.entry is Entry.VALUE)
        if rule.weight > 0 and not whole:
            problems.append(problem.no_entry_column(place, rule.code, _first_prefix(rule)))
    name = next((seen[h] for h in _headers(layout.NAME_HEADER) if h in seen), None)
    return RoleSheet(role, table, identity or 0, name, tuple(cells)), problems


def absent_sheet(book: str, role: Role, rules: Sequence[KpiRule]) -> RoleSheet:
    """What stands for a role's table that is missing: its people keep their rows in what we write."""
    title = layout.role_title(role, "zh")
    table = Table(
        name=layout.entry_table(role.code), book=book, sheet=title, headers=(), first_row=1, first_column=1, rows=()
    )
    cells = tuple(EntryCells(rule, None, None, None) for rule in rules)
    return RoleSheet(role, table, 0, None, cells, absent=True)


def _headers(column: layout.ColumnSpec) -> tuple[str, str]:
    return layout.folded(column.zh), layout.folded(column.en)


def _first_prefix(rule: KpiRule) -> str:
    return rule.code if rule.entry is Entry.VALUE else f"{rule.code}a / {rule.code}b"


def _cells(rule: KpiRule, by_prefix: Mapping[str, int]) -> EntryCells:
    code = layout.folded(rule.code)
    if rule.entry is Entry.VALUE:
        return EntryCells(rule, by_prefix.get(code), None, by_prefix.get(f"{code}t"))
    return EntryCells(rule, by_prefix.get(f"{code}a"), by_prefix.get(f"{code}b"), by_prefix.get(f"{code}t"))


def people_on(
    sheet: RoleSheet, people: Mapping[str, Person], roles: Mapping[str, Role], language: Language
) -> tuple[dict[str, int], list[Problem]]:
    """The row of each person on a role's sheet; rows that belong to nobody are reported."""
    rows: dict[str, int] = {}
    problems: list[Problem] = []
    for row in sheet.rows():
        place = partial(sheet.table.place, row, sheet.id)
        found = _identity(sheet.table.rows[row][sheet.id], place)
        if isinstance(found, Problem):
            problems.append(found)
        elif found in rows:
            problems.append(problem.id_twice(place(), found, sheet.table.place(rows[found], sheet.id)))
        elif found not in people:
            problems.append(problem.unknown_person(place(), found))
        elif people[found].role != sheet.role.code:
            role = roles[people[found].role].name[language]
            problems.append(problem.wrong_sheet(place(), found, role))
        else:
            rows[found] = row
    return rows, problems


class _Column(NamedTuple):
    """A rule on a role's sheet, with what is the same for everybody."""

    code: str
    cells: EntryCells
    clean: CleanReader
    usual: Decimal | None  # the role's target in the cycle; a personal one wins
    is_open: bool  # nothing to judge by, unless there is a personal target
    optional: bool  # a duty without weight counts only where something is typed


class EntryReader:
    """Reads the rows of a role's sheet; Problems are appended."""

    def __init__(
        self,
        sheet: RoleSheet,
        usual: Mapping[str, Decimal | None],
        broken: frozenset[str],
        problems: list[Problem],
    ) -> None:
        whole = [cells for cells in sheet.cells if cells.rule.code not in broken]
        self._table = sheet.table
        self._problems = problems
        self._columns = [_column(cells, usual[cells.rule.code]) for cells in whole]
        self._broken = {code: (UNREADABLE, target) for code, target in usual.items() if code in broken}
        self._nothing = UNREADABLE if sheet.absent else NOT_FILLED_IN

    def no_entries(self) -> Entries:
        """The entries of somebody without a row: everything that the role is held to, duties too."""
        nothing = {one.code: OPEN if one.is_open else (self._nothing, one.usual) for one in self._columns}
        return {**self._broken, **nothing}

    def entries(self, row: int) -> Entries:
        """What one person's row holds, with the target in the cycle."""
        values = self._table.rows[row]
        entries: dict[str, tuple[Actual, Decimal | None]] = dict(self._broken)
        for code, cells, clean, usual, is_open, optional in self._columns:
            first = None if cells.first is None else values[cells.first]
            second = None if cells.second is None else values[cells.second]
            if optional and is_empty(first) and is_empty(second):
                continue
            if cells.target is not None and values[cells.target] is not None:
                entries[code] = _entry(self._table, row, cells, values, usual, self._problems)
            elif is_open:
                entries[code] = OPEN
            elif (actual := clean(first, second)) is not None:
                entries[code] = actual, usual
            else:
                entries[code] = _entry(self._table, row, cells, values, usual, self._problems)
        return entries


def _column(cells: EntryCells, usual: Decimal | None) -> _Column:
    rule = cells.rule
    return _Column(
        code=rule.code,
        cells=cells,
        clean=clean_reader(rule),
        usual=usual,
        is_open=usual is None and rule.measure.needs_target,
        optional=rule.duty and not rule.weight,
    )


def _entry(
    table: Table,
    row: int,
    cells: EntryCells,
    values: Sequence[Value],
    target: Decimal | None,
    problems: list[Problem],
) -> tuple[Actual, Decimal | None]:
    rule, first, second = cells.rule, cells.first, cells.second
    if cells.target is not None and values[cells.target] is not None:
        personal = read_target(rule, values[cells.target], partial(table.place, row, cells.target))
        if isinstance(personal, Problem):
            problems.append(personal)
            return UNREADABLE, target
        if personal is not None:
            target = personal
    if target is None and rule.measure.needs_target:
        return OPEN
    at_first = partial(table.place, row, first or 0)
    actual, found = read_actual(
        rule,
        None if first is None else values[first],
        None if second is None else values[second],
        at_first,
        at_first if second is None else partial(table.place, row, second),
    )
    if found:
        problems.extend(found)
    return actual, target
