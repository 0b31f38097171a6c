"""What a judge is: something that calculates a workbook file without our code and tells what cells then hold."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

from kpi.model import Edition
from kpi.tables import Value

Block = Sequence[Sequence[Value]]


class Area(NamedTuple):
    """A block of cells; rows and columns are sheet numbers from 1."""

    sheet: str
    row: int
    column: int
    rows: int
    columns: int


class Judge(Protocol):
    """One way to calculate. `read` recalculates everything first."""

    name: str
    edition: Edition  # of the template that it reads
    cannot: Sequence[str]  # what it cannot do of what the formulas use

    def start(self) -> None:
        """Skips the test on a machine without it."""

    def read(self, path: Path, areas: Sequence[Area]) -> list[Block]: ...


CellOf = Callable[[int, int], Value]


def block(area: Area, cell: CellOf) -> Block:
    """An area read cell by cell."""
    return [
        [cell(area.row + row, area.column + column) for column in range(area.columns)]
        for row in range(area.rows)
    ]
