"""The sheets and their titles, in the order in which they stand."""

from collections.abc import Mapping

from kpi.model import Bilingual

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
