"""A list of entries into the sheets of the roles: which cells are set, and what is refused.

Nothing is erased by a blank, nothing that already says the same is touched, and one bad line
holds up no other.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from kpi.appraise import Outcome
from kpi.desk import NOWHERE, Desk, Wanted, called, free_rows
from kpi.entry_lines import HEADINGS, Cells, Given
from kpi.formulas import NAME_OF_ID
from kpi.layout import word
from kpi.listing import Listing, arranged_sheets
from kpi.model import Actual, Entry, KpiRule, Language, Person, State
from kpi.problems import Place, Problem
from kpi.problems import imports as problem
from kpi.reading import read_actual
from kpi.roster import EntryCells, RoleSheet
from kpi.sheets import is_empty
from kpi.tables import Computed, Edit, Value


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


def enter(outcome: Outcome, listing: Listing) -> Entering | list[Problem]:
    """What the list changes in the workbook; Problems alone when its columns are not understood."""
    sheets, problems = arranged_sheets(listing, HEADINGS)
    if not sheets:
        return problems
    lines = [(found, line) for found in sheets for line in found.lines if not found.blank(line)]
    if not lines:
        return [problem.no_lines(listing.place(listing.lines[-1].number))]
    writer = _Writer(Desk(outcome), Entering(problems=problems))
    by_entry: dict[tuple[str, str], list[Wanted]] = defaultdict(list)
    for found, line in lines:
        wanted = writer.desk.understood(found, line)
        if isinstance(wanted, Wanted):
            by_entry[wanted.person.id, wanted.cells.rule.code].append(wanted)
        else:
            writer.refuse(wanted)
    for same in by_entry.values():
        writer.settle(same)
    sheet_order = {found.listing.sheet: n for n, found in enumerate(sheets)}
    writer.entering.problems.sort(key=lambda one: (sheet_order.get(one.place.sheet, -1), _line_number(one.place)))
    return writer.entering


def _line_number(place: Place) -> int:
    return int("".join(filter(str.isdigit, place.cell)) or 0)


class _Writer:
    """Turns understood lines into edits."""

    def __init__(self, desk: Desk, entering: Entering) -> None:
        self.desk = desk
        self.entering = entering
        self.free = {code: free_rows(sheet) for code, sheet in desk.sheets.items()}

    def refuse(self, problems: Sequence[Problem]) -> None:
        """Lists a line that gives nothing."""
        self.entering.problems += problems
        self.entering.rejected += any(not one.note for one in problems)

    def settle(self, same: Sequence[Wanted]) -> None:
        """Enters what the lines of one KPI of one person agree on."""
        if len({wanted.given for wanted in same}) == 1:
            self._put(same[0])
            return
        numbers = ", ".join(wanted.number for wanted in same)
        for wanted in same:
            place, code = wanted.place, wanted.cells.rule.code
            self.refuse([problem.lines_differ(place, code, called(wanted.person), numbers)])

    def _put(self, wanted: Wanted) -> None:
        """Sets the cells of one entry, those that do not say it already."""
        person, cells, what = wanted.person, wanted.cells, wanted.given
        new = list(_new_cells(cells, what, self.desk.language))
        if what.actual is not None and _same(cells.rule, self.desk.there(person, cells), what.actual):
            self.entering.unchanged += sum(value is not None for at, value in new if at != cells.target)
            new = [(at, value) for at, value in new if at == cells.target]
        for at, value in new:
            old = self.desk.cell(person, at)
            if old == value or (value is None and is_empty(old)):
                self.entering.unchanged += value is not None
            else:
                self._set(Change(NOWHERE, person, cells.rule.code, old, value), at)

    def _set(self, change: Change, column: int) -> None:
        sheet = self.desk.sheets[change.person.role]
        row = self._row(sheet, change.person)
        self.entering.edits.append(Edit(sheet.table.name, row, sheet.table.headers[column], change.new))
        self.entering.changes.append(change._replace(place=sheet.table.place(row, column)))

    def _row(self, sheet: RoleSheet, person: Person) -> int:
        """The person's row; the first free one is taken for somebody who has none."""
        rows = self.desk.rows
        if person.id not in rows:
            rows[person.id] = next(self.free[person.role])
            self._set(Change(NOWHERE, person, "", None, person.id), sheet.id)
            self.entering.edits += _name(sheet, rows[person.id], person)
        return rows[person.id]


def _new_cells(cells: EntryCells, what: Given, language: Language) -> Iterator[tuple[int, Value]]:
    """The columns that a line speaks of, with what they are to hold."""
    if what.actual is not None:
        first, second = _typed(cells.rule, what.actual, language)
        if cells.first is not None:
            yield cells.first, first
        if cells.second is not None:
            yield cells.second, second
    if what.target is not None and cells.target is not None:
        yield cells.target, what.target


def _typed(rule: KpiRule, actual: Actual, language: Language) -> Cells:
    """An actual as a manager would type it."""
    if actual.state is State.NOT_APPLICABLE:
        return word("state", "not_applicable", language), None
    top = actual.value if rule.entry is Entry.VALUE else actual.numerator
    bottom = actual.denominator
    return None if top is None else float(top), None if bottom is None else float(bottom)


def _same(rule: KpiRule, there: Cells, actual: Actual) -> bool:
    """True when the cells already say so, however it is written there."""
    said, _ = read_actual(rule, *there, NOWHERE, NOWHERE)
    return said == actual


def _name(sheet: RoleSheet, row: int, person: Person) -> Iterator[Edit]:
    """The name beside a new id, looked up as in every row."""
    if sheet.name is not None:
        id_cell = f"${sheet.table.place(row, sheet.id).cell}"
        name = Computed(NAME_OF_ID.format(id=id_cell), person.name)
        yield Edit(sheet.table.name, row, sheet.table.headers[sheet.name], name)
