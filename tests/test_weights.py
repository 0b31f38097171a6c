"""Weights, standings and totals: nobody gains or loses by a blank, and policies rank alike."""

import tomllib
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.model import (
    Appraisal,
    KpiRule,
    NotApplicablePolicy,
    Policies,
    Standing,
    State,
    WeightPolicy,
)
from kpi.scoring import Entries, appraise
from kpi.weights import effective
from tests.factories import GRADES, SOMEBODY, d, entered, entries, points_rule, rule, without

VECTORS = tomllib.loads((Path(__file__).parent / "vectors" / "scoring.toml").read_text(encoding="utf-8"))
SALES = [
    points_rule(f"SALES-{n}", weight, order)
    for n, (weight, order) in enumerate(
        zip((40, 20, 15, 15, 10, 10, 10), (1, 1, 1, 2, 2, 3, 3), strict=True), 1
    )
]
NA, BLANK, BAD = State.NOT_APPLICABLE, State.NOT_FILLED_IN, State.UNREADABLE
SCORES = st.lists(st.integers(0, 120), min_size=7, max_size=7)


def judged(
    rules: list[KpiRule],
    given_entries: Entries,
    policy: WeightPolicy = WeightPolicy.SHARE,
    not_applicable: NotApplicablePolicy = NotApplicablePolicy.SHARED,
    *,
    provisional: bool = False,
) -> Appraisal:
    policies = Policies(weights={}, not_applicable=not_applicable, provisional=provisional)
    return appraise(SOMEBODY, rules, given_entries, policies, policy, GRADES)


def brought(appraisal: Appraisal) -> Decimal:
    """The total before it is rounded."""
    return sum((result.points or Decimal(0) for result in appraisal.results), Decimal(0))


@pytest.mark.parametrize("vector", VECTORS["total"], ids=lambda vector: vector["name"])
def test_the_totals_of_the_paper(vector: dict[str, object]) -> None:
    numbers = zip(vector["weights"], vector["orders"], strict=True)  # type: ignore[call-overload]
    rules = [
        points_rule(f"{vector['set']}-{n}", weight, order) for n, (weight, order) in enumerate(numbers, 1)
    ]
    scores = [NA if one == "not_applicable" else one for one in vector["scores"]]  # type: ignore[attr-defined]
    not_applicable = NotApplicablePolicy(vector.get("not_applicable", "shared"))
    found = judged(rules, entries(rules, scores), WeightPolicy(vector["policy"]), not_applicable)
    exact = Decimal(str(vector["exact"]))
    assert round(brought(found), 4) == round(exact, 4)
    assert found.total == Decimal(str(vector["total"]))
    assert found.grade is not None
    assert found.grade.letter == vector["grade"]
    if "extra" in vector:
        assert found.extra == Decimal(str(vector["extra"]))
        assert brought(found) - found.extra == Decimal(str(vector["base"]))
    else:
        assert found.extra is None


# Effective weights -------------------------------------------------------------


@given(
    st.lists(st.tuples(st.integers(1, 50), st.integers(1, 4), st.booleans()), min_size=1, max_size=12),
    st.sampled_from(NotApplicablePolicy),
)
def test_shares_add_up_to_one_whatever_applies(
    kpis: list[tuple[int, int, bool]], how: NotApplicablePolicy
) -> None:
    rules = [points_rule(f"X-{n}", weight, order) for n, (weight, order, _) in enumerate(kpis)]
    counts = [counts for *_, counts in kpis]
    weights = effective(rules, counts, WeightPolicy.SHARE, how)
    assert all(weight == 0 for weight, one in zip(weights, counts, strict=True) if not one)
    assert round(sum(weights), 20) == (1 if any(counts) else 0)


@given(SCORES, SCORES)
def test_share_and_points_rank_alike(first: list[int], second: list[int]) -> None:
    share, points = (
        [brought(judged(SALES, entries(SALES, scores), policy)) for scores in (first, second)]
        for policy in (WeightPolicy.SHARE, WeightPolicy.POINTS)
    )
    assert (round(share[0] - share[1], 15) > 0) == (round(points[0] - points[1], 15) > 0)
    assert round(share[0] * Decimal("1.2"), 15) == round(points[0], 15)


@given(SCORES)
def test_share_and_points_give_the_same_grade(scores: list[int]) -> None:
    share, points = (
        judged(SALES, entries(SALES, scores), policy) for policy in (WeightPolicy.SHARE, WeightPolicy.POINTS)
    )
    assert share.grade is not None
    assert points.grade is not None
    total = brought(share)
    if all(abs(total - limit) > Decimal("0.01") for limit in (110, 100, 85, 70)):
        assert share.grade.letter == points.grade.letter


