"""The tables that a judgement starts from: settings, rules, people, and what was changed in the rules."""

from kpi.layout.columns import ColumnSpec, Kind, TableSpec

KNOTS = 6  # a scale has at most this many

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
    _C("effective", "有效权重", "Effective weight", _K.PERCENT, calculated=True),
    _C("sum", "权重合计", "Sum of weights", _K.NUMBER, calculated=True),
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
REVISIONS = TableSpec("Revisions", "revisions", (
    _C("from", "生效日期", "Effective from", _K.DATE, typed=True),
    _C("kpi", "指标代码", "KPI", _K.TEXT, typed=True),
    _C("field", "修订项目", "What changed", _K.TEXT, typed=True),
    _C("before", "修订前", "Before", _K.TEXT, typed=True),
    _C("after", "修订后", "After", _K.TEXT, typed=True),
    _C("reason", "修订原因", "Reason", _K.WRAPPED, typed=True),
    _C("by", "修订人", "By", _K.TEXT, typed=True),
))
