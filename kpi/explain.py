"""A score as a sum in words, whose numbers recompute it.

Every step is an equation: measure, curve, effective weight, points. A number that does not end is
cut far behind what a sheet shows, and stands behind ≈.
"""

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from kpi import layout
from kpi.judging import Judged
from kpi.model import Better, Curve, Knot, KpiRule, Language, Light, Measure, State, Unit
from kpi.numbers import WIDE, after, rounded, settled
from kpi.problems import Problem
from kpi.rule_block import Rules
from kpi.scales import MET, ONE, met_at
from kpi.scoring import passes
from kpi.voice import Voice
from kpi.weights import NOTHING
from kpi.words import say

DECIMALS = Decimal("1E-12")
BANDS = (Measure.DEVIATION, Measure.OVERRUN)


def told_sum(rules: Rules, kpi: str, judged: Judged | State | Problem, language: Language) -> str | Problem:
    """The sum of a judged KPI, a sentence for one that does not apply, or why there is no sum."""
    rule = rules.find(kpi)
    if isinstance(rule, Problem):
        return rule
    if isinstance(judged, Problem):
        return judged
    if isinstance(judged, State):
        return say("explain_not_applicable", language, kpi=rule.name[language], code=rule.code)
    whole = rules.wholes[rule.set] if rule.weight else ONE
    return whole if isinstance(whole, Problem) else explained(judged, whole, rules.sums[rule.set], language)


def explained(judged: Judged, whole: Decimal, total: Decimal, language: Language) -> str:
    """The whole sum: actual, limit, gap, measure, curve, score, weight, points, light.

    The raw weight is divided by `whole`; the raw weights of the set sum to `total`.
    """
    sentences = [
        *_actual(judged, language),
        *_measure(judged, language),
        _curve(judged, language),
        _weight(judged, whole, total, language),
        _light(judged, language),
    ]
    return say("explain_joiner", language).join(sentences)


def advised(judged: Judged, effective: Decimal, language: Language) -> str:
    """What to improve on one KPI, or that it is on target."""
    voice, result = Voice(judged.rule, language), judged.result(effective)
    if rounded(judged.score) >= MET:
        return say("feedback_on_target", language, strength=voice.strength(result))
    told = voice.gap(result) if effective else _monitored(voice, judged, language)
    improvement = judged.rule.improvement[language].rstrip("。.")
    key = "feedback_gap" if improvement else "feedback_gap_only"
    return say(key, language, gap=told, improvement=improvement)


def _monitored(voice: Voice, judged: Judged, language: Language) -> str:
    """A KPI that loses no points because it has no weight."""
    facts = {"kpi": judged.rule.name[language], "actual": voice.amount(judged.actual)}
    return say("feedback_monitored", language, score=rounded(judged.score), **facts)


def light_word(light: Light, language: Language) -> str:
    """The word of the light, without its sign."""
    return layout.word("light", light.value, language).partition(" ")[2]


# Numbers -----------------------------------------------------------------------


