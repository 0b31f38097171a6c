"""Workbooks that are odd or hostile, each made from a good one of ours."""

import re
from collections.abc import Callable, Mapping
from datetime import date

from tests.corpus.compound import compound
from tests.corpus.parts import HEAD, MAIN, Parts

SALES, PEOPLE, RULES = "销售专员", "人员", "考核标准"
STRICT = "http://purl.oclc.org/ooxml"
BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>'
JOINED = date(2026, 10, 12)


def put_cell(book: Parts, title: str, place: str, content: str) -> None:
    """Replaces a cell that is there, but for its style: `content` is the rest of it."""
    part = book.sheets()[title]
    text, count = re.subn(
        rf'<c r="{place}"( s="\d+")?[^>]*?(?:/>|>.*?</c>)', lambda m: f'<c r="{place}"{m[1] or ""}{content}', book.text(part), count=1
    )
    assert count == 1, place
    book.content[part] = text.encode()


def text(words: str) -> str:
    return f' t="inlineStr"><is><t xml:space="preserve">{words}</t></is></c>'


def number(value: float) -> str:
    return f"><v>{value}</v></c>"


def table_of(book: Parts, title: str) -> str:
    return next(part for _, kind, part in book.relations(book.sheets()[title]) if kind.endswith("/table"))


def rows_after(book: Parts, title: str, rows: str) -> None:
    book.edit(book.sheets()[title], "</sheetData>", f"{rows}</sheetData>")


# What has to be refused or told ------------------------------------------------------


def zip_bomb(book: Parts) -> None:
    part = book.sheets()[SALES]
    book.content[part] = book.content[part].replace(b"?>\n", b"?>" + b" " * (300 << 20), 1)


def entity_bomb(book: Parts) -> None:
    part = book.sheets()[SALES]
    book.content[part] = book.content[part].replace(b"?>\n", b"?>" + BOMB.encode(), 1)


def strict_format(book: Parts) -> None:
    """As "Strict Open XML" is written: other names for every vocabulary."""
    for name, data in book.content.items():
        new = data.replace(MAIN.encode(), f"{STRICT}/spreadsheetml/main".encode())
        new = new.replace(b"http://schemas.openxmlformats.org/officeDocument/2006", f"{STRICT}/officeDocument".encode())
        book.content[name] = new


def missing_sheet(book: Parts) -> None:
    line = re.search(rf'<sheet name="{SALES}"[^>]*/>', book.text("xl/workbook.xml"))
    assert line
    book.edit("xl/workbook.xml", line[0], "")


def renamed_table(book: Parts) -> None:
    part = table_of(book, SALES)
    book.content[part] = book.text(part).replace('"Entry_SS"', '"销售表"').encode()


def renamed_column(book: Parts) -> None:
    """In the table and in its header cell, as Excel does."""
    part = table_of(book, SALES)
    header = re.search(r'name="(SALES-6 [^"]*)"', book.text(part))
    assert header
    book.edit(part, f'name="{header[1]}"', 'name="拜访"')
    put_cell(book, SALES, "M4", text("拜访"))


def header_that_disagrees(book: Parts) -> None:
    put_cell(book, SALES, "M4", text("拜访"))


def merged_header(book: Parts) -> None:
    """Two header cells merged into one; the second is blank then."""
    put_cell(book, SALES, "D4", "/>")
    book.edit(book.sheets()[SALES], "</mergeCells>", '<mergeCell ref="C4:D4"/></mergeCells>')


def duplicate_person(book: Parts) -> None:
    put_cell(book, PEOPLE, "A6", text("HEAD00000"))


def duplicate_row(book: Parts) -> None:
    put_cell(book, SALES, "A6", text("SS00000"))


def duplicate_kpi(book: Parts) -> None:
    put_cell(book, RULES, "A6", text("HEAD-1"))


def formula_without_value(book: Parts) -> None:
    put_cell(book, SALES, "M5", "><f>80+1</f></c>")


def error_cell(book: Parts) -> None:
    put_cell(book, SALES, "M5", ' t="e"><v>#DIV/0!</v></c>')


def free_text(book: Parts) -> None:
    put_cell(book, SALES, "M5", text("大约八十"))


def tick(book: Parts) -> None:
    put_cell(book, SALES, "M5", ' t="b"><v>1</v></c>')


def infinite(book: Parts) -> None:
    put_cell(book, SALES, "M5", "><v>1e400</v></c>")


