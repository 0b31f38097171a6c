"""How one KPI is printed on a form: its target, its scale and an actual, in few words."""

from decimal import Decimal

from kpi import layout
from kpi.explain import along, figure
from kpi.model import Better, Curve, KpiResult, KpiRule, Language, Measure, State, Unit
from kpi.numbers import rounded, shown
from kpi.report_notes import has_open_target
from kpi.scales import met_at
from kpi.voice import Voice
from kpi.words import say

NONE = "–"
BANDS = (Measure.DEVIATION, Measure.OVERRUN)


def target_text(rule: KpiRule, target: Decimal | None, language: Language) -> str:
    """The target in the cycle with its sign: ≥ 98%, ≤ 2 小时, 100% ± 5%."""
    if target is None and rule.measure.needs_target:
        return layout.word("state", "open_target", language)
    limit = met_at(rule.scale)
    if rule.measure in BANDS and target is not None:
        sign = "±" if rule.measure is Measure.DEVIATION else "+"
        band = "" if limit is None else f" {sign} {shown(limit, Unit.RATE, language)}"
        return Voice(rule, language).amount(target) + band
    aim = limit if target is None else target
    if aim is None:
        return NONE
    sign = "" if rule.unit is Unit.DONE else "≥ " if rule.scale.better is Better.HIGHER else "≤ "
    return sign + Voice(rule, language).amount(aim)


def scale_text(rule: KpiRule, language: Language) -> str:
    """What is put on the scale and what each knot gives: 达成率 0%→0，120%→120."""
    knots = say("paper_comma", language).join(
        f"{along(rule, knot.x, language)}→{figure(knot.points)}" for knot in rule.scale.knots
    )
    measure = layout.word("measure", rule.measure.value, language)
    key = "paper_line" if rule.scale.curve is Curve.LINE else "paper_steps"
    return say(key, language, measure=measure, knots=knots)


def actual_text(result: KpiResult, language: Language) -> str:
    """What was achieved, or the word for why there is no number."""
    if result.state is State.ENTERED and result.actual is not None:
        return Voice(result.rule, language).amount(result.actual)
    state = "open_target" if has_open_target(result) else result.state.value
    return layout.word("state", state, language)


def weight_text(result: KpiResult) -> str:
    """The effective weight in per cent, as the sheet Scores shows it."""
    return f"{points_text(result.effective * 100)}%" if result.rule.weight else NONE


def points_text(points: Decimal | None) -> str:
    """Points with two decimals, as a sheet shows them."""
    return NONE if points is None else f"{rounded(points):.2f}"


def change_text(change: Decimal | None) -> str:
    """A change with its sign and an arrow, so that it needs no colour."""
    if change is None:
        return NONE
    seen = rounded(change)
    return f"▲ +{seen:.2f}" if seen > 0 else f"▼ −{abs(seen):.2f}" if seen < 0 else f"＝ {abs(seen):.2f}"
