"""The figures of the monthly report, worked out again from the scores by other means."""

import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from kpi import demo
from kpi.appraise import Outcome
from kpi.curves import drawing
from kpi.demo.past import MONTHS
from kpi.headless import check_file
from kpi.losses import Kind, by_kpi, largest, waterfall
from kpi.model import Appraisal, Better, Curve, Person, Policies, Role, Standing, State, WeightPolicy
from kpi.new import make
from kpi.report import Member, Past, Report, figures, ranked
from kpi.report_notes import missing, not_applicable, open_targets
from kpi.reported import reported
from kpi.rule_words import change_text, scale_text, target_text
from kpi.scoring import Judge
from tests.desk import type_in
from tests.factories import GRADES, POLICIES, entries, points_rule, rule, scale

ROLE = Role(code="SS", name={"zh": "销售专员", "en": "Sales"}, department={"zh": "销售部", "en": "Sales"}, set="SALES")
RULES = [points_rule("SALES-1", 60), points_rule("SALES-2", 30), points_rule("SALES-3", 10, order=2)]


def member(
    number: int,
    scores: Sequence[object],
    last: object = None,
    policy: WeightPolicy = WeightPolicy.SHARE,
    policies: Policies = POLICIES,
) -> Member:
    judge = Judge(RULES, policies, policy, GRADES)
    person = Person(id=f"{number:03}", name=f"员工{number}", role="SS")
    appraisal = judge.appraise(person, entries(RULES, scores))
    return Member(appraisal, ROLE, "销售部", (), None if last is None else Decimal(str(last)))


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = demo.write(tmp_path_factory.mktemp("demo"), "zh")
    assert isinstance(made, demo.Demo)
    return made.workbook


@pytest.fixture(scope="module")
def outcome(book: Path) -> Outcome:
    found = check_file(book).outcome
    assert found is not None
    return found


@pytest.fixture(scope="module")
def centre(outcome: Outcome) -> Report:
    return reported(outcome)


def totals(people: Sequence[Member]) -> list[float]:
    """The final totals, recomputed from scores and weights alone."""
    return [
        round(float(sum(r.effective * r.score for r in one.appraisal.results if r.score is not None)) + 1e-9, 2)
        for one in people
        if one.appraisal.standing is Standing.COMPLETE
    ]


# Headline numbers ----------------------------------------------------------------


def test_headline_numbers_are_those_of_the_final_totals(centre: Report) -> None:
    found = figures(centre.members)
    again = totals(centre.members)
    assert found.people == len(centre.members)
    assert found.final == len(again)
    assert float(found.mean or 0) == pytest.approx(statistics.mean(again), abs=0.0051)
    assert float(found.spread or 0) == pytest.approx(statistics.pstdev(again), abs=0.0051)
    assert (found.lowest, found.highest) == (Decimal(str(min(again))), Decimal(str(max(again))))


def test_every_person_is_in_one_grade_or_has_none(centre: Report) -> None:
    limits = [(110, "S"), (100, "A"), (85, "B"), (70, "C"), (-1e9, "D")]
    again = Counter(next(letter for limit, letter in limits if total >= limit) for total in totals(centre.members))
    assert figures(centre.members).grades == again


def test_people_without_a_final_total_are_counted_but_not_averaged() -> None:
    people = [member(1, [100, 100, 100]), member(2, [100, State.NOT_FILLED_IN, 100]), member(3, [80, 80, 80])]
    found = figures(people)
    assert (found.people, found.final, found.mean) == (3, 2, Decimal("90.00"))
    assert found.standings[Standing.MISSING] == 1


def test_a_provisional_total_is_neither_averaged_nor_ranked() -> None:
    provisional = Policies(weights={}, provisional=True)
    people = [member(1, [100] * 3), member(2, [50, State.NOT_FILLED_IN, 50], 90, policies=provisional)]
    found = figures(people)
    assert people[1].appraisal.total == Decimal("50.00")
    assert (found.final, found.mean, found.compared) == (1, Decimal("100.00"), 0)
    assert [rank for rank, _ in ranked(people)] == [1, None]
    assert len(waterfall([one.appraisal for one in people])) == 2  # nothing lost by those with a final total


