"""The one map of a workbook: its sheets, tables and columns, in both languages.

Cells are found by table name and header, never by row number. Table names are the
same in both languages, titles and headers are not; a header is found in either.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache, lru_cache

from kpi.model import Bilingual, Entry, KpiRule, Role


class Kind(Enum):
    """What a column holds; the template derives width, format and protection from it."""

    ID = "id"
    TEXT = "text"
    WRAPPED = "wrapped"
    NUMBER = "number"
    PERCENT = "percent"
    POINTS = "points"  # two decimals
    COUNT = "count"
    DATE = "date"
    CHOICE = "choice"
    LIGHT = "light"
    HELPER = "helper"  # visible in an outline group: the working of a formula


@dataclass(frozen=True, slots=True)
class ColumnSpec:
    """One column of a table of ours."""

    key: str
    zh: str
    en: str
    kind: Kind
    typed: bool = False  # a person types here: input colour, unlocked

    def header(self, language: str) -> str:
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True, slots=True)
class TableSpec:
    """One table of ours and the sheet it stands on."""

    name: str
    sheet: str  # key in SHEETS
    columns: tuple[ColumnSpec, ...]

    def column(self, key: str) -> ColumnSpec:
        return next(column for column in self.columns if column.key == key)

    def headers(self, language: str) -> tuple[str, ...]:
        return tuple(column.header(language) for column in self.columns)


SHEETS: Mapping[str, Bilingual] = {
    "guide": {"zh": "说明", "en": "Guide"},
    "settings": {"zh": "设置", "en": "Settings"},
    "rules": {"zh": "考核标准", "en": "Rules"},
    "people": {"zh": "人员", "en": "People"},
    # here: one sheet per role, titled `role_title`
    "scores": {"zh": "得分", "en": "Scores"},
    "summary": {"zh": "汇总", "en": "Summary"},
    "feedback": {"zh": "反馈", "en": "Feedback"},
    "progress": {"zh": "进度", "en": "Progress"},
    "report": {"zh": "月报", "en": "Report"},
    "history": {"zh": "历史", "en": "History"},
    "revisions": {"zh": "修订", "en": "Revisions"},
    "problems": {"zh": "问题", "en": "Problems"},
}
BEFORE_ROLES = ("guide", "settings", "rules", "people")
AFTER_ROLES = ("scores", "summary", "feedback", "progress", "report", "history", "revisions", "problems")

KNOTS = 6  # a scale has at most this many
ROLE_KPIS = 10  # columns of the report for the KPIs of one role
CATEGORIES = 4  # a set has at most three of its own, and the duties

_C = ColumnSpec
_K = Kind

SETTINGS = TableSpec("Settings", "settings", (
    _C("item", "项目", "Setting", _K.TEXT),
    _C("value", "值", "Value", _K.CHOICE, typed=True),
    _C("note", "说明", "What it does", _K.WRAPPED),
    _C("number", "代号", "Code", _K.HELPER),
    _C("set", "指标组", "Set", _K.HELPER),
))
GRADES = TableSpec("Grades", "settings", (
    _C("grade", "等级", "Grade", _K.TEXT, typed=True),
    _C("name", "名称", "Name", _K.TEXT, typed=True),
    _C("limit", "起点（分）", "From (points)", _K.NUMBER, typed=True),
    _C("n_doubt", "检查", "Check", _K.HELPER),
))
ROLES = TableSpec("Roles", "settings", (
    _C("code", "岗位代码", "Role code", _K.ID),
    _C("zh", "岗位（中文）", "Role (Chinese)", _K.TEXT),
    _C("en", "岗位（英文）", "Role (English)", _K.TEXT),
    _C("set", "指标组", "Set", _K.ID),
    _C("department", "部门", "Department", _K.TEXT),
    _C("weight", "原始权重合计", "Sum of raw weights", _K.HELPER),
))
ROLE_TARGETS = TableSpec("RoleTargets", "settings", (
    _C("role", "岗位", "Role", _K.CHOICE, typed=True),
    _C("kpi", "指标代码", "KPI", _K.CHOICE, typed=True),
    _C("target", "岗位目标", "Target of the role", _K.NUMBER, typed=True),
    _C("months", "目标覆盖月数", "Months covered", _K.COUNT, typed=True),
    _C("match", "对照", "Match", _K.HELPER),
    _C("n_doubt", "检查", "Check", _K.HELPER),
))
HOLIDAYS = TableSpec("Holidays", "settings", (
    _C("from", "从", "From", _K.DATE, typed=True),
    _C("to", "到（一天可不填）", "To (blank: one day)", _K.DATE, typed=True),
    _C("name", "名称", "Name", _K.TEXT, typed=True),
    _C("kind", "休息/上班", "Off or worked", _K.CHOICE, typed=True),
    _C("first", "起日", "First day", _K.HELPER),
    _C("last", "止日", "Last day", _K.HELPER),
    _C("n_kind", "类型代号", "Kind code", _K.HELPER),
))
RULES = TableSpec("Rules", "rules", (
    _C("code", "代码", "Code", _K.ID),
    _C("set", "指标组", "Set", _K.ID),
    _C("category", "类别", "Category", _K.TEXT, typed=True),
    _C("order", "类别序号", "Category no.", _K.COUNT, typed=True),
    _C("zh", "指标", "KPI (Chinese)", _K.TEXT, typed=True),
    _C("en", "指标（英文）", "KPI (English)", _K.TEXT, typed=True),
    _C("definition", "计算口径", "Definition", _K.WRAPPED, typed=True),
    _C("unit", "单位", "Unit", _K.CHOICE, typed=True),
    _C("counted", "计量对象", "Counted", _K.TEXT, typed=True),
    _C("better", "方向", "Better", _K.CHOICE, typed=True),
    _C("target", "目标", "Target", _K.NUMBER, typed=True),
    _C("months", "目标覆盖月数", "Months covered", _K.COUNT, typed=True),
    _C("pass_line", "达标线", "Pass line", _K.NUMBER, typed=True),
    _C("measure", "计分依据", "Measure", _K.CHOICE, typed=True),
    _C("curve", "评分方式", "Scale", _K.CHOICE, typed=True),
    *(_C(f"x{n}", f"x{n}", f"x{n}", _K.NUMBER, typed=True) for n in range(1, KNOTS + 1)),
    *(_C(f"y{n}", f"y{n}", f"y{n}", _K.NUMBER, typed=True) for n in range(1, KNOTS + 1)),
    _C("weight", "原始权重", "Raw weight", _K.NUMBER, typed=True),
    _C("effective", "有效权重", "Effective weight", _K.PERCENT),
    _C("sum", "权重合计", "Sum of weights", _K.NUMBER),
    _C("entry", "录入方式", "Entry", _K.CHOICE, typed=True),
    _C("months_add", "月度汇总", "Months add up", _K.CHOICE, typed=True),
    _C("event", "事件型", "Event-driven", _K.CHOICE, typed=True),
    _C("lowest", "允许下限", "Lowest allowed", _K.NUMBER, typed=True),
    _C("highest", "允许上限", "Highest allowed", _K.NUMBER, typed=True),
    _C("roles", "适用岗位", "Roles", _K.WRAPPED),
    _C("data_source", "数据来源", "Data source", _K.TEXT, typed=True),
    _C("basis", "原文/建议", "Stated/proposed", _K.WRAPPED),
    _C("improvement_zh", "改进方向", "Improvement (Chinese)", _K.WRAPPED, typed=True),
    _C("improvement_en", "改进方向（英文）", "Improvement (English)", _K.WRAPPED, typed=True),
    _C("n_entry", "录入代号", "Entry code", _K.HELPER),
    _C("n_measure", "依据代号", "Measure code", _K.HELPER),
    _C("n_sign", "方向代号", "Direction code", _K.HELPER),
    _C("n_steps", "分段代号", "Steps code", _K.HELPER),
    _C("n_months", "按月折算", "Pro rata months", _K.HELPER),
    _C("n_low", "下限值", "Low value", _K.HELPER),
    _C("n_high", "上限值", "High value", _K.HELPER),
    _C("n_pass", "达标线值", "Pass value", _K.HELPER),
    _C("n_doubt", "存疑", "In doubt", _K.HELPER),
))
PEOPLE = TableSpec("People", "people", (
    _C("id", "工号", "ID", _K.ID, typed=True),
    _C("name", "姓名", "Name", _K.TEXT, typed=True),
    _C("role", "岗位", "Role", _K.CHOICE, typed=True),
    _C("department", "部门", "Department", _K.TEXT, typed=True),
    _C("reviewer", "考核人", "Reviewer", _K.TEXT, typed=True),
    _C("from", "到岗日期", "From", _K.DATE, typed=True),
    _C("to", "离岗日期", "To", _K.DATE, typed=True),
))
SCORES = TableSpec("Scores", "scores", (
    _C("id", "工号", "ID", _K.ID),
    _C("name", "姓名", "Name", _K.TEXT),
    _C("role", "岗位", "Role", _K.TEXT),
    _C("code", "代码", "Code", _K.ID),
    _C("kpi", "指标", "KPI", _K.TEXT),
    _C("category", "类别", "Category", _K.TEXT),
    _C("actual", "完成值", "Actual", _K.NUMBER),
    _C("target", "目标", "Target", _K.NUMBER),
    _C("score", "得分", "Score", _K.POINTS),
    _C("weight", "原始权重", "Raw weight", _K.NUMBER),
    _C("effective", "有效权重", "Effective weight", _K.PERCENT),
    _C("points", "加权得分", "Points", _K.POINTS),
    _C("lost", "失分", "Lost points", _K.POINTS),
    _C("state", "状态", "State", _K.TEXT),
    _C("light", "红绿灯", "Light", _K.LIGHT),
    _C("why", "说明", "Why", _K.WRAPPED),
    _C("first", "录入一", "Entry 1", _K.HELPER),
    _C("second", "录入二", "Entry 2", _K.HELPER),
    _C("personal", "个人目标", "Personal target", _K.HELPER),
    _C("n_role", "岗位代码", "Role code", _K.HELPER),
    _C("n_rule", "标准行", "Rule row", _K.HELPER),
    _C("n_target", "岗位目标行", "Role target row", _K.HELPER),
    _C("quotient", "计算值", "Quotient", _K.HELPER),
    _C("n_state", "状态代号", "State code", _K.HELPER),
    _C("measure", "计分值", "Measure", _K.HELPER),
    _C("knots", "节点数", "Knots", _K.HELPER),
    _C("reached", "已达节点", "Knots reached", _K.HELPER),
    _C("counts", "计入", "Counts", _K.HELPER),
    _C("order", "类别序号", "Category no.", _K.HELPER),
    _C("scored", "计分工号", "Scored ID", _K.HELPER),
    _C("last", "上月得分", "Last month's score", _K.HELPER),
))
SUMMARY = TableSpec("Summary", "summary", (
    _C("id", "工号", "ID", _K.ID),
    _C("name", "姓名", "Name", _K.TEXT),
    _C("role", "岗位", "Role", _K.TEXT),
    _C("department", "部门", "Department", _K.TEXT),
    _C("total", "总分", "Total", _K.POINTS),
    _C("grade", "等级", "Grade", _K.TEXT),
    _C("standing", "状态", "State", _K.TEXT),
    _C("rank", "岗位排名", "Rank in role", _K.COUNT),
    _C("last", "上月总分", "Last month", _K.POINTS),
    _C("change", "较上月", "Change", _K.POINTS),
    _C("extra", "附加分", "Extra", _K.POINTS),
    *(
        column
        for n in range(1, CATEGORIES + 1)
        for column in (
            _C(f"c{n}", f"类别{n}", f"Category {n}", _K.TEXT),
            _C(f"c{n}_score", f"类别{n}得分", f"Category {n} score", _K.POINTS),
            _C(f"c{n}_points", f"类别{n}加权", f"Category {n} points", _K.POINTS),
        )
    ),
    _C("policy", "权重方式", "Policy code", _K.HELPER),
    *(_C(f"w{n}", f"权重{n}", f"Weight {n}", _K.HELPER) for n in range(1, CATEGORIES + 1)),
    *(_C(f"a{n}", f"计入权重{n}", f"Counting weight {n}", _K.HELPER) for n in range(1, CATEGORIES + 1)),
    *(_C(f"f{n}", f"系数{n}", f"Factor {n}", _K.HELPER) for n in range(1, CATEGORIES + 1)),
    _C("applicable", "适用权重比", "Applicable share", _K.HELPER),
    _C("missing", "缺项数", "Missing", _K.HELPER),
    _C("n_standing", "状态代号", "State code", _K.HELPER),
    _C("final", "正式总分", "Final total", _K.HELPER),
    _C("scored", "计分工号", "Scored ID", _K.HELPER),
    _C("last_scored", "计分时上月总分", "Last month as scored", _K.HELPER),
    _C("n_person", "人员行", "Row in People", _K.HELPER),
))
FEEDBACK = TableSpec("Feedback", "feedback", (
    _C("id", "工号", "ID", _K.ID),
    _C("name", "姓名", "Name", _K.TEXT),
    _C("role", "岗位", "Role", _K.TEXT),
    _C("total", "总分", "Total", _K.POINTS),
    _C("grade", "等级", "Grade", _K.TEXT),
    _C("strengths", "优势", "Strengths", _K.WRAPPED, typed=True),
    _C("gaps", "不足", "Gaps", _K.WRAPPED, typed=True),
    _C("direction", "改进方向", "Direction of improvement", _K.WRAPPED, typed=True),
    _C("carried", "上月待办", "Carried-over actions", _K.WRAPPED),
    _C("status", "完成情况", "Completed?", _K.WRAPPED, typed=True),
    _C("comment", "考核人评语", "Reviewer's comment", _K.WRAPPED, typed=True),
    _C("action", "改进措施", "Actions", _K.WRAPPED, typed=True),
    _C("deadline", "完成期限", "Deadline", _K.DATE, typed=True),
    _C("owner", "责任人", "Responsible", _K.TEXT, typed=True),
    _C("proposed", "系统文本标记", "Mark of proposed text", _K.HELPER),
))
DUE = TableSpec("Due", "progress", (
    _C("due", "截止日", "Due", _K.DATE),
    _C("today", "今天（手填）", "Today (type it)", _K.DATE, typed=True),
    _C("left", "剩余时间", "Time left", _K.TEXT),
    _C("scored", "已计分", "Scored", _K.TEXT),
    _C("missing", "缺项合计", "Entries missing", _K.COUNT),
    _C("printed", "已打印", "Printed", _K.TEXT),
    _C("talked", "已面谈", "Talked to", _K.TEXT),
    _C("signed", "已签字", "Signed", _K.TEXT),
    _C("done", "全部完成", "All done", _K.TEXT),
    _C("fifth", "次月5日", "The 5th", _K.HELPER),
    _C("steps", "顺延天数", "Days moved", _K.HELPER),
))
STEPS_BY_HAND = ("printed", "talked", "signed")  # of Progress: ticks that the manager sets
PROGRESS = TableSpec("Progress", "progress", (
    _C("id", "工号", "ID", _K.ID),
    _C("name", "姓名", "Name", _K.TEXT),
    _C("role", "岗位", "Role", _K.TEXT),
    _C("scored", "计分", "Scored", _K.LIGHT),
    _C("missing", "缺项", "Missing", _K.COUNT),
    _C("printed", "打印", "Printed", _K.CHOICE, typed=True),
    _C("talked", "面谈", "Talked to", _K.CHOICE, typed=True),
    _C("signed", "签字", "Signed", _K.CHOICE, typed=True),
    _C("done", "完成", "Done", _K.LIGHT),
    _C("n_summary", "计分行", "Row scored", _K.HELPER),
    _C("n_row", "汇总行", "Row shown", _K.HELPER),
))
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
HISTORY = TableSpec("History", "history", (
    _C("period", "考核期间", "Period", _K.ID),
    _C("id", "工号", "ID", _K.ID),
    _C("name", "姓名", "Name", _K.TEXT),
    _C("role", "岗位", "Role", _K.TEXT),
    _C("code", "代码", "Code", _K.ID),
    _C("first", "录入一", "Entry 1", _K.NUMBER),
    _C("second", "录入二", "Entry 2", _K.NUMBER),
    _C("actual", "完成值", "Actual", _K.NUMBER),
    _C("target", "目标", "Target", _K.NUMBER),
    _C("score", "得分", "Score", _K.POINTS),
    _C("state", "状态", "State", _K.TEXT),
    _C("weight", "原始权重", "Raw weight", _K.NUMBER),
    _C("effective", "有效权重", "Effective weight", _K.PERCENT),
    _C("points", "加权得分", "Points", _K.POINTS),
    _C("total", "总分", "Total", _K.POINTS),
    _C("grade", "等级", "Grade", _K.TEXT),
    _C("rules", "标准指纹", "Rule-book hash", _K.ID),
))
REVISIONS = TableSpec("Revisions", "revisions", (
    _C("from", "生效日期", "Effective from", _K.DATE, typed=True),
    _C("kpi", "指标代码", "KPI", _K.TEXT, typed=True),
    _C("field", "修订项目", "What changed", _K.TEXT, typed=True),
    _C("before", "修订前", "Before", _K.TEXT, typed=True),
    _C("after", "修订后", "After", _K.TEXT, typed=True),
    _C("reason", "修订原因", "Reason", _K.WRAPPED, typed=True),
    _C("by", "修订人", "By", _K.TEXT, typed=True),
))
PROBLEMS = TableSpec("Problems", "problems", (
    _C("place", "位置", "Place", _K.TEXT),
    _C("kpi", "指标", "KPI", _K.TEXT),
    _C("wrong", "问题", "What is wrong", _K.WRAPPED),
    _C("remedy", "处理办法", "What to do", _K.WRAPPED),
    _C("code", "编号", "Code", _K.ID),
))
CHECKS = TableSpec("Checks", "guide", (
    _C("item", "自检项目", "Self-check", _K.TEXT),
    _C("result", "结果", "Result", _K.LIGHT),
))

TABLES: Mapping[str, TableSpec] = {
    table.name: table
    for table in (
        CHECKS, SETTINGS, GRADES, ROLES, ROLE_TARGETS, HOLIDAYS, RULES, PEOPLE,
        SCORES, SUMMARY, FEEDBACK, DUE, PROGRESS, REPORT, REPORT_GRADES, REPORT_DEPARTMENTS, REPORT_SETS,
        REPORT_LOSSES, REPORT_SINGLES, REPORT_ROLE, REPORT_RANKING, REPORT_MISSING,
        HISTORY, REVISIONS, PROBLEMS,
    )
}

# Columns that workbooks made before they existed lack; such workbooks are scored without them.
ADDED: Mapping[str, tuple[str, ...]] = {
    "Scores": ("scored", "last"),
    "Summary": ("scored", "last_scored", "n_person"),
    "Feedback": ("status",),
    "History": ("state",),
    "Grades": ("n_doubt",),
    "Roles": ("weight",),
    "RoleTargets": ("n_doubt",),
    "Rules": ("n_doubt",),
}

# The tables of the report below its headline numbers. All but the last have their rows drawn with the workbook and
# keep as many, because other tables and charts stand below.
REPORT_TABLES = (
    "ReportGrades", "ReportDepartments", "ReportSets", "ReportLosses", "ReportSingles", "ReportRole", "ReportRanking",
    "ReportMissing",
)  # fmt: skip

# Tables that workbooks made before they existed lack; such workbooks are scored without them.
ADDED_TABLES = frozenset({"Holidays", "Due", "Progress", *REPORT_TABLES})

# Defined names of the workbook, each a block of table columns (first, last): the formulas read by them.
NAMES: Mapping[str, tuple[str, str, str]] = {
    "Rule_code": ("Rules", "code", "code"),
    "Rule_set": ("Rules", "set", "set"),
    "Rule_category": ("Rules", "category", "category"),
    "Rule_order": ("Rules", "order", "order"),
    "Rule_unit": ("Rules", "unit", "unit"),
    "Rule_zh": ("Rules", "zh", "zh"),
    "Rule_en": ("Rules", "en", "en"),
    "Rule_target": ("Rules", "target", "target"),
    "Rule_x": ("Rules", "x1", f"x{KNOTS}"),
    "Rule_y": ("Rules", "y1", f"y{KNOTS}"),
    "Rule_weight": ("Rules", "weight", "weight"),
    "Rule_entry": ("Rules", "n_entry", "n_entry"),
    "Rule_measure": ("Rules", "n_measure", "n_measure"),
    "Rule_sign": ("Rules", "n_sign", "n_sign"),
    "Rule_steps": ("Rules", "n_steps", "n_steps"),
    "Rule_months": ("Rules", "n_months", "n_months"),
    "Rule_low": ("Rules", "n_low", "n_low"),
    "Rule_high": ("Rules", "n_high", "n_high"),
    "Rule_pass": ("Rules", "n_pass", "n_pass"),
    "Rule_roles": ("Rules", "roles", "roles"),
    "Rule_doubt": ("Rules", "n_doubt", "n_doubt"),
    "Target_kpi": ("RoleTargets", "kpi", "kpi"),
    "Target_match": ("RoleTargets", "match", "match"),
    "Target_value": ("RoleTargets", "target", "target"),
    "Target_months": ("RoleTargets", "months", "months"),
    "Target_doubt": ("RoleTargets", "n_doubt", "n_doubt"),
    "Holiday_first": ("Holidays", "first", "first"),
    "Holiday_last": ("Holidays", "last", "last"),
    "Holiday_kind": ("Holidays", "n_kind", "n_kind"),
    "Grade_letter": ("Grades", "grade", "grade"),
    "Grade_from": ("Grades", "limit", "limit"),
    "Grade_doubt": ("Grades", "n_doubt", "n_doubt"),
    "Role_code": ("Roles", "code", "code"),
    "Role_zh": ("Roles", "zh", "zh"),
    "Role_en": ("Roles", "en", "en"),
    "Role_set": ("Roles", "set", "set"),
    "Role_weight": ("Roles", "weight", "weight"),
    "People_id": ("People", "id", "id"),
    "People_name": ("People", "name", "name"),
}

# The same with their headers, for functions that find columns by them.
HEADED_NAMES: Mapping[str, tuple[str, str, str]] = {
    "Rule_table": ("Rules", "code", "improvement_en"),
    "Grade_table": ("Grades", "grade", "limit"),
}

# Rows of Settings: key -> label. The defined name Set_<key> is the cell in column `number`.
SETTING_ROWS: Mapping[str, Bilingual] = {
    "period": {"zh": "考核期间", "en": "Period"},
    "company": {"zh": "公司名称", "en": "Company"},
    "language": {"zh": "语言", "en": "Language"},
    "edition": {"zh": "版本", "en": "Edition"},
    "not_applicable": {"zh": "不适用指标的权重", "en": "Weight of a KPI that does not apply"},
    "provisional": {"zh": "缺项时给出暂计总分", "en": "Provisional total while entries are missing"},
    "green_from": {"zh": "绿灯起点（分）", "en": "Green from (points)"},
    "amber_from": {"zh": "黄灯起点（分）", "en": "Amber from (points)"},
    "enough_weight": {"zh": "最低适用权重", "en": "Least applicable weight"},
    "clear_rise": {"zh": "明显提高（分）", "en": "Clear improvement (points)"},
    "deadline": {"zh": "截止日遇休息日", "en": "When the due date is a day off"},
    "policy_HEAD": {"zh": "权重方式 HEAD 营销中心负责人", "en": "Weight policy HEAD"},
    "policy_RESEARCH": {"zh": "权重方式 RESEARCH 市场调研", "en": "Weight policy RESEARCH"},
    "policy_BRAND": {"zh": "权重方式 BRAND 品牌推广", "en": "Weight policy BRAND"},
    "policy_EVENT": {"zh": "权重方式 EVENT 活动运营", "en": "Weight policy EVENT"},
    "policy_SALES": {"zh": "权重方式 SALES 销售", "en": "Weight policy SALES"},
    "policy_SERVICE": {"zh": "权重方式 SERVICE 客户服务", "en": "Weight policy SERVICE"},
    "rule_version": {"zh": "标准版本", "en": "Rule-book version"},
    "rule_hash": {"zh": "标准指纹", "en": "Rule-book hash"},
}

# The policy rows stand together: MATCH(set, Policy_set, 0) is a set's place in Policy_number.
POLICY_NAMES: Mapping[str, str] = {"Policy_set": "set", "Policy_number": "number"}  # name -> column
POLICY_PREFIX = "policy_"

# What people call the sets of the packaged rules; any other set goes by its code.
SET_NAMES: Mapping[str, Bilingual] = {
    "HEAD": {"zh": "营销中心负责人", "en": "Head of Marketing Centre"},
    "RESEARCH": {"zh": "市场调研", "en": "Market research"},
    "BRAND": {"zh": "品牌推广", "en": "Brand promotion"},
    "EVENT": {"zh": "活动运营", "en": "Event operations"},
    "SALES": {"zh": "销售", "en": "Sales"},
    "SERVICE": {"zh": "客户服务", "en": "Customer service"},
}

# The words a manager chooses from, for every value of an enumeration; a code is understood as well.
CHOICES: Mapping[str, Mapping[str, Bilingual]] = {
    "language": {"zh": {"zh": "中文", "en": "中文"}, "en": {"zh": "English", "en": "English"}},
    "edition": {
        "portable": {"zh": "便携版", "en": "portable"},
        "python": {"zh": "函数版", "en": "python"},
    },
    "yes_no": {"yes": {"zh": "是", "en": "yes"}, "no": {"zh": "否", "en": "no"}},
    "policy": {
        "share": {"zh": "按比例", "en": "share"},
        "points": {"zh": "按满分", "en": "points"},
        "base_and_extra": {"zh": "基础加附加", "en": "base and extra"},
        "fill": {"zh": "补足一百", "en": "fill"},
    },
    "not_applicable": {
        "shared": {"zh": "其余指标分担", "en": "shared"},
        "full_mark": {"zh": "按满分计", "en": "full mark"},
        "within_category": {"zh": "同类指标分担", "en": "within category"},
    },
    "deadline": {
        "none": {"zh": "不调整", "en": "unchanged"},
        "previous": {"zh": "提前到上一个工作日", "en": "previous working day"},
        "next": {"zh": "顺延到下一个工作日", "en": "next working day"},
    },
    "day_kind": {"off": {"zh": "休息", "en": "off"}, "work": {"zh": "上班", "en": "worked"}},
    "tick": {"yes": {"zh": "√", "en": "√"}, "no": {"zh": "否", "en": "no"}},
    "action_status": {
        "done": {"zh": "已完成", "en": "done"},
        "partly": {"zh": "部分完成", "en": "partly"},
        "not": {"zh": "未完成", "en": "not done"},
        "dropped": {"zh": "取消", "en": "dropped"},
    },
    "unit": {
        "rate": {"zh": "比率", "en": "rate"},
        "percentage_points": {"zh": "百分点", "en": "percentage points"},
        "points": {"zh": "分", "en": "points"},
        "hours": {"zh": "小时", "en": "hours"},
        "days": {"zh": "天", "en": "days"},
        "count": {"zh": "数量", "en": "count"},
        "multiple": {"zh": "倍数", "en": "multiple"},
        "done": {"zh": "完成", "en": "done"},
    },
    "better": {"higher": {"zh": "越高越好", "en": "higher"}, "lower": {"zh": "越低越好", "en": "lower"}},
    "measure": {
        "value": {"zh": "完成值", "en": "value"},
        "attainment": {"zh": "达成率", "en": "attainment"},
        "deviation": {"zh": "偏差", "en": "deviation"},
        "overrun": {"zh": "超出", "en": "overrun"},
    },
    "curve": {"line": {"zh": "连续", "en": "line"}, "steps": {"zh": "分段", "en": "steps"}},
    "entry": {
        "value": {"zh": "数值", "en": "value"},
        "ratio": {"zh": "比值", "en": "ratio"},
        "growth": {"zh": "增长", "en": "growth"},
    },
    "months_add": {
        "ratio_of_sums": {"zh": "合计后相除", "en": "ratio of sums"},
        "sum": {"zh": "求和", "en": "sum"},
        "last": {"zh": "取期末", "en": "last"},
        "mean": {"zh": "取平均", "en": "mean"},
        "rolling_12": {"zh": "滚动12个月", "en": "rolling 12"},
    },
    "state": {
        "entered": {"zh": "已填", "en": "entered"},
        "not_applicable": {"zh": "不适用", "en": "N/A"},
        "not_filled_in": {"zh": "未填写", "en": "not filled in"},
        "unreadable": {"zh": "无法识别", "en": "unreadable"},
        "open_target": {"zh": "待定目标", "en": "target open"},
    },
    "standing": {
        "complete": {"zh": "完整", "en": "complete"},
        "provisional": {"zh": "暂计", "en": "provisional"},
        "missing": {"zh": "缺项", "en": "missing"},
        "insufficient": {"zh": "数据不足", "en": "insufficient data"},
    },
    "light": {
        "green": {"zh": "● 达标", "en": "● on target"},
        "amber": {"zh": "▲ 预警", "en": "▲ warning"},
        "red": {"zh": "■ 未达标", "en": "■ below target"},
    },
}

# Widths of the columns whose text decides how high its row has to be, in digits.
TEXT_WIDTHS: Mapping[str, Mapping[str, float]] = {
    "Feedback": {
        "name": 12.0, "role": 16.0, "strengths": 34.0, "gaps": 34.0, "direction": 34.0, "carried": 20.0, "status": 11.0,
        "comment": 23.0, "action": 23.0,
    },
    "Problems": {"place": 36.0, "kpi": 26.0, "wrong": 56.0, "remedy": 52.0},
}  # fmt: skip

NOT_APPLICABLE_WORDS = ("不适用", "N/A")  # what the formulas of the portable edition know


def word(choice: str, code: str, language: str) -> str:
    """What a manager reads for a code."""
    return CHOICES[choice][code][language]


def code_of(choice: str, text: str) -> str | None:
    """The code behind a word in either language, or the code itself."""
    return _codes(choice).get(folded(text))


@cache
def _codes(choice: str) -> Mapping[str, str]:
    """The code of every word of a choice, as it is compared."""
    words = {code: (code, *both.values()) for code, both in CHOICES[choice].items()}
    return {folded(word): code for code, known in reversed(words.items()) for word in known}


@lru_cache(maxsize=2048)  # the headers and words of a workbook are compared again and again
def folded(text: str) -> str:
    """Text as it is compared: width, case and white space do not matter."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def typed_headers(spec: TableSpec) -> frozenset[str]:
    """The folded headers, in both languages, of the ids and of the columns that somebody types into."""
    wanted = [column for column in spec.columns if column.typed or column.key == "id"]
    return frozenset(folded(header) for column in wanted for header in (column.zh, column.en))


