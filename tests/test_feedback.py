"""Feedback states facts: what was met, what is missing to the target, what the rules advise."""

import re
import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.feedback import Feedback, Writer, feedback
from kpi.model import (
    LANGUAGES,
    Actual,
    Appraisal,
    Curve,
    KpiRule,
    Language,
    Measure,
    NotApplicablePolicy,
    Policies,
    RuleBook,
    State,
    Unit,
    WeightPolicy,
)
from kpi.schema import rule_book
from kpi.scoring import appraise
from tests.factories import GRADES, LIMIT_5_TO_10, POLICIES, SOMEBODY, d, rule, scale

WORDS = Path(__file__).parents[1] / "kpi" / "rules" / "words"
SLOTS = {
    "strength": {"kpi", "actual", "score"},
    "strength_limit": {"kpi", "actual", "limit", "score"},
    "strength_rise": {"kpi", "actual", "score", "last", "rise"},
    "gap_short": {"kpi", "actual", "limit", "difference", "lost"},
    "gap_over": {"kpi", "actual", "limit", "difference", "lost"},
    "gap_low": {"kpi", "actual", "limit", "difference", "lost"},
    "gap_high": {"kpi", "actual", "limit", "difference", "lost"},
    "gap_band": {"kpi", "actual", "target", "band", "deviation", "lost"},
    "gap_overrun": {"kpi", "actual", "target", "band", "deviation", "lost"},
    "gap_score": {"kpi", "actual", "score", "lost"},
    "no_strength": set(),
    "no_gap": set(),
    "improve": {"kpi", "improvement"},
    "list_missing": {"kpis"},
    "list_unreadable": {"kpis"},
    "list_not_applicable": {"kpis"},
    "list_open": {"kpis"},
    "list_comma": set(),
    "limit_at_least": {"limit"},
    "limit_at_most": {"limit"},
    "after_points": set(),
    "after_count": {"counted"},
}
CONTACTS = rule(
    "SALES-6",
    name={"zh": "有效客户触达量", "en": "Contacts"},
    unit=Unit.COUNT,
    counted={"zh": "次", "en": "contacts"},
    target=d(80),
    improvement={"zh": "优化话术。", "en": "Improve the script."},
)
RATE = rule("SALES-3", measure=Measure.VALUE, scale=scale([("0.9", 0), ("0.98", 100)]))
HOURS = rule(
    "SERVICE-1", unit=Unit.HOURS, measure=Measure.VALUE, target=d(2), scale=scale([(4, 0), (2, 100)], "lower")
)
COMPLAINTS = rule("SALES-5", measure=Measure.VALUE, scale=scale([("0.1", 0), ("0.05", 100)], "lower"))
BAND = rule(
    "HEAD-3", measure=Measure.DEVIATION, target=d(1), scale=scale([("0.15", 0), ("0.05", 100)], "lower")
)
OVERRUN = rule(
    "HEAD-3", measure=Measure.OVERRUN, target=d(1), scale=scale([("0.15", 0), ("0.05", 100)], "lower")
)
SURVEY = rule("SERVICE-3", unit=Unit.POINTS, target=d(90))
SHIPPED = [one for card in cast("RuleBook", rule_book(date(2026, 11, 30))).cards for one in card.rules]
PLAN = rule("D-H4", unit=Unit.DONE, target=d(1), scale=scale([(1, 100)], curve="steps"))


def told(
    *pairs: tuple[KpiRule, object], language: Language = "zh", policies: Policies = POLICIES
) -> Feedback:
    """The feedback on rules of equal weight, each with its actual or its state."""
    entries = {
        one.code: (
            Actual(given) if isinstance(given, State) else Actual(State.ENTERED, d(given)),
            one.target if one.measure.needs_target else None,
        )
        for one, given in pairs
    }
    rules = [one for one, _ in pairs]
    return feedback(appraise(SOMEBODY, rules, entries, policies, WeightPolicy.SHARE, GRADES), language)


