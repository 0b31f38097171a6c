"""The first tables of the sheet 月报: headline numbers, and how many people got which grade."""

from collections.abc import Iterator
from decimal import Decimal

from kpi import formulas
from kpi.model import Standing
from kpi.report import figures
from kpi.report_notes import missing
from kpi.report_page.facts import Facts, Row, own_cells
from kpi.tables import Computed, Output
from kpi.words import say

NOTED = {"missing": "report_note_missing"}
MEAN = "ROUND(ROUND(AVERAGE({}),9),2)"  # half a cent as the engine rounds it


def headline_rows(facts: Facts) -> Iterator[Row]:
    """Item, value and note."""
    found, area = figures(facts.members), facts.summary.area
    totals, changes = area("final"), f'--({area("n_standing")}=1)'
    compared = f'SUMPRODUCT({changes},--({area("change")}<>""))'

    def over(text: str) -> str:
        return f'IF(COUNT({totals})=0,"",{text.format(totals)})'

    def line(key: str, value: Output | Computed, note: str = "", **said: object) -> Row:
        return say(key, facts.language), value, say(note, facts.language, **said) if note else None

    yield line("report_period", facts.outcome.settings.period)
    yield line("report_people", Computed(f'SUMPRODUCT(--({area("id")}<>""))', found.people))
    for code, standing in enumerate(formulas.STANDINGS, 1):
        count = found.standings.get(Standing(standing), 0)
        formula = f'COUNTIF({area("n_standing")},{code})'
        yield line(f"report_{standing}", Computed(formula, count), NOTED.get(standing, ""))
    yield line("report_entries", Computed(f'SUM({area("missing")})', _lacking(facts)), "report_note_entries")
    yield line("report_mean", Computed(over(MEAN), _or_blank(found.mean)), "report_note_mean")
    yield line("report_spread", Computed(over("ROUND(ROUND(STDEVP({}),9),2)"), _or_blank(found.spread)))
    yield line("report_highest", Computed(over("MAX({})"), _or_blank(found.highest)))
    yield line("report_lowest", Computed(over("MIN({})"), _or_blank(found.lowest)))
    change = f'IF({compared}=0,"",ROUND(ROUND(SUMPRODUCT({changes},{area("change")})/{compared},9),2))'
    yield line("report_change", Computed(change, _or_blank(found.change)), "report_note_change")
    yield line("report_problems", sum(not one.note for one in facts.outcome.problems))
    yield line("report_due", facts.outcome.due.isoformat(), "report_note_due")


def _or_blank(number: Decimal | None) -> Output:
    return "" if number is None else number


def _lacking(facts: Facts) -> int:
    """How many entries with weight are not there, or cannot be read."""
    return sum(len(one.results) for one in missing(facts.members))


def grade_rows(facts: Facts) -> Iterator[Row]:
    """The grades, best first; where the table has fewer rows than there are grades, the last one has the rest."""
    own, area = own_cells(facts, "ReportGrades"), facts.summary.area("grade")
    given = [member.appraisal.grade.letter for member in facts.members if member.appraisal.grade]
    grades, room = facts.outcome.book.grades, len(facts.outcome.tables["ReportGrades"].rows)
    whole = f'SUMPRODUCT(--({area}<>""))'
    for row, grade in enumerate(grades[:room]):
        count = sum(one == grade.letter for one in given)
        formula = f"SUMPRODUCT(--({area}={formulas.quoted(grade.letter)}))"
        label = f"{grade.letter} {grade.name[facts.language]}".strip()
        if row == room - 1 and len(grades) > room:
            first = own(0, "people")
            above = f"SUM({first}:{own(row - 1, 'people')})" if row else "0"
            formula, label = f"{whole}-{above}", say("report_other_grades", facts.language, grade=label)
            count = len(given) - sum(one in {other.letter for other in grades[:row]} for one in given)
        share = Decimal(count) / len(given) if given else ""
        people = own(row, "people")
        yield label, Computed(formula, count), Computed(f'IF({whole}=0,"",{people}/{whole})', share)

