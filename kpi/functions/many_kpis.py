"""The functions of a whole column, a whole table or a person, and of the total with its grade."""


from kpi.arguments import first_error, flat
from kpi.feedback import CLEAR_RISE
from kpi.feedback_block import Columns as PersonColumns
from kpi.feedback_block import read_part, told_of
from kpi.functions.asked import language_asked, limit_asked
from kpi.functions.declaring import sheet_function
from kpi.functions.one_kpi import kpi_score
from kpi.model import Unit
from kpi.numbers import rounded
from kpi.parameters import (
    LEFT_OUT,
    ActualBlock,
    Actuals,
    Categories,
    ClearRise,
    EffectiveBlock,
    Enough,
    Excused,
    Full,
    GradeTable,
    KpiBlock,
    Kpis,
    LastBlock,
    Part,
    Policy,
    RuleTable,
    ScoreBlock,
    States,
    TableCells,
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
from kpi.scoring import grade
from kpi.sheet_function import Example, Given, Rows
from kpi.sheets import as_shown
from kpi.tables import Value
from kpi.total_block import Columns as TotalColumns
from kpi.total_block import read_terms, weighted_total
from kpi.weights import HUNDRED


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
    asked, tongue, clear = read_part(part), language_asked(language, rules), limit_asked("rise", rise, CLEAR_RISE)
    if isinstance(asked, Problem):
        return asked
    if isinstance(tongue, Problem):
        return tongue
    if isinstance(clear, Problem):
        return clear
    return told_of(asked, PersonColumns(kpis, actuals, targets, weights, states, last), rules, tongue, clear)


def _row(rules: Rules, kpi: Value, actual: Value, target: Value) -> Given:
    """One row of KPI_SCORES."""
    for name, cell in (("kpis", kpi), ("actuals", actual), ("targets", target)):
        error = first_error([cell], name)
        if error is not None:
            return error
    return "" if is_blank(kpi) or is_blank(actual) else kpi_score(kpi, actual, target, rules)