@pytest.mark.parametrize(
    ("one", "actual", "zh", "en"),
    [
        (
            CONTACTS,
            62,
            "有效客户触达量：62 次，目标 ≥80 次，少 18 次，失 22.50 分",
            "Contacts: 62 contacts, target ≥80 contacts, short by 18 contacts, 22.50 points lost",
        ),
        (
            RATE,
            "0.97",
            "指标SALES-3：97%，目标 ≥98%，低 1 个百分点，失 12.50 分",
            "KPI SALES-3: 97%, target ≥98%, short by 1 pp, 12.50 points lost",
        ),
        (
            HOURS,
            "3.2",
            "指标SERVICE-1：3.2 小时，目标 ≤2 小时，多 1.2 小时，失 60.00 分",
            "KPI SERVICE-1: 3.2 h, target ≤2 h, over by 1.2 h, 60.00 points lost",
        ),
        (
            COMPLAINTS,
            "0.065",
            "指标SALES-5：6.5%，目标 ≤5%，高 1.5 个百分点，失 30.00 分",
            "KPI SALES-5: 6.5%, target ≤5%, over by 1.5 pp, 30.00 points lost",
        ),
        (
            BAND,
            "0.92",
            "指标HEAD-3：92%，目标 100%（±5% 以内），偏差 8%，失 30.00 分",
            "KPI HEAD-3: 92%, target 100% (within ±5%), off by 8%, 30.00 points lost",
        ),
        (
            OVERRUN,
            "1.08",
            "指标HEAD-3：108%，目标 100%（允许超出 5%），超出 8%，失 30.00 分",
            "KPI HEAD-3: 108%, target 100% (up to 5% over), over by 8%, 30.00 points lost",
        ),
        (
            SURVEY,
            "85.5",
            "指标SERVICE-3：85.5 分，目标 ≥90 分，低 4.5 分，失 5.00 分",
            "KPI SERVICE-3: 85.5 points, target ≥90 points, short by 4.5 points, 5.00 points lost",
        ),
        (
            PLAN,
            0,
            "指标D-H4：未完成，得 0.00 分，失 100.00 分",
            "KPI D-H4: not done, scores 0.00, 100.00 points lost",
        ),
    ],
)
def test_a_gap_says_what_is_missing_and_what_it_costs(one: KpiRule, actual: object, zh: str, en: str) -> None:
    assert told((one, actual)).gaps == zh
    assert told((one, actual), language="en").gaps == en


def test_a_strength_says_the_actual_against_the_target() -> None:
    assert told((CONTACTS, 96)).strengths == "有效客户触达量：96 次，目标 ≥80 次，得 120.00 分"
    assert told((COMPLAINTS, "0.04")).strengths == "指标SALES-5：4%，目标 ≤5%，得 100.00 分"
    assert told((BAND, "1.03")).strengths == "指标HEAD-3：103%，得 100.00 分"


def test_a_scale_that_never_gives_a_hundred_points_names_no_target() -> None:
    steep = rule("SALES-5", measure=Measure.VALUE, scale=scale([(10, 0), (5, 80)], "lower"), unit=Unit.COUNT)
    assert told((steep, 4)).gaps == "指标SALES-5：4，得 80.00 分，失 20.00 分"


def test_a_difference_too_small_for_two_decimals_is_still_seen() -> None:
    tiny = rule("SALES-3", measure=Measure.VALUE, scale=scale([("0.979", 0), ("0.98", 100)]))
    assert told((tiny, "0.97999")).gaps == "指标SALES-3：97.999%，目标 ≥98%，低 0.001 个百分点，失 1.00 分"


@given(st.decimals("0.8", "0.9799", places=5))
def test_the_actual_and_the_difference_add_up_as_shown(actual: Decimal) -> None:
    own, limit, apart = re.findall(r"([0-9.]+)(?:%| 个)", told((RATE, actual)).gaps)
    assert Decimal(own) + Decimal(apart) == Decimal(limit)


def test_the_largest_losses_come_first_and_three_are_enough() -> None:
    kpis = [rule(f"SALES-{n}", weight=d(n), target=d(1)) for n in range(1, 6)]
    found = told(*((one, "0.5") for one in kpis))
    assert re.findall(r"指标(SALES-\d)", found.gaps) == ["SALES-5", "SALES-4", "SALES-3"]
    assert found.direction == "指标SALES-5：改进SALES-5\n指标SALES-4：改进SALES-4\n指标SALES-3：改进SALES-3"


def test_the_largest_points_come_first_and_three_are_enough() -> None:
    kpis = [rule(f"SALES-{n}", weight=d(n), target=d(1)) for n in range(1, 6)]
    found = told(*((one, "1.1") for one in kpis))
    assert re.findall(r"指标(SALES-\d)", found.strengths) == ["SALES-5", "SALES-4", "SALES-3"]
    assert found.gaps == "已计分的指标没有失分"
    assert found.direction == ""


def test_the_direction_is_the_managers_own_sentence() -> None:
    assert told((CONTACTS, 62)).direction == "有效客户触达量：优化话术。"
    silent = rule("SALES-6", improvement={"zh": "", "en": ""})
    assert told((silent, "0.5")).direction == ""


def test_a_score_that_is_shown_as_a_hundred_is_a_strength_and_no_gap() -> None:
    nearly = told((CONTACTS, "79.997"))  # 99.99625 points
    assert nearly.strengths.endswith("得 100.00 分")
    assert nearly.gaps == "已计分的指标没有失分"
    assert told((CONTACTS, "79.995")).strengths == "暂无得分达到 100 分的指标"  # 99.99375 points


def test_a_kpi_without_weight_is_neither_strength_nor_gap() -> None:
    found = told((CONTACTS, 80), (rule("D-SS1", weight=d(0)), "0.1"), (rule("D-SS2", weight=d(0)), "2"))
    assert "D-SS" not in "".join(found)


