"""Tables grow and shrink, and what follows their height follows."""

import pytest

from kpi import package
from kpi.package.ranges import Growth, stretched_list, stretched_name
from kpi.package.structure import TablePart
from kpi.references import box
from tests.handmade import changed, codes, fill, members, opened, parts, sheet_xml, table, table_xml
from tests.test_package_fill import SHEET, row, text

AFTER = (
    '<autoFilter ref="A3:B5"/>'
    '<conditionalFormatting sqref="A4:B5 D1"><cfRule type="expression" priority="1"><formula>COUNTIF($A$4:$A$5,A4)&gt;1</formula></cfRule></conditionalFormatting>'
    '<conditionalFormatting sqref="A4:A9"><cfRule type="expression" priority="2"><formula>B$1</formula></cfRule></conditionalFormatting>'
    '<dataValidations count="1"><dataValidation type="list" sqref="B4:B5"><formula1>$H$1:$H$5</formula1></dataValidation></dataValidations>'
    '<ignoredErrors><ignoredError sqref="A3:A5"/></ignoredErrors>'
    '<extLst><ext xmlns:x14="m" xmlns:xm="n"><x14:conditionalFormattings><x14:conditionalFormatting><x14:cfRule><xm:f>$B$4:$B$5</xm:f></x14:cfRule><xm:sqref>B4:B5</xm:sqref></x14:conditionalFormatting></x14:conditionalFormattings>'
    "<x14:sparklineGroups><x14:sparklineGroup><x14:sparklines><x14:sparkline><xm:f>x!A4:A5</xm:f><xm:sqref>A4:A5</xm:sqref></x14:sparkline></x14:sparklines></x14:sparklineGroup></x14:sparklineGroups></ext></extLst>"
)
NAMES = (
    "<definedNames>"
    '<definedName name="_xlnm.Print_Area" localSheetId="0">\'表 1\'!$A$1:$B$5</definedName>'
    '<definedName name="_xlnm.Print_Titles" localSheetId="0">\'表 1\'!$1:$5</definedName>'
    '<definedName name="_xlnm._FilterDatabase" localSheetId="0" hidden="1">\'表 1\'!$A$3:$B$5</definedName>'
    "<definedName name=\"Both\">SUM('表 1'!$A$4:$A$5,'x'!$A$4:$A$5,'表 1'!$A$4:$A$6)</definedName>"
    "</definedNames>"
)


def content(
    *, after: str = AFTER, below: str = "", top: str = "", more_tables: tuple[str, ...] = ()
) -> dict[str, bytes]:
    rows = row(1, text("A1", "title")) + row(3, text("A3", "K"), text("B3", "V"))
    rows += row(4, text("A4", "a"), '<c r="B4"><v>1</v></c>') + row(5, text("A5", "b"), '<c r="B5"><v>2</v></c>')
    sheet = sheet_xml(rows + below, before='<dimension ref="A1:B5"/>', after=after)
    tables = [table_xml("T", "A3:B5", ["K", "V"], top=top), *more_tables]
    return parts({"表 1": sheet, "x": sheet_xml("")}, {"表 1": tables}, after_sheets=NAMES)


def grown(count: int, **options: object) -> dict[str, bytes]:
    rows = [(f"p{at}", float(at)) for at in range(count)]
    return members(changed(opened(content(**options)), fill("T", ["K", "V"], rows, ["K"])).data())  # type: ignore[arg-type]


@pytest.mark.parametrize("count", [1, 2, 3, 40])
def test_all_that_ends_with_the_table_ends_with_it_again(count: int) -> None:
    end = 3 + count
    made = grown(count)
    xml = made[SHEET].decode()
    assert f'<dimension ref="A1:B{end}"/>' in xml
    assert f'<autoFilter ref="A3:B{end}"/>' in xml
    assert (
        f'sqref="{_area("A4", f"B{end}")} D1"><cfRule type="expression" priority="1"><formula>COUNTIF($A$4:$A${end},A4)'
        in xml
    )
    assert 'sqref="A4:A9"' in xml
    assert f'sqref="{_area("B4", f"B{end}")}"><formula1>$H$1:$H$5' in xml
    assert f'<ignoredError sqref="A3:A{end}"/>' in xml
    assert f"<xm:f>$B$4:$B${end}</xm:f></x14:cfRule><xm:sqref>{_area('B4', f'B{end}')}</xm:sqref>" in xml
    assert "<xm:f>x!A4:A5</xm:f><xm:sqref>A4:A5</xm:sqref>" in xml
    assert made["xl/tables/table1.xml"].decode().count(f'ref="A3:B{end}"') == 2
    names = made["xl/workbook.xml"].decode()
    assert f"'表 1'!$A$1:$B${end}<" in names
    assert "'表 1'!$1:$5<" in names
    assert f"'表 1'!$A$3:$B${end}<" in names
    assert f"SUM('表 1'!$A$4:$A${end},'x'!$A$4:$A$5,'表 1'!$A$4:$A$6)" in names


