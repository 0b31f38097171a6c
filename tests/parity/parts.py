"""A workbook's sheets as XML: numbers typed over numbers without our writer, and which cells hold formulas."""

import re
import zipfile
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from kpi import package

FORMULA = re.compile(rb'<c r="([A-Z]+[0-9]+)"[^>]*><f')


def retype(path: Path, cells: Iterable[tuple[str, str, float]]) -> None:
    """Other numbers in cells that hold numbers: sheet, cell, number."""
    by_sheet: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for sheet, cell, number in cells:
        by_sheet[sheet].append((cell, number))
    parts = _parts(path)
    changed = {parts[sheet]: new for sheet, new in by_sheet.items()}
    with zipfile.ZipFile(path) as source:
        contents = {name: source.read(name) for name in source.namelist()}
    for part, new in changed.items():
        for cell, number in new:
            pattern = re.compile(rb'(<c r="%b"[^>]*><v>)[^<]*(</v></c>)' % cell.encode())
            contents[part], count = pattern.subn(rb"\g<1>%b\g<2>" % repr(number).encode(), contents[part])
            assert count == 1, f"{part} {cell} holds no number"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as target:
        for name, content in contents.items():
            target.writestr(name, content)


def formula_cells(path: Path) -> dict[str, frozenset[str]]:
    """The cells that hold formulas, by sheet."""
    with zipfile.ZipFile(path) as source:
        return {
            sheet: frozenset(cell.decode() for cell in FORMULA.findall(source.read(part)))
            for sheet, part in _parts(path).items()
        }


def _parts(path: Path) -> dict[str, str]:
    """The part of each sheet by its title."""
    book = package.read(path)
    assert not isinstance(book, list), book
    return {sheet.title: sheet.part for sheet in book.structure.sheets}