def test_what_has_no_score_is_said_as_such() -> None:
    kpis = [rule(f"SALES-{n}") for n in range(1, 5)]
    still_open = rule("BRAND-1", target=None)
    states = (State.NOT_FILLED_IN, State.UNREADABLE, State.NOT_APPLICABLE, State.NOT_FILLED_IN)
    found = told(*zip(kpis, states, strict=True), (still_open, State.NOT_FILLED_IN))
    assert found.gaps.splitlines() == [
        "尚未填写：指标SALES-1、指标SALES-4",
        "无法识别：指标SALES-2",
        "不适用：指标SALES-3",
        "待定目标：指标BRAND-1",
    ]
    assert (found.strengths, found.direction) == ("", "")


def test_a_full_mark_for_nothing_is_no_strength() -> None:
    policies = Policies(weights={}, not_applicable=NotApplicablePolicy.FULL_MARK)
    found = told((CONTACTS, 62), (RATE, State.NOT_APPLICABLE), policies=policies)
    assert found.strengths == "暂无得分达到 100 分的指标"
    assert found.gaps.splitlines()[1:] == ["不适用：指标SALES-3"]


def test_a_loss_that_is_not_seen_is_not_mentioned() -> None:
    exactly = rule("SALES-2", unit=Unit.COUNT, target=d(100000), weight=d(1))
    found = told((exactly, 99999), (CONTACTS, 80))
    assert found.gaps == "已计分的指标没有失分"


def test_a_writer_follows_a_rule_that_was_changed() -> None:
    def one(name: str) -> Appraisal:
        changed = rule("SALES-6", name={"zh": name, "en": name})
        entries = {"SALES-6": (Actual(State.ENTERED, d("0.5")), d(1))}
        return appraise(SOMEBODY, [changed], entries, POLICIES, WeightPolicy.SHARE, GRADES)

    writer = Writer("zh")
    assert writer.feedback(one("触达量")).gaps.startswith("触达量：")
    assert writer.feedback(one("有效触达量")).gaps.startswith("有效触达量：")


def test_a_blank_without_weight_is_not_asked_for() -> None:
    found = told((CONTACTS, 80), (rule("D-SS1", weight=d(0)), State.NOT_FILLED_IN))
    assert "尚未填写" not in found.gaps


# Phrases -----------------------------------------------------------------------


def test_every_phrase_uses_the_slots_it_is_given() -> None:
    phrases = tomllib.loads((WORDS / "phrases.toml").read_text(encoding="utf-8"))
    assert phrases.keys() == SLOTS.keys()
    for key, both in phrases.items():
        for language in LANGUAGES:
            assert set(re.findall(r"{(\w*)}", both[language])) == SLOTS[key], (key, language)


JUDGING = (
    "优秀", "较差", "懒", "努力", "不错", "excellent", "poor", "lazy", "careless", "diligent", "because", "due to", "由于", "因为",
    "态度", "attitude",
)  # fmt: skip


@pytest.mark.parametrize("word", JUDGING)
def test_no_phrase_judges_a_person_or_guesses_a_cause(word: str) -> None:
    assert word not in (WORDS / "phrases.toml").read_text(encoding="utf-8").lower()
    assert not [one.code for one in SHIPPED if word in "".join(one.improvement.values()).lower()]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("one", SHIPPED, ids=lambda one: one.code)
def test_every_shipped_kpi_has_a_gap_in_numbers_and_a_direction(one: KpiRule, language: Language) -> None:
    """At its worst a KPI is a gap with its own numbers; the direction is its own sentence and nothing else."""
    target = one.target or d(10)
    worst = one.scale.knots[0].x if one.scale.curve is Curve.LINE else d(0)  # below the first step there is nothing
    x = worst if one.measure is not Measure.DEVIATION else 1 + worst
    actual = x * target if one.measure.needs_target else worst
    weighed = rule(**{name: getattr(one, name) for name in one.__slots__} | {"weight": d(1)})
    entries = {one.code: (Actual(State.ENTERED, actual), target if one.measure.needs_target else None)}
    found = feedback(appraise(SOMEBODY, [weighed], entries, POLICIES, WeightPolicy.SHARE, GRADES), language)
    (gap,) = found.gaps.splitlines()
    assert gap.startswith(one.name[language])
    assert "100.00" in gap  # points lost
    assert found.direction.startswith(one.name[language])
    assert one.improvement[language]
    assert found.direction.endswith(one.improvement[language])
    assert not set("{}") & set(gap + found.direction)


def test_thirty_kpis_and_thirty_five_duties_are_shipped() -> None:
    assert [len([one for one in SHIPPED if one.duty is duty]) for duty in (False, True)] == [30, 35]


def test_a_limit_of_5_to_10_reads_as_at_most() -> None:
    one = rule("SALES-5", unit=Unit.COUNT, measure=Measure.VALUE, scale=LIMIT_5_TO_10)
    assert told((one, 6)).gaps == "指标SALES-5：6，目标 ≤5，多 1，失 20.00 分"
