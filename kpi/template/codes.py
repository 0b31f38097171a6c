"""Formulas that turn a word a manager chose into a number, in either language or as its code."""

from collections.abc import Mapping

from kpi.layout import CHOICES

Numbers = Mapping[str, int]  # by code

LANGUAGE: Numbers = {"zh": 1, "en": 2}
EDITION: Numbers = {"portable": 1, "python": 2}
POLICY: Numbers = {"share": 1, "points": 2, "base_and_extra": 3, "fill": 4}
NOT_APPLICABLE: Numbers = {"shared": 1, "full_mark": 2, "within_category": 3}
YES_NO: Numbers = {"no": 0, "yes": 1}
DEADLINE: Numbers = {"none": 1, "previous": 2, "next": 3}
DAY_KIND: Numbers = {"off": 1, "work": 2}
ENTRY: Numbers = {"value": 1, "ratio": 2, "growth": 3}
MEASURE: Numbers = {"value": 1, "attainment": 2, "deviation": 3, "overrun": 4}
BETTER: Numbers = {"higher": 1, "lower": -1}
CURVE: Numbers = {"line": 0, "steps": 1}


def number_of(cell: str, choice: str, numbers: Numbers) -> str:
    """The number of the word in a cell; any other text is #N/A, never a guess."""
    formula = "NA()"
    for code, number in reversed(list(numbers.items())):
        formula = f"IF({is_word(cell, choice, code)},{number},{formula})"
    return formula


def is_word(cell: str, choice: str, code: str) -> str:
    """True when a cell says `code` in either language; a sheet compares without case."""
    words = dict.fromkeys((code, *CHOICES[choice][code].values()))
    return "OR(" + ",".join(f'{cell}="{word}"' for word in words) + ")"
