"""`kpi call` and `kpi functions`: the sheet functions from the command line."""

import difflib
import re
from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated

import typer

from kpi.arguments import is_block
from kpi.cli import console
from kpi.cli.rulebooks import Folder, Lang, On, book_of
from kpi.functions import FUNCTIONS
from kpi.model import Language
from kpi.numbers import WIDE
from kpi.problems import functions as problem
from kpi.sheet_function import Answer, Kind, Parameter, SheetFunction
from kpi.tables import Fault
from kpi.words import explain, say

Name = Annotated[
    str, typer.Argument(help="Name of the function, such as KPI_SCORE. / 函数名。", show_default=False)
]
Words = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="ARGS…", help="Its arguments; 90,100,95 for a range. / 参数。", show_default=False
    ),
]
TEN_DECIMALS = Decimal("1E-10")
ERRORS = ("#N/A", "#VALUE!", "#DIV/0!", "#REF!", "#NAME?", "#NUM!", "#NULL!")
ROW_ENDS, CELL_ENDS = re.compile("[;；]"), re.compile("[,，]")
SINGLE = (Kind.CELL, Kind.RULES)


def call(name: Name, words: Words = None, lang: Lang = None, on: On = "", rules: Folder = None) -> None:
    """Give what a sheet function gives: kpi call KPI_SCORE SALES-3 97%."""
    tongue = lang or console.language()
    function = _function(name, tongue)
    unknown = [word for word in words or () if re.match("--[A-Za-z]", word)]
    if unknown:
        console.usage(f"没有选项 {unknown[0]} / There is no option {unknown[0]}.")
    book = book_of(on, rules, tongue)
    answer = function.answer(list(_arguments(function, words or ())), book, tongue)
    console.say(printed(answer.value))
    names = {rule.code: rule.name[tongue] for card in book.cards for rule in card.rules}
    told = (one for one in answer.problems if explain(one, tongue, names) != answer.value)
    console.reasons(told, tongue, names)
    raise typer.Exit(_exit_code(answer))


def _exit_code(answer: Answer) -> int:
    if any(one.code == problem.WRONG_COUNT for one in answer.problems):
        return console.USAGE
    return console.PROBLEMS if answer.problems else console.CLEAN


def _function(name: str, tongue: Language) -> SheetFunction:
    """The function of that name in any case; the nearest names where there is none."""
    wanted = name.strip().lstrip("=").upper()
    if wanted not in FUNCTIONS:
        near = difflib.get_close_matches(wanted, FUNCTIONS, 3, 0.6)
        console.refuse([problem.unknown_function(name, near or FUNCTIONS)], tongue)
    return FUNCTIONS[wanted]


def _arguments(function: SheetFunction, words: Sequence[str]) -> Iterator[object]:
    """The words as cells and blocks; too many of them stay, so that they are reported."""
    for number, word in enumerate(words):
        known = number < len(function.parameters)
        yield _argument(function.parameters[number], word) if known else word


def _argument(parameter: Parameter, word: str) -> object:
    if parameter.kind in SINGLE:
        return _cell(word)
    return [[_cell(cell) for cell in CELL_ENDS.split(row)] for row in ROW_ENDS.split(word.strip("{}"))]


def _cell(word: str) -> object:
    return Fault(word.upper()) if word.upper() in ERRORS else word


def printed(value: object) -> str:
    r"""A value, or a block of them, as a line can show it; numbers with at most ten decimals.

    >>> printed(Decimal("87.50")), printed(((Decimal(1) / 3, ""), (Fault("#N/A"), "B")))
    ('87.5', '0.3333333333,\n#N/A,B')
    """
    if isinstance(value, Fault):
        return value.text
    if isinstance(value, Decimal):
        text = format(value.quantize(TEN_DECIMALS, ROUND_HALF_UP, WIDE), "f").rstrip("0").rstrip(".")
        return "0" if text == "-0" else text
    if isinstance(value, tuple):
        return "\n".join(",".join(printed(cell) for cell in row) for row in value)
    return str(value)


# The list ----------------------------------------------------------------------


def functions(lang: Lang = None) -> None:
    """List the sheet functions with their help, parameters and an example."""
    tongue = lang or console.language()
    for function in FUNCTIONS.values():
        console.say(signature(function))
        console.grid([(function.help[tongue],)])
        console.grid([(one.name, one.help[tongue]) for one in function.parameters], indent=4)
        gives = getattr(function.example, tongue)
        console.grid([(say("function_example", tongue, call=example_formula(function), gives=gives),)])
        console.say("")


def signature(function: SheetFunction) -> str:
    """KPI_SCORE(kpi, actual, [target], [rules])."""
    names = (f"[{one.name}]" if one.optional else one.name for one in function.parameters)
    return f"{function.name}({', '.join(names)})"


def example_formula(function: SheetFunction) -> str:
    """The example as it is typed into a cell."""
    return f"={function.name}({','.join(map(_literal, function.example.arguments))})"


def _literal(argument: object) -> str:
    if isinstance(argument, list | tuple) and is_block(argument):
        rows = (row if isinstance(row, list | tuple) else (row,) for row in argument)
        return "{" + ";".join(",".join(map(_literal, row)) for row in rows) + "}"
    return f'"{argument}"' if isinstance(argument, str) else str(argument)
