"""The sheet functions, declared once: cells, wizards, VBA and the reference page are written from here.

A cell gets a value or an error value, never an exception; `why` tells the reason. Pure: the
packaged rule book and the language of the host are arguments.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType
from typing import TypeVar

from kpi import layout
from kpi.arguments import first_error, flat
from kpi.explain import advised, light_word, told_sum
from kpi.feedback import CLEAR_RISE
from kpi.feedback_block import Columns as PersonColumns
from kpi.feedback_block import read_part, told_of
from kpi.judging import Judged, judge, month_target
from kpi.model import LANGUAGES, Language, RuleBook, State, Unit
from kpi.numbers import rounded
from kpi.parameters import (
    LEFT_OUT,
    Actual,
    ActualBlock,
    Actuals,
    Amber,
    Categories,
    ClearRise,
    EffectiveBlock,
    Enough,
    Excused,
    Full,
    GradeTable,
    Green,
    Kpi,
    KpiBlock,
    Kpis,
    LastBlock,
    Part,
    Policy,
    RuleTable,
    ScoreBlock,
    States,
    TableCells,
    Target,
    TargetBlock,
    Targets,
    Tongue,
    Total,
    WeightBlock,
)
from kpi.problems import Problem
from kpi.problems import functions as problem
from kpi.reading import Unread, is_blank, read_number
from kpi.rule_block import Rules
from kpi.rule_text import told
from kpi.scoring import grade, light
from kpi.sheet_function import Body, Cells, Example, Given, Noted, Rows, SheetFunction, declared
from kpi.sheets import as_shown, as_text
from kpi.tables import Output, Value
from kpi.total_block import Columns as TotalColumns
from kpi.total_block import read_terms, weighted_total
from kpi.weights import HUNDRED
from kpi.words import explain

F = TypeVar("F", bound=Body)
LANGUAGE_OF: Mapping[str, Language] = {language: language for language in LANGUAGES}
_DECLARED: dict[str, SheetFunction] = {}
FUNCTIONS: Mapping[str, SheetFunction] = MappingProxyType(_DECLARED)  # by name, in the order below


def sheet_function(*, zh: str, example: Example, tells: bool = False) -> Callable[[F], F]:
    """Declares a sheet function: the docstring is its English help, `zh` the Chinese one.

    One that `tells` gives a sentence where an argument cannot be read.
    """

    def declare(body: F) -> F:
        function = declared(body, zh, example, tells=tells)
        _DECLARED[function.name] = function
        return body

    return declare


# One KPI -----------------------------------------------------------------------


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
    tongue = _tongue(language, rules)
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
    tongue = _tongue(language, rules)
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
    tongue = _tongue(language, rules)
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


# Many KPIs ---------------------------------------------------------------------


@sheet_function(
    zh="总分，不四舍五入。有权重而得分空白时返回 #N/A；得分为“不适用”时，其权重由其余指标分担，除非另有设置；"
    "适用权重不足 60%（可另设）时返回 #N/A。",
    example=Example(
        (((90, 100, 95, 80, 100, 110, 70),), ((40, 20, 15, 15, 10, 10, 10),)), "91.875", "91.875"
    ),
)
def kpi_total(
    scores: ScoreBlock,
    weights: WeightBlock,
    policy: Policy = LEFT_OUT,
    categories: Categories = LEFT_OUT,
    states: States = LEFT_OUT,
    excused: Excused = LEFT_OUT,
    enough: Enough = LEFT_OUT,
) -> Given:
    """Total, not rounded. #N/A while a score with a weight is blank; N/A for a score shares its weight
    out unless excused says otherwise; #N/A when less than 60 % of the weight applies.
    """
    terms = read_terms(policy, excused, enough)
    if isinstance(terms, Problem):
        return terms
    return weighted_total(TotalColumns(scores, weights, categories, states), terms)


@sheet_function(
    zh="总分对应的等级；总分先四舍五入到两位小数再评级，与显示的一致。",
    example=Example((91.875,), "B", "B"),
)
def kpi_grade(total: Total, grades: GradeTable = LEFT_OUT, full: Full = LEFT_OUT) -> Given:
    """Letter of a total, read off the total as it is shown, with two decimals."""
    points = read_number(total, Unit.POINTS)
    if isinstance(points, Unread):
        return problem.not_a_total(as_shown(total))
    whole = HUNDRED if is_blank(full) else read_number(full, Unit.POINTS)
    if isinstance(whole, Unread) or whole <= 0:
        return problem.not_a_limit("full", as_shown(full))
    found = grade(points, grades, whole / HUNDRED)
    return problem.below_all_grades(str(rounded(points))) if found is None else found.letter


@sheet_function(
    zh="整列得分，一次计算：逐行与 KPI_SCORE 相同；空行返回空白，一行有误只影响该行。",
    example=Example(((("SALES-3", "SERVICE-1"),), (("97%", 3),)), "87.5,50", "87.5,50"),
)
def kpi_scores(
    kpis: Kpis, actuals: Actuals, targets: Targets = LEFT_OUT, rules: RuleTable = LEFT_OUT
) -> Given | Rows:
    """Scores of a whole column in one call, row by row as KPI_SCORE gives them; a blank row stays blank,
    an error concerns its own row only.
    """
    codes, cells, own = flat(kpis.block), flat(actuals.block), flat(targets.block)
    if all(map(is_blank, own)):
        own = (None,) * len(codes)
    for name, column in (("actuals", cells), ("targets", own)):
        if len(column) != len(codes):
            return problem.sizes_differ("kpis", name, (len(codes), len(column)))
    given = iter([_row(rules, *row) for row in zip(codes, cells, own, strict=True)])
    return [[next(given) for _ in row] for row in kpis.block]


@sheet_function(
    zh="把考核标准表写成一个单元格的文本，供其他函数作为参数 rules 引用：公式很多时快得多，标准改动时随之更新。",
    example=Example(
        ((("KPI", "Weight"), ("SALES-3", 15)),),
        'KPI_RULES[["KPI","Weight"],["SALES-3",15]]',
        'KPI_RULES[["KPI","Weight"],["SALES-3",15]]',
    ),
)
def kpi_rules(table: TableCells) -> Given:
    """The table Rules as text in one cell, for other functions to take as rules: much quicker where
    there are many formulas, and it follows every change of the table.
    """
    cells = flat(table.block)
    error = first_error(cells, "table") if len(cells) == 1 else None  # of one KPI it concerns that KPI
    return error or told(table.block)


@sheet_function(
    zh="一个人的反馈：优势、不足或改进方向，每条一行，与“反馈”表中系统建议的文字相同。",
    example=Example(
        ("gaps", (("SALES-3", "SALES-6"),), (("97%", 80),)),
        "回款及时率：97%，目标 ≥98%，低 1 个百分点，失 1.56 分",
        "On-time collection rate: 97%, target ≥98%, short by 1 pp, 1.56 points lost",
    ),
)
def kpi_feedbacks(
    part: Part,
    kpis: KpiBlock,
    actuals: ActualBlock,
    targets: TargetBlock = LEFT_OUT,
    weights: EffectiveBlock = LEFT_OUT,
    states: States = LEFT_OUT,
    rules: RuleTable = LEFT_OUT,
    language: Tongue = LEFT_OUT,
    last: LastBlock = LEFT_OUT,
    rise: ClearRise = LEFT_OUT,
) -> Given:
    """Feedback on one person: strengths, gaps or direction of improvement, one sentence a line, as the
    sheet Feedback proposes it.
    """
    asked, tongue, clear = read_part(part), _tongue(language, rules), _limit("rise", rise, CLEAR_RISE)
    if isinstance(asked, Problem):
        return asked
    if isinstance(tongue, Problem):
        return tongue
    if isinstance(clear, Problem):
        return clear
    return told_of(asked, PersonColumns(kpis, actuals, targets, weights, states, last), rules, tongue, clear)


# What they share ---------------------------------------------------------------


def _judged(rules: Rules, kpi: Value, actual: Value, target: Value) -> Judged | State | Problem:
    rule = rules.find(as_shown(kpi))
    return rule if isinstance(rule, Problem) else judge(rules, rule, actual, target)


def _unscored(judged: State | Problem) -> Given:
    """Not applicable is blank in a cell of numbers; anything else is an error value."""
    return judged if isinstance(judged, Problem) else ""


def _row(rules: Rules, kpi: Value, actual: Value, target: Value) -> Given:
    """One row of KPI_SCORES."""
    for name, cell in (("kpis", kpi), ("actuals", actual), ("targets", target)):
        error = first_error([cell], name)
        if error is not None:
            return error
    return "" if is_blank(kpi) or is_blank(actual) else kpi_score(kpi, actual, target, rules)


def _relit(
    judged: Judged | State | Problem, rules: Rules, green: Value, amber: Value
) -> Judged | State | Problem:
    """The same, its light by the limits that were handed over."""
    policies = rules.book.policies
    first, second = _limit("green", green, policies.green_from), _limit("amber", amber, policies.amber_from)
    if isinstance(first, Problem):
        return first
    if isinstance(second, Problem):
        return second
    if not isinstance(judged, Judged) or (first, second) == (policies.green_from, policies.amber_from):
        return judged
    moved = replace(policies, green_from=first, amber_from=second)
    return judged._replace(light=light(judged.rule, judged.actual, judged.score, moved))


def _limit(name: str, cell: Value, usual: Decimal) -> Decimal | Problem:
    limit = usual if is_blank(cell) else read_number(cell, Unit.POINTS)
    return problem.not_a_limit(name, as_shown(cell)) if isinstance(limit, Unread) else limit


def _tongue(cell: Value, rules: Rules) -> Language | Problem:
    if is_blank(cell):
        return rules.language
    code = layout.code_of("language", as_text(cell))
    return LANGUAGE_OF[code] if code else problem.unknown_language(as_shown(cell))


# Calling -----------------------------------------------------------------------


def call(
    name: str, arguments: Sequence[object], rules: RuleBook, language: Language = "zh"
) -> Output | Cells:
    """What the cell, or the cells, of a call show.

    `rules` is the packaged rule book, `language` the one of the host; a table among the arguments
    overrules both. A name that is not in FUNCTIONS is the caller's mistake.
    """
    return FUNCTIONS[name].answer(arguments, rules, language).value


def why(name: str, arguments: Sequence[object], rules: RuleBook, language: Language = "zh") -> Problem | None:
    """The reason of an error value, or of words in place of one; the first, where there are many."""
    return next(iter(FUNCTIONS[name].answer(arguments, rules, language).problems), None)
