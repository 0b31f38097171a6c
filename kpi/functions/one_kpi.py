"""The functions that are asked for one KPI."""

from dataclasses import replace

from kpi import layout
from kpi.explain import advised, light_word, told_sum
from kpi.functions.asked import language_asked, limit_asked
from kpi.functions.declaring import sheet_function
from kpi.judging import Judged, judge, month_target
from kpi.model import State
from kpi.parameters import (
    LEFT_OUT,
    Actual,
    Amber,
    Green,
    Kpi,
    RuleTable,
    Target,
    Tongue,
)
from kpi.problems import Problem
from kpi.problems import functions as problem
from kpi.rule_block import Rules
from kpi.scoring import light
from kpi.sheet_function import Example, Given, Noted
from kpi.sheets import as_shown
from kpi.tables import Value
from kpi.words import explain


@sheet_function(
    zh="单项指标得分：达到目标得 100 分，不四舍五入。空白和不适用返回空白；"
    "目标待定或超出允许范围返回 #N/A，内容无法识别返回 #VALUE!。",
    example=Example(("SALES-3", "97%"), "87.5", "87.5"),
)
def kpi_score(kpi: Kpi, actual: Actual, target: Target = LEFT_OUT, rules: RuleTable = LEFT_OUT) -> Given:
    """Points of one KPI, 100 when the target is met, not rounded. Blank gives blank, as does N/A;
    an open target or an actual beyond its bounds gives #N/A, text that is no number #VALUE!.
    """
    judged = _judged(rules, kpi, actual, target)
    return judged.score if isinstance(judged, Judged) else _unscored(judged)


@sheet_function(
    zh="单项指标状态：达标、预警或未达标；不适用、待定目标、无法识别也如实显示。",
    example=Example(("SALES-3", "97%"), "预警", "warning"),
)
def kpi_status(
    kpi: Kpi,
    actual: Actual,
    target: Target = LEFT_OUT,
    rules: RuleTable = LEFT_OUT,
    language: Tongue = LEFT_OUT,
    green: Green = LEFT_OUT,
    amber: Amber = LEFT_OUT,
) -> Given:
    """State of one KPI: on target, warning or below target; also N/A, target open and unreadable."""
    tongue = language_asked(language, rules)
    if isinstance(tongue, Problem):
        return tongue
    rule = rules.find(as_shown(kpi))
    if isinstance(rule, Problem):
        return rule
    judged = _relit(judge(rules, rule, actual, target), rules, green, amber)
    if isinstance(judged, Judged):
        return light_word(judged.light, tongue)
    if isinstance(judged, State):
        return layout.word("state", judged.value, tongue)
    if judged.code == problem.WRONG_LIMIT:
        return judged
    state = "open_target" if judged.code == problem.OPEN_TARGET else State.UNREADABLE.value
    return Noted(layout.word("state", state, tongue), judged)


@sheet_function(
    zh="用文字写出得分的计算过程：完成值、目标、差距、评分曲线、得分、权重、加权得分；不能计分时说明原因和处理办法。",
    example=Example(
        ("SALES-3", "97%"),
        "回款及时率（SALES-3）：完成值 97%，目标 ≥98%，差 1 个百分点。"
        "97% 介于 90%（0 分）与 98%（100 分）之间，得分 = 0 + (97% − 90%) ÷ (98% − 90%) × (100 − 0) = 87.5。"
        "权重 15，本组权重合计 120，有效权重 = 15 ÷ 120 = 12.5%；加权得分 = 87.5 × 15 ÷ 120 = 10.9375。"
        "状态：预警。",
        "On-time collection rate (SALES-3): actual 97%, target ≥98%, short by 1 pp. "
        "97% lies between 90% (0 points) and 98% (100 points), "
        "score = 0 + (97% − 90%) ÷ (98% − 90%) × (100 − 0) = 87.5. "
        "Weight 15 of 120 in the set, effective weight = 15 ÷ 120 = 12.5%; "
        "points = 87.5 × 15 ÷ 120 = 10.9375. State: warning.",
    ),
    tells=True,
)
def kpi_explain(
    kpi: Kpi,
    actual: Actual,
    target: Target = LEFT_OUT,
    rules: RuleTable = LEFT_OUT,
    language: Tongue = LEFT_OUT,
    green: Green = LEFT_OUT,
    amber: Amber = LEFT_OUT,
) -> Given:
    """The score as a sum in words: actual, target, gap, curve, score, weight, points. Where there is
    no score, the reason and what to do about it.
    """
    tongue = language_asked(language, rules)
    if isinstance(tongue, Problem):
        return tongue
    judged = _relit(_judged(rules, kpi, actual, target), rules, green, amber)
    told = told_sum(rules, as_shown(kpi), judged, tongue)
    return Noted(explain(told, tongue, rules.names(tongue)), told) if isinstance(told, Problem) else told