# The sheets of the roles -------------------------------------------------------

ENTRY_PREFIX = "Entry_"
ID_HEADER = ColumnSpec("id", "工号", "ID", Kind.ID, typed=True)
NAME_HEADER = ColumnSpec("name", "姓名", "Name", Kind.TEXT)
REMARK_HEADER = ColumnSpec("remark", "备注", "Remark", Kind.WRAPPED, typed=True)
SHORT_TITLES: Mapping[str, Bilingual] = {
    "HEAD": {"zh": "营销中心负责人", "en": "Head of Marketing Centre"},
}


def role_title(role: Role, language: str) -> str:
    """The title of a role's sheet; Excel allows 31 characters."""
    return SHORT_TITLES.get(role.code, role.name)[language]


def entry_table(role: str) -> str:
    """The name of a role's table."""
    return ENTRY_PREFIX + role


@dataclass(frozen=True, slots=True)
class EntryColumn:
    """A column of a role's sheet that belongs to a KPI.

    Its header begins with the KPI's code and a letter: a and b for the two cells
    of a ratio or growth, t for the personal target, nothing for a value.
    """

    code: str
    part: str  # "", "a", "b" or "t"
    label: Bilingual
    main: bool  # stands in the open; the others are in a collapsed outline group

    def header(self, language: str) -> str:
        return f"{self.code}{self.part} {self.label[language]}"


