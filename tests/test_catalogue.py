"""Contradictions, revisions, look-up and fingerprint of a rule book."""

import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.book_checks import every_rule
from kpi.catalogue import (
    CardRevision,
    contradictions,
    differences,
    digest,
    find_rule,
    folded,
    in_force,
)
from kpi.grade_checks import best_points, best_total, out_of_reach
from kpi.model import (
    Entry,
    Knot,
    KpiRule,
    Measure,
    MonthsAdd,
    Role,
    RoleTarget,
    RuleBook,
    Unit,
    WeightPolicy,
)
from kpi.problems import Place, Problem
from kpi.rule_files import packaged_book, packaged_library
from kpi.scales import score

NOVEMBER = date(2026, 11, 30)


def packaged() -> RuleBook:
    book = packaged_book(NOVEMBER)
    assert isinstance(book, RuleBook)
    return book


BOOK = packaged()
EVERY_RULE = tuple(every_rule(BOOK))
BY_CODE = {rule.code: rule for rule in EVERY_RULE}
RULE = BY_CODE["SALES-3"]


def somewhere(code: str, field: str) -> Place:
    return Place("rules.toml", code, field)


def codes(problems: object) -> list[str]:
    assert isinstance(problems, list)
    return [found.code for found in problems]


def with_rule(changed: KpiRule, code: str = "SALES-3") -> RuleBook:
    """The packaged book with one rule replaced."""
    cards = tuple(
        replace(card, rules=tuple(changed if rule.code == code else rule for rule in card.rules))
        for card in BOOK.cards
    )
    return replace(BOOK, cards=cards)


# Contradictions ----------------------------------------------------------------


def test_the_packaged_rule_book_contradicts_itself_nowhere() -> None:
    assert contradictions(BOOK, somewhere) == []


def test_knots_may_share_an_x_and_points() -> None:
    jump = replace(RULE.scale, knots=(Knot(Decimal(0), Decimal(0)), *[Knot(Decimal("0.9"), Decimal(60))] * 2))
    assert contradictions(with_rule(replace(RULE, scale=jump)), somewhere) == []


def test_a_single_cell_goes_by_the_name_of_its_kpi() -> None:
    """A rule that was read from a sheet has no label for it."""
    contacts = BY_CODE["SALES-6"]
    assert contradictions(with_rule(replace(contacts, parts=()), "SALES-6"), somewhere) == []


@pytest.mark.parametrize("code", ["HEAD", "SALES"])
def test_base_and_extra_is_possible_for_the_shipped_weights_of(code: str) -> None:
    policies = replace(BOOK.policies, weights={code: WeightPolicy.BASE_AND_EXTRA})
    assert contradictions(replace(BOOK, policies=policies), somewhere) == []


@pytest.mark.parametrize("code", ["RESEARCH", "BRAND", "EVENT", "SERVICE"])
def test_base_and_extra_is_refused_with_the_sum_for(code: str) -> None:
    policies = replace(BOOK.policies, weights={code: WeightPolicy.BASE_AND_EXTRA})
    (found,) = contradictions(replace(BOOK, policies=policies), somewhere)
    sums = {"RESEARCH": "45", "BRAND": "55", "EVENT": "75", "SERVICE": "95"}
    assert found.facts == {"set": code, "sum": sums[code]}


def test_fill_is_accepted_once_duties_complete_the_hundred() -> None:
    duty = BY_CODE["D-B1"]
    policies = replace(BOOK.policies, weights={"BRAND": WeightPolicy.FILL})
    book = replace(with_rule(replace(duty, weight=Decimal(45)), "D-B1"), policies=policies)
    assert contradictions(book, somewhere) == []
    short = replace(with_rule(replace(duty, weight=Decimal(44)), "D-B1"), policies=policies)
    (found,) = contradictions(short, somewhere)
    assert found.facts["sum"] == "99"


def test_the_target_of_a_role_is_held_to_the_bounds_of_its_kpi() -> None:
    targets = (*BOOK.role_targets, RoleTarget(role="SS", kpi="SALES-4", target=Decimal(30), months=1))
    (found,) = contradictions(replace(BOOK, role_targets=targets), somewhere)
    assert (found.code, found.place.cell) == ("KPI309", "role_target")


