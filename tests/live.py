"""A workbook in a living LibreOffice: a button is pressed, and its tables are read the way the macros read them."""

import math
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kpi import package
from kpi.headless import score_file
from kpi.model import Language
from kpi.tables import Table, Value
from tests.office import Office, pyuno

Contents = dict[tuple[str, int, int], str]
Found = dict[str, tuple[Value, Value]]


def press(office: Office, document: Any, macro: str, language: Language = "zh") -> str:
    """What a button does, from outside; gives its sentence."""
    pyuno()
    from addin.libreoffice import pressed

    return pressed.press(office.context, document, macro, language)


def book_of(office: Office, document: Any) -> Any:
    pyuno()
    from addin.libreoffice import engine

    return engine.book_of(office.context, document)


def tables_of(office: Office, document: Any) -> Mapping[str, Table]:
    from addin.book_tables import read_tables

    return read_tables(book_of(office, document)).tables


def scored_tables(path: Path) -> Mapping[str, Table]:
    """The tables of a workbook after `kpi score`."""
    result = score_file(path)
    assert result.written, result.problems
    book = package.read(path)
    assert not isinstance(book, list)
    found, problems = book.tables()
    assert problems == []
    return found


def differences(live: Mapping[str, Table], filed: Mapping[str, Table]) -> tuple[int, Found]:
    """How many cells were compared, and where the two say something else."""
    found: Found = {}
    compared = 0
    assert live.keys() == filed.keys()
    for name, table in filed.items():
        assert len(live[name].rows) == len(table.rows), name
        assert live[name].headers == table.headers
        for number, (ours, theirs) in enumerate(zip(live[name].rows, table.rows, strict=True)):
            for header, one, other in zip(table.headers, ours, theirs, strict=True):
                compared += 1
                if not same(one, other):
                    found[f"{name} {number} {header}"] = (one, other)
    return compared, found


def same(one: Value, other: Value) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-9)
    return (one or None) == (other or None) and isinstance(one, float) == isinstance(other, float)


def contents(document: Any) -> Contents:
    """Everything that stands in a document: formulas as formulas, the rest as text."""
    found: Contents = {}
    for sheet in document.Sheets:
        cursor = sheet.createCursor()
        cursor.gotoEndOfUsedArea(False)
        end = cursor.RangeAddress
        rows = sheet.getCellRangeByPosition(0, 0, end.EndColumn, end.EndRow).getFormulaArray()
        found |= {(sheet.Name, r, c): text for r, row in enumerate(rows) for c, text in enumerate(row) if text}
    return found


def reaches(document: Any) -> dict[str, int]:
    """The last row of every table."""
    ranges = document.DatabaseRanges
    return {name: ranges.getByName(name).DataArea.EndRow for name in ranges.ElementNames}


def heights(document: Any, rows: int = 40) -> list[int]:
    return [sheet.Rows.getByIndex(row).Height for sheet in document.Sheets for row in range(rows)]


def protections(office: Office, document: Any, folder: Path) -> dict[str, bytes]:
    """How each sheet of a workbook is protected, as a saved file has it."""
    path = office.save(document, folder / "protections.xlsx")
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/sheet")}
    return {name: b"".join(re.findall(rb"<sheetProtection[^>]*>", part)) for name, part in parts.items()}


def cell(document: Any, table: str, row: int, header: str) -> Any:
    """A cell of a table's body, from 0."""
    area = document.DatabaseRanges.getByName(table).DataArea
    sheet = document.Sheets.getByIndex(area.Sheet)
    heads = sheet.getCellRangeByPosition(area.StartColumn, area.StartRow, area.EndColumn, area.StartRow).getDataArray()
    return sheet.getCellByPosition(area.StartColumn + heads[0].index(header), area.StartRow + 1 + row)
