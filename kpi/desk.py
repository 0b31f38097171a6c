"""A workbook as a list of entries is held against it: its people, their rows, their KPIs."""

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from kpi import layout
from kpi.appraise import Outcome, rules_of
from kpi.catalogue import find_rule
from kpi.entry_lines import Cells, Given, given
from kpi.layout import role_title
from kpi.listing import Arranged, Line
from kpi.model import LANGUAGES, Bilingual, Entry, KpiRule, Person, RuleBook
from kpi.problems import Place, Problem
from kpi.problems import files as lookup
from kpi.problems import imports as problem
from kpi.roster import EntryCells, RoleSheet, people_on, read_people
from kpi.sheets import as_text, find, is_empty
from kpi.staff import read_person_id
from kpi.tables import Value

SUGGESTED = 100  # unknown KPIs for which similar ones are looked up; it is slow
NOWHERE = Place()


class Wanted(NamedTuple):
    """A line that was understood."""

    place: Place  # of the KPI in the list
    number: str  # of the line
    person: Person
    cells: EntryCells
    given: Given


def called(person: Person) -> str:
    """A person as a sentence names one."""
    return f"{person.id} {person.name}".strip()


class Desk:
    """What the workbook knows, and who gets a free row while a list is worked through."""

    def __init__(self, outcome: Outcome) -> None:
        self.book = outcome.book
        self.language = outcome.settings.language
        self.sheets = outcome.role_sheets
        self.roles = {role.code: role for role in outcome.book.roles}
        people, _ = find(outcome.tables["People"], layout.PEOPLE)
        self.people, _ = read_people(people, outcome.book.roles)
        self.without_zeros = {identity.lstrip("0"): identity for identity in self.people}
        self.rows: dict[str, int] = {}  # of the role's table, by id
        self.elsewhere: dict[str, RoleSheet] = {}  # ids on a sheet that is not their role's
        for sheet in self.sheets.values():
            self._locate(sheet)
        self.cells = {
            (code, cells.rule.code): cells for code, sheet in self.sheets.items() for cells in sheet.cells
        }
        self.known: dict[tuple[str, str], KpiRule | Problem] = {}  # KPIs by role and text
        self.unknown = 0

    def _locate(self, sheet: RoleSheet) -> None:
        rows, _ = people_on(sheet, self.people, self.roles, self.language)
        self.rows.update(rows)
        for row in sheet.rows():
            identity = as_text(sheet.table.rows[row][sheet.id])
            if identity not in rows:
                self.elsewhere.setdefault(identity, sheet)

    def cell(self, person: Person, column: int | None) -> Value:
        """What a cell of the person's row holds now; None where there is no such row."""
        row = self.rows.get(person.id)
        table = self.sheets[person.role].table
        if row is None or column is None or row >= len(table.rows):
            return None
        return table.rows[row][column]

    def there(self, person: Person, cells: EntryCells) -> Cells:
        """What the entry cells of a KPI hold now."""
        return self.cell(person, cells.first), self.cell(person, cells.second)

    # Lines ---------------------------------------------------------------------

    def understood(self, found: Arranged, line: Line) -> Wanted | list[Problem]:
        """What a line means, or why it cannot be entered."""
        person = self._person(found, line)
        if isinstance(person, Problem):
            return [person]
        rule = self._rule(found, line, person)
        if isinstance(rule, Problem):
            return [rule]
        cells = self.cells.get((person.role, rule.code))
        if cells is None or cells.first is None or (cells.second is None and rule.entry is not Entry.VALUE):
            title: Bilingual = {
                language: role_title(self.roles[person.role], language) for language in LANGUAGES
            }
            return [problem.no_cell(found.place(line, "kpi"), rule.code, title)]
        what = given(found, line, cells, self.there(person, cells))
        if isinstance(what, list):
            return what
        if what == Given(None, None):
            return [problem.nothing_to_enter(found.place(line, "kpi"), rule.code, called(person))]
        return Wanted(found.place(line, "kpi"), found.number(line), person, cells, what)

    def _person(self, found: Arranged, line: Line) -> Person | Problem:
        identity, place = read_person_id(found, line), found.place(line, "id")
        if isinstance(identity, Problem):
            return identity
        person = self.people.get(identity)
        if person is None:
            meant = self.without_zeros.get(identity.lstrip("0"))
            return (
                problem.zeros_lost(place, identity, meant)
                if meant
                else problem.unknown_person(place, identity)
            )
        if identity not in self.rows and identity in self.elsewhere:
            title = self.elsewhere[identity].table.sheet
            return problem.on_another_sheet(place, called(person), title, self.roles[person.role].name)
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
            return problem.not_of_role(place, rule.code, called(person), self.roles[person.role].name)
        return rule

    def _look_up(self, role: str, text: str) -> KpiRule | Problem:
        if self.unknown >= SUGGESTED:
            return lookup.no_such_kpi(NOWHERE, text)
        own = find_rule(self._book_of(role), text)
        if isinstance(own, KpiRule):
            return own
        self.unknown += 1
        return find_rule(self.book, text)

    def _book_of(self, role: str) -> RuleBook:
        """The rule book as one role has it."""
        rules = rules_of(self.book, self.roles[role])
        card = next(card for card in self.book.cards if card.code == self.roles[role].set)
        return replace(self.book, cards=(replace(card, rules=rules),))


def free_rows(sheet: RoleSheet) -> Iterator[int]:
    """The rows of a role's table that nobody uses, then those after its end."""
    table = sheet.table
    for row, cells in enumerate(table.rows):
        if all(is_empty(cell) for at, cell in enumerate(cells) if at != sheet.name):
            yield row
    row = len(table.rows)
    while True:
        yield row
        row += 1