def test_a_role_without_kpis_and_a_grade_nobody_gets_are_not_hidden_by_each_other() -> None:
    role = Role(code="XX", name=RULE.name, department=RULE.name, set="XX")
    assert codes(contradictions(replace(BOOK, roles=(*BOOK.roles, role)), somewhere)) == ["KPI328"]


def test_best_points_are_those_of_the_best_actual_that_is_allowed() -> None:
    solved = BY_CODE["SERVICE-5"]
    assert best_points(solved) == score(solved, Decimal(1), Decimal("0.95")) < 106
    budget = BY_CODE["HEAD-3"]
    assert best_points(budget) == 100


def test_two_sets_cannot_reach_the_best_grade_and_it_is_noted() -> None:
    found = out_of_reach(BOOK, somewhere)
    assert [(one.facts["set"], one.facts["best"]) for one in found] == [
        ("RESEARCH", "108.89"),
        ("SERVICE", "106.77"),
    ]
    assert all(one.note for one in found)


def test_under_base_and_extra_the_extra_comes_on_top_of_the_best_total() -> None:
    head = BOOK.cards[0]
    policies = replace(BOOK.policies, weights={"HEAD": WeightPolicy.BASE_AND_EXTRA})
    share, extra = best_total(BOOK, head), best_total(replace(BOOK, policies=policies), head)
    assert abs(extra - share * Decimal("1.15")) < Decimal("0.01")


# Revisions ---------------------------------------------------------------------


def starting(*days: date) -> list[CardRevision]:
    return [CardRevision(card=replace(BOOK.cards[0], effective_from=day)) for day in days]


@given(st.lists(st.dates(), min_size=1, unique=True), st.dates())
def test_the_latest_revision_that_has_started_is_in_force(days: list[date], on: date) -> None:
    found = in_force(starting(*days), on)
    started = [day for day in days if day <= on]
    if started:
        assert isinstance(found, CardRevision)
        assert found.effective_from == max(started)
    else:
        assert isinstance(found, Problem)
        assert found.facts == {"found": "HEAD", "on": on.isoformat(), "first": min(days).isoformat()}


def test_a_revision_counts_from_its_first_day() -> None:
    assert isinstance(packaged_book(date(2025, 1, 1)), RuleBook)


def test_before_the_first_revision_every_part_says_so() -> None:
    found = packaged_book(date(2024, 12, 31))
    assert isinstance(found, list)
    assert {one.facts["found"] for one in found} == {"CENTRE", *packaged_library().cards}


# Look-up -----------------------------------------------------------------------


@pytest.mark.parametrize("rule", EVERY_RULE, ids=lambda rule: rule.code)
def test_a_kpi_is_found_by_its_code_in_any_width_and_case(rule: KpiRule) -> None:
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in rule.code)
    for text in (rule.code, rule.code.lower(), wide, f" {rule.code}\u3000", rule.code.replace("-", "–")):
        assert find_rule(BOOK, text) is rule


@pytest.mark.parametrize("rule", EVERY_RULE, ids=lambda rule: rule.code)
def test_a_kpi_is_found_by_its_name_and_a_repeated_name_means_the_kpi(rule: KpiRule) -> None:
    for name in rule.name.values():
        found = find_rule(BOOK, name)
        assert isinstance(found, KpiRule)
        assert name in found.name.values()
        assert found is rule or (rule.duty and not found.duty)


def test_a_near_miss_is_never_taken_for_the_kpi() -> None:
    found = find_rule(BOOK, "回款及时", Place("八月.xlsx", "得分", "D7"))
    assert isinstance(found, Problem)
    assert found.place == Place("八月.xlsx", "得分", "D7")
    assert "SALES-3 回款及时率" in found.facts["suggestions"]


@pytest.mark.parametrize("text", ["", " ", "S3", "3", "SALES", "率", "xyz", "{kpi}"])
def test_what_names_no_kpi_finds_none(text: str) -> None:
    assert isinstance(find_rule(BOOK, text), Problem)


@given(st.one_of(st.text(), st.from_regex(r"(SALES|D-S[MS])-?[0-9]{0,2}")))
def test_lookup_never_guesses(text: str) -> None:
    found = find_rule(BOOK, text)
    if isinstance(found, KpiRule):
        assert folded(text) in {folded(name) for name in (found.code, *found.name.values())}
    else:
        assert found.facts["found"] == text


