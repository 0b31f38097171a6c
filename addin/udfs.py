"""The sheet functions as xlwings serves them to Excel, one for each declared in kpi.functions.

Values come in and go out as they are, for xlwings would make blanks of errors and numbers of
others; `com_values` knows better. Nothing is asked of Excel, and no answer is ever a traceback.
"""

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from inspect import Parameter as Declared
from inspect import Signature

from addin.excel import host
from addin.excel.as_it_is import AsItIs
from addin.excel.com_values import Grid, incoming, outgoing
from addin.excel.wizard import GROUP
from addin.free_xlwings import xw
from kpi.functions import FUNCTIONS
from kpi.model import Language
from kpi.sheet_function import NOT_A_VALUE, Parameter, SheetFunction

ANSWERS_KEPT = 20_000  # Excel asks the same again when a workbook is opened or calculated anew
LANGUAGE = host.language()


def answered(function: SheetFunction, cells: tuple[object, ...]) -> Grid:
    """What the cells of a call show; an exception of ours is logged and shown as #VALUE!."""
    try:
        arguments = [incoming(one.kind, cell) for one, cell in zip(function.parameters, cells, strict=False)]
        ask = _anew if any(type(one) is tuple for one in arguments) else _once  # TRUE and 1 are equal in a block
        return ask(function.name, LANGUAGE, host.today(), *arguments)
    except Exception:  # noqa: BLE001 - it would end in Excel as an error without a word
        host.log()
        return outgoing(NOT_A_VALUE)


def _anew(name: str, language: Language, day: date, *arguments: object) -> Grid:
    return outgoing(FUNCTIONS[name].answer(arguments, host.rules_of(day), language).value)


_once = lru_cache(maxsize=ANSWERS_KEPT, typed=True)(_anew)


def served(function: SheetFunction) -> Callable[..., Grid]:
    """A function with what xlwings reads off it: name, signature, help."""

    def answer(*cells):  # type: ignore[no-untyped-def] # noqa: ANN002, ANN202 - xlwings takes hints for converters
        return answered(function, cells)

    answer.__name__ = answer.__qualname__ = function.name
    answer.__doc__ = function.help["en"]
    answer.__signature__ = Signature([_declared(one) for one in function.parameters])  # type: ignore[attr-defined]
    for one in function.parameters:
        xw.arg(one.name, AsItIs, doc=one.help["en"])(answer)
    return xw.func(category=GROUP)(xw.ret(AsItIs)(answer))


def _declared(one: Parameter) -> Declared:
    default = None if one.optional else Declared.empty
    return Declared(one.name, Declared.POSITIONAL_OR_KEYWORD, default=default)


globals().update({name: served(function) for name, function in FUNCTIONS.items()})
