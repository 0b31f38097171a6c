"""A workbook that a manager lives in: own columns, notes beside our tables, ranges over them; and people who come, go and move."""

import re
from collections.abc import Callable, Sequence
from html import escape

import xlsxwriter

from tests.corpus.by_hand import X14, XM
from tests.corpus.carried import STALE
from tests.corpus.compare import areas
from tests.corpus.donor import text_cell, transplant
from tests.corpus.parts import Parts, worksheet

CELL = re.compile(r'<c r="([A-Z]+)(\d+)"([^>]*?)(?:/>|>(.*?)</c>)', re.DOTALL)
WORD, DOUBLE, BESIDE, TWICE = "AR", "AS", "AU", "AV"  # the manager's columns in and beside the table Summary
FIRST = 5  # row of the first person on every sheet


def word(identity: str) -> str:
    """What the manager wrote about that person."""
    return f"{identity} 谈过 <ok> & 记"


def ids(book: Parts, title: str = "汇总") -> dict[int, str]:
    """The id that the first column of a sheet shows, by row."""
    found = {}
    for letter, row, _, inner in CELL.findall(book.text(book.sheets()[title])):
        text = re.search(r"<(?:v|t)[^>]*>([^<]+)<", inner or "")
        if letter == "A" and int(row) >= FIRST and text:
            found[int(row)] = text[1]
    return found


def lived_in(data: bytes) -> Parts:
    """A scored workbook, with everything that a manager may hang on our tables."""
    book = Parts.read(data)
    sheet, table = areas(book)["Summary"].sheet, areas(book)["Summary"].table
    people = ids(book)
    bottom = max(people)
    for row, identity in people.items():
        append(book, sheet, row, _managers_cells(row, identity))
        _write(book, book.sheets()["反馈"], f"K{row}", word(ids(book, "反馈")[row]))
    append(book, sheet, FIRST - 1, text_cell(f"{WORD}4", "经理备注") + text_cell(f"{DOUBLE}4", "折算"))
    _widen(book, table, bottom)
    _hang_ranges(book, sheet, bottom)
    _own_sheet(book, bottom)
    transplant(book, lambda donor: _chart(donor, bottom), "own")
    return book


def _managers_cells(row: int, identity: str) -> str:
    return (
        text_cell(f"{WORD}{row}", word(identity))
        + f'<c r="{DOUBLE}{row}"><f>E{row}*1.1</f><v>{STALE}</v></c>'
        + text_cell(f"{BESIDE}{row}", word(identity))
        + f'<c r="{TWICE}{row}"><f>$E{row}*2+SUM($M{row}:N{row})</f><v>{STALE}</v></c>'
    )


def append(book: Parts, sheet: str, row: int, cells: str) -> None:
    """Puts cells behind the last one of a row."""
    pattern = rf'(<row r="{row}"(?:\s[^>]*)?>.*?)</row>'
    book.content[sheet] = re.sub(pattern, lambda m: f"{m[1]}{cells}</row>", book.text(sheet), count=1).encode()


def _write(book: Parts, sheet: str, place: str, text: str) -> None:
    pattern = rf'<c r="{place}"( s="\d+")?[^>]*/>'
    cell = f't="inlineStr"><is><t>{escape(text, quote=False)}</t></is></c>'
    book.content[sheet] = re.sub(pattern, lambda m: f'<c r="{place}"{m[1] or ""} {cell}', book.text(sheet)).encode()


def _widen(book: Parts, table: str, bottom: int) -> None:
    """Two columns more for the table; the second fills itself."""
    columns = (
        '<tableColumn id="901" name="经理备注"/><tableColumn id="902" name="折算">'
        "<calculatedColumnFormula>Summary[[#This Row],[总分]]*1.1</calculatedColumnFormula></tableColumn></tableColumns>"
    )
    text = book.text(table).replace("</tableColumns>", columns).replace(f":AQ{bottom}", f":{DOUBLE}{bottom}")
    text = re.sub(r'<tableColumns count="(\d+)"', lambda m: f'<tableColumns count="{int(m[1]) + 2}"', text)
    book.content[table] = text.encode()


