"""The ribbon tab and its callbacks, written from the buttons.

Labels are fixed and in both languages: a label that code supplies stays empty where macros are blocked.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple
from xml.sax.saxutils import quoteattr

from addin.buttons import BUTTONS, TITLE, Button
from kpi.model import Bilingual

NAMESPACE = "http://schemas.microsoft.com/office/2009/07/customui"
MODULE = "KpiRibbon"
UNDO = Button(  # Calc has Ctrl+Z for it; Excel forgets its own list when a macro writes
    "undo",
    {"zh": "撤销上次", "en": "Undo last"},
    {
        "zh": "撤销上一个按钮写入的内容，可连续撤销多步，重新打开后仍有效。若后来又有人改过这些单元格，只指出是哪些。",
        "en": "Takes back what the last button wrote, several steps one after the other, also after a restart. Where "
        "these cells have been changed since, it says which and changes nothing.",
    },
    "undo",
)
BY_ID = {button.id: button for button in (*BUTTONS, UNDO)}


class Group(NamedTuple):
    """Buttons that stand together, each with its icon, the name of a picture that Office has."""

    id: str
    label: Bilingual
    icons: dict[str, str]


GROUPS = (
    Group(
        "Scoring",
        {"zh": "评分", "en": "Scoring"},
        {"check": "DataValidation", "score": "CalculateNow", "feedback": "ReviewNewComment", "undo": "Undo"},
    ),
    Group("Output", {"zh": "输出", "en": "Output"}, {"report": "ChartInsert", "forms": "FileSaveAsPdfOrXps"}),
    Group("Options", {"zh": "选项", "en": "Options"}, {"settings": "PropertySheet", "language": "Translate"}),
    Group("Support", {"zh": "支持", "en": "Support"}, {"self_test": "ErrorChecking", "help": "Help"}),
)
HEAD = f"""\
Attribute VB_Name = "{MODULE}"
' Written from addin/buttons.py by addin.excel.ribbon; do not edit.
Option Explicit
"""


def ribbon_buttons() -> Iterable[Button]:
    """All buttons from left to right."""
    return (BY_ID[name] for group in GROUPS for name in group.icons)


def callback(button: Button) -> str:
    """The procedure behind a button.

    >>> callback(BY_ID["self_test"])
    'KpiSelfTest'
    """
    return "Kpi" + "".join(map(str.capitalize, button.id.split("_")))


def ribbon_module() -> str:
    """The text of KpiRibbon.bas: one line for each button."""
    return "\n".join((HEAD, *map(_procedure, ribbon_buttons())))


def _procedure(button: Button) -> str:
    return f'Public Sub {callback(button)}(control As IRibbonControl)\n    KpiPress "{button.macro}"\nEnd Sub\n'


def ribbon() -> str:
    """The text of ribbon.xml."""
    lines = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>',
        f'<customUI xmlns="{NAMESPACE}">',
        "  <ribbon>",
        "    <tabs>",
        f'      <tab id="KpiTab" label={quoteattr(both(TITLE))}>',
        *(line for group in GROUPS for line in _group(group)),
        "      </tab>",
        "    </tabs>",
        "  </ribbon>",
        "</customUI>",
        "",
    )
    return "\n".join(lines)


def _group(group: Group) -> Iterator[str]:
    yield f'        <group id="Kpi{group.id}Group" label={quoteattr(both(group.label))}>'
    for name, icon in group.icons.items():
        button = BY_ID[name]
        yield (
            f'          <button id="{callback(button)}Button" label={quoteattr(both(button.label))} size="large"'
            f' imageMso="{icon}" onAction="{MODULE}.{callback(button)}"'
        )
        yield f"            supertip={quoteattr(both(button.tip, between=chr(10)))}/>"
    yield "        </group>"


def both(words: Bilingual, between: str = " ") -> str:
    """The words in Chinese and English; once, where they are the same."""
    return between.join(dict.fromkeys((words["zh"], words["en"])))
