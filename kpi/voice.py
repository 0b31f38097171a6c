"""How one KPI is spoken of: amounts with what they count, the limit, what is missing to it."""

from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

from kpi.model import Better, KpiResult, KpiRule, Language, Measure, Unit
from kpi.numbers import FOUR_DECIMALS, TWO_DECIMALS, after, as_shown, grouped, rounded, shown
from kpi.scales import met_at
from kpi.words import say

Phrase = Callable[..., str]
BANDS = {Measure.DEVIATION: "gap_band", Measure.OVERRUN: "gap_overrun"}

AMOUNTS = (Unit.COUNT, Unit.HOURS, Unit.DAYS)  # others are rates and marks


class Limit(NamedTuple):
    """Where 100 points begin, and what is said about it."""

    at: Decimal
    number: Decimal  # as it is shown: 98 for 0.98
    strength: Phrase  # of the actual and the score
    gap: Phrase  # of the actual, the difference and the lost points


class Voice:
    """One KPI in one language, ready to speak of many people.

    Numbers have two decimals; more only where two would hide the difference.
    """

    def __init__(self, rule: KpiRule, language: Language) -> None:
        self.rule = rule
        self._language = language
        self._name = rule.name[language]
        self._unit = rule.unit
        self._noun = _noun(rule, language)
        # rates differ by points of per cent, everything else by its own unit
        self._apart = after(Unit.PERCENTAGE_POINTS, language) if rule.unit is Unit.RATE else self._noun
        self._met_at = None if rule.unit is Unit.DONE else met_at(rule.scale)
        self._band = rule.measure in BANDS
        self._by_target = rule.measure is Measure.ATTAINMENT
        self._limits: dict[Decimal | None, Limit | None] = {}
        advice = rule.improvement[language]
        self.improvement = say("improve", language, kpi=self._name, improvement=advice) if advice else ""

    def amount(self, value: Decimal) -> str:
        """A number with what it counts: 62 次, 90 分, 97%."""
        if self._unit is Unit.DONE:
            return shown(value, Unit.DONE, self._language)
        return grouped(as_shown(value, self._unit, TWO_DECIMALS)) + self._noun

    def strength(self, result: KpiResult) -> str:
        """A KPI whose target is met."""
        actual, _, score = _scored(result)
        limit = None if self._band else self._limit(result.target)
        told, points = self.amount(actual), str(rounded(score))
        if limit is None:
            return say("strength", self._language, kpi=self._name, actual=told, score=points)
        return limit.strength(told, points)

    def rise(self, result: KpiResult, last: Decimal) -> str:
        """A KPI that is clearly better than last month, when it had `last` points."""
        actual, _, score = _scored(result)
        facts = {"score": rounded(score), "last": rounded(last), "rise": rounded(score) - rounded(last)}
        return say("strength_rise", self._language, kpi=self._name, actual=self.amount(actual), **facts)

    def gap(self, result: KpiResult) -> str:
        """What is missing to 100 points, and the points that it loses."""
        actual, x, score = _scored(result)
        lost = str(rounded(result.lost))
        if self._band and self._met_at is not None and result.target is not None:
            return say(
                BANDS[self.rule.measure],
                self._language,
                kpi=self._name,
                actual=self.amount(actual),
                target=self.amount(result.target),
                band=shown(self._met_at, Unit.RATE, self._language),
                deviation=grouped(as_shown(x, Unit.RATE, TWO_DECIMALS)) + "%",
                lost=lost,
            )
        limit = self._limit(result.target)
        if limit is None:
            told, points = self.amount(actual), str(rounded(score))
            return say("gap_score", self._language, kpi=self._name, actual=told, score=points, lost=lost)
        return limit.gap(*self._against(actual, limit), lost)

    def _against(self, actual: Decimal, limit: Limit) -> tuple[str, str]:
        """The actual, and how far it is from the limit, so that the two add up as shown."""
        own, other = as_shown(actual, self._unit, TWO_DECIMALS), limit.number
        if own == other:
            own, other = (as_shown(number, self._unit, FOUR_DECIMALS) for number in (actual, limit.at))
        return grouped(own) + self._noun, grouped(abs(other - own)) + self._apart

    def _limit(self, target: Decimal | None) -> Limit | None:
        if target not in self._limits:
            self._limits[target] = self._new_limit(target)
        return self._limits[target]

    def _new_limit(self, target: Decimal | None) -> Limit | None:
        if self._met_at is None or (self._by_target and target is None):
            return None
        at = self._met_at * target if self._by_target and target is not None else self._met_at
        rising = self.rule.scale.better is Better.HIGHER
        below, above = ("gap_short", "gap_over") if self._unit in AMOUNTS else ("gap_low", "gap_high")
        key = "limit_at_least" if rising else "limit_at_most"
        text = say(key, self._language, limit=self.amount(at))
        return Limit(
            at,
            as_shown(at, self._unit, TWO_DECIMALS),
            self._phrase("strength_limit", text, "actual", "score"),
            self._phrase(below if rising else above, text, "actual", "difference", "lost"),
        )

    def _phrase(self, key: str, limit: str, *slots: str) -> Phrase:
        """A sentence but for what differs from person to person, which is then given by position."""
        numbered = {slot: f"{{{number}}}" for number, slot in enumerate(slots)}
        return say(key, self._language, kpi=_literal(self._name), limit=_literal(limit), **numbered).format


def _noun(rule: KpiRule, language: Language) -> str:
    """What stands after the KPI's numbers."""
    if rule.unit is Unit.POINTS:
        return say("after_points", language)
    counted = rule.counted[language]
    if rule.unit is Unit.COUNT and counted:
        return say("after_count", language, counted=counted)
    return after(rule.unit, language)


def _literal(text: str) -> str:
    """Text as it stands in a phrase that is still to be filled."""
    return text.replace("{", "{{").replace("}", "}}")


def _scored(result: KpiResult) -> tuple[Decimal, Decimal, Decimal]:
    """Actual, measure and score of a result that has them."""
    if result.actual is None or result.measure is None or result.score is None:
        raise ValueError(f"{result.rule.code} has no score")
    return result.actual, result.measure, result.score
