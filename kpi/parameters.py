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
ScoreBlock = Annotated[
    Block, Help("各项得分；不适用的填“不适用”。", "The scores; N/A where a KPI does not apply.")
]
WeightBlock = Annotated[Block, Help("各项原始权重，与得分一一对应。", "The raw weight of each score.")]
Policy = Annotated[
    Value,
    Help(
        "权重方式：share 按比例（默认）、points 按满分、fill 补足一百。",
        "Weight policy: share (default), points or fill.",
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
Kpis = Annotated[Column, Help("各行的指标代码或名称。", "Code or name of the KPI, row by row.")]
Actuals = Annotated[Column, Help("各行的完成值。", "The actual, row by row.")]
Targets = Annotated[
    Column, Help("各行的个人目标；可省略。", "A personal target, row by row; may be left out.")
]