def _hang_ranges(book: Parts, sheet: str, bottom: int) -> None:
    """Rules, lists, names and a protected range that cover the body; one that covers a single person."""
    rule = '<cfRule type="expression" priority="{}"><formula>{}</formula></cfRule>'
    for at, (area, formula) in enumerate(
        [(f"{WORD}5:{TWICE}{bottom}", f"COUNTIF($E$5:$E${bottom},$E5)&gt;1"), ("E7", "E7&gt;1"), (f"A3:B{bottom}", "1")]
    ):
        rules = rule.format(90 + at, formula)
        book.place(sheet, f'<conditionalFormatting sqref="{area}">{rules}</conditionalFormatting>')
    lists = f'<dataValidation type="list" allowBlank="1" sqref="{WORD}5:{WORD}{bottom}"><formula1>$B$5:$B${bottom}</formula1></dataValidation>'
    book.place(sheet, f'<dataValidations count="1">{lists}</dataValidations>')
    bars = (
        f'<x14:conditionalFormatting xmlns:xm="{XM}"><x14:cfRule type="expression" priority="99" id="{{0F1E2D3C-0000-4000-8000-00000000000A}}">'
        f"<xm:f>$E5&gt;AVERAGE($E$5:$E${bottom})</xm:f></x14:cfRule><xm:sqref>E5:E{bottom}</xm:sqref></x14:conditionalFormatting>"
    )
    book.extend(
        sheet,
        f'<ext uri="{{78C0D931-6437-407d-A8EE-F0AAD7539E65}}" xmlns:x14="{X14}"><x14:conditionalFormattings>{bars}'
        "</x14:conditionalFormattings></ext>",
    )
    book.name("全体总分", f"汇总!$E$5:$E${bottom}")
    book.name("第一名", "汇总!$E$5")
    book.edit("xl/workbook.xml", f"汇总!$A$1:$W${bottom}", f"汇总!$A$1:${TWICE}${bottom}")


def _own_sheet(book: Parts, bottom: int) -> None:
    formulas = [
        f"SUM(汇总!$E$5:$E${bottom})", "SUM(Summary[总分])", "VLOOKUP(&quot;SS00001&quot;,汇总!A:E,5,0)", "MAX(全体总分)", "A1+1",
    ]  # fmt: skip
    cells = "".join(f'<c r="{chr(64 + at)}1"><f>{text}</f><v>{STALE}</v></c>' for at, text in enumerate(formulas, 1))
    average = f'<row r="400"><c r="E400"><f>AVERAGE(汇总!$E$5:$E${bottom})</f><v>{STALE}</v></c></row>'
    book.edit(book.sheets()["月报"], "</sheetData>", f"{average}</sheetData>")
    book.new_sheet("经理分析", worksheet(f'<row r="1">{cells}<c r="K1"><f>J1+1</f><v>1</v></c></row>'))


def _chart(donor: xlsxwriter.Workbook, bottom: int) -> None:
    donor.add_worksheet("汇总")
    chart = donor.add_chart({"type": "column"})
    chart.add_series({"values": f"=汇总!$E$5:$E${bottom}", "categories": f"=汇总!$B$5:$B${bottom}"})
    donor.add_worksheet("图").insert_chart("A1", chart)


# People come, go and move ----------------------------------------------------------


def rearranged(book: Parts, title: str, order: Callable[[Sequence[int]], Sequence[int | None]]) -> None:
    """Puts what people typed on a sheet into other rows, as sorting and deleting do; formulas stay.

    `order` gets the rows that are filled and gives, from the first row on, the row that comes there.
    """
    part = book.sheets()[title]
    held = _typed(book.text(part))
    filled = sorted(row for row in held if "A" in held[row])
    wanted = order(filled)
    source = dict(zip(filled, [*wanted, *[None] * (len(filled) - len(wanted))], strict=True))

    def cell(match: re.Match[str]) -> str:
        letter, row, attributes, inner = match[1], int(match[2]), match[3], match[4] or ""
        if row not in source or "<f" in inner:
            return match[0]
        style = re.search(r' s="\d+"', attributes)
        content = held.get(source[row] or 0, {}).get(letter, "/>")
        return f'<c r="{letter}{row}"{style[0] if style else ""}{content}'

    book.content[part] = CELL.sub(cell, book.text(part)).encode()


def _typed(xml: str) -> dict[int, dict[str, str]]:
    """What stands in cells without a formula: row, column, the cell from its type on."""
    found: dict[int, dict[str, str]] = {}
    for letter, row, attributes, inner in CELL.findall(xml):
        if int(row) >= FIRST and inner and "<f" not in inner:
            kind = re.search(r' t="\w+"', attributes)
            found.setdefault(int(row), {})[letter] = f"{kind[0] if kind else ''}>{inner}</c>"
    return found


def recalculated_by_excel(book: Parts) -> None:
    """Gives every id on 得分 and 汇总, which is a formula, the value that Excel would show by now."""
    held = {title: ids(book, title) for title in book.sheets()}

    def cell(match: re.Match[str]) -> str:
        shown = held[match[2]].get(int(match[3]), "")
        return f"{match[1]}{shown}</v>"

    pattern = r"""(<c r="A\d+"[^>]*><f>'([^']+)'!A(\d+)&amp;""</f><v>)[^<]*</v>"""
    for title in ("得分", "汇总"):
        part = book.sheets()[title]
        book.content[part] = re.sub(pattern, cell, book.text(part)).encode()
