"""What the tables of the sheet 月报 are made from: the appraised people, and the cells of 得分 and 汇总 that say so."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from kpi import formulas, layout
from kpi.appraise import Outcome
from kpi.fills.blocks import Block
from kpi.fills.columns import Columns, columns, columns_of
from kpi.model import Language
from kpi.numbers import exact
from kpi.report import Member
from kpi.scored.summary import last_totals
from kpi.tables import Computed, Fill, Output

Row = Sequence[Output | Computed]


class Body(NamedTuple):
    """The rows of a table that a scoring fills, as formulas on other sheets see them."""

    at: Columns
    rows: int

    def area(self, key: str, start: int = 0, end: int | None = None) -> str:
        """The cells of one column; of the rows from `start` to before `end`, both counted from 0."""
        first = self.at.first_row
        last = first + (max(self.rows, 1) if end is None else end) - 1
        return formulas.area(self.at.sheet, self.at.letter[key], first + start, last)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """One scored workbook, gathered once for all tables of the sheet."""

    outcome: Outcome
    shown: Sequence[Block]  # row by row what Summary shows
    summary: Body
    scores: Body
    members: Sequence[Member]
    own: Mapping[str, Columns]  # of the tables of the sheet, by table

    @property
    def language(self) -> Language:
        return self.outcome.settings.language


def facts_of(outcome: Outcome, shown: Sequence[Block]) -> Facts:
    """The facts of a workbook that has Scores and Summary."""
    last = last_totals(outcome)
    members = [
        Member(
            appraisal=(appraisal := block.judged.appraisal),
            role=block.sheet.role,
            department=appraisal.person.department,
            last=exact(last[appraisal.person.id]) if appraisal.person.id in last else None,
        )
        for block in shown
        if block.judged
    ]
    return Facts(
        outcome=outcome,
        shown=shown,
        summary=Body(columns_of(outcome, "Summary"), len(shown)),
        scores=Body(columns_of(outcome, "Scores"), sum(len(block.rules) for block in shown)),
        members=members,
        own={name: columns_of(outcome, name) for name in ("Report", *layout.REPORT_TABLES) if name in outcome.writable},
    )


def own_cells(facts: Facts, table: str) -> Callable[[int | str, str], str]:
    """The cells of a table of the sheet, by row and column; a row is a number from 0, or what stands for its number."""
    at = facts.own[table]

    def cell(row: int | str, key: str) -> str:
        return f"${at.letter[key]}{row if isinstance(row, str) else at.first_row + row}"

    return cell


def fixed(facts: Facts, table: str, rows: Iterable[Row]) -> Fill:
    """The fill of a table that keeps its height: rows that are left over are blank, others have no place."""
    made = columns(facts.outcome, table, {})
    count = len(facts.outcome.tables[table].rows)
    return Fill(table=table, key=(), columns=made, count=count, rows=list(_fitted(rows, count, len(made))))


def _fitted(rows: Iterable[Row], count: int, width: int) -> Iterator[Row]:
    made = list(rows)[:count]
    yield from made
    yield from [(None,) * width] * (count - len(made))