TARGET_LABEL: Bilingual = {"zh": "个人目标", "en": "personal target"}


def entry_columns(rules: tuple[KpiRule, ...], role: str) -> tuple[EntryColumn, ...]:
    """The KPI columns of a role's sheet: KPIs first, then what is rarely typed.

    The outline group behind holds the personal targets that few people have, and
    the duty targets, which have no weight until somebody gives them one.
    """
    held = [rule for rule in rules if role in rule.roles]
    kpis = [rule for rule in held if not rule.duty]
    duties = [rule for rule in held if rule.duty]
    front = [column for rule in kpis for column in (*_cells(rule, main=True), *_target(rule, main=True))]
    back = [column for rule in kpis for column in _target(rule, main=False)]
    back += [column for rule in duties for column in (*_cells(rule, main=False), *_target(rule, main=False))]
    return (*front, *back)


def _cells(rule: KpiRule, *, main: bool) -> tuple[EntryColumn, ...]:
    if rule.entry is Entry.VALUE:
        return (EntryColumn(rule.code, "", rule.name, main),)
    return tuple(
        EntryColumn(rule.code, part, label, main) for part, label in zip("ab", rule.parts, strict=True)
    )


def _target(rule: KpiRule, *, main: bool) -> tuple[EntryColumn, ...]:
    """The personal target, in the open when `personal`, else in the group behind."""
    if not rule.measure.needs_target or (not rule.duty and rule.personal is not main):
        return ()
    return (EntryColumn(rule.code, "t", TARGET_LABEL, main),)
