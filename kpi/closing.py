"""Closing a month: what stands against it, and what the workbook of the next month starts with.

The next workbook is a copy, so that everything a manager has added goes along: people, settings, rules and history
stay, entries and ticks are blank, what is still to be done moves into the column of carried-over actions.
"""

from collections.abc import Iterable, Iterator, Mapping

from kpi import layout
from kpi.appraise import Outcome
from kpi.cycle import moved
from kpi.fills.columns import positions
from kpi.month.actions import open_actions
from kpi.month.closed_months import months_in, some_of
from kpi.problems import Place, Problem
from kpi.problems import closing as problem
from kpi.problems.workbook import no_column, no_table
from kpi.roster import RoleSheet
from kpi.scored.progress import is_scored
from kpi.sheets import as_text, is_empty
from kpi.tables import Computed, Edit, Table, Tables, Value, letters

FEEDBACK_OF_A_MONTH = ("strengths", "gaps", "direction", "status", "comment", "action", "deadline", "owner")


def reasons(outcome: Outcome, *, anyway: bool, again: bool) -> list[Problem]:
    """Why a month is not closed, all at once; what is missing with its cell."""
    found = list(_no_history(outcome.tables))
    if not again and outcome.settings.period in months_in(outcome.tables):
        found.append(problem.already_closed(_place(outcome, "History"), outcome.settings.period))
    without = [one.appraisal.person for one in outcome.judged if not is_scored(one)]
    if without and not anyway:
        named = [f"{person.id} {person.name}".strip() for person in without]
        people = some_of(named, outcome.settings.language)
        found.append(problem.without_total(_place(outcome, "Summary"), outcome.settings.period, people, len(without)))
        found += [one for one in outcome.problems if not one.note]
    return found


def _place(outcome: Outcome, name: str) -> Place:
    table = outcome.tables.get(name) or outcome.tables["People"]
    return Place(table.book, table.sheet)


def _no_history(tables: Tables) -> Iterator[Problem]:
    """The table History or the columns of it that are missing."""
    table = tables.get(layout.HISTORY.name)
    if table is None:
        yield no_table(Place(tables["People"].book), layout.HISTORY.name, layout.SHEETS["history"]["zh"])
        return
    at = positions(table)
    for column in layout.HISTORY.columns:
        if column.key not in at and column.key not in layout.ADDED["History"]:
            yield no_column(Place(table.book, table.sheet), table.name, f"{column.zh} / {column.en}")


# The next month --------------------------------------------------------------------


def edits(outcome: Outcome, formulas: Mapping[str, Iterable[tuple[int, int]]]) -> list[Edit]:
    """What has to be typed into a copy of a closed workbook to begin the next month.

    `formulas` are the cells of each role's table that hold one; a manager's own formula goes on bringing entries.
    """
    tables = outcome.tables
    found = list(_next_period(outcome))
    for sheet in outcome.role_sheets.values():
        if not sheet.absent:
            found += _blank_entries(sheet, frozenset(formulas.get(sheet.table.name, ())))
    found += _blanks(tables.get("Feedback"), FEEDBACK_OF_A_MONTH)
    found += _carried(outcome)
    found += _blanks(tables.get("Progress"), layout.STEPS_BY_HAND)
    return [*found, *_blanks(tables.get("Due"), ("today",))]


def _next_period(outcome: Outcome) -> Iterator[Edit]:
    """The setting itself and the cell beside it, by which formulas read it."""
    table = outcome.tables["Settings"]
    at, month = positions(table), moved(outcome.settings.period, 1)
    labels = {layout.folded(label) for label in (*layout.SETTING_ROWS["period"].values(), "period")}
    row = next(n for n, row in enumerate(table.rows) if layout.folded(as_text(row[at["item"]])) in labels)
    yield Edit("Settings", row, table.headers[at["value"]], month)
    if "number" in at:
        cell = f"${letters(table.first_column + at['value'])}{table.first_row + row}"
        yield Edit("Settings", row, table.headers[at["number"]], Computed(f'IF({cell}="","",{cell})', month))


def _blank_entries(sheet: RoleSheet, formulas: frozenset[tuple[int, int]]) -> Iterator[Edit]:
    """The entries and remarks of a role's sheet; personal targets stay."""
    table = sheet.table
    columns = {at for cells in sheet.cells for at in (cells.first, cells.second) if at is not None}
    remark = {layout.folded(header) for header in (layout.REMARK_HEADER.zh, layout.REMARK_HEADER.en)}
    columns |= {at for at, header in enumerate(table.headers) if layout.folded(header) in remark}
    for number, row in enumerate(table.rows):
        for at in sorted(columns):
            if row[at] is not None and (number, at) not in formulas:
                yield Edit(table.name, number, table.headers[at], None)


def _blanks(table: Table | None, keys: Iterable[str]) -> Iterator[Edit]:
    """Cells that hold what was of the closed month only."""
    at = positions(table) if table else {}
    for number, row in enumerate(table.rows if table else ()):
        for key in keys:
            if key in at and row[at[key]] is not None:
                yield Edit(table.name if table else "", number, table.headers[at[key]] if table else "", None)


def _carried(outcome: Outcome) -> Iterator[Edit]:
    table = outcome.tables.get("Feedback")
    at = positions(table) if table else {}
    if table is None or not {"id", "carried"} <= at.keys():
        return
    settings = outcome.settings
    actions = open_actions(outcome.tables, settings.period, settings.language)
    for number, row in enumerate(table.rows):
        text: Value = actions.get(as_text(row[at["id"]])) or None
        if text != row[at["carried"]] and not (text is None and is_empty(row[at["carried"]])):
            yield Edit("Feedback", number, table.headers[at["carried"]], text)


def people_with_actions(outcome: Outcome) -> int:
    """How many people take something into the next month."""
    settings = outcome.settings
    return sum(map(bool, open_actions(outcome.tables, settings.period, settings.language).values()))