def test_a_weight_that_does_not_apply_is_shared_over_the_rest() -> None:
    found = judged(SALES, entries(SALES, [90, 90, 90, 90, 90, NA, 90]))
    assert [round(result.effective, 6) for result in found.results] == [
        round(Decimal(weight) / 110, 6) for weight in (40, 20, 15, 15, 10, 0, 10)
    ]


def test_within_its_category_a_weight_goes_to_its_neighbours() -> None:
    given_entries = entries(SALES, [90, 90, 90, 90, NA, 90, 90])
    found = judged(SALES, given_entries, not_applicable=NotApplicablePolicy.WITHIN_CATEGORY)
    assert round(found.results[3].effective, 20) == round(Decimal(25) / 120, 20)
    assert round(found.results[0].effective, 20) == round(Decimal(40) / 120, 20)


def test_a_category_without_any_kpi_left_gives_its_weight_to_the_others() -> None:
    given_entries = entries(SALES, [90, 90, 90, 90, 90, NA, NA])
    found = judged(SALES, given_entries, not_applicable=NotApplicablePolicy.WITHIN_CATEGORY)
    assert round(found.results[0].effective, 20) == round(Decimal(40) / 100, 20)
    assert found.total == 90


def test_a_full_mark_is_a_hundred_points_and_no_loss() -> None:
    given_entries = entries(SALES, [90, 90, 90, 90, 90, 90, NA])
    last = judged(SALES, given_entries, not_applicable=NotApplicablePolicy.FULL_MARK).results[-1]
    assert (last.state, last.score, last.lost) == (NA, d(100), d(0))
    assert last.points == last.effective * 100


def test_base_and_extra_keep_their_own_weights() -> None:
    found = judged(SALES, entries(SALES, [100, 100, 100, NA, 100, NA, 100]), WeightPolicy.BASE_AND_EXTRA)
    assert (found.total, found.extra) == (d(120), d(20))


def test_a_kpi_without_weight_is_shown_and_never_counts() -> None:
    duty = points_rule("D-SS1", 0, 4)
    found = judged([*SALES, duty], entries([*SALES, duty], [90] * 7 + [10]))
    assert found.total == 90
    last = found.results[-1]
    assert (last.score, last.effective, last.points) == (d(10), d(0), d(0))
    assert [category.order for category in found.categories] == [1, 2, 3]


def test_a_duty_that_was_given_weight_counts_like_any_kpi() -> None:
    duty = points_rule("D-SS1", 120, 4, duty=True)
    assert judged([*SALES, duty], entries([*SALES, duty], [90] * 7 + [10])).total == 50


def test_a_kpi_without_weight_may_have_no_entry() -> None:
    duty = points_rule("D-SS1", 0, 4)
    found = judged([duty, *SALES], entries(SALES, [90] * 7))
    assert [result.rule.code for result in found.results] == [one.code for one in SALES]
    assert found.categories[0].score == 90


def test_a_kpi_with_weight_always_has_an_entry() -> None:
    with pytest.raises(KeyError, match="SALES-1"):
        judged(SALES, {})


# Totals and their standing -----------------------------------------------------


@given(SCORES, st.lists(st.sampled_from([None, BLANK, BAD]), min_size=7, max_size=7).filter(any))
def test_a_blank_never_helps_or_hurts_silently(scores: list[int], holes: list[State | None]) -> None:
    given_entries = entries(SALES, [hole or score for hole, score in zip(holes, scores, strict=True)])
    found = judged(SALES, given_entries)
    assert found.standing is Standing.MISSING
    assert (found.total, found.grade, found.extra) == (None, None, None)
    assert found.missing == tuple(one.code for one, hole in zip(SALES, holes, strict=True) if hole)
    marked = judged(SALES, given_entries, provisional=True)
    assert marked.standing is (Standing.MISSING if all(holes) else Standing.PROVISIONAL)
    assert marked.grade is None
    assert marked.missing == found.missing


def test_a_provisional_total_is_over_what_is_there() -> None:
    found = judged(SALES, entries(SALES, [100, BLANK, 100, 100, 100, 100, 50]), provisional=True)
    assert (found.standing, found.total) == (Standing.PROVISIONAL, d("95.00"))


def test_a_category_with_a_blank_has_no_subtotal() -> None:
    given_entries = entries(SALES, [100, BLANK, 100, 80, 80, 90, 90])
    first, second, _ = judged(SALES, given_entries).categories
    assert (first.score, first.points) == (None, None)
    assert second.score == 80
    assert judged(SALES, given_entries, provisional=True).categories[0].score == 100


