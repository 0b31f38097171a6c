"""A place on the guide to try the functions of the python edition: type a KPI and an actual, read what follows."""

from decimal import Decimal
from typing import NamedTuple

from kpi.functions import FUNCTIONS, call
from kpi.layout import CHOICES
from kpi.python_formulas import LIGHTS, RULES
from kpi.tables import Fault, letters
from kpi.template import lists
from kpi.template.draft import EMPTY, Draft
from kpi.template.fit import lines
from kpi.template.styles import BAND, BODY, INPUT, LEFT, SUBTITLE, WRAP, Look

KEY: Look = BODY | LEFT | WRAP | {"bg_color": BAND, "bold": True}
TYPED: Look = BODY | LEFT | INPUT | {"num_format": "@"}  # as text, so that 1:3 does not become a time of day
SHOWN: Look = BODY | LEFT | WRAP
LANGUAGE = 'IF(Set_language=2,"en","zh")'
LEAST_LINES = 4  # of words that change with what is typed


class Answer(NamedTuple):
    """One line of the card that a function fills."""

    label: str  # key of a phrase
    function: str
    rest: str  # arguments behind the KPI, or behind KPI, actual and target
    look: Look = SHOWN
    alone: bool = False  # asks for the KPI only
    long: bool = False


ANSWERS = (
    Answer("try_target", "KPI_TARGET", RULES, alone=True),
    Answer("try_weight", "KPI_WEIGHT", RULES, SHOWN | {"num_format": "0.00%"}, alone=True),
    Answer("try_score", "KPI_SCORE", RULES, SHOWN | {"num_format": "0.00"}),
    Answer("try_status", "KPI_STATUS", f"{RULES},{LANGUAGE},{LIGHTS}"),
    Answer("try_explain", "KPI_EXPLAIN", f"{RULES},{LANGUAGE},{LIGHTS}", long=True),
    Answer("try_feedback", "KPI_FEEDBACK", f"{RULES},{LANGUAGE}", long=True),
)


def draw_card(draft: Draft, row: int, left: int, width: float) -> int:
    """The card from that row on, `width` being that of the right column; gives the next free row."""
    sheet = draft.sheet("guide")
    sheet.set_row(row + 1, draft.height(1) + 4)
    sheet.write_string(row + 1, left, draft.say("try_title"), draft.styles[SUBTITLE])
    first = row + 2
    kpi, actual = map(str, FUNCTIONS["KPI_SCORE"].example.arguments)
    for at, (label, text) in enumerate((("try_kpi", kpi), ("try_actual", actual), ("try_own_target", "")), first):
        _typed(draft, at, left, label, text)
    unit = f"INDEX(Rule_unit,MATCH(${letters(left + 2)}${first + 1},Rule_code,0))"
    rate = ",".join(f'{unit}="{text}"' for text in sorted({"rate", *CHOICES["unit"]["rate"].values()}))
    percent = {"type": "formula", "criteria": f"=OR({rate})", "format": draft.styles[{"num_format": "0.0%"}]}
    sheet.conditional_format(first + 3, left + 1, first + 3, left + 1, percent)
    sheet.data_validation(first, left + 1, first, left + 1, {**lists.name_list("Rule_code"), "error_type": "warning"})
    sheet.ignore_errors({"number_stored_as_text": f"{letters(left + 2)}{first + 1}:{letters(left + 2)}{first + 3}"})
    cells = tuple(f"${letters(left + 2)}${at + 1}" for at in range(first, first + 3))
    for at, answer in enumerate(ANSWERS, first + 3):
        _answer(draft, at, left, answer, (cells, (kpi, actual), width))
    return first + 3 + len(ANSWERS)


def _typed(draft: Draft, row: int, left: int, label: str, text: str) -> None:
    sheet = draft.sheet("guide")
    sheet.set_row(row, draft.height(1) + 2)
    sheet.write_string(row, left, draft.say(label), draft.styles[KEY])
    if text:
        sheet.write_string(row, left + 1, text, draft.styles[TYPED])
    else:
        sheet.write_blank(row, left + 1, None, draft.styles[TYPED])


def _answer(
    draft: Draft, row: int, left: int, answer: Answer, given: tuple[tuple[str, ...], tuple[str, str], float]
) -> None:
    (kpi, actual, target), example, width = given
    arguments = example[:1] if answer.alone else example
    value = call(answer.function, arguments, draft.book, draft.language)
    blank = f'{kpi}=""' if answer.alone else f'OR({kpi}="",{actual}="")'
    before = kpi if answer.alone else f'{kpi},{actual},IF({target}="","",{target})'
    formula = f'IF({blank},"",{answer.function}({before},{answer.rest}))'
    sheet = draft.sheet("guide")
    sheet.write_string(row, left, draft.say(answer.label), draft.styles[KEY])
    sheet.write_formula(row, left + 1, formula, draft.styles[answer.look], _cached(value))
    count = max(lines(str(value), width), LEAST_LINES) if answer.long else 1
    sheet.set_row(row, draft.height(count) + 2)


def _cached(value: object) -> object:
    """A value as XlsxWriter takes it."""
    if isinstance(value, Decimal):
        return float(value)
    return value.text if isinstance(value, Fault) else value or EMPTY
