"""The form of a feedback talk as a Word file, which both people can go on writing in."""

import re
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from docx.document import Document as Doc
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table, _Cell

from kpi.paper.word_blank import blank

PALE = "EAF0F7"
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # no XML can hold them
EPOCH = (1980, 1, 1, 0, 0, 0)
WIDTH = 182  # mm between the margins
BOX = "☐"


def word_form(form: Mapping[str, Any], made_on: datetime) -> bytes:
    """The file; the same form gives the same bytes, dated by the period and not by the clock."""
    document = blank()
    properties = document.core_properties
    properties.title, properties.author = _clean(form["title"]), _clean(form["company"])
    properties.created = properties.modified = made_on
    _title(document, form)
    _pairs(document, form["head"])
    for label, lines in form["facts"]:
        _heading(document, label)
        for line in lines:
            document.add_paragraph(_clean(line), style="List Bullet")
    _grid(document, form["carried"], (60, 80, 42))
    _field(document, *form["causes"])
    _grid(document, form["plan"], (50, 38, 26, 32, 36))
    _field(document, *form["comment"])
    _opinion(document, form["opinion"])
    _signatures(document, form)
    return _packed(document)


# Parts -----------------------------------------------------------------------------


def _title(document: Doc, form: Mapping[str, Any]) -> None:
    for text, size, bold in ((form["company"], 10, False), (form["title"], 16, True)):
        if text:
            paragraph = document.add_paragraph()
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            run = paragraph.add_run(_clean(text))
            run.bold, run.font.size = bold, Pt(size)


def _heading(document: Doc, text: str) -> None:
    document.add_paragraph(_clean(text), style="Heading 2")


def _pairs(document: Doc, pairs: Sequence[Sequence[str]]) -> None:
    """Labels and values, three pairs a row."""
    rows = [pairs[start : start + 3] for start in range(0, len(pairs), 3)]
    table = _table(document, len(rows), (25, 37, 25, 37, 25, 33))
    for row, own in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, [text for pair in own for text in pair], strict=True):
            cell.paragraphs[0].add_run(_clean(text))
        for cell in row.cells[::2]:
            _shade(cell)


def _grid(document: Doc, part: Mapping[str, Any], widths: Sequence[int]) -> None:
    """A heading and a table that is written on."""
    _heading(document, part["title"])
    table = _table(document, 1 + len(part["rows"]), widths)
    for row, texts in zip(table.rows, (part["head"], *part["rows"]), strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.paragraphs[0].add_run(_clean(text))
    for cell in table.rows[0].cells:
        _shade(cell)
        cell.paragraphs[0].runs[0].bold = True
    for row in table.rows[1:]:
        row.height = Mm(8)


def _field(document: Doc, title: str, text: str) -> None:
    """A heading and a box to write in."""
    _heading(document, title)
    table = _table(document, 1, (WIDTH,))
    table.rows[0].height = Mm(14)
    table.rows[0].cells[0].vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.TOP
    run = table.rows[0].cells[0].paragraphs[0].add_run(_clean(text))
    run.font.size = Pt(9)


def _opinion(document: Doc, part: Mapping[str, Any]) -> None:
    _heading(document, part["title"])
    table = _table(document, 1, (WIDTH,))
    table.rows[0].height = Mm(14)
    cell = table.rows[0].cells[0]
    cell.paragraphs[0].add_run("        ".join(f"{BOX} {choice}" for choice in part["choices"]))
    cell.add_paragraph(part["hint"])


def _signatures(document: Doc, form: Mapping[str, Any]) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_before = Pt(14)
    lines = [f"{who}__________ {form['date']} ________" for who in form["signs"]]
    paragraph.add_run("   ".join(lines)).font.size = Pt(9)
    small = document.add_paragraph().add_run(form["basis"])
    small.font.size = Pt(7)


# Tables ----------------------------------------------------------------------------


def _table(document: Doc, rows: int, widths: Sequence[int]) -> Table:
    table: Table = document.add_table(rows=rows, cols=len(widths))
    table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width, cell.vertical_alignment = Mm(width), WD_CELL_VERTICAL_ALIGNMENT.CENTER
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    return table


def _shade(cell: _Cell) -> None:
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", PALE)):
        shade.set(qn(f"w:{name}"), value)
    properties = cell._tc.get_or_add_tcPr()  # noqa: SLF001 - python-docx has no call for a colour
    properties.insert_element_before(shade, "w:vAlign")


def _clean(text: str) -> str:
    """Text without the characters that no Word file can hold."""
    return UNPRINTABLE.sub("", text)


def _packed(document: Doc) -> bytes:
    """The file with the same date on every part, or each run would give other bytes."""
    saved, out = BytesIO(), BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name, EPOCH), source.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()