def _area(first: str, last: str) -> str:
    return first if first == last else f"{first}:{last}"


def test_growing_and_shrinking_back_gives_the_same_file_again() -> None:
    book = opened(content())
    there = changed(book, fill("T", ["K", "V"], [("a", 1.0), ("c", 3.0)], ["K"])).data()
    more = changed(opened(there), fill("T", ["K", "V"], [(str(at), 1.0) for at in range(50)], ["K"])).data()
    back = changed(opened(more), fill("T", ["K", "V"], [("a", 1.0), ("c", 3.0)], ["K"])).data()
    assert members(back) == members(there)


@pytest.mark.parametrize(
    ("below", "cell"),
    [
        (row(6, '<c r="Z6"><v>1</v></c>'), "Z6"),
        (row(8, '<c r="A8" s="1"/>', '<c r="B8"><f>A1</f></c>'), "B8"),
        (row(7, text("C7", "x")), "C7"),
    ],
)
def test_content_below_is_never_overwritten(below: str, cell: str) -> None:
    book = opened(content(below=below))
    answer = package.change(book, [fill("T", ["K"], [("x",)] * 5)])
    assert codes(answer) == ["KPI116"]
    assert isinstance(answer, list)
    assert answer[0].place.cell == cell
    assert isinstance(package.change(book, [fill("T", ["K"], [("x",)] * 2)]), package.Changed)


def test_merged_cells_and_tables_below_are_never_overwritten() -> None:
    merge = '<mergeCells count="1"><mergeCell ref="A7:B7"/></mergeCells>'
    answer = package.change(opened(content(after=merge)), [fill("T", ["K"], [("x",)] * 5)])
    assert (codes(answer), answer[0].place.cell) == (["KPI116"], "A7")  # type: ignore[index]
    other = table_xml("U", "A8:A9", ["M"], 2)
    answer = package.change(opened(content(more_tables=(other,))), [fill("T", ["K"], [("x",)] * 6)])
    assert (codes(answer), answer[0].place.cell) == (["KPI116"], "A8")  # type: ignore[index]


def test_blank_formatted_rows_below_are_no_content() -> None:
    below = row(6, '<c r="A6" s="1"/>', '<c r="D6" s="2"/>', more=' s="1" customFormat="1"') + row(9, text("A9", "end"))
    made = grown(5, below=below)
    assert row(6, text("A6", "p2"), '<c r="B6"><v>2</v></c>', '<c r="D6" s="2"/>') in made[SHEET].decode()
    assert row(9, text("A9", "end")) in made[SHEET].decode()


def test_rows_that_a_shrinking_table_leaves_are_empty() -> None:
    xml = grown(1)[SHEET].decode()
    assert '<row r="5"' not in xml


def test_a_totals_row_is_not_moved() -> None:
    book = opened(content(top=' totalsRowCount="1"'))
    assert codes(package.change(book, [fill("T", ["K"], [("x",)] * 2)])) == ["KPI115"]
    assert isinstance(package.change(book, [fill("T", ["K"], [("x",)])]), package.Changed)


def test_two_filled_tables_in_the_same_rows_are_refused() -> None:
    other = table_xml("U", "D3:D4", ["W"], 2)
    book = opened(content(more_tables=(other,)))
    fills = [fill("T", ["K"], [("x",)] * 2), fill("U", ["W"], [("y",)])]
    assert codes(package.change(book, fills)) == ["KPI117"]


