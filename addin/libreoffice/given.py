"""The arguments of a cell function, from what Calc makes of cells back to what the cells hold.

Calc hands over a required cell as text, so that a blank is "" and a number its digits in the user's
locale. As a single value of any other argument a blank comes as 0, and a 0 there means nothing else.
"""

import re
from collections.abc import Sequence

from kpi.rule_block import Handed
from kpi.sheet_function import Kind, Parameter

BLANK = 0.0
TABLES_KEPT = 4  # workbooks that calculate by turns


class Arguments:
    """Reads the arguments of every call; knows the tables that were handed over lately."""

    def __init__(self, decimal_mark: str) -> None:
        self._number = re.compile(rf"-?\d+(?:{re.escape(decimal_mark)}\d+)?(?:E[+-]\d+)?")
        self._mark = decimal_mark
        self._tables: list[Handed] = []

    def read(self, parameters: Sequence[Parameter], raw: Sequence[object]) -> list[object]:
        """One value for each parameter; None is a blank cell, or an argument that was left out."""
        return [self._one(parameter, one) for parameter, one in zip(parameters, raw, strict=True)]

    def _one(self, parameter: Parameter, raw: object) -> object:
        if parameter.kind is Kind.CELL and not parameter.optional:
            return self._cell(str(raw))
        if raw is None or raw == BLANK:
            return None
        return self._known(raw) if parameter.kind is Kind.RULES else raw

    def _cell(self, text: str) -> object:
        """What stands in the cell: a number where the text is one as Calc writes it."""
        if self._number.fullmatch(text):
            return float(text.replace(self._mark, "."))
        return text or None

    def _known(self, raw: object) -> Handed:
        """The same rules again, known by comparing every cell: cheaper than reading them, and never stale."""
        for table in self._tables:
            if table.raw == raw:
                return table
        self._tables = [Handed(raw), *self._tables][:TABLES_KEPT]
        return self._tables[0]
