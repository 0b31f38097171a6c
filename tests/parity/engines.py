"""Two formula engines that know nothing of us: formualizer and IronCalc, each on the file as it is.

Where one cannot do something that the formulas use, `dialect` writes it out for that judge, in a copy.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

import formualizer
import ironcalc

from kpi.model import Edition
from kpi.tables import Fault, Value
from tests.parity.dialect import missing_in, rewritten, told
from tests.parity.judge import Area, Block, block

FAULTS: Mapping[str, str] = {
    "Na": "#N/A", "Value": "#VALUE!", "Ref": "#REF!", "Name": "#NAME?", "Num": "#NUM!", "Div": "#DIV/0!", "Null": "#NULL!",
}  # fmt: skip


class Formualizer:
    """The engine in Rust over Arrow."""

    edition: Edition = "portable"

    def __init__(self, folder: Path) -> None:
        self.name = f"formualizer {version('formualizer')}"
        self._missing = missing_in(self._calculated, self.name, folder)
        self.cannot = told(self._missing)

    def start(self) -> None:
        """Nothing to start."""

    def read(self, path: Path, areas: Sequence[Area]) -> list[Block]:
        return self._calculated(rewritten(path, self._missing), areas)

    def _calculated(self, path: Path, areas: Sequence[Area]) -> list[Block]:
        book = formualizer.load_workbook(str(path))
        book.evaluate_all()
        return [block(area, partial(self._value, book, area.sheet)) for area in areas]

    @staticmethod
    def _value(book: Any, sheet: str, row: int, column: int) -> Value:
        value = book.get_value(sheet, row, column)
        if isinstance(value, dict):
            return Fault(FAULTS.get(value["kind"], f"#{value['kind']}"))
        return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


class IronCalc:
    """The engine in Rust behind ironcalc.com."""

    edition: Edition = "portable"

    def __init__(self, folder: Path) -> None:
        self.name = f"IronCalc {version('ironcalc')}"
        self._missing = missing_in(self._calculated, self.name, folder)
        self.cannot = told(self._missing)

    def start(self) -> None:
        """Nothing to start."""

    def read(self, path: Path, areas: Sequence[Area]) -> list[Block]:
        return self._calculated(rewritten(path, self._missing), areas)

    def _calculated(self, path: Path, areas: Sequence[Area]) -> list[Block]:
        model = ironcalc.load_from_xlsx(str(path))
        model.evaluate()
        at = {sheet["name"]: number for number, sheet in enumerate(model.get_worksheets_properties())}
        return [block(area, partial(self._value, model, at[area.sheet])) for area in areas]

    @staticmethod
    def _value(model: Any, sheet: int, row: int, column: int) -> Value:
        value = model.get_cell_value(sheet, row, column)
        is_error = isinstance(value, str) and model.get_cell_type(sheet, row, column) == ironcalc.CellType.ErrorValue
        return Fault(value) if is_error else value
