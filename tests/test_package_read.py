"""What a cell holds is read as what it is, however the file spells it."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from kpi.headless import PARTLY, score_file
from kpi.layout import folded
from kpi.package.book import open_book
from kpi.package.rows import SheetStream
from kpi.tables import Dated, Fault, Uncalculated, Value
from tests.desk import type_in
from tests.handmade import DATE_STYLE, codes, members, opened, parts, sheet_xml, simple, table, table_xml, zipped

STRINGS = (
    "<si><t>plain</t></si>"
    '<si><r><rPr><b/></rPr><t>rich </t></r><r><t xml:space="preserve"> text</t></r>'
    '<rPh sb="0" eb="1"><t>reading</t></rPh><phoneticPr fontId="1"/></si>'
    "<si/>"
    '<si><t xml:space="preserve"> a_x000D_\r\nb&lt;&#x4E2D;&amp;amp; </t></si>'
    '<si ><t>kanji</t ><rPh sb="0" eb="1"><t>reading</t></rPh ></si ><si><t>last</t></si>'
)
CELLS: dict[str, tuple[str, Value]] = {
    "number": ('<c r="A2"><v>1.5</v></c>', 1.5),
    "number with type": ('<c r="A2" t="n" s="2"><v>7</v></c>', 7.0),
    "exponent": ('<c r="A2"><v>-2.5E-3</v></c>', -0.0025),
    "blanks around": ('<c r="A2">\n <v> 3 </v>\n</c>', 3.0),
    "infinite": ('<c r="A2"><v>1e400</v></c>', Fault("#NUM!")),
    "inf": ('<c r="A2"><v>inf</v></c>', Fault("#NUM!")),
    "nan": ('<c r="A2"><v>NaN</v></c>', Fault("#NUM!")),
    "underscore": ('<c r="A2"><v>1_000</v></c>', Fault("#NUM!")),
    "two points": ('<c r="A2"><v>1.2.3</v></c>', Fault("#NUM!")),
    "true": ('<c r="A2" t="b"><v>1</v></c>', True),
    "false": ('<c r="A2" t="b"><v>0</v></c>', False),
    "error": ('<c r="A2" t="e"><v>#N/A</v></c>', Fault("#N/A")),
    "shared string": ('<c r="A2" t="s"><v>0</v></c>', "plain"),
    "rich string": ('<c r="A2" t="s"><v>1</v></c>', "rich  text"),
    "empty string": ('<c r="A2" t="s"><v>2</v></c>', ""),
    "escapes": ('<c r="A2" t="s"><v>3</v></c>', " a\r\nb<中&amp; "),
    "inline": ('<c r="A2" t="inlineStr"><is><t>00123</t></is></c>', "00123"),
    "inline rich": ('<c r="A2" t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r></is></c>', "ab"),
    "formula text": ('<c r="A2" t="str"><f>"x"</f><v>x_x000A_y</v></c>', "x\ny"),
    "formula number": ('<c r="A2"><f>1+1</f><v>2</v></c>', 2.0),
    "formula error": ('<c r="A2" t="e"><f>NA()</f><v>#N/A</v></c>', Fault("#N/A")),
    "formula empty text": ('<c r="A2" t="str"><f>""</f><v></v></c>', ""),
    "formula without value": ("<c r=\"A2\"><f>SUM('a &amp; b'!A1)</f></c>", Uncalculated("SUM('a & b'!A1)")),
    "formula with blank value": ('<c r="A2"><f>B2</f><v/></c>', Uncalculated("B2")),
    "date": (f'<c r="A2" s="{DATE_STYLE}"><v>45000</v></c>', Dated(45000.0)),
    "time": ('<c r="A2" s="3"><v>0.5</v></c>', Dated(0.5)),
    "date of a formula": (f'<c r="A2" s="{DATE_STYLE}"><f>TODAY()</f><v>45000</v></c>', Dated(45000.0)),
    "iso date": ('<c r="A2" t="d"><v>2023-03-15T12:00:00</v></c>', Dated(45000.5)),
    "blank": ('<c r="A2" s="2"/>', None),
    "blank in long": ('<c r="A2"></c>', None),
    "blanks in end tags": ('<c r="A2"><f>1+1</f ><v>2</v ></c >', 2.0),
    "formula without value, blank in its end tag": ('<c r="A2"><f>1+1</f ></c>', Uncalculated("1+1")),
    "text with blanks in its end tags": ('<c r="A2" t="s"><v>4</v></c>', "kanji"),
    "text behind one with blanks in its end tags": ('<c r="A2" t="s"><v>5</v></c>', "last"),
    "missing": ("", None),
    "single quotes": ("<c r='A2' s='2' t='s'><v>0</v></c>", "plain"),
    "r last": ('<c s="2" t="s" r="A2"><v>0</v></c>', "plain"),
    "no r": ("<c><v>4</v></c>", 4.0),
    "cdata": ('<c r="A2" t="inlineStr"><is><t><![CDATA[a<b]]></t></is></c>', "a<b"),
    "comment": ('<c r="A2"><!-- <v>5</v> --><v>6</v></c>', 6.0),
}


@pytest.mark.parametrize("kind", CELLS)
def test_a_cell_is_read_as_its_type_says(kind: str) -> None:
    cell, value = CELLS[kind]
    read = table(simple(f'<row r="2">{cell}<c r="B2"><v>9</v></c></row>', strings=STRINGS)).rows[0]
    assert (type(read[0]), read[0]) == (type(value), value)
    assert read[1:] == (9.0, None)


def test_dates_of_1904_are_given_as_days_of_1900() -> None:
    row = f'<row r="2"><c r="A2" s="{DATE_STYLE}"><v>43538</v></c><c r="B2"><v>43538</v></c></row>'
    content = simple(row, properties='<workbookPr date1904="1"/>')
    assert table(content).rows[0][:2] == (Dated(45000.0), 43538.0)


def test_a_shared_formula_without_value_is_given_as_its_own_cell_has_it() -> None:
    first = '<row r="2"><c r="A2"><f t="shared" ref="A2:A3" si="0">B2+$C$1</f><v>1</v></c></row>'
    second = '<row r="3"><c r="A3"><f t="shared" si="0"/></c></row>'
    rows = table(simple(first + second, last=3)).rows
    assert [row[0] for row in rows] == [1.0, Uncalculated("B3+$C$1")]


def test_rows_stand_where_they_say_whatever_their_order_and_the_dimension() -> None:
    rows = (
        '<row r="5"><c r="A5"><v>5</v></c></row><row r="3"><c r="C3"><v>3</v></c></row>'
        '<row r="4" s="1" customFormat="1"/>'
    )
    content = simple(rows, last=6)
    content["xl/worksheets/sheet1.xml"] = content["xl/worksheets/sheet1.xml"].replace(
        b"<sheetData>", b'<dimension ref="A1:A2"/><sheetData>'
    )
    assert table(content).rows == [(None,) * 3, (None, None, 3.0), (None,) * 3, (5.0, None, None), (None,) * 3]


def test_rows_without_a_number_follow_the_one_before() -> None:
    rows = "<row><c><v>1</v></c><c/><c><v>2</v></c></row>\n  <row/>\n<row><c r='B4'><v>3</v></c></row>"
    assert table(simple(rows, last=4)).rows == [(1.0, None, 2.0), (None,) * 3, (None, 3.0, None)]


def test_a_row_or_cell_that_stands_twice_is_damage_and_not_a_guess() -> None:
    twice = '<row r="2"><c r="A2"><v>1</v></c></row><row r="2"><c r="A2"><v>2</v></c></row>'
    assert codes(opened(simple(twice)).tables()[1]) == ["KPI106"]
    elsewhere = '<row r="2"><c r="A3"><v>1</v></c></row>'
    assert codes(opened(simple(elsewhere)).tables()[1]) == ["KPI106"]


@pytest.mark.parametrize(
    "rows",
    [
        "<row r='2'>stray</row>",
        "<row r='2'><x/></row>",
        '<row r="2"><c r="A2"><v>1</v></c><c r="B2"><v>2</v></row>',
        '<row r="2"><c r="A2"><v>1</v></c><c r="A2"><v>2</v></c></row>',
        "<row r='2'><c r='A2'><v>1</v></c><c r='B2'><v>2</v></c><c r='A2'/><c/></row>",
        "<rov/>",
        "<row r='2'><c r='A2'><v>1<c r='B2'><v>2</v></c></row>",
        "<row r='0'/>",
        "<row r='x'/>",
    ],
)
def test_what_is_no_row_of_cells_is_damage(rows: str) -> None:
    assert codes(opened(simple(rows)).tables()[1]) == ["KPI106"]


def test_elements_with_a_prefix_read_the_same() -> None:
    content = simple('<row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2"><f>1</f><v>2</v></c></row>', strings=STRINGS)
    for part in ("xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/tables/table1.xml", "xl/styles.xml"):
        text = content[part].replace(b"</", b"</x:").replace(b"<", b"<x:").replace(b"<x:/x:", b"</x:")
        content[part] = text.replace(b"<x:?", b"<?").replace(b"xmlns=", b"xmlns:x=")
    assert table(content).rows == [("plain", 2.0, None)]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "gbk"])
def test_parts_in_other_encodings_read_the_same(encoding: str) -> None:
    content = simple('<row r="2"><c r="A2" t="s"><v>0</v></c></row>', ("甲", "乙"), strings="<si><t>中文</t></si>")
    name = encoding.removesuffix("-sig").upper().encode()
    for part in ("xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml", "xl/tables/table1.xml"):
        content[part] = content[part].replace(b"UTF-8", name).decode().encode(encoding)
    read = table(content)
    assert (read.headers, read.rows, read.sheet) == (("甲", "乙"), [("中文", None)], "表")


def test_part_names_may_differ_in_case_and_slashes() -> None:
    content = simple('<row r="2"><c r="A2"><v>1</v></c></row>')
    names = {name: name.upper().replace("/", "\\") if "sheet1.xml" in name else name for name in content}
    data = zipped({names[name]: part for name, part in content.items()})
    data = data.replace(b"XL/WORKSHEETS/SHEET1.XML", b"XL\\WORKSHEETS\\SHEET1.XML")
    assert table(data).rows == [(1.0, None, None)]


def test_headers_come_from_the_table_and_must_agree_with_the_sheet() -> None:
    cells = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>a\nb</t></is></c><c r="B1" t="inlineStr"><is><t>X</t></is></c></row>'
    )
    sheet = sheet_xml(cells + '<row r="2"><c r="A2"><v>1</v></c></row>')
    book = opened(parts({"表": sheet}, {"表": [table_xml("T", "A1:B2", ["a_x000a_b", "Y"])]}))
    tables, problems = book.tables()
    assert tables["T"].headers == ("a\nb", "Y")
    assert codes(problems) == ["KPI112"]
    assert str(problems[0].place) == "'[b.xlsx]表'!B1"


def test_only_the_tables_asked_for_are_read() -> None:
    broken = {"甲": sheet_xml("<row r='1'>stray</row>"), "乙": sheet_xml('<row r="1"><c r="A1"><v>1</v></c></row>')}
    own = {"甲": [table_xml("T", "A1:A2", ["A"])], "乙": [table_xml("U", "A1:A2", ["1"], 2)]}
    book = opened(parts(broken, own))
    assert book.table_names == ("T", "U")
    assert book.sheet_titles == ("甲", "乙")
    assert book.tables(["U"]) == ({"U": book.tables(["U"])[0]["U"]}, [])
    assert codes(book.tables()[1]) == ["KPI106"]


def test_a_million_shared_strings_cost_little_while_unused() -> None:
    strings = "".join(f"<si><t>unused {at}</t></si>" for at in range(1_000_000)) + "<si><t>used</t></si>"
    content = simple('<row r="2"><c r="A2" t="s"><v>1000000</v></c></row>', strings=strings)
    book = opened(content)
    assert book.tables()[0]["T"].rows == [("used", None, None)]
    assert book.strings is not None
    assert len(book.strings._texts) == 1


def test_a_shared_string_that_is_not_there_is_damage() -> None:
    content = simple('<row r="2"><c r="A2" t="s"><v>6</v></c></row>', strings=STRINGS)
    assert codes(opened(content).tables()[1]) == ["KPI106"]


def _by_xlsxwriter(path: str) -> None:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("表")
        date = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.add_table(2, 1, 4, 4, {"name": "T", "columns": [{"header": name} for name in "ABCD"]})
        sheet.write_row(3, 1, ["00123", 1.25, True])
        sheet.write_number(3, 4, 45000, date)
        sheet.write_formula(4, 1, "=NA()", None, "#N/A")


def _by_openpyxl(path: str) -> None:
    from datetime import date

    from openpyxl.worksheet.table import Table as Part

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "表"
    for row, values in enumerate((list("ABCD"), ["00123", 1.25, True, date(2023, 3, 15)], ["#N/A"]), 3):
        for column, value in enumerate(values, 2):
            sheet.cell(row, column, value)
    sheet.add_table(Part(displayName="T", ref="B3:E5"))
    book.save(path)


@pytest.mark.parametrize("write", [_by_xlsxwriter, _by_openpyxl])
def test_files_of_other_writers_read_the_same(write: Callable[[str], None], tmp_path) -> None:
    path = tmp_path / "other.xlsx"
    write(str(path))
    read = table(path.read_bytes())
    assert (read.first_row, read.first_column, read.headers) == (4, 2, ("A", "B", "C", "D"))
    assert read.rows == [("00123", 1.25, True, Dated(45000.0)), (Fault("#N/A"), None, None, None)]


def test_a_zip_with_data_descriptors_folders_and_a_comment_reads_the_same(tmp_path) -> None:
    class Unseekable:
        def __init__(self, file) -> None:
            self.write, self.flush = file.write, file.flush

    content = simple('<row r="2"><c r="A2"><v>1</v></c></row>')
    with (tmp_path / "odd.xlsx").open("wb") as file, zipfile.ZipFile(Unseekable(file), "w", 8) as made:
        made.comment = b"made by hand"
        made.writestr("xl/", b"")
        for name, part in content.items():
            made.writestr(name, part)
    data = (tmp_path / "odd.xlsx").read_bytes()
    assert table(data).rows == [(1.0, None, None)]
    assert members(data).keys() >= content.keys()


@pytest.mark.parametrize("step", [1, 2, 3, 7, 50, 1_000])
def test_a_sheet_reads_the_same_however_it_is_cut(step: int) -> None:
    rows = (
        "".join(f'<row r="{at}"><c r="A{at}"><v>{at}</v></c></row>' for at in range(2, 9))
        + '<row r="9"/>\n<row r="10" s="1"/>'
    )
    data = simple(rows, last=10, after='<pageMargins left="1"/>')["xl/worksheets/sheet1.xml"]
    chunks = [data[at : at + step] for at in range(0, len(data), step)]
    stream = SheetStream("b", "p", chunks)
    whole = b"".join([stream.head, *stream.blocks(), stream.tail])
    assert whole == data
    assert [row.number for row in SheetStream("b", "p", chunks).rows()] == list(range(1, 11))


def test_of_a_table_that_is_read_partly_only_those_columns_come(centre: Path) -> None:
    score_file(centre)
    type_in(centre, ("Progress", 2, "打印", "√"), ("Due", 0, "今天（手填）", 46000.0))
    book = open_book(centre)
    assert not isinstance(book, list)
    (whole, _), (some, problems) = book.tables(), book.tables(partly=PARTLY)
    assert problems == []
    assert some.keys() == whole.keys()
    for name, full in whole.items():
        headers = PARTLY.get(name)
        for all_cells, cells in zip(full.rows, some[name].rows, strict=True):
            for header, cell, read in zip(full.headers, all_cells, cells, strict=True):
                assert read == (cell if headers is None or folded(header) in headers else None)
    assert [row[5] for row in some["Progress"].rows].count("√") == 1