# Fingerprint -------------------------------------------------------------------


def test_the_digest_is_twelve_hexadecimal_digits() -> None:
    assert re.fullmatch(r"[0-9a-f]{12}", digest(BOOK))


def test_the_spelling_of_a_number_does_not_move_the_digest() -> None:
    zeros = Decimal("0.0000")
    knots = tuple(Knot(knot.x + zeros, knot.points + zeros) for knot in RULE.scale.knots)
    respelt = replace(RULE, weight=Decimal("15.00"), scale=replace(RULE.scale, knots=knots))
    assert str(respelt.scale.knots) != str(RULE.scale.knots)
    assert digest(with_rule(respelt)) == digest(BOOK)


def test_the_order_of_rows_and_the_wording_do_not_move_the_digest() -> None:
    cards = tuple(replace(card, rules=card.rules[::-1]) for card in BOOK.cards[::-1])
    assert digest(replace(BOOK, cards=cards)) == digest(BOOK)
    reworded = replace(RULE, name={"zh": "回款率", "en": "Collection"}, definition=RULE.name)
    assert digest(with_rule(reworded)) == digest(BOOK)


def test_a_target_left_open_that_is_open_anyway_says_nothing() -> None:
    without = tuple(target for target in BOOK.role_targets if target.target is not None)
    assert digest(replace(BOOK, role_targets=without)) == digest(BOOK)


MOVES: dict[str, dict[str, object]] = {
    "weight": {"weight": Decimal("15.01")},
    "target": {"target": Decimal("0.97")},
    "pass_line": {"pass_line": Decimal("0.95")},
    "knots": {"scale": replace(RULE.scale, knots=(*RULE.scale.knots, Knot(Decimal(1), Decimal(110))))},
    "highest": {"highest": None},
    "roles": {"roles": ("SS",)},
    "order": {"order": 2},
    "target_months": {"target_months": 3},
    "event_driven": {"event_driven": True},
    "unit": {"unit": Unit.POINTS},
    "measure": {"measure": Measure.ATTAINMENT},
    "entry": {"entry": Entry.GROWTH},
    "months_add": {"months_add": MonthsAdd.LAST},
    "lowest": {"lowest": Decimal("0.1")},
}


@pytest.mark.parametrize("field", MOVES)
def test_whatever_can_move_a_score_moves_the_digest_and_is_named(field: str) -> None:
    changed = with_rule(replace(RULE, **MOVES[field]))
    assert digest(changed) != digest(BOOK)
    (found,) = differences(changed, BOOK)
    assert (found.code, found.field) == ("SALES-3", field)
    assert found.here != found.packaged


def test_grades_role_targets_and_policies_are_compared_too() -> None:
    grades = (replace(BOOK.grades[0], limit=Decimal(115)), *BOOK.grades[1:])
    targets = tuple(replace(one, target=Decimal(6)) if one.role == "SS" else one for one in BOOK.role_targets)
    policies = replace(BOOK.policies, weights={"SALES": WeightPolicy.POINTS}, provisional=True)
    changed = replace(BOOK, grades=grades, role_targets=targets, policies=policies)
    assert {tuple(one) for one in differences(changed, BOOK)} == {
        ("SS SALES-2", "role_target", "6 / 1", "5 / 1"),
        ("S", "grade", "115", "110"),
        ("SALES", "policy", "points", "share"),
        ("", "provisional", "True", "False"),
    }


def test_a_kpi_that_only_one_book_has_differs_in_every_field() -> None:
    without = replace(BOOK, cards=(replace(BOOK.cards[0], rules=BOOK.cards[0].rules[1:]), *BOOK.cards[1:]))
    found = differences(without, BOOK)
    assert {one.code for one in found} == {"HEAD-1"}
    assert {one.here for one in found} == {""}
    assert differences(BOOK, without)[0].packaged == ""


def test_a_book_does_not_differ_from_itself() -> None:
    assert differences(BOOK, BOOK) == []


@given(st.dates(date(2025, 1, 1), date(2100, 1, 1)))
def test_the_packaged_book_is_the_same_on_every_day_of_a_revision(on: date) -> None:
    assert packaged_book(on) == packaged_book(on + timedelta(days=1)) == BOOK