def test_two_tables_one_below_the_other_are_filled_at_once() -> None:
    below = row(20, text("A20", "M")) + row(21, text("A21", "m"))
    book = opened(content(below=below, more_tables=(table_xml("U", "A20:A21", ["M"], 2),)))
    data = changed(book, fill("U", ["M"], [("u",)] * 3), fill("T", ["K"], [("t",)] * 3)).data()
    assert [line[0] for line in table(data, "T").rows] == ["t"] * 3
    assert [line[0] for line in table(data, "U").rows] == ["u"] * 3


def test_a_table_larger_than_a_sheet_is_refused() -> None:
    book = opened(content())
    huge = fill("T", ["K"], [])
    from dataclasses import replace

    assert codes(package.change(book, [replace(huge, count=1_048_574)])) == ["KPI118"]


def test_formulas_of_the_manager_that_end_with_the_old_height_are_told() -> None:
    made = content(below=row(30, '<c r="D30"><f>SUM(B4:B5)</f><v>3</v></c>'))
    made["xl/worksheets/sheet2.xml"] = sheet_xml(row(1, "<c r=\"A1\"><f>SUM('表 1'!B4:B5)</f><v>3</v></c>")).encode()
    answer = changed(opened(made), fill("T", ["K", "V"], [("a", 1.0)] * 3))
    told = {(note.code, note.place.sheet, note.facts["found"]) for note in answer.notes}
    assert told == {("KPI132", "表 1", "B4:B5"), ("KPI132", "x", "'表 1'!B4:B5")}
    same = changed(opened(made), fill("T", ["K", "V"], [("a", 1.0)] * 2))
    assert same.notes == []


def test_a_pivot_on_the_old_height_is_told() -> None:
    made = content() | {
        "xl/pivotCache/pivotCacheDefinition1.xml": '<p><worksheetSource ref="A3:B5" sheet="表 1"/></p>'.encode()
    }
    answer = changed(opened(made), fill("T", ["K", "V"], [("a", 1.0)] * 3))
    assert [note.facts["found"] for note in answer.notes] == ["A3:B5"]


def test_a_signed_workbook_is_told_that_its_signature_ends() -> None:
    made = content() | {"_xmlsignatures/sig1.xml": b"<s/>"}
    answer = changed(opened(made), fill("T", ["K", "V"], [("a", 1.0)] * 2))
    assert [note.code for note in answer.notes] == ["KPI133"]


def test_an_area_never_ends_before_it_begins() -> None:
    longer = _growth(5, "A3:B9")
    assert stretched_list("A7:B9", [longer]) == "A5:B5"
    assert stretched_name("S!$A$7:$B$9", "S", [longer]) == "S!$A$5:$B$5"


def _growth(last: int, ref: str = "A3:B5") -> Growth:
    area = box(ref)
    assert area
    part = TablePart(
        name="T", part="", sheet="S", box=area, headers=("K", "V"), header_rows=1, totals_rows=0, calculated=frozenset()
    )
    return Growth(part, last)


@pytest.mark.parametrize(
    ("areas", "longer"),
    [
        ("A4:B5", "A4:B9"),
        ("A3:B5", "A3:B9"),
        ("A5:B5", "A5:B5"),
        ("A2:B5", "A2:B5"),
        ("A4:B6", "A4:B6"),
        ("C4:D5", "C4:D5"),
        ("B4:D5 A1", "B4:D9 A1"),
        ("A:A", "A:A"),
    ],
)
def test_only_areas_that_span_the_body_follow(areas: str, longer: str) -> None:
    assert stretched_list(areas, [_growth(9)]) == longer


@pytest.mark.parametrize(
    ("formula", "longer"),
    [
        ("S!$A$4:$B$5", "S!$A$4:$B$9"),
        ("'S'!$A$4:$B$5", "'S'!$A$4:$B$9"),
        ("S!$A$1:$B$5,S!$D$1:$E$5", "S!$A$1:$B$9,S!$D$1:$E$5"),
        ("XS!$A$4:$B$5", "XS!$A$4:$B$5"),
        ("S!$A$5", "S!$A$5"),
        ("$A$4:$B$5", "$A$4:$B$5"),
        ('"S!$A$4:$B$5"', '"S!$A$4:$B$5"'),
    ],
)
def test_names_follow_only_on_the_sheet_of_the_table(formula: str, longer: str) -> None:
    assert stretched_name(formula, "S", [_growth(9)]) == longer
