"""Data validation: lists of words and plain numbers, with a message that says what to type.

Everything only warns: the program understands more than a list holds (codes, the other
language, numbers as text), and says itself what it cannot read.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from kpi.layout import CHOICES, ColumnSpec
from kpi.template.draft import Block, Draft

TITLE_LENGTH = 32  # Excel's limits
MESSAGE_LENGTH = 255

Rule = Mapping[str, Any]  # what XlsxWriter calls the options of a validation

ANYTHING: Rule = {"validate": "any"}
POSITIVE: Rule = {"validate": "decimal", "criteria": ">", "value": 0}
NOT_NEGATIVE: Rule = {"validate": "decimal", "criteria": ">=", "value": 0}
A_NUMBER: Rule = {"validate": "decimal", "criteria": "between", "minimum": -1e15, "maximum": 1e15}
MONTHS: Rule = {"validate": "integer", "criteria": "between", "minimum": 1, "maximum": 120}
A_DATE: Rule = {"validate": "date", "criteria": ">=", "value": date(2000, 1, 1)}


def words(draft: Draft, choice: str) -> Rule:
    """The words of a choice, in the workbook's language."""
    return {"validate": "list", "source": [both[draft.language] for both in CHOICES[choice].values()]}


def name_list(name: str) -> Rule:
    """The cells of a defined name."""
    return {"validate": "list", "source": f"={name}"}


def true_of(formula: str) -> Rule:
    """A formula that holds for a good entry of the first body row."""
    return {"validate": "custom", "value": f"={formula}"}


def validate(draft: Draft, block: Block, key: str, rule: Rule, message: str) -> None:
    """A validation over the whole body of a column."""
    header = next(column for column in block.columns if column.key == key)
    validate_cells(draft, block, block.span(key), header, (rule, message))


def validate_cells(
    draft: Draft, block: Block, cells: tuple[int, int, int, int], header: ColumnSpec, said: tuple[Rule, str]
) -> None:
    """A validation over some cells, titled by a header."""
    rule, message = said
    options = dict(rule) | {
        "input_title": cut(header.header(draft.language), TITLE_LENGTH),
        "input_message": cut(message, MESSAGE_LENGTH),
    }
    if rule is not ANYTHING:
        options |= {
            "error_type": "warning",
            "error_title": draft.say("warning_title"),
            "error_message": draft.say("warning_message"),
        }
    block.sheet.data_validation(*cells, options)


def cut(text: str, length: int) -> str:
    """Text that fits, an ellipsis at its end when some of it does not."""
    return text if len(text) <= length else text[: length - 1] + "…"