def test_nobody_has_a_mean_of_nothing() -> None:
    found = figures([member(1, [State.NOT_FILLED_IN] * 3)])
    assert (found.mean, found.lowest, found.highest, found.spread, found.change) == (None,) * 5
    assert waterfall([member(1, [State.NOT_FILLED_IN] * 3).appraisal]) == []


def test_the_change_on_last_month_is_of_those_who_have_both_totals() -> None:
    people = [member(1, [100, 100, 100], 90), member(2, [80, 80, 80], 84), member(3, [70, 70, 70])]
    found = figures(people)
    assert (found.change, found.compared) == (Decimal("3.00"), 2)
    assert change_text(found.change) == "▲ +3.00"
    assert change_text(Decimal(-4)) == "▼ −4.00"


def test_ties_share_a_rank_and_who_has_no_total_has_none() -> None:
    people = [member(1, [80] * 3), member(2, [90] * 3), member(3, [90] * 3), member(4, [State.NOT_FILLED_IN] * 3)]
    assert [(rank, one.appraisal.person.id) for rank, one in ranked(people)] == [
        (1, "002"), (1, "003"), (3, "001"), (None, "004"),
    ]  # fmt: skip


# Lost points -----------------------------------------------------------------------


def test_lost_points_by_kpi_add_up_to_all_lost_points(centre: Report) -> None:
    found = by_kpi(centre.appraisals)
    again: Counter[str] = Counter()
    for one in centre.appraisals:
        for result in one.results:
            if result.score is not None and result.score < 100:
                again[result.rule.code] += result.effective * (100 - result.score)
    assert {one.rule.code: one.lost for one in found} == {code: lost for code, lost in again.items() if lost >= Decimal("0.005")}
    assert [one.lost for one in found] == sorted((one.lost for one in found), reverse=True)


def test_the_largest_losses_are_the_five_largest(centre: Report) -> None:
    every = sorted((r.lost for one in centre.appraisals for r in one.results), reverse=True)
    assert [one.result.lost for one in largest(centre.appraisals)] == every[:5]


@pytest.mark.parametrize("policy", [WeightPolicy.SHARE, WeightPolicy.POINTS])
def test_the_waterfall_ends_at_the_mean_total(policy: WeightPolicy) -> None:
    people = [member(1, [120, 50, 100], policy=policy), member(2, [90, 80, 0], policy=policy)]
    steps = waterfall([one.appraisal for one in people])
    again = statistics.mean(totals(people))
    assert float(steps[-1].end) == pytest.approx(again, abs=0.006)
    assert steps[0].end == 100
    assert [step.start for step in steps[1:-1]] == [step.end for step in steps[:-2]]
    assert {step.kind for step in steps} == {Kind.FULL, Kind.LOST, Kind.GAINED, Kind.TOTAL}


def test_the_waterfall_of_the_centre_ends_at_its_mean_and_keeps_few_steps(centre: Report) -> None:
    steps = waterfall(centre.appraisals)
    mean = figures(centre.members).mean
    assert mean is not None
    assert float(steps[-1].end) == pytest.approx(float(mean), abs=0.006)
    assert len(steps) <= 12
    assert steps[-2].end == steps[-1].end


# What is missing, not applicable, open ------------------------------------------------


def test_what_is_missing_is_said_by_person_and_kpi(centre: Report) -> None:
    found = {one.member.appraisal.person.id: [r.rule.code for r in one.results] for one in missing(centre.members)}
    assert found == {"YS222": ["SALES-4"], "YS312": ["SERVICE-3", "SERVICE-6"], "YS323": ["SERVICE-5"]}


def test_not_applicable_and_open_targets_are_told_apart(centre: Report) -> None:
    out = {one.rule.code for one in not_applicable(centre.members)}
    still_open = {one.rule.code for one in open_targets(centre.members)}
    assert "HEAD-8" in out
    assert {"HEAD-7", "SALES-2"} <= still_open
    assert not out & still_open