def test_a_blank_without_weight_stops_no_total() -> None:
    duty = points_rule("D-SS1", 0, 4)
    found = judged([*SALES, duty], entries([*SALES, duty], [90] * 7 + [BLANK]))
    assert (found.standing, found.total, found.missing) == (Standing.COMPLETE, d(90), ())


def test_under_sixty_per_cent_of_the_weight_there_is_no_total() -> None:
    # 72 of 120 is 60 % exactly
    at_limit = [points_rule("A-1", 72), points_rule("A-2", 48)]
    below = [points_rule("A-1", "71.9"), points_rule("A-2", "48.1")]
    assert judged(at_limit, entries(at_limit, [90, NA])).standing is Standing.COMPLETE
    found = judged(below, entries(below, [90, NA]))
    assert (found.standing, found.total, found.grade) == (Standing.INSUFFICIENT, None, None)


@pytest.mark.parametrize("provisional", [False, True])
def test_too_little_that_applies_comes_before_too_little_typed(provisional: bool) -> None:
    found = judged(SALES, entries(SALES, [NA, NA, BLANK, 90, 90, 90, 90]), provisional=provisional)
    assert found.standing is Standing.INSUFFICIENT
    assert found.missing == ("SALES-3",)


def test_a_full_mark_does_not_make_enough_weight() -> None:
    given_entries = entries(SALES, [NA, NA, 90, 90, 90, 90, 90])
    found = judged(SALES, given_entries, not_applicable=NotApplicablePolicy.FULL_MARK)
    assert found.standing is Standing.INSUFFICIENT


@pytest.mark.parametrize("scores", [[NA] * 7, [NA] * 6 + [BLANK]])
def test_where_nothing_applies_there_is_nothing_to_judge(scores: list[State]) -> None:
    assert judged(SALES, entries(SALES, scores)).standing is Standing.INSUFFICIENT


def test_without_any_weight_there_is_nothing_to_judge() -> None:
    free = [points_rule("A-1", 0)]
    assert judged(free, entries(free, [90])).standing is Standing.INSUFFICIENT


@pytest.mark.parametrize("entry", [entered("0.5"), without(BLANK)])
def test_an_open_target_makes_a_kpi_not_applicable_whatever_is_typed(entry: tuple) -> None:  # type: ignore[type-arg]
    still_open = rule("BRAND-1", weight=d(10))
    found = judged([*SALES, still_open], {**entries(SALES, [90] * 7), "BRAND-1": entry})
    assert (found.standing, found.total, found.missing) == (Standing.COMPLETE, d(90), ())
    last = found.results[-1]
    assert (last.state, last.score, last.effective, last.points) == (NA, None, d(0), None)


def test_an_unreadable_personal_target_keeps_the_total_back() -> None:
    still_open = rule("BRAND-1", weight=d(10))
    found = judged([*SALES, still_open], {**entries(SALES, [90] * 7), "BRAND-1": without(BAD)})
    assert (found.standing, found.total, found.missing) == (Standing.MISSING, None, ("BRAND-1",))


def test_results_stand_in_the_order_of_the_rules() -> None:
    backwards = SALES[::-1]
    found = judged(backwards, entries(SALES, range(7)))
    assert [result.rule.code for result in found.results] == [one.code for one in backwards]


@given(SCORES, st.sampled_from(WeightPolicy))
def test_categories_add_up_to_the_total(scores: list[int], policy: WeightPolicy) -> None:
    found = judged(SALES, entries(SALES, scores), policy)
    assert found.total is not None
    assert abs(sum(category.points or 0 for category in found.categories) - found.total) <= d("0.005000001")
    own = [
        round((category.score or 0) * weight, 9)
        for category, weight in zip(found.categories, (75, 25, 20), strict=True)
    ]
    weighted = [
        sum(s * int(one.weight) for s, one in zip(scores, SALES, strict=True) if one.order == n)
        for n in (1, 2, 3)
    ]
    assert own == weighted


@given(SCORES)
def test_points_and_losses_explain_the_total(scores: list[int]) -> None:
    found = judged(SALES, entries(SALES, scores))
    for result, given_score in zip(found.results, scores, strict=True):
        assert result.points == result.effective * given_score
        assert result.lost == max(Decimal(0), result.effective * (100 - given_score))


def test_an_open_target_is_never_a_full_mark() -> None:
    still_open = rule("BRAND-1", weight=d(10))
    given_entries = {**entries(SALES, [90] * 7), "BRAND-1": without(BLANK)}
    found = judged([*SALES, still_open], given_entries, not_applicable=NotApplicablePolicy.FULL_MARK)
    assert (found.total, found.results[-1].score, found.results[-1].effective) == (d(90), None, d(0))
