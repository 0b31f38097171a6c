"""The parameters of the sheet functions: what kind of argument each takes, and its help."""

from typing import Annotated, Any

from kpi.arguments import Block, Column
from kpi.grade_block import Grades
from kpi.rule_block import Rules
from kpi.sheet_function import Help
from kpi.tables import Value

LEFT_OUT: Any = None  # the default of an optional parameter; a body gets what its kind stands for

Kpi = Annotated[
    Value,
    Help("指标代码或名称，例如 SALES-3 或 回款及时率。", "Code or name of the KPI, such as SALES-3."),
]
Actual = Annotated[
    Value,
    Help(
        "完成值，例如 97%、1:3、2小时；不适用时填“不适用”。",
        "The actual, such as 97%, 1:3 or 2 hours; N/A where the KPI does not apply.",
    ),
]
Target = Annotated[
    Value,
    Help("个人目标；省略时采用考核标准中的目标。", "A personal target; left out, the target of the rules."),
]
RuleTable = Annotated[
    Rules,
    Help(
        "考核标准表（含标题行），例如 Rules[#All]，或 KPI_RULES 给出的文本；省略时采用内置标准。",
        "The table Rules with its headers, such as Rules[#All], or what KPI_RULES gives; left out, the packaged rules.",
    ),
]
TableCells = Annotated[
    Column,
    Help("考核标准表（含标题行），例如 Rules[#All]。", "The table Rules with its headers, such as Rules[#All]."),
]
Tongue = Annotated[
    Value,
    Help("zh 或 en；省略时与考核标准表的语言一致。", "zh or en; left out, the language of the table Rules."),
]
Green = Annotated[
    Value, Help("绿灯起点（分）；省略时为 100。", "A score from here on is green; left out, 100.")
]
Amber = Annotated[
    Value, Help("黄灯起点（分）；省略时为 80。", "A score from here on is amber; left out, 80.")
]
ScoreBlock = Annotated[
    Block, Help("各项得分；不适用的填“不适用”。", "The scores; N/A where a KPI does not apply.")
]
WeightBlock = Annotated[Block, Help("各项原始权重，与得分一一对应。", "The raw weight of each score.")]
Policy = Annotated[
    Value,
    Help(
        "权重方式（或其代号）：share 按比例（默认）、points 按满分、base_and_extra 基础加附加、fill 补足一百。",
        "Weight policy, or its code on the sheet Settings: share (default), points, base_and_extra or fill.",
    ),
]
Categories = Annotated[
    Block,
    Help(
        "各项的类别序号，从 1 起；“基础加附加”和“同类指标分担”需要。",
        "The category of each score, from 1; base_and_extra and within_category need it.",
    ),
]
States = Annotated[
    Block,
    Help(
        "各项的状态，例如 已填、不适用、待定目标；省略时由内容判断。",
        "The state of each KPI, such as entered, N/A or target open; left out, it follows from the cells.",
    ),
]
Excused = Annotated[
    Value,
    Help(
        "不适用指标的权重（或其代号）：shared 其余指标分担（默认）、full_mark 按满分计、within_category 同类指标分担。",
        "Weight of a KPI that does not apply, or its code: shared (default), full_mark or within_category.",
    ),
]
Enough = Annotated[
    Value,
    Help(
        "最低适用权重比，低于它没有总分；省略时为 60%。",
        "The least share of the weight that has to apply; left out, 60%.",
    ),
]
Total = Annotated[Value, Help("总分。", "The total.")]
GradeTable = Annotated[
    Grades,
    Help(
        "等级表：第一列等级，最后一列起点（分）；省略时采用内置等级。",
        "A table of grades, letters first and limits last; left out, the packaged grades.",
    ),
]
Full = Annotated[
    Value,
    Help(
        "全部达标时的总分，等级起点随之换算；省略时为 100，“按满分”时为原始权重合计。",
        "The total when every target is met, for which the limits are scaled: 100 when left out, "
        "the sum of the raw weights under the policy points.",
    ),
]
Part = Annotated[
    Value,
    Help("要哪一部分：strengths 优势、gaps 不足、direction 改进方向。", "Which part: strengths, gaps or direction."),
]
KpiBlock = Annotated[Block, Help("此人各项指标的代码。", "The codes of the person's KPIs.")]
ActualBlock = Annotated[Block, Help("各项的完成值。", "The actual of each KPI.")]
TargetBlock = Annotated[
    Block,
    Help(
        "各项的目标，空白即待定目标；省略时采用考核标准中的目标。",
        "The target of each KPI, blank where it is open; left out, the targets of the rules.",
    ),
]
EffectiveBlock = Annotated[
    Block,
    Help(
        "各项的有效权重，例如 12.5%；省略时按全部指标都适用计算。",
        "The effective weight of each KPI; left out, those that hold while all KPIs apply.",
    ),
]
LastBlock = Annotated[
    Block,
    Help(
        "各项上月得分；比上月明显提高的指标也列为优势，省略则不比较。",
        "Last month's score of each KPI; what is clearly better is a strength too. Left out, nothing is compared.",
    ),
]
ClearRise = Annotated[
    Value,
    Help(
        "比上月高多少分算明显提高；省略时为 5。",
        "The rise in points on last month that is clear; left out, 5.",
    ),
]
Kpis = Annotated[Column, Help("各行的指标代码或名称。", "Code or name of the KPI, row by row.")]
Actuals = Annotated[Column, Help("各行的完成值。", "The actual, row by row.")]
Targets = Annotated[
    Column, Help("各行的个人目标；可省略。", "A personal target, row by row; may be left out.")
]