def negative(book: Parts) -> None:
    put_cell(book, SALES, "M5", number(-3))


def a_date(book: Parts) -> None:
    put_cell(book, SALES, "M5", ' t="d"><v>2026-10-12</v></c>')


TOLD: Mapping[str, tuple[Callable[[Parts], None], str]] = {  # and the code of the problem
    make.__name__: (make, code)
    for make, code in (
        (zip_bomb, "KPI108"),
        (entity_bomb, "KPI110"),
        (strict_format, "KPI107"),
        (missing_sheet, "KPI501"),
        (renamed_table, "KPI501"),
        (renamed_column, "KPI503"),
        (header_that_disagrees, "KPI112"),
        (merged_header, "KPI112"),
        (duplicate_person, "KPI403"),
        (duplicate_row, "KPI403"),
        (duplicate_kpi, "KPI321"),
        (formula_without_value, "KPI207"),
        (error_cell, "KPI206"),
        (free_text, "KPI202"),
        (tick, "KPI204"),
        (infinite, "KPI206"),
        (negative, "KPI212"),
        (a_date, "KPI205"),
    )
}

# What has to be read right -----------------------------------------------------------


def million_rows(book: Parts) -> None:
    """Somebody formatted the whole sheet of a role."""
    rows = "".join(f'<row r="{at}" s="1" customFormat="1" ht="{at % 977 / 7:.2f}" customHeight="1"/>' for at in range(13, 1_048_577))
    rows_after(book, SALES, rows)


def million_strings(book: Parts) -> None:
    more = "".join(f"<si><t>text {at * 7919 % 1000003}</t></si>" for at in range(1_000_000))
    book.edit("xl/sharedStrings.xml", "</sst>", f"{more}</sst>")


def other_case(book: Parts) -> None:
    """Part names in other letters than the relationships have."""
    book.content = {
        name if name.endswith((".rels", "Types].xml")) else name.replace("xl/worksheets/sheet", "XL/Worksheets/Sheet"): data
        for name, data in book.content.items()
    }


def hidden_and_filtered(book: Parts) -> None:
    part, table = book.sheets()[SALES], table_of(book, SALES)
    book.edit(part, '<row r="6"', '<row r="6" hidden="1"')
    column = '<filterColumn colId="0"><filters><filter val="SS00000"/></filters></filterColumn>'
    book.content[table] = re.sub(r'(<autoFilter ref="[^"]+")/>', rf"\1>{column}</autoFilter>", book.text(table)).encode()


def renamed_sheet(book: Parts) -> None:
    """As Excel does it: every formula and name follows."""
    for name, data in book.content.items():
        if name.startswith("xl/workbook.xml") or name.startswith("xl/worksheets/sheet"):
            new = data.decode().replace(f"'{SALES}'!", "'东区 销售'!").replace(f">{SALES}!", ">'东区 销售'!")
            book.content[name] = new.replace(f'name="{SALES}"', 'name="东区 销售"').encode()


def utf_16(book: Parts) -> None:
    part = book.sheets()[SALES]
    body = book.text(part).removeprefix(HEAD).replace(HEAD.strip(), "")
    book.content[part] = f'<?xml version="1.0" encoding="UTF-16"?>{body}'.encode("utf-16")


READ: Mapping[str, Callable[[Parts], None]] = {
    make.__name__: make for make in (million_rows, million_strings, other_case, hidden_and_filtered, renamed_sheet, utf_16)
}


def in_1904(book: Parts) -> None:
    """The calendar of old Macs, with a person who joined on the 12th."""
    book.edit("xl/workbook.xml", "<workbookPr ", '<workbookPr date1904="1" ')
    put_cell(book, PEOPLE, "F5", number((JOINED - date(1904, 1, 1)).days))


def in_1900(book: Parts) -> None:
    put_cell(book, PEOPLE, "F5", number((JOINED - date(1899, 12, 30)).days))


FILES: Mapping[str, tuple[Callable[[bytes], bytes], str]] = {
    "cut short": (lambda data: data[: len(data) * 2 // 3], "KPI106"),
    "an old .xls": (lambda data: compound("Workbook", b"x"), "KPI103"),
    "encrypted": (lambda data: compound("EncryptedPackage", data[:3000]), "KPI104"),
    "a text": (lambda data: "工号,完成值\n1,2\n".encode("gbk"), "KPI105"),
    "a hole in the middle": (lambda data: data[:30_000] + bytes(4000) + data[34_000:], "KPI106"),
}

