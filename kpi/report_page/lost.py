"""The tables of the sheet 月报 that show where points are lost: the KPIs, and single results.

Both are sorted by formulas, by the points as they are shown, with two decimals; equal ones stand in the order of
the rules and of the sheet 得分. One number holds both: the points, then the row, counted down.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from heapq import nlargest
from typing import NamedTuple

from kpi.fills.columns import positions
from kpi.losses import SEEN, by_kpi
from kpi.model import KpiResult
from kpi.numbers import rounded
from kpi.report import Member
from kpi.report_page.facts import Facts, Row, own_cells
from kpi.sheets import as_text
from kpi.tables import Computed

RULES, ROWS = 1_000, 2_000_000  # more than there can be
SCORED = '">=-1E9"'  # a number, whatever it is: an error or a text is none
CENT = Decimal("0.01")
DIVIDER = " · "


def kpi_rows(facts: Facts) -> Iterator[Row]:
    """The KPIs that lose points, most first, as many as the table has rows."""
    places = facts.outcome.rule_rows
    found = by_kpi([member.appraisal for member in facts.members])
    found.sort(key=lambda loss: (-rounded(loss.lost), places[loss.rule.code]))
    room = len(facts.outcome.tables["ReportLosses"].rows)
    for number in range(room):
        texts = _of_kpi(facts, number)
        if number < len(found):
            rule, people, score, lost = found[number]
            values: Sequence[object] = (rule.name[facts.language], rule.code, people, score, lost)
        else:
            values = ("",) * len(texts)
        yield [Computed(text, value) for text, value in zip(texts, values, strict=True)]  # type: ignore[arg-type]


def _of_kpi(facts: Facts, number: int) -> Sequence[str]:
    """The formulas of one row: name, code, people, mean score, lost points."""
    own, area = own_cells(facts, "ReportLosses"), facts.scores.area
    code, people = own(number, "code"), own(number, "people")
    lost = f"SUMIF({area('code')},Rule_code,{area('lost')})"
    counted_down = f"{RULES - 1}-ROW(Rule_code)+ROW(INDEX(Rule_code,1))"
    key = f"SUMPRODUCT(LARGE(ROUND(ROUND(ROUND({lost},9),2)*100,0)*{RULES}+{counted_down},{number + 1}))"
    where = f'{area("code")},{code},{area("effective")},">0",{area("score")},{SCORED}'
    name = f"INDEX(Rule_{facts.language},MATCH({code},Rule_code,0))"
    return (
        f'IF({code}="","",{name})',
        f'IFERROR(IF({key}<{RULES},"",INDEX(Rule_code,{RULES}-MOD({key},{RULES}))),"")',
        f'IF({code}="","",COUNTIFS({where}))',
        f'IF({code}="","",SUMIFS({area("score")},{where})/{people})',
        f'IF({code}="","",SUMIF({area("code")},{code},{area("lost")}))',
    )


class _Single(NamedTuple):
    """One result and its row on the sheet 得分."""

    lost: Decimal  # as it is shown
    row: int
    member: Member
    result: KpiResult


def single_rows(facts: Facts) -> Iterator[Row]:
    """The results of one person on one KPI that lose most points."""
    room = len(facts.outcome.tables["ReportSingles"].rows)
    found = _largest(facts, room)
    rules = facts.outcome.tables["Rules"]
    unit = positions(rules)["unit"]
    for number in range(room):
        texts = _of_single(facts, number)
        values: Sequence[object] = ("",) * len(texts)
        if number < len(found):
            _, row, member, result = found[number]
            person, rule = member.appraisal.person, result.rule
            values = (
                f"{person.name} {person.id}",
                row,
                as_text(rules.rows[facts.outcome.rule_rows[rule.code] - 1][unit]),
                result.actual,
                "" if result.target is None else result.target,
                result.score,
                result.lost,
                f"{rule.name[facts.language]}{DIVIDER}{member.role.name[facts.language]}",
            )
        yield [Computed(text, value) for text, value in zip(texts, values, strict=True)]  # type: ignore[arg-type]


def _largest(facts: Facts, most: int) -> list[_Single]:
    """The largest ones; those that are equal as shown in the order of the sheet."""
    lost = [result.lost for member in facts.members for result in member.appraisal.results]
    if not lost or not most:
        return []
    least = max(nlargest(most, lost)[-1] - CENT, SEEN)
    found, row = [], facts.scores.at.first_row
    for member in facts.members:
        for result in member.appraisal.results:
            if result.lost >= least:
                found.append(_Single(rounded(result.lost), row, member, result))
            row += 1
    return sorted(found, key=lambda one: (-one.lost, one.row))[:most]


def _of_single(facts: Facts, number: int) -> Sequence[str]:
    """The formulas of one row: person, row, unit, actual, target, score, lost points, KPI and role."""
    own, area = own_cells(facts, "ReportSingles"), facts.scores.area
    row, lost = own(number, "row"), area("lost")
    cents = f"ROUND(ROUND(ROUND({lost},9),2)*100,0)"
    key = f"_xlfn.AGGREGATE(14,6,{cents}*{ROWS}+{ROWS}-ROW({lost}),{number + 1})"

    def cell(column: str) -> str:
        return f"INDEX({area(column)},{row}-ROW({area('id', 0, 1)})+1)"

    texts = (
        f'{cell("name")}&" "&{cell("id")}',
        None,
        f"INDEX(Rule_unit,{cell('n_rule')})",
        cell("actual"),
        cell("target"),
        cell("score"),
        cell("lost"),
        f'{cell("kpi")}&"{DIVIDER}"&{cell("role")}',
    )
    place = f'IFERROR(IF({key}<{ROWS},"",{ROWS}-MOD({key},{ROWS})),"")'
    return [place if text is None else f'IF({row}="","",{text})' for text in texts]
