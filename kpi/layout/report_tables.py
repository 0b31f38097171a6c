"""The tables of the sheet 月报 Report, from its headline numbers to what is missing."""

from kpi.layout.columns import ColumnSpec, Kind, TableSpec

ROLE_KPIS = 10  # columns of the report for the KPIs of one role

_C = ColumnSpec
_K = Kind

REPORT = TableSpec("Report", "report", (
    _C("item", "项目", "Item", _K.TEXT),
    _C("value", "数值", "Value", _K.NUMBER),
    _C("note", "备注", "Note", _K.WRAPPED),
))
REPORT_GRADES = TableSpec("ReportGrades", "report", (
    _C("grade", "等级", "Grade", _K.TEXT),
    _C("people", "人数", "People", _K.COUNT),
    _C("share", "占比", "Share", _K.PERCENT),
))
_GROUP = (
    _C("people", "人数", "People", _K.COUNT),
    _C("final", "有总分", "With total", _K.COUNT),
    _C("mean", "平均", "Mean", _K.POINTS),
    _C("lowest", "最低", "Lowest", _K.POINTS),
    _C("highest", "最高", "Highest", _K.POINTS),
    _C("spread", "标准差", "Std. dev.", _K.POINTS),
    _C("change", "较上月", "Change", _K.POINTS),
)
REPORT_DEPARTMENTS = TableSpec("ReportDepartments", "report", (
    _C("name", "部门", "Department", _K.TEXT), *_GROUP,
))
REPORT_SETS = TableSpec("ReportSets", "report", (
    _C("name", "指标组", "Set", _K.TEXT), *_GROUP,
))
REPORT_LOSSES = TableSpec("ReportLosses", "report", (
    _C("kpi", "指标", "KPI", _K.TEXT),
    _C("code", "代码", "Code", _K.ID),
    _C("people", "人数", "People", _K.COUNT),
    _C("score", "平均得分", "Mean score", _K.POINTS),
    _C("lost", "失分", "Lost points", _K.POINTS),
))
REPORT_SINGLES = TableSpec("ReportSingles", "report", (
    _C("person", "姓名", "Name", _K.TEXT),
    _C("row", "得分表行", "Row in Scores", _K.COUNT),
    _C("unit", "单位", "Unit", _K.CHOICE),
    _C("actual", "完成值", "Actual", _K.NUMBER),
    _C("target", "目标", "Target", _K.NUMBER),
    _C("score", "得分", "Score", _K.POINTS),
    _C("lost", "失分", "Lost points", _K.POINTS),
    _C("kpi", "指标", "KPI", _K.TEXT),
))
REPORT_ROLE = TableSpec("ReportRole", "report", (
    _C("role", "选择岗位", "Choose a role", _K.CHOICE, typed=True),
    _C("from", "从第几名", "From rank", _K.COUNT, typed=True),
    _C("people", "人数", "People", _K.COUNT),
    _C("final", "有总分", "With total", _K.COUNT),
    _C("mean", "平均", "Mean", _K.POINTS),
    *(_C(f"k{n}", f"指标{n}", f"KPI {n}", _K.WRAPPED) for n in range(1, ROLE_KPIS + 1)),
    _C("first", "汇总首行", "First in Summary", _K.HELPER),
    _C("rows", "汇总行数", "Rows in Summary", _K.HELPER),
    _C("start", "得分首行", "First in Scores", _K.HELPER),
    _C("kpis", "指标数", "KPIs", _K.HELPER),
))
REPORT_RANKING = TableSpec("ReportRanking", "report", (
    _C("name", "姓名", "Name", _K.TEXT),
    _C("rank", "排名", "Rank", _K.COUNT),
    _C("total", "总分", "Total", _K.POINTS),
    _C("grade", "等级", "Grade", _K.TEXT),
    _C("change", "较上月", "Change", _K.POINTS),
    *(_C(f"s{n}", f"得分{n}", f"Score {n}", _K.POINTS) for n in range(1, ROLE_KPIS + 1)),
    _C("row", "汇总行", "Row in Summary", _K.HELPER),
    _C("start", "得分首行", "First in Scores", _K.HELPER),
    _C("size", "指标数", "KPIs", _K.HELPER),
    _C("label", "图表名称", "Name on the chart", _K.HELPER),
))
REPORT_MISSING = TableSpec("ReportMissing", "report", (
    _C("person", "姓名", "Name", _K.TEXT),
    _C("code", "代码", "Code", _K.ID),
    _C("state", "状态", "State", _K.CHOICE),
    _C("place", "位置", "Place", _K.TEXT),
))

# The tables of the report below its headline numbers. All but the last have their rows drawn with the workbook and
# keep as many, because other tables and charts stand below.
REPORT_TABLES = (
    "ReportGrades", "ReportDepartments", "ReportSets", "ReportLosses", "ReportSingles", "ReportRole", "ReportRanking",
    "ReportMissing",
)  # fmt: skip
