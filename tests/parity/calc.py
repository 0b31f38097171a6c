"""LibreOffice Calc, live, over UNO: its profile makes it recalculate every document hard as it loads it."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from kpi.model import Edition
from kpi.tables import Fault, Value
from tests.office import Office
from tests.parity.judge import Area, Block

FAULTS = {32767: "#N/A", 519: "#VALUE!", 524: "#REF!", 525: "#NAME?", 532: "#DIV/0!", 503: "#NUM!"}


class Calc:
    """A running LibreOffice; `edition` says which functions the cells use."""

    def __init__(self, name: str, edition: Edition, office: Callable[[], Office]) -> None:
        self.name = name
        self.edition = edition
        self.cannot: tuple[str, ...] = ()
        self._office = office

    def start(self) -> None:
        self._office()

    def read(self, path: Path, areas: Sequence[Area]) -> list[Block]:
        office = self._office()
        with office.deadline():
            document = office.open(path, recalculate=False)  # once is enough: no value in the file is right
            try:
                return [self._block(document, area) for area in areas]
            finally:
                document.close(True)

    @staticmethod
    def _block(document: Any, area: Area) -> Block:
        sheet = document.Sheets.getByName(area.sheet)
        left, top = area.column - 1, area.row - 1
        cells = sheet.getCellRangeByPosition(left, top, left + area.columns - 1, top + area.rows - 1)

        def value(found: object, row: int, column: int) -> Value:
            if found is None:  # an error, of which this call does not say the kind
                code = cells.getCellByPosition(column, row).getError()
                return Fault(FAULTS.get(code, f"Err:{code}")) if code else None
            return found  # type: ignore[return-value]

        return [
            [value(found, row, column) for column, found in enumerate(line)]
            for row, line in enumerate(cells.getDataArray())
        ]
