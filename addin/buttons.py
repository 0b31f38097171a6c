"""The buttons of menu, toolbar and ribbon, declared once; every host's bar is written from here."""

from typing import NamedTuple

from kpi.model import Bilingual

TITLE: Bilingual = {"zh": "绩效", "en": "KPI"}  # of the menu, the toolbar and the ribbon tab


class Button(NamedTuple):
    """One button."""

    id: str  # also the path of its command: org.kpiscorecards:score
    label: Bilingual
    tip: Bilingual  # one or two sentences, for a manager who has never pressed it
    macro: str  # the function in addin/macros.py


BUTTONS: tuple[Button, ...] = (
    Button(
        "check",
        {"zh": "检查", "en": "Check"},
        {
            "zh": "检查本工作簿的填写情况，列出缺什么、哪里看不懂、怎么改。不修改任何内容，只更新“问题”表。",
            "en": "Says what is missing or unreadable in this workbook, where, and what to do. Fills the sheet "
            "Problems and nothing else.",
        },
        "check",
    ),
    Button(
        "score",
        {"zh": "计算得分", "en": "Score"},
        {
            "zh": "按考核标准计算所有人的得分、总分和等级，填入得分、汇总和月报表。经理填写的内容保持不变。",
            "en": "Works out scores, totals and grades of everybody by the rules of this workbook, and fills in "
            "Scores, Summary and Report. What managers typed stays.",
        },
        "score",
    ),
    Button(
        "feedback",
        {"zh": "生成反馈", "en": "Feedback"},
        {
            "zh": "计算得分，并为每个人写出优势、不足和改进方向，填入反馈表左侧；右侧经理填写的内容保持不变。",
            "en": "Scores, and writes strengths, gaps and directions of improvement for everybody on the sheet "
            "Feedback; the manager's own columns stay.",
        },
        "feedback",
    ),
    Button(
        "report",
        {"zh": "生成月报", "en": "Monthly report"},
        {
            "zh": "计算得分，并在工作簿旁的文件夹中生成月报：团队月报、每人的考核表和面谈表、数据文件。",
            "en": "Scores, and makes the monthly report in a folder beside the workbook: the team's pages, a form and "
            "an interview form for each person, data files.",
        },
        "report",
    ),
    Button(
        "forms",
        {"zh": "个人考核表", "en": "Personal forms"},
        {
            "zh": "为每个人生成一页考核表（PDF），可打印并签字；文件放在工作簿旁的文件夹中。",
            "en": "Makes one page for each person (PDF), to be printed and signed, in a folder beside the workbook.",
        },
        "forms",
    ),
    Button(
        "settings",
        {"zh": "设置", "en": "Settings"},
        {
            "zh": "转到设置表：考核月份、语言、权重方式、等级。",
            "en": "Goes to the sheet Settings: period, language, weight policies, grades.",
        },
        "settings",
    ),
    Button(
        "language",
        {"zh": "中文/English", "en": "中文/English"},
        {
            "zh": "在中文和英文之间切换程序写出的文字，并重新计算得分，使文字立即更新。",
            "en": "Switches the words that the program writes between Chinese and English, and scores again so that "
            "they change at once.",
        },
        "language",
    ),
    Button(
        "self_test",
        {"zh": "自检", "en": "Self-test"},
        {
            "zh": "检查插件是否正常：每个函数的结果、本工作簿的表格、版本。明细写在“自检”表。",
            "en": "Checks that everything works: the answer of every function, the tables of this workbook, versions. "
            "The details are on a sheet of their own.",
        },
        "self_test",
    ),
    Button(
        "help",
        {"zh": "帮助", "en": "Help"},
        {
            "zh": "说明五个步骤，以及遇到问题时怎么办。",
            "en": "The five steps, and what to do when something goes wrong.",
        },
        "help",
    ),
)
