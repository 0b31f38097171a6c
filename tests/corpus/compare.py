"""What became of a workbook: which parts, which cells. Reads with the standard library, not with our own reader."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Collection, Sequence
from typing import NamedTuple

from kpi.appraise import OUTPUTS
from kpi.layout import STEPS_BY_HAND, TABLES
from tests.corpus.carried import STALE
from tests.corpus.parts import MAIN, Parts, relations_part

FILLED = OUTPUTS
MANAGERS = frozenset(  # columns that no fill may touch
    ["carried", "status", "comment", "action", "deadline", "owner", "today", *STEPS_BY_HAND]
)
N = f"{{{MAIN}}}"
PLACE = re.compile(r"([A-Z]+)([0-9]+)")
BOOK = "xl/workbook.xml"


class Area(NamedTuple):
    """A table of ours on its sheet."""

    title: str
    sheet: str  # part
    table: str  # part
    ours: frozenset[int]  # columns
    top: int
    bottom: int


def areas(book: Parts) -> dict[str, Area]:
    """Where the tables are that the program fills."""
    found = {}
    for title, sheet in book.sheets().items():
        for _, kind, part in book.relations(sheet):
            root = ET.fromstring(book.content[part]) if kind.endswith("/table") else None
            if root is not None and root.get("displayName") in FILLED:
                found[root.get("displayName", "")] = _area(title, sheet, part, root)
    return found


def _area(title: str, sheet: str, part: str, root: ET.Element) -> Area:
    left, top, _, bottom = corners(root.get("ref", ""))
    spec = TABLES[root.get("displayName", "")]
    counted = STEPS_BY_HAND if spec.name == "Due" else ()  # there how many are ticked, and ours
    ours = {word for one in spec.columns if one.key not in MANAGERS or one.key in counted for word in (one.zh, one.en)}
    headers = [column.get("name", "") for column in root.iter(f"{N}tableColumn")]
    return Area(title, sheet, part, frozenset(left + at for at, header in enumerate(headers) if header in ours), top + 1, bottom)


def corners(ref: str) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of an area."""
    ends = [PLACE.fullmatch(end) for end in ref.replace("$", "").split(":")]
    first, last = ends[0], ends[-1]
    assert first
    assert last
    return column(first[1]), int(first[2]), column(last[1]), int(last[2])


def column(text: str) -> int:
    value = 0
    for letter in text:
        value = value * 26 + ord(letter) - 64
    return value


def changed(before: Parts, after: Parts) -> set[str]:
    """The parts that are not the same in both."""
    names = before.content.keys() | after.content.keys()
    return {name for name in names if before.content.get(name) != after.content.get(name)}


def allowed(before: Parts, dependents: Collection[str]) -> set[str]:
    """The parts that a scoring may change; `dependents` are sheets of the manager's that look at ours."""
    found = {part for area in areas(before).values() for part in (area.sheet, area.table)} | {BOOK}
    found |= {part for title, part in before.sheets().items() if title in dependents}
    if "xl/calcChain.xml" in before.content:
        found |= {"xl/calcChain.xml", "[Content_Types].xml", relations_part(BOOK)}
    return found


def cells(xml: bytes) -> dict[str, str]:
    """Every cell of a sheet; of a formula only what it says, for its value may have to go."""
    return {cell.get("r", ""): _said(cell) for cell in ET.fromstring(xml).iter(f"{N}c")}


def _said(cell: ET.Element) -> str:
    value = cell.find(f"{N}v")
    if value is not None and (cell.find(f"{N}f") is not None or value.text == str(STALE)):
        cell.remove(value)
        cell.attrib.pop("t", None)
    return ET.tostring(cell, encoding="unicode")


def managers_cells(xml: bytes, filled: Sequence[Area]) -> dict[str, str]:
    """The cells that are not in a column and a row that a fill writes."""
    found = {}
    for place, said in cells(xml).items():
        left, top, _, _ = corners(place)
        if not any(left in area.ours and area.top <= top <= area.bottom for area in filled):
            found[place] = said
    return found


def around(xml: bytes, bottoms: Sequence[int]) -> str:
    """A sheet without its cells; where a range ends with the body of a table of ours it says so."""
    text = re.sub(r"<dimension [^>]*>", "", xml.decode())
    head, _, rest = text.partition("<sheetData>")
    _, _, tail = rest.partition("</sheetData>")
    ends = "|".join(map(str, bottoms))
    return re.sub(rf"(:\$?[A-Z]+\$?)(?:{ends})(?![0-9])", r"\1BOTTOM", head + tail) if ends else head + tail
