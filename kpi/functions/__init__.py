"""The sheet functions, declared once: cells, wizards, VBA and the reference page are written from here.

A cell gets a value or an error value, never an exception; `why` tells the reason. Pure: the
packaged rule book and the language of the host are arguments.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from kpi.functions import many_kpis, one_kpi  # noqa: F401 - they declare the functions, those of one KPI first
from kpi.functions.declaring import DECLARED
from kpi.model import Language, RuleBook
from kpi.problems import Problem
from kpi.sheet_function import Cells, SheetFunction
from kpi.tables import Output

FUNCTIONS: Mapping[str, SheetFunction] = MappingProxyType(DECLARED)  # by name, in the order of the reference page


def call(
    name: str, arguments: Sequence[object], rules: RuleBook, language: Language = "zh"
) -> Output | Cells:
    """What the cell, or the cells, of a call show.

    `rules` is the packaged rule book, `language` the one of the host; a table among the arguments
    overrules both. A name that is not in FUNCTIONS is the caller's mistake.
    """
    return FUNCTIONS[name].answer(arguments, rules, language).value


def why(name: str, arguments: Sequence[object], rules: RuleBook, language: Language = "zh") -> Problem | None:
    """The reason of an error value, or of words in place of one; the first, where there are many."""
    return next(iter(FUNCTIONS[name].answer(arguments, rules, language).problems), None)