def figure(number: Decimal, unit: Unit = Unit.POINTS) -> str:
    """A number for an equation, with all its digits: 97%, 1,234.5, −3.

    >>> figure(Decimal("0.975"), Unit.RATE), figure(Decimal("-1234.50"))
    ('97.5%', '−1,234.5')
    """
    text = format(number.scaleb(2, WIDE) if unit is Unit.RATE else number, ",f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace("-", "−") + ("%" if unit is Unit.RATE else "")


def operand(number: Decimal, unit: Unit = Unit.POINTS) -> str:
    """A number behind an operator."""
    return f"({figure(number, unit)})" if number < 0 else figure(number, unit)


def equals(number: Decimal, unit: Unit = Unit.POINTS) -> str:
    """The right side of an equation.

    >>> equals(Decimal("87.5")), equals(Decimal(1) / 3)
    ('= 87.5', '≈ 0.333333333333')
    """
    return f"{'=' if cut(number) == number else '≈'} {figure(cut(number), unit)}"


def cut(number: Decimal) -> Decimal:
    """A number that may not end, with twelve decimals."""
    return number.quantize(DECIMALS, ROUND_HALF_UP, WIDE)


def full(rule: KpiRule, number: Decimal, language: Language) -> str:
    """A number of the KPI with all its digits and what it counts."""
    if rule.unit is Unit.DONE:
        return Voice(rule, language).amount(number) if number in (NOTHING, ONE) else figure(number)
    noun = Voice(rule, language).amount(NOTHING).removeprefix("0").removeprefix("%")
    return figure(number, rule.unit) + noun


# Actual, target, gap -----------------------------------------------------------


def _actual(judged: Judged, language: Language) -> Iterator[str]:
    rule, actual = judged.rule, full(judged.rule, judged.actual, language)
    parts = (actual, _goal(judged, language), _gap(judged, language))
    clauses = say("explain_comma", language).join(part for part in parts if part)
    yield say("explain_actual", language, kpi=rule.name[language], code=rule.code, clauses=clauses)
    yield from _spread(judged, language)


def _spread(judged: Judged, language: Language) -> Iterator[str]:
    """A target of several months, as it counts for one."""
    whole, unit = judged.rule.target, judged.rule.unit
    if judged.months > 1 and whole is not None:
        facts = {"months": judged.months, "whole": figure(whole, unit)}
        yield say("explain_months", language, equals=equals(whole / judged.months, unit), **facts)


def _goal(judged: Judged, language: Language) -> str:
    """The target, and where 100 points begin if that is elsewhere."""
    rule, target, limit = judged.rule, judged.target, _limit(judged)
    aim = "" if target is None else full(rule, cut(target), language)
    if limit is None:
        return say("explain_goal", language, target=aim) if aim else ""
    if rule.measure in BANDS:
        key = f"explain_goal_{rule.measure.value}"
        return say(key, language, target=aim, band=figure(limit, Unit.RATE))
    line = _sign(rule) + full(rule, cut(limit), language)
    if target is None or settled(target) == settled(limit):
        return say("explain_goal", language, target=line)
    return say("explain_goal_line", language, target=aim, limit=line)


def _limit(judged: Judged) -> Decimal | None:
    """Where 100 points begin: an actual, or a deviation from the target; None where they never do."""
    limit = met_at(judged.rule.scale)
    if limit is None or judged.rule.measure is not Measure.ATTAINMENT:
        return limit
    return None if judged.target is None else limit * judged.target


def _sign(rule: KpiRule) -> str:
    if rule.unit is Unit.DONE:
        return ""
    return "≥" if rule.scale.better is Better.HIGHER else "≤"


def _gap(judged: Judged, language: Language) -> str:
    """How far the actual is from 100 points."""
    rule, limit = judged.rule, _limit(judged)
    if limit is None:
        return ""
    at, limit = settled(judged.x if rule.measure in BANDS else judged.actual), settled(limit)
    if rule.scale.better.reaches(at, limit):
        return say("explain_reached_goal", language)
    if rule.unit is Unit.DONE:
        return say("explain_not_done", language)
    key = "explain_short" if rule.scale.better is Better.HIGHER else "explain_over"
    return say(key, language, gap=_difference(rule, abs(limit - at), language))


def _difference(rule: KpiRule, gap: Decimal, language: Language) -> str:
    """Rates differ by points of per cent, everything else by its own unit."""
    if rule.unit is not Unit.RATE and rule.measure not in BANDS:
        return full(rule, gap, language)
    return figure(gap.scaleb(2, WIDE)) + after(Unit.PERCENTAGE_POINTS, language)


# Measure and curve -------------------------------------------------------------


def _measure(judged: Judged, language: Language) -> Iterator[str]:
    rule, actual, target, x = judged.rule, judged.actual, judged.target, judged.x
    if rule.measure is Measure.VALUE or target is None:
        return
    quotient = f"{figure(actual, rule.unit)} ÷ {operand(cut(target), rule.unit)}"
    working, whole = {
        Measure.ATTAINMENT: (quotient, actual / target),
        Measure.DEVIATION: (f"|{quotient} − 1|", abs(actual / target - ONE)),
        Measure.OVERRUN: (f"{quotient} − 1", actual / target - ONE),
    }[rule.measure]
    right = f"{'=' if whole == x else '≈'} {figure(x, Unit.RATE)}"
    yield say(f"explain_{rule.measure.value}", language, working=working, equals=right)


def _curve(judged: Judged, language: Language) -> str:
    rule, x = judged.rule, judged.x
    knots = rule.scale.knots
    reached = [knot for knot in knots if rule.scale.better.reaches(x, settled(knot.x))]
    nearest = (reached or knots)[-1 if reached else 0]
    facts = {"x": along(rule, x, language), "knot": along(rule, nearest.x, language)}
    facts["points"] = figure(judged.score)
    if not reached:
        return say("explain_below_all", language, **facts)
    if len(reached) == len(knots):
        return say("explain_best", language, **facts)
    if rule.scale.curve is Curve.STEPS or settled(nearest.x) == x:
        return say("explain_reached", language, **facts)
    return _between(judged, nearest, knots[len(reached)], language)


def _between(judged: Judged, left: Knot, right: Knot, language: Language) -> str:
    """A point of a line, with the two knots that it lies between."""
    rule, unit = judged.rule, _unit_along(judged.rule)
    start, low, high = operand(left.x, unit), left.points, right.points
    run = f"({figure(judged.x, unit)} − {start}) ÷ ({figure(right.x, unit)} − {start})"
    return say(
        "explain_between",
        language,
        x=along(rule, judged.x, language),
        left=along(rule, left.x, language),
        right=along(rule, right.x, language),
        low=figure(low),
        high=figure(high),
        working=f"{figure(low)} + {run} × ({figure(high)} − {operand(low)})",
        equals=equals(judged.score),
    )


def _unit_along(rule: KpiRule) -> Unit:
    """The unit of what is put on the scale."""
    return rule.unit if rule.measure is Measure.VALUE else Unit.RATE


def along(rule: KpiRule, x: Decimal, language: Language) -> str:
    """A point of the scale with all its digits: an actual, or a share of the target."""
    return full(rule, x, language) if rule.measure is Measure.VALUE else figure(x, Unit.RATE)


# Weight and light --------------------------------------------------------------


def _weight(judged: Judged, whole: Decimal, total: Decimal, language: Language) -> str:
    raw, score = judged.rule.weight, judged.score
    if not raw:
        return say("explain_monitored", language)
    share = f"{figure(raw)} ÷ {figure(whole)}"
    return say(
        "explain_weight" if whole == total else "explain_weight_points",
        language,
        weight=figure(raw),
        whole=figure(whole),
        share=f"{share} {equals(raw / whole, Unit.RATE)}",
        working=f"{figure(cut(score))} × {share}",
        equals=equals(score * raw / whole),
    )


def _light(judged: Judged, language: Language) -> str:
    rule, line = judged.rule, judged.rule.pass_line
    word = light_word(judged.light, language)
    if line is None or judged.score >= MET or not passes(rule, judged.actual):
        return say("explain_light", language, light=word)
    return say("explain_light_pass", language, light=word, line=full(rule, line, language))
