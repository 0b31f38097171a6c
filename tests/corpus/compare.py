"""What became of a workbook: which parts, which cells. Reads with the standard library, not with our own reader."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from typing import NamedTuple

from tests.corpus.parts import MAIN, Parts

FILLED = ("Scores", "Summary", "Feedback", "Report", "Checks", "Problems")
MANAGERS = ("上月待办", "考核人评语", "改进措施", "完成期限", "责任人")  # columns that no fill may touch
N = f"{{{MAIN}}}"
PLACE = re.compile(r"([A-Z]+)([0-9]+)")


class Area(NamedTuple):
    """A table of ours on its sheet."""

    title: str
    sheet: str  # part
    table: str  # part
    ours: frozenset[str]  # column letters
    top: int
    bottom: int


def filled_areas(book: Parts) -> dict[str, Area]:
    """Where the tables are that the program fills."""
    found = {}
    for title, sheet in book.sheets().items():
        for _, kind, part in book.relations(sheet):
            if kind.endswith("/table"):
                root = ET.fromstring(book.content[part])
                if root.get("displayName") in FILLED:
                    found[root.get("displayName", "")] = _area(title, sheet, part, root)
    return found


def _area(title: str, sheet: str, part: str, root: ET.Element) -> Area:
    first, last = [PLACE.fullmatch(end) for end in root.get("ref", "").split(":")]
    assert first
    assert last
    headers = [column.get("name") for column in root.iter(f"{N}tableColumn")]
    left = number(first[1])
    ours = frozenset(letters(left + at) for at, header in enumerate(headers) if header in SHIPPED_HEADERS(root))
    return Area(title, sheet, part, ours, int(first[2]) + 1, int(last[2]))


def number(text: str) -> int:
    value = 0
    for letter in text:
        value = value * 26 + ord(letter) - 64
    return value


def letters(at: int) -> str:
    text = ""
    while at:
        at, rest = divmod(at - 1, 26)
        text = chr(65 + rest) + text
    return text
