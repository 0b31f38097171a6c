"""A list of entries into the sheets of the roles: which cells are set, and what is refused.

Nothing is erased by a blank, nothing that already says the same is touched, and one bad line
holds up no other.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from kpi import layout
from kpi.appraise import Outcome, rules_of
from kpi.catalogue import find_rule
from kpi.entry_lines import HEADINGS, Cells, Given, given
from kpi.formulas import NAME_OF_ID
from kpi.layout import role_title, word
from kpi.listing import Arranged, Line, Listing, arranged
from kpi.model import Actual, Entry, KpiRule, Person, RuleBook, State
from kpi.problems import Place, Problem
from kpi.problems import files as lookup
from kpi.problems import imports as problem
from kpi.reading import read_actual
from kpi.roster import EntryCells, RoleSheet, people_on, read_people
from kpi.sheets import as_text, find, is_empty
from kpi.staff import read_person_id
from kpi.tables import Computed, Edit, Output, Table, Value

SUGGESTED = 100  # unknown KPIs for which near ones are looked up; it is slow
NOWHERE = Place()


class Change(NamedTuple):
    """One cell that an import sets."""

    place: Place
    person: Person
    kpi: str  # code; empty for an id in a free row
    old: Value
    new: Value


@dataclass(slots=True, kw_only=True)
class Entering:
    """What a list comes to."""

    edits: list[Edit] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unchanged: int = 0  # cells that already say what the list says
    rejected: int = 0  # lines


class _Wanted(NamedTuple):
    """A line that was understood."""

    line: Line
    person: Person
    cells: EntryCells
    given: Given


def enter(outcome: Outcome, listing: Listing) -> Entering | list[Problem]:
    """What the list changes in the workbook; Problems alone when its columns are not understood."""
    found = arranged(listing, HEADINGS)
    if isinstance(found, list):
        return found
    entering = Entering(problems=list(found.notes))
    desk = _Desk(outcome)
    by_entry: dict[tuple[str, str], list[_Wanted]] = defaultdict(list)
    lines = [line for line in found.lines if not found.blank(line)]
    if not lines:
        return [problem.no_lines(listing.place(listing.lines[-1].number))]
    for line in lines:
        wanted = desk.understood(found, line)
        if isinstance(wanted, _Wanted):
            by_entry[wanted.person.id, wanted.cells.rule.code].append(wanted)
        else:
            entering.problems += wanted
            entering.rejected += any(not one.note for one in wanted)
    for same in by_entry.values():
        _settle(desk, entering, found, same)
    return entering


def _settle(desk: "_Desk", entering: Entering, found: Arranged, same: Sequence[_Wanted]) -> None:
    """Enters what the lines of one KPI of one person agree on."""
    if len({wanted.given for wanted in same}) == 1:
        desk.put(entering, same[0])
        return
    numbers = "、".join(str(wanted.line.number) for wanted in same)
    for wanted in same:
        place = found.place(wanted.line, "kpi")
        person = _called(wanted.person)
        entering.problems.append(problem.lines_differ(place, wanted.cells.rule.code, person, numbers))
    entering.rejected += len(same)


def _called(person: Person) -> str:
    return f"{person.id} {person.name}".strip()


class _Desk:
    """The workbook as a list is held against it."""

    def __init__(self, outcome: Outcome) -> None:
        self.book = outcome.book
        self.language = outcome.settings.language
        self.sheets = outcome.role_sheets
        self.roles = {role.code: role for role in outcome.book.roles}
        people, _ = find(outcome.tables["People"], layout.PEOPLE)
        self.people, _ = read_people(people, outcome.book.roles)
        self.without_zeros = {identity.lstrip("0"): identity for identity in self.people}
        self.rows: dict[str, int] = {}
        self.elsewhere: dict[str, RoleSheet] = {}
        for sheet in self.sheets.values():
            self._locate(sheet)
        self.cells = {
            (code, cells.rule.code): cells for code, sheet in self.sheets.items() for cells in sheet.cells
        }
        self.free = {code: _free_rows(sheet) for code, sheet in self.sheets.items()}
        self.known: dict[tuple[str, str], KpiRule | Problem] = {}
        self.suggested = 0

    def _locate(self, sheet: RoleSheet) -> None:
        rows, _ = people_on(sheet, self.people, self.roles, self.language)
        self.rows.update(rows)
        for row in sheet.rows():
            identity = as_text(sheet.table.rows[row][sheet.id])
            if identity not in rows:
                self.elsewhere.setdefault(identity, sheet)

    # Lines ---------------------------------------------------------------------

    def understood(self, found: Arranged, line: Line) -> _Wanted | list[Problem]:
        """What a line means, or why it cannot be entered."""
        person = self._person(found, line)
        if isinstance(person, Problem):
            return [person]
        rule = self._rule(found, line, person)
        if isinstance(rule, Problem):
            return [rule]
        cells = self.cells.get((person.role, rule.code))
        if cells is None or cells.first is None or (cells.second is None and rule.entry is not Entry.VALUE):
            title = {language: role_title(self.roles[person.role], language) for language in ("zh", "en")}
            return [problem.no_cell(found.place(line, "kpi"), rule.code, title)]
        what = given(found, line, cells, self._there(person, cells))
        if isinstance(what, list):
            return what
        if what == Given(None, None):
            return [problem.nothing_to_enter(found.place(line, "kpi"), rule.code, _called(person))]
        return _Wanted(line, person, cells, what)

    def _person(self, found: Arranged, line: Line) -> Person | Problem:
        identity, place = read_person_id(found, line), found.place(line, "id")
        if isinstance(identity, Problem):
            return identity
        person = self.people.get(identity)
        if person is None:
            meant = self.without_zeros.get(identity.lstrip("0"))
            return problem.zeros_lost(place, identity, meant) if meant else problem.unknown_person(place, identity)
        if identity not in self.rows and identity in self.elsewhere:
            title = self.elsewhere[identity].table.sheet
            return problem.on_another_sheet(place, _called(person), title, self.roles[person.role].name)
        return person

    def _rule(self, found: Arranged, line: Line, person: Person) -> KpiRule | Problem:
        """The KPI that a line names, among those of the person's role first."""
        text, place = found.text(line, "kpi"), found.place(line, "kpi")
        if not text:
            return problem.no_kpi(place)
        key = person.role, layout.folded(text)
        if key not in self.known:
            self.known[key] = self._look_up(person.role, text)
        rule = self.known[key]
        if isinstance(rule, Problem):
            return replace(rule, place=place)
        if person.role not in rule.roles:
            return problem.not_of_role(place, rule.code, _called(person), self.roles[person.role].name)
        return rule

    def _look_up(self, role: str, text: str) -> KpiRule | Problem:
        own = find_rule(self._book_of(role), text) if self.suggested < SUGGESTED else None
        if isinstance(own, KpiRule):
            return own
        self.suggested += 1
        if self.suggested > SUGGESTED:
            return lookup.no_such_kpi(NOWHERE, text)
        return find_rule(self.book, text)

    def _book_of(self, role: str) -> RuleBook:
        """The rule book as one role has it."""
        rules = frozenset(rule.code for rule in rules_of(self.book, self.roles[role]))
        cards = tuple(
            replace(card, rules=tuple(rule for rule in card.rules if rule.code in rules)) for card in self.book.cards
        )
        return replace(self.book, cards=cards)

    # Cells ---------------------------------------------------------------------

    def _there(self, person: Person, cells: EntryCells) -> Cells:
        return self._cell(person, cells.first), self._cell(person, cells.second)

    def _cell(self, person: Person, column: int | None) -> Value:
        row = self.rows.get(person.id)
        table = self.sheets[person.role].table
        if row is None or column is None or row >= len(table.rows):
            return None
        return table.rows[row][column]

    def put(self, entering: Entering, wanted: _Wanted) -> None:
        """Sets the cells of one entry, those that do not say it already."""
        person, cells, what = wanted.person, wanted.cells, wanted.given
        new = list(self._new_cells(cells, what))
        there = self._there(person, cells)
        if what.actual is not None and _same(cells.rule, there, what.actual):
            entering.unchanged += sum(value is not None for column, value in new if column != cells.target)
            new = [(column, value) for column, value in new if column == cells.target]
        for column, value in new:
            old = self._cell(person, column)
            if old == value or (value is None and is_empty(old)):
                entering.unchanged += value is not None
            else:
                self._set(entering, Change(NOWHERE, person, cells.rule.code, old, value), column)

    def _new_cells(self, cells: EntryCells, what: Given) -> Iterator[tuple[int, Value]]:
        if what.actual is not None:
            first, second = self._typed(cells.rule, what.actual)
            if cells.first is not None:
                yield cells.first, first
            if cells.second is not None:
                yield cells.second, second
        if what.target is not None and cells.target is not None:
            yield cells.target, what.target

    def _typed(self, rule: KpiRule, actual: Actual) -> Cells:
        """An actual as a manager would type it."""
        if actual.state is State.NOT_APPLICABLE:
            return word("state", "not_applicable", self.language), None
        top = actual.value if rule.entry is Entry.VALUE else actual.numerator
        bottom = actual.denominator
        return None if top is None else float(top), None if bottom is None else float(bottom)

    def _set(self, entering: Entering, change: Change, column: int) -> None:
        sheet = self.sheets[change.person.role]
        row = self._row(entering, change.person)
        place = sheet.table.place(row, column)
        entering.edits.append(Edit(sheet.table.name, row, sheet.table.headers[column], change.new))
        entering.changes.append(change._replace(place=place))

    def _row(self, entering: Entering, person: Person) -> int:
        """The person's row; the first free one is taken for somebody who has none."""
        if person.id not in self.rows:
            sheet = self.sheets[person.role]
            self.rows[person.id] = next(self.free[person.role])
            self._set(entering, Change(NOWHERE, person, "", None, person.id), sheet.id)
            entering.edits += _name(sheet, self.rows[person.id], person)
        return self.rows[person.id]


