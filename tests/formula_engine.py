"""A judge that is not an office program: formualizer, with our sheet functions registered as its own.

It is as strict as Calc: an error among the cells of a range is the answer to the call, which is then not made.
"""

from collections import Counter
from decimal import Decimal

import formualizer

from kpi.functions import FUNCTIONS, call
from kpi.model import Language, RuleBook
from kpi.tables import Fault
from tests.judges import formula_values, same, with_wrong_values

KINDS = {"#N/A": "Na", "#VALUE!": "Value", "#DIV/0!": "Div", "#REF!": "Ref", "#NAME?": "Name", "#NUM!": "Num", "#NULL!": "Null"}
TEXTS = {kind: text for text, kind in KINDS.items()}
RANGE_WITH_ERROR = {"type": "Error", "kind": "Value"}


class Calls(Counter):
    """How often each function was asked."""


def calculated(data: bytes, book: RuleBook, language: Language = "zh") -> tuple[dict[tuple[str, str], object], Calls]:
    """The value of every formula of a workbook, all of which showed something wrong before, and the calls it took."""
    places = formula_values(data)
    engine = formualizer.Workbook.from_bytes(with_wrong_values(data))
    calls = Calls()
    for name, function in FUNCTIONS.items():
        most = len(function.parameters)
        engine.register_function(name, _function(name, book, language, calls), min_args=function.least, max_args=most)
    engine.evaluate_all()
    return {place: _shown(engine.get_value(place[0], *_position(place[1]))) for place in places}, calls


def differences(
    data: bytes, book: RuleBook, language: Language = "zh"
) -> tuple[int, Calls, dict[tuple[str, str], tuple[object, object]]]:
    """How many formulas were compared, the calls, and where formualizer gets something else than the workbook shows."""
    ours = formula_values(data)
    theirs, calls = calculated(data, book, language)
    found = {place: (value, theirs[place]) for place, value in ours.items()}
    return len(found), calls, {place: pair for place, pair in found.items() if not same(*pair)}


def _function(name: str, book: RuleBook, language: Language, calls: Calls):
    def asked(*arguments: object) -> object:
        calls[name] += 1
        if any(isinstance(one, list) and any(_is_error(cell) for row in one for cell in row) for one in arguments):
            return RANGE_WITH_ERROR
        return _given(call(name, [_argument(one) for one in arguments], book, language))

    return asked


def _is_error(cell: object) -> bool:
    return isinstance(cell, dict) and cell.get("type") == "Error"


def _argument(cell: object) -> object:
    if isinstance(cell, list):
        return [[_argument(one) for one in row] for row in cell]
    return Fault(TEXTS.get(cell["kind"], "#VALUE!")) if _is_error(cell) else cell


def _given(value: object) -> object:
    if isinstance(value, tuple) and not isinstance(value, Fault):
        return [[_given(cell) for cell in row] for row in value]
    if isinstance(value, Fault):
        return {"type": "Error", "kind": KINDS[value.text]}
    return float(value) if isinstance(value, Decimal) else value


def _shown(value: object) -> object:
    """A value as openpyxl reads it from a file."""
    return TEXTS.get(value["kind"], "#VALUE!") if _is_error(value) else value


def _position(cell: str) -> tuple[int, int]:
    from openpyxl.utils.cell import coordinate_to_tuple

    return coordinate_to_tuple(cell)
