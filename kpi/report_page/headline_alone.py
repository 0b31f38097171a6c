"""The headline numbers of a workbook that was made before its report had more tables."""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from kpi import formulas
from kpi.appraise import Outcome
from kpi.fills.blocks import Block
from kpi.fills.columns import columns, columns_of
from kpi.model import Bilingual, Standing
from kpi.numbers import rounded
from kpi.report_page.headline import MEAN
from kpi.tables import Computed, Fill, Output
from kpi.words import say


def report_fill(outcome: Outcome, shown: Sequence[Block]) -> Fill:
    """The headline numbers of a workbook that was made before its report had more tables."""
    rows = list(_report_rows(outcome, shown))
    return Fill(
        table="Report", key=(), columns=columns(outcome, "Report", {}), count=len(rows), rows=rows
    )


def _report_rows(outcome: Outcome, shown: Sequence[Block]) -> Iterator[tuple[Output | Computed, ...]]:
    language = outcome.settings.language
    at = columns_of(outcome, "Summary")
    last = at.first_row + max(len(shown), 1) - 1

    def area(key: str) -> str:
        return f"{at.sheet}!${at.letter[key]}${at.first_row}:${at.letter[key]}${last}"

    def line(key: str, value: Output | Computed, note: str = "", **facts: object) -> tuple[Output | Computed, ...]:
        return say(key, language, **facts), value, say(note, language) if note else None

    people = [block.judged.appraisal for block in shown if block.judged]
    totals = [one.total for one in people if one.standing is Standing.COMPLETE and one.total is not None]
    yield line("report_period", outcome.settings.period)
    yield line("report_people", Computed(f'SUMPRODUCT(--({area("id")}<>""))', len(people)))
    for code, standing in enumerate(formulas.STANDINGS, 1):
        count = sum(one.standing.value == standing for one in people)
        note = "report_note_missing" if standing == "missing" else ""
        yield line(f"report_{standing}", Computed(f'COUNTIF({area("n_standing")},{code})', count), note)
    mean = rounded(sum(totals, Decimal(0)) / len(totals)) if totals else ""
    yield line("report_mean", _over(area, MEAN, mean), "report_note_mean")
    yield line("report_highest", _over(area, "MAX({})", max(totals) if totals else ""))
    yield line("report_lowest", _over(area, "MIN({})", min(totals) if totals else ""))
    yield from _grade_lines(outcome, shown, area, line)
    yield line("report_problems", sum(not found.note for found in outcome.problems))
    yield line("report_due", outcome.due.isoformat(), "report_note_due")


def _over(area: Callable[[str], str], formula: str, value: Output) -> Computed:
    """A figure over the final totals, blank while there is none."""
    totals = area("final")
    return Computed(f'IF(COUNT({totals})=0,"",{formula.format(totals)})', value)


def _grade_lines(
    outcome: Outcome,
    shown: Sequence[Block],
    area: Callable[[str], str],
    line: Callable[..., tuple[Output | Computed, ...]],
) -> Iterator[tuple[Output | Computed, ...]]:
    language = outcome.settings.language
    given = [block.judged.appraisal.grade for block in shown if block.judged]
    for grade in outcome.book.grades:
        count = sum([one is grade for one in given])
        formula = f'COUNTIF({area("grade")},{formulas.quoted(grade.letter)})'
        name: Bilingual = grade.name
        yield line("report_grade", Computed(formula, count), letter=grade.letter, name=name[language])
