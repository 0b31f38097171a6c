"""The words that a manager chooses from, and how a word is compared."""

import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache

from kpi.model import Bilingual

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
