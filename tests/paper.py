"""A workbook on paper: what LibreOffice prints, read back from the PDF, and what is wrong with it.

The PDF holds glyphs and border lines. LibreOffice leaves out what a narrow column hides, and draws the
lines of a row that is too low over its neighbours; so a text is whole exactly when the box of lines
around some cell holds all of it. A font that lacks a character draws its box for "no such character".
"""

import os
import re
import shutil
import subprocess
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import NamedTuple

import openpyxl
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from tests.glyphs import Glyph, Page, lines_around, pages
from tests.judges import missing, printed

ERRORS = re.compile(r"#{3,}|#NAME\?|#REF!|Err:\d+")
LEAST = 4.5  # points: smaller print nobody reads without a glass
MARGIN = 28.0  # points; our sheets keep 0.4 inch
UNSEEN = ";;;"  # the number format of what a sheet hides on purpose
SAME_LINE = 2.5  # points: glyphs of another font stand a little higher or lower
ARTEFACTS = "KPI_ARTEFACTS"  # names the folder that gets a PNG of each page


class Fault(NamedTuple):
    """One thing that is wrong on paper."""

    kind: str  # error, untitled, unprinted, cut, boxes, small
    where: str  # sheet, or number of the page
    text: str


@dataclass
class Sheet:
    """What a sheet should show, and what its pages do show; without white space, which a break may drop."""

    title: str  # the first text on it
    texts: set[str]
    cells: set[str] = field(default_factory=set)  # whole boxes of lines
    lines: list[str] = field(default_factory=list)  # what stands in no box
    pages: int = 0


def bare(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def faults(book: Path, folder: Path, may_shrink: Collection[str] = ()) -> list[Fault]:
    """Everything that is wrong with a workbook on paper; its pages go to the artefacts."""
    if shutil.which("pdftoppm") is None:
        missing("soffice", "poppler-utils is not installed")
    pdf = printed(book, folder)
    keep_pictures(pdf)
    sheets = {sheet.title: expected(sheet) for sheet in openpyxl.load_workbook(book, data_only=True)}
    small = {bare(text) for text in may_shrink}
    found = [fault for page in pages(pdf) for fault in _on_a_page(page, sheets, small)]
    return found + [fault for name, sheet in sheets.items() for fault in _on_a_sheet(name, sheet)]


def expected(sheet: Worksheet) -> Sheet:
    """The texts of the cells that are printed."""
    left, top, right, bottom = range_boundaries(sheet.print_area.rpartition("!")[2].replace("$", ""))
    folded = [columns for columns in sheet.column_dimensions.values() if columns.hidden]
    hidden = {get_column_letter(n) for columns in folded for n in range(columns.min, columns.max + 1)}
    texts = [
        bare(cell.value)
        for row in sheet.iter_rows(top, bottom, left, right)
        for cell in row
        if isinstance(cell.value, str) and bare(cell.value) and cell.column_letter not in hidden
        if cell.number_format != UNSEEN
    ]
    return Sheet(title=texts[0], texts={text for text in texts if text != "#N/A"})


def keep_pictures(pdf: Path) -> None:
    """A PNG of each page for people to look at, where a folder is named."""
    folder = os.environ.get(ARTEFACTS)
    if folder:
        name = Path(folder) / pdf.stem
        shutil.rmtree(name, ignore_errors=True)
        name.mkdir(parents=True)
        subprocess.run(["pdftoppm", "-r", "90", "-png", str(pdf), str(name / "page")], check=True, timeout=900)


# One page --------------------------------------------------------------------------------------


def _on_a_page(page: Page, sheets: dict[str, Sheet], small: Collection[str]) -> Iterator[Fault]:
    where = f"page {page.number}"
    boxes, lines = boxed(page)
    for text in sorted({one for shown in (*boxes, *lines) for one in ERRORS.findall(shown)}):
        yield Fault("error", where, text)
    lacking = {glyph.text for glyph in page.glyphs if not has(glyph.font, glyph.text)}
    if lacking:
        yield Fault("boxes", where, "".join(sorted(lacking)))
    for text, size in boxes.items():
        if size < LEAST and text not in small:
            yield Fault("small", where, f"{size:.1f} pt: {text}")
            break
    sheet = next((sheet for sheet in sheets.values() if lines and lines[0] == sheet.title), None)
    if sheet is None:
        yield Fault("untitled", where, lines[0] if lines else "")
        return
    sheet.pages += 1
    sheet.cells.update(boxes)
    sheet.lines += lines


@cache
def has(font: str, text: str) -> bool:
    """A font that is known here by this name has the character."""
    return any(int(first, 16) <= ord(text) <= int(last, 16) for first, last in _ranges(font))


@cache
def _ranges(font: str) -> list[tuple[str, str]]:
    name = font.partition("+")[2] or font  # the six letters before it stand for a part of a font
    told = subprocess.run(["fc-list", f":postscriptname={name}", "charset"], check=True, capture_output=True, text=True)
    spans = (span.partition("-") for span in told.stdout.replace(":charset=", " ").split())
    return [(first, last or first) for first, _, last in spans]


def _on_a_sheet(name: str, sheet: Sheet) -> Iterator[Fault]:
    if not sheet.pages:
        yield Fault("unprinted", name, sheet.title)
        return
    for text in sorted(sheet.texts - sheet.cells):
        if not any(text in line for line in sheet.lines):
            yield Fault("cut", name, text)


# Text in boxes ---------------------------------------------------------------------------------


def boxed(page: Page) -> tuple[dict[str, float], list[str]]:
    """The texts in boxes of border lines, each with its smallest size, and the lines outside of any."""
    boxes: dict[tuple[float, ...], list[Glyph]] = defaultdict(list)
    loose: list[Glyph] = []
    for glyph in page.glyphs:
        # What overflows the margins is cut off there, and so is what a folded column beside them holds.
        if glyph.left >= MARGIN and glyph.right <= page.width - MARGIN:
            around = lines_around(page, glyph)
            (loose if around is None else boxes[around]).append(glyph)
    sizes: dict[str, float] = {}
    for glyphs in boxes.values():
        text = "".join(_in_lines(glyphs))
        sizes[text] = min(sizes.get(text, LEAST), *(glyph.size for glyph in glyphs))
    return sizes, list(_in_lines(loose))


def _in_lines(glyphs: list[Glyph]) -> Iterator[str]:
    """Glyphs by the line they stand on, from the top."""
    rows: list[list[Glyph]] = []
    before = float("inf")
    for glyph in sorted(glyphs, key=lambda one: -one.middle):
        if before - glyph.middle > SAME_LINE:
            rows.append([])
        rows[-1].append(glyph)
        before = glyph.middle
    for row in rows:
        line = bare("".join(glyph.text for glyph in sorted(row, key=lambda one: one.left)))
        if line:
            yield line