# Curves and words ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("knots", "better", "curve", "x", "score"),
    [
        ([(0, 0), ("1.2", 120)], "higher", "line", "0.6", 60),
        ([(4, 0), (2, 100)], "lower", "line", 3, 50),
        ([("0.15", 0), ("0.05", 100)], "lower", "line", "0.1", 50),
        ([(0, 0), ("0.8", 0), ("0.8", 60), (1, 100)], "higher", "line", "0.9", 80),
        ([(64, 60), (80, 100)], "higher", "steps", 70, 60),
        ([(10, 60), (5, 100)], "lower", "steps", 7, 60),
        ([(1, 100)], "higher", "steps", 1, 100),
    ],
)
def test_the_point_of_a_person_lies_on_the_curve(knots: list, better: str, curve: str, x: object, score: int) -> None:
    found = drawing(scale(knots, better, curve), Decimal(str(x)), Decimal(score))
    assert found.person is not None
    across, up = found.person
    assert found.beyond == 0
    xs = [corner[0] for corner in found.corners]
    assert xs == sorted(xs)
    assert (xs[0], xs[-1]) == (0.0, 1.0)
    on = [
        left[1] + (right[1] - left[1]) * ((across - left[0]) / (right[0] - left[0]) if right[0] > left[0] else 1)
        for left, right in zip(found.corners, found.corners[1:], strict=False)
        if left[0] <= across <= right[0]
    ]
    assert any(height == pytest.approx(up, abs=0.002) for height in on)
    assert 0 <= found.met <= 1


@pytest.mark.parametrize(("x", "beyond"), [(-9, -1), (9, 1), ("0.5", 0), ("2.1", 0)])
def test_a_point_outside_the_picture_stands_at_its_edge_and_says_so(x: object, beyond: int) -> None:
    found = drawing(scale([(0, 0), ("1.2", 120)]), Decimal(str(x)), Decimal(0))
    assert found.beyond == beyond
    assert found.person is not None
    assert 0 <= found.person[0] <= 1


def test_no_score_is_no_point() -> None:
    assert drawing(scale([(0, 0), (1, 100)]), None, None).person is None


def test_targets_and_scales_are_said_in_few_words() -> None:
    limit = rule(scale=scale([("0.9", 0), ("0.98", 100)]), measure="value")
    limit = replace(limit, measure=type(rule().measure).VALUE)
    assert target_text(limit, Decimal("0.98"), "zh") == "≥ 98%"
    assert scale_text(limit, "zh") == "完成值 90%→0，98%→100；中间按直线"
    assert target_text(rule(), None, "en") == "target open"
    assert limit.scale.better is Better.HIGHER
    assert limit.scale.curve is Curve.LINE


# History ---------------------------------------------------------------------------------


def test_the_trend_has_the_closed_months_just_before_the_period(tmp_path: Path) -> None:
    copy = tmp_path / "book.xlsx"
    people = [Person(id="YS211", name="陈思远", role="BP")]
    assert make(copy, language="zh", period=demo.PERIOD, people=people) == []
    type_in(copy, ("Entry_BP", 0, "BRAND-3", 5000.0), ("Entry_BP", 0, "BRAND-2a", 1100.0), ("Entry_BP", 0, "BRAND-2b", 1000.0))
    type_in(copy, ("Entry_BP", 0, "BRAND-1a", 5.0), ("Entry_BP", 0, "BRAND-1b", 100.0), ("Entry_BP", 0, "BRAND-1t", 0.05))
    lines = [("2026-07", 70.0), ("2026-09", 90.5), ("2026-08", 88.25)]
    for row, (period, total) in enumerate(lines):
        cells = (("考核期间", period), ("工号", "YS211"), ("总分", total))
        type_in(copy, *(("History", row, header, value) for header, value in cells))
    found = check_file(copy).outcome
    assert found is not None
    person = next(one for one in reported(found).members if one.appraisal.person.id == "YS211")
    assert person.past == (Past("2026-08", Decimal("88.25")), Past("2026-09", Decimal("90.5")))
    assert person.last == Decimal("90.5")
    assert person.change == (person.final or 0) - Decimal("90.5")


def test_the_demo_has_a_trend_of_three_months_for_whoever_had_totals(centre: Report) -> None:
    months = {member.appraisal.person.id: [one.period for one in member.past] for member in centre.members}
    assert months["YS211"] == list(MONTHS)
    assert months["YS217"] == []  # joined this month
    assert months["YS123"] == []  # nothing applied
    changed = [member.change for member in centre.members if member.change]
    assert len(changed) > len(centre.members) / 2
    assert min(changed) < 0 < max(changed)


def test_the_appraisals_of_the_report_are_those_of_the_workbook(outcome: Outcome, centre: Report) -> None:
    ours: list[Appraisal] = [one.appraisal for one in outcome.judged]
    assert centre.appraisals == ours
