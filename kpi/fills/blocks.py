"""Who stands in Scores and Summary, in which order, and where a role's sheet says who it is."""

from collections.abc import Sequence
from typing import NamedTuple

from kpi import formulas
from kpi.appraise import Judged, Outcome, rules_of
from kpi.model import KpiRule
from kpi.roster import RoleSheet
from kpi.sheets import as_text
from kpi.tables import Computed, Output, letters


class Block(NamedTuple):
    """The rows of one person in Scores, and the row of the person in a role's table."""

    sheet: RoleSheet
    row: int | None  # None: the person stands in none
    judged: Judged | None  # None: a free row of a sheet that nobody has filled in yet
    rules: Sequence[KpiRule]


def blocks(outcome: Outcome) -> list[Block]:
    """What Scores and Summary show, in order: everybody, or the free rows while nobody has been given a row."""
    if outcome.judged and not _unstaffed(outcome):
        return [
            Block(one.sheet, one.row, one, [result.rule for result in one.appraisal.results])
            for one in outcome.judged
        ]
    return [
        Block(sheet, row, None, [rule for rule in rules_of(outcome.book, sheet.role) if not rule.duty])
        for sheet in outcome.role_sheets.values()
        for row in range(len(sheet.table.rows))
    ]


def _unstaffed(outcome: Outcome) -> bool:
    """True while a new workbook waits for its people: none has a row, and none was ever scored."""
    if any(one.row is not None for one in outcome.judged):
        return False
    feedback = outcome.tables.get("Feedback")
    return feedback is None or not any(as_text(row[0]) for row in feedback.rows)


class Who(NamedTuple):
    """The cells that say who somebody is, on a role's sheet: everything of a reference but the row."""

    sheet: str
    id: str
    name: str | None

    def cells(self, block: Block) -> tuple[Output | Computed, Output | Computed]:
        """The id and the name of a block's person; as plain text where there is no row to look at."""
        person = block.judged.appraisal.person if block.judged else None
        if block.row is None:
            return (person.id, person.name) if person else (None, None)
        row = block.sheet.table.first_row + block.row
        identity = Computed(f'{self.id}{row}&""', person.id if person else "")
        if self.name is None:
            return identity, None
        return identity, Computed(f'{self.name}{row}&""', person.name if person else "")


def who_on(sheet: RoleSheet) -> Who:
    """Where a role's sheet says who somebody is."""
    title = formulas.sheet_reference(sheet.table.sheet)
    first = sheet.table.first_column
    name = None if sheet.name is None else f"{title}!{letters(first + sheet.name)}"
    return Who(title, f"{title}!{letters(first + sheet.id)}", name)
