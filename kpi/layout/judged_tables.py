"""The tables that the program fills: scores, summary, feedback, progress, history and problems."""

from collections.abc import Mapping

from kpi.layout.columns import ColumnSpec, Kind, TableSpec

CATEGORIES = 4  # a set has at most three of its own, and the duties

_C = ColumnSpec
_K = Kind

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

# Widths of the columns whose text decides how high its row has to be, in digits.
TEXT_WIDTHS: Mapping[str, Mapping[str, float]] = {
    "Feedback": {
        "name": 12.0, "role": 16.0, "strengths": 34.0, "gaps": 34.0, "direction": 34.0, "carried": 20.0, "status": 11.0,
        "comment": 23.0, "action": 23.0,
    },
    "Problems": {"place": 36.0, "kpi": 26.0, "wrong": 56.0, "remedy": 52.0},
}  # fmt: skip
