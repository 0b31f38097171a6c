"""The glyphs and the border lines of a PDF's pages, as pdfium reads them; points from the lower left corner."""

import bisect
import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

from kpi.template.styles import EDGE, WHITE

BORDERS = {EDGE.lower(), WHITE.lower()}  # what our sheets draw borders in; underlines have the colour of their text
HYPHEN = "\x02"  # pdfium's sign for a hyphen at the end of a line
THIN = 3.0  # points: no border is wider
NEAR = 0.5  # points: corners do not always meet
Line = tuple[float, float, float]  # where it stands, and from where to where it goes


class Glyph(NamedTuple):
    """One character on paper."""

    text: str
    left: float
    right: float
    middle: float  # of its height
    size: float
    font: str


@dataclass(frozen=True)
class Page:
    """What is drawn on a page; lines in order of their place."""

    number: int
    width: float
    glyphs: list[Glyph]
    upright: list[Line]
    level: list[Line]


def pages(pdf: Path) -> Iterator[Page]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        for at in range(len(document)):
            page = document[at]
            upright, level = _lines(page)
            yield Page(at + 1, page.get_width(), list(_glyphs(page)), upright, level)
            page.close()
    finally:
        document.close()


def _glyphs(page: Any) -> Iterator[Glyph]:
    text = page.get_textpage()
    box, name, flags = pdfium.FS_RECTF(), ctypes.create_string_buffer(200), ctypes.c_int()
    for at in range(text.count_chars()):
        letter = chr(pdfium.FPDFText_GetUnicode(text, at)).replace(HYPHEN, "-")
        if pdfium.FPDFText_IsGenerated(text, at) == 1 or letter.isspace():
            continue
        pdfium.FPDFText_GetLooseCharBox(text, at, box)
        pdfium.FPDFText_GetFontInfo(text, at, name, len(name), flags)
        size, middle = pdfium.FPDFText_GetFontSize(text, at), (box.bottom + box.top) / 2
        yield Glyph(letter, box.left, box.right, middle, size, name.value.decode())
    text.close()


def _lines(page: Any) -> tuple[list[Line], list[Line]]:
    """The upright and the level border lines."""
    upright, level = [], []
    for path in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH]):
        left, bottom, right, top = path.get_bounds()
        if _colour(path) not in BORDERS:
            continue
        if right - left < THIN < top - bottom:
            upright.append(((left + right) / 2, bottom, top))
        elif top - bottom < THIN < right - left:
            level.append(((bottom + top) / 2, left, right))
    return sorted(upright), sorted(level)


def _colour(path: Any) -> str:
    parts = [ctypes.c_uint() for _ in range(4)]
    pdfium.FPDFPageObj_GetStrokeColor(path, *parts)
    return "#" + "".join(f"{part.value:02x}" for part in parts[:3])


def lines_around(page: Page, glyph: Glyph) -> tuple[float, ...] | None:
    """The box that the next line on each side makes, if there is one on each."""
    x, y = (glyph.left + glyph.right) / 2, glyph.middle
    found = [*_beside(page.upright, x, y), *_beside(page.level, y, x)]
    return None if None in found else tuple(one for one in found if one is not None)


def _beside(lines: list[Line], at: float, along: float) -> tuple[float | None, float | None]:
    middle = bisect.bisect(lines, (at,))
    passing = ((line[0] for line in half if line[1] - NEAR <= along <= line[2] + NEAR)
               for half in (reversed(lines[:middle]), lines[middle:]))  # fmt: skip
    before, after = (next(half, None) for half in passing)
    return before, after