@sheet_function(
    zh="单项指标的改进建议：差多少、失多少分、改进方向；已达到目标时给出肯定的一句话。不适用返回空白。",
    example=Example(
        ("SALES-3", "97%"),
        "回款及时率：97%，目标 ≥98%，低 1 个百分点，失 1.56 分。"
        "改进方向：到期前七天逐笔提醒客户付款，逾期款项每周跟进并上报。",
        "On-time collection rate: 97%, target ≥98%, short by 1 pp, 1.56 points lost. "
        "Direction of improvement: Remind customers of each payment seven days before it is due, "
        "and follow up and report overdue amounts weekly.",
    ),
)
def kpi_feedback(
    kpi: Kpi,
    actual: Actual,
    target: Target = LEFT_OUT,
    rules: RuleTable = LEFT_OUT,
    language: Tongue = LEFT_OUT,
) -> Given:
    """What to improve on one KPI: how much is missing, the points lost, the direction; on target, a
    sentence that says so. N/A gives blank.
    """
    tongue = language_asked(language, rules)
    judged = _judged(rules, kpi, actual, target)
    if isinstance(tongue, Problem):
        return tongue
    if not isinstance(judged, Judged):
        return _unscored(judged)
    effective = rules.effective(judged.rule)
    return effective if isinstance(effective, Problem) else advised(judged, effective, tongue)


@sheet_function(
    zh="单项指标的目标；累计型指标折算为一个月的目标。目标待定返回 #N/A。",
    example=Example(("SERVICE-1",), "2", "2"),
)
def kpi_target(kpi: Kpi, rules: RuleTable = LEFT_OUT) -> Given:
    """Target of one KPI; where months add up to a sum, for one month. #N/A while the target is open."""
    rule = rules.find(as_shown(kpi))
    return rule if isinstance(rule, Problem) else month_target(rule)


@sheet_function(
    zh="单项指标在本组中的有效权重（全部指标都适用时），例如 12.5%。",
    example=Example(("SALES-3",), "0.125", "0.125"),
)
def kpi_weight(kpi: Kpi, rules: RuleTable = LEFT_OUT) -> Given:
    """Effective weight of one KPI in its set while all KPIs apply, as a fraction."""
    rule = rules.find(as_shown(kpi))
    return rule if isinstance(rule, Problem) else rules.effective(rule)


# What they share ---------------------------------------------------------------


def _judged(rules: Rules, kpi: Value, actual: Value, target: Value) -> Judged | State | Problem:
    rule = rules.find(as_shown(kpi))
    return rule if isinstance(rule, Problem) else judge(rules, rule, actual, target)


def _unscored(judged: State | Problem) -> Given:
    """Not applicable is blank in a cell of numbers; anything else is an error value."""
    return judged if isinstance(judged, Problem) else ""


def _relit(
    judged: Judged | State | Problem, rules: Rules, green: Value, amber: Value
) -> Judged | State | Problem:
    """The same, its light by the limits that were handed over."""
    policies = rules.book.policies
    first, second = limit_asked("green", green, policies.green_from), limit_asked("amber", amber, policies.amber_from)
    if isinstance(first, Problem):
        return first
    if isinstance(second, Problem):
        return second
    if not isinstance(judged, Judged) or (first, second) == (policies.green_from, policies.amber_from):
        return judged
    moved = replace(policies, green_from=first, amber_from=second)
    return judged._replace(light=light(judged.rule, judged.actual, judged.score, moved))