def _name(sheet: RoleSheet, row: int, person: Person) -> Iterator[Edit]:
    """The name beside a new id, looked up as in every row."""
    if sheet.name is not None:
        id_cell = f"${sheet.table.place(row, sheet.id).cell}"
        name = Computed(NAME_OF_ID.format(id=id_cell), person.name)
        yield Edit(sheet.table.name, row, sheet.table.headers[sheet.name], name)


def _same(rule: KpiRule, there: Cells, actual: Actual) -> bool:
    """True when the cells already say so, however it is written there."""
    said, _ = read_actual(rule, *there, NOWHERE, NOWHERE)
    return said == actual


def _free_rows(sheet: RoleSheet) -> Iterator[int]:
    """The rows of a role's table that nobody uses, then those after its end."""
    table = sheet.table
    for row, cells in enumerate(table.rows):
        if all(is_empty(cell) for at, cell in enumerate(cells) if at != sheet.name):
            yield row
    row = len(table.rows)
    while True:
        yield row
        row += 1


def with_edits(tables: Mapping[str, Table], edits: Sequence[Edit]) -> dict[str, Table]:
    """The tables as they will stand once the edits are written."""
    by_table: dict[str, list[Edit]] = defaultdict(list)
    for edit in edits:
        by_table[edit.table].append(edit)
    return {name: _edited(table, by_table[name]) for name, table in tables.items()}


def _edited(table: Table, edits: Sequence[Edit]) -> Table:
    if not edits:
        return table
    column = {header: at for at, header in reversed(list(enumerate(table.headers)))}
    rows: list[list[Output]] = [list(row) for row in table.rows]
    for edit in edits:
        while edit.row >= len(rows):
            rows.append([None] * len(table.headers))
        value = edit.value.value if isinstance(edit.value, Computed) else edit.value
        rows[edit.row][column[edit.header]] = value
    return replace(table, rows=[tuple(row) for row in rows])
