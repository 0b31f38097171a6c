"""A fill replaces our cells, keeps the manager's with their row, and touches nothing else."""

import io
import zipfile
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from kpi import package
from kpi.package import Changed
from kpi.references import shifted
from kpi.tables import Column, Computed, Dated, Fault, Fill, Output, Uncalculated, Value
from tests.handmade import (
    changed,
    codes,
    different,
    fill,
    members,
    opened,
    parts,
    sheet_xml,
    simple,
    table,
    table_xml,
    zipped,
)

SHEET = "xl/worksheets/sheet1.xml"
OWN = {SHEET, "xl/workbook.xml", "xl/tables/table1.xml"}


def row(number: int, *cells: str, more: str = "") -> str:
    return f'<row r="{number}"{more}>{"".join(cells)}</row>'


def text(place: str, value: str, more: str = "") -> str:
    return f'<c r="{place}"{more} t="inlineStr"><is><t>{value}</t></is></c>'


def body(*people: str) -> str:
    """Rows 2, 3 ... with the key in A and a manager's text in C."""
    return "".join(
        row(at, text(f"A{at}", name), f'<c r="B{at}"><v>{at}</v></c>', text(f"C{at}", f"note on {name}", ' s="2"'))
        for at, name in enumerate(people, 2)
    )


def filled(rows: str, *people: str, last: int, values: object = 1.0) -> Changed:
    book = opened(simple(rows, last=last))
    return changed(book, fill("T", ["A", "B"], [(name, values) for name in people], ["A"]))  # type: ignore[list-item]


EMITTED: list[tuple[Output, Value]] = [
    ("plain", "plain"),
    ("=1+1", "=1+1"),
    ("a<b>&\"'", "a<b>&\"'"),
    (" x \n y ", " x \n y "),
    ("a\x00\x0b\rb\ufffe", "a\x00\x0b\rb\ufffe"),
    ("_x0041_", "_x0041_"),
    ("中文😀", "中文😀"),
    (Decimal("0.1"), 0.1),
    (Decimal(1) / Decimal(3), 1 / 3),
    (87.5, 87.5),
    (100, 100.0),
    (-0.0, 0.0),
    (1e-300, 1e-300),
    (float("nan"), Fault("#NUM!")),
    (float("inf"), Fault("#NUM!")),
    (True, True),
    (False, False),
    (Fault("#DIV/0!"), Fault("#DIV/0!")),
    (Dated(45000.0), 45000.0),
    (Uncalculated("A1<2"), Uncalculated("A1<2")),
    (None, None),
    ("", None),
]


@pytest.mark.parametrize(("value", "read"), EMITTED, ids=lambda value: repr(value)[:20])
def test_what_is_filled_in_is_what_is_read_back(value: Output, read: Value) -> None:
    data = changed(opened(simple(row(2))), fill("T", ["B"], [(value,)])).data()
    assert table(data).rows == [(None, read, None)]


@given(st.lists(st.text() | st.floats(allow_nan=False, allow_infinity=False) | st.booleans() | st.none(), max_size=9))
def test_any_column_of_values_is_read_back(values: list[Output]) -> None:
    data = changed(opened(simple(row(2))), fill("T", ["B"], [(value,) for value in values])).data()
    plain = [None if value == "" else _without_surrogates(value) for value in values] or [None]
    assert [line[1] for line in table(data).rows] == plain


def _without_surrogates(value: Output) -> Output:
    if isinstance(value, str):
        return "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in value)
    return value


@pytest.mark.parametrize("value", ["plain", 2.5, True, Fault("#N/A"), None, ""])
def test_a_formula_carries_its_value_with_the_right_type(value: Output) -> None:
    columns = (Column(header="A"), Column(header="B", formula=[(0, '{1,2}&A{r}&"x"')]))
    rows = [(Computed("1<2", value), value)] * 3
    book = opened(simple(row(2)))
    data = changed(book, Fill(table="T", key=(), columns=columns, count=3, rows=rows)).data()
    expected = Uncalculated("1<2") if value is None else value
    assert [line[0] for line in table(data).rows] == [expected] * 3
    sheet = openpyxl.load_workbook(io.BytesIO(data))["表"]
    assert [sheet[f"B{at}"].value for at in (2, 3, 4)] == [f'={{1,2}}&A{at}&"x"' for at in (2, 3, 4)]
    assert [sheet[f"A{at}"].value for at in (2, 3, 4)] == ["=1<2"] * 3


def test_each_segment_of_a_column_is_one_shared_formula() -> None:
    columns = (Column(header="A", formula=[(0, "C{r}"), (2, "C{r}*2"), (3, "D{r}")]),)
    book = opened(simple(row(2)))
    data = changed(book, Fill(table="T", key=(), columns=columns, count=5, rows=[(1.0,)] * 5)).data()
    xml = members(data)[SHEET].decode()
    assert '<f t="shared" ref="A2:A3" si="0">C2</f>' in xml
    assert "<f>C4*2</f>" in xml
    assert '<f t="shared" ref="A5:A6" si="1">D5</f>' in xml
    assert '<c r="A6"><f t="shared" si="1"/><v>1</v></c>' in xml


def test_values_of_another_type_further_down_keep_their_type() -> None:
    values: list[Output] = [1.0] * 1_500 + [True] * 1_500 + ["1"] * 1_500 + [float(at) + 0.5 for at in range(2_000)]
    values += [float("nan"), float("-inf")]
    data = changed(opened(simple(row(2))), fill("T", ["B"], [(value,) for value in values])).data()
    read = [line[1] for line in table(data).rows]
    assert [(type(value), value) for value in read[:-2]] == [(type(value), value) for value in values[:-2]]
    assert read[-2:] == [Fault("#NUM!")] * 2
    assert members(data)[SHEET].count(b't="e"><v>#NUM!</v>') == 2


def test_formulas_and_values_may_take_turns_in_a_column() -> None:
    values: list[Output | Computed] = [*[Computed("A2", "x")] * 1_000, *["x"] * 1_000, *[Computed("A2", "x")] * 1_000]
    columns = (Column(header="B"),)
    rows = [(value,) for value in values]
    data = changed(opened(simple(row(2))), Fill(table="T", key=(), columns=columns, count=3_000, rows=rows)).data()
    assert [line[1] for line in table(data).rows] == ["x"] * 3_000
    assert members(data)[SHEET].count(b"<f>A2</f>") == 2_000


def test_the_number_of_a_shared_formula_is_not_one_of_the_managers() -> None:
    shared = row(1, '<c r="F1"><f t="shared" ref="F1:G1" si="7">A9</f><v>0</v></c>')
    sheet = sheet_xml(shared + row(3, text("A3", "A")))
    book = opened(parts({"表": sheet}, {"表": [table_xml("T", "A3:A4", ["A"])]}))
    columns = (Column(header="A", formula=[(0, "B{r}")]),)
    data = changed(book, Fill(table="T", key=(), columns=columns, count=2, rows=[(1.0,)] * 2)).data()
    assert '<f t="shared" ref="A4:A5" si="8">B4</f>' in members(data)[SHEET].decode()


def test_new_rows_look_like_the_first_and_take_the_heights_of_the_fill() -> None:
    first = row(
        2,
        text("A2", "a", ' s="1"'),
        '<c r="B2" s="2"/>',
        '<c r="C2" s="3"/>',
        more=' spans="1:3" s="2" customFormat="1" ht="30" hidden="1"',
    )
    book = opened(simple(first))
    plain = members(changed(book, fill("T", ["A"], [("x",), ("y",)])).data())[SHEET].decode()
    assert '<row r="3" s="2" customFormat="1" ht="30"><c r="A3" s="1" t="inlineStr">' in plain
    assert '</c><c r="B3" s="2"/><c r="C3" s="3"/></row>' in plain
    columns = (Column(header="A"),)
    tall = Fill(table="T", key=(), columns=columns, count=2, rows=[("x",), ("y",)], heights=[15, 42.5])
    xml = members(changed(book, tall).data())[SHEET].decode()
    assert '<row r="3" s="2" customFormat="1" ht="42.5" customHeight="1">' in xml


def test_everything_but_our_cells_stays_byte_for_byte() -> None:
    before = zipped(simple(body("a", "b"), last=3) | {"xl/media/x.png": b"\x89PNG", "docProps/app.xml": b"<x/>"})
    after = changed(opened(before), fill("T", ["A", "B"], [("a", 5.0), ("b", 6.0)], ["A"])).data()
    assert different(before, after) == {SHEET, "xl/workbook.xml"}
    old, new = members(before)[SHEET].decode(), members(after)[SHEET].decode()
    assert new == old.replace("<v>2</v>", "<v>5</v>").replace("<v>3</v>", "<v>6</v>")
    assert b'<calcPr fullCalcOnLoad="1"/>' in members(after)["xl/workbook.xml"]


def test_members_that_stay_are_copied_without_being_packed_again() -> None:
    content = simple(body("a"), last=2) | {"xl/media/a.bin": bytes(range(256)) * 40}
    before = zipped(content)
    after = changed(opened(before), fill("T", ["B"], [(5.0,)])).data()
    start = before.index(b"xl/media/a.bin")
    assert before[start : start + 200] in after


def test_the_same_fill_again_changes_nothing_at_all() -> None:
    once = filled(body("a", "b"), "b", "c", "a", last=3).data()
    again = changed(opened(once), fill("T", ["A", "B"], [("b", 1.0), ("c", 1.0), ("a", 1.0)], ["A"]))
    assert again.unchanged
    assert again.data() == once
    assert again.notes == ()


def test_the_managers_cells_follow_their_key() -> None:
    rows = table(filled(body("a", "b", "c"), "c", "new", "a", "b", last=4).data()).rows
    assert [(line[0], line[2]) for line in rows] == [
        ("c", "note on c"),
        ("new", None),
        ("a", "note on a"),
        ("b", "note on b"),
    ]


def test_cells_beside_the_table_follow_too() -> None:
    rows = row(2, text("B2", "a"), text("A2", "left"), text("E2", "right")) + row(3, text("B3", "b"))
    rows = rows.replace(text("B2", "a") + text("A2", "left"), text("A2", "left") + text("B2", "a"))
    sheet = sheet_xml(row(1, text("B1", "K")) + rows)
    book = opened(parts({"表": sheet}, {"表": [table_xml("T", "B1:B3", ["K"])]}))
    xml = members(changed(book, fill("T", ["K"], [("b",), ("x",), ("a",)], ["K"])).data())[SHEET].decode()
    assert row(4, text("A4", "left"), text("B4", "a"), text("E4", "right")) in xml
    assert xml.count("left") == 1


def test_a_key_that_occurs_twice_is_matched_in_order() -> None:
    rows = row(2, text("A2", "a")) + row(3, text("A3", "a"), text("C3", "second"))
    read = table(filled(rows, "b", "a", "a", last=3).data()).rows
    assert [line[2] for line in read] == [None, None, "second"]


def test_keys_are_compared_as_values() -> None:
    rows = row(2, '<c r="A2"><v>12</v></c>', text("C2", "number")) + row(3, text("A3", "12"), text("C3", "text"))
    book = opened(simple(rows, last=3))
    new: list[tuple[Output]] = [("12",), (Decimal("12.0"),), (True,)]
    read = table(changed(book, fill("T", ["A"], new, ["A"])).data()).rows
    assert [line[2] for line in read] == ["text", "number", None]


def test_a_tick_is_no_number_when_keys_are_compared() -> None:
    rows = row(2, '<c r="A2" t="b"><v>1</v></c>', text("C2", "tick")) + row(
        3, '<c r="A3"><v>1</v></c>', text("C3", "one")
    )
    read = table(changed(opened(simple(rows, last=3)), fill("T", ["A"], [(1,), (True,)], ["A"])).data()).rows
    assert [line[2] for line in read] == ["one", "tick"]


def test_the_fallback_identifies_a_row_where_the_key_is_blank() -> None:
    """A is what a row shows, B for whom it was scored, C the manager's."""
    rows = row(2, text("A2", "b"), text("B2", "a"), text("C2", "about a"))
    rows += row(3, text("A3", "c"), text("C3", "about c"))
    rows += row(4, '<c r="A4"><f>X4</f></c>', text("C4", "about whom X4 is"))
    columns = Column(header="A"), Column(header="B")
    new = [(Computed("X2", "d"), "d"), (Computed("X4", "e"), "e"), ("c", "c"), ("a", "a"), ("b", None)]
    one = Fill(table="T", key=("B",), fallback=("A",), columns=columns, count=len(new), rows=new)
    answer = changed(opened(simple(rows, last=4)), one)
    assert [line[2] for line in table(answer.data()).rows] == [None, "about whom X4 is", "about c", "about a", None]
    assert [(note.code, dict(note.facts)) for note in answer.notes] == [
        ("KPI135", {"person": "a", "shown": "b", "rows": "1"})
    ]


def test_what_stood_beside_a_lost_key_is_told_with_its_text() -> None:
    rows = body("a", "b") + row(4, text("A4", "c"), '<c r="C4"><f>A4</f><v>1</v></c>', '<c r="E4" s="2"/>')
    answer = filled(rows, "a", last=4)
    assert [(note.code, note.note, dict(note.facts)) for note in answer.notes] == [
        ("KPI131", True, {"key": "b", "texts": "note on b"})
    ]
    assert str(answer.notes[0].place) == "'[b.xlsx]表'!C3"
    assert table(answer.data()).rows == [("a", 1.0, "note on a")]


def test_without_a_key_the_managers_cells_stay_on_their_row() -> None:
    book = opened(simple(body("a", "b"), last=3))
    rows = table(changed(book, fill("T", ["A"], [("x",), ("y",), ("z",)])).data()).rows
    assert [line[2] for line in rows] == ["note on a", "note on b", None]
    shrunk = changed(book, fill("T", ["A"], [("x",)]))
    assert [note.facts["texts"] for note in shrunk.notes] == ["3 | note on b"]


def test_an_empty_fill_leaves_one_blank_row() -> None:
    answer = filled(body("a", "b"), last=3)
    assert table(answer.data()).rows == [(None, None, None)]
    assert [note.facts["key"] for note in answer.notes] == ["a", "b"]


def test_row_attributes_of_the_manager_follow_their_key() -> None:
    rows = row(2, text("A2", "a")) + row(3, text("A3", "b"), more=' ht="60" customHeight="1"')
    xml = members(filled(rows, "b", "a", last=3).data())[SHEET].decode()
    assert '<row r="2" ht="60" customHeight="1">' in xml
    assert '<row r="3"><c r="A3"' in xml


def test_formulas_that_move_keep_looking_at_their_own_row() -> None:
    formula = "<f>IF(B2&gt;$B$1,&quot;B2&quot;,'B2 x'!B2)+SUM(B2:B$9)</f>"
    rows = row(2, text("A2", "a"), f'<c r="C2" t="str">{formula}<v>v</v></c>')
    xml = members(filled(rows, "b", "a", last=2).data())[SHEET].decode()
    assert "<f>IF(B3&gt;$B$1,\"B2\",'B2 x'!B3)+SUM(B3:B$9)</f>" in xml


def test_shared_formulas_of_the_manager_are_written_out_when_their_rows_part() -> None:
    master = '<c r="C2"><f t="shared" ref="C2:C4" si="3">B2*2</f><v>1</v></c>'
    rows = row(2, text("A2", "a"), master) + "".join(
        row(at, text(f"A{at}", name), f'<c r="C{at}"><f t="shared" si="3"/><v>1</v></c>')
        for at, name in ((3, "b"), (4, "c"))
    )
    staying = members(filled(rows, "a", "b", "c", "d", last=4).data())[SHEET].decode()
    assert '<f t="shared" ref="C2:C4" si="3">B2*2</f>' in staying
    assert '<f t="shared" si="3"/>' in staying
    data = filled(rows, "c", "a", last=4).data()
    xml = members(data)[SHEET].decode()
    assert "shared" not in xml
    assert "<f>B2*2</f>" in xml
    assert "<f>B3*2</f>" in xml
    answer = changed(opened(data), fill("T", ["A", "B"], [("c", 1.0), ("a", 1.0)], ["A"]))
    assert answer.unchanged


def test_shared_formulas_outside_the_table_survive_when_they_begin_inside() -> None:
    rows = row(2, text("A2", "a"), '<c r="F2"><f t="shared" ref="F2:F9" si="0">B2+1</f><v>1</v></c>') + row(
        3, text("A3", "b")
    )
    rows += row(9, '<c r="F9"><f t="shared" si="0"/><v>1</v></c>')
    xml = members(filled(rows, "b", "a", last=3).data())[SHEET].decode()
    assert '<c r="F3"><f>B3+1</f></c>' in xml
    assert '<c r="F9"><f>B9+1</f><v>1</v></c>' in xml


def test_a_new_row_gets_the_calculated_columns_of_the_manager() -> None:
    content = simple(row(2, text("A2", "a"), '<c r="C2" s="1"><f>B2*2</f><v>1</v></c>'), last=2)
    content["xl/tables/table1.xml"] = content["xl/tables/table1.xml"].replace(
        b'name="C"/>', b'name="C"><calculatedColumnFormula>T[[#This Row],[B]]*2</calculatedColumnFormula></tableColumn>'
    )
    once = changed(opened(content), fill("T", ["A", "B"], [("b", 1.0), ("a", 1.0)], ["A"])).data()
    assert [line[2] for line in table(once).rows] == [Uncalculated("B2*2"), Uncalculated("B3*2")]
    assert b'<c r="C2" s="1"><f>B2*2</f></c>' in members(once)[SHEET]
    assert changed(opened(once), fill("T", ["A", "B"], [("b", 1.0), ("a", 1.0)], ["A"])).unchanged


def test_a_shared_formula_that_begins_in_our_column_survives_in_the_managers() -> None:
    ours = '<c r="B2"><f t="shared" ref="B2:C2" si="0">A2&amp;1</f><v>1</v></c>'
    rows = row(2, text("A2", "a"), ours, '<c r="C2"><f t="shared" si="0"/><v>1</v></c>')
    xml = members(filled(rows, "a", last=2).data())[SHEET].decode()
    assert "<f>B2&amp;1</f>" in xml
    assert "shared" not in xml


def test_other_tables_and_merged_cells_beside_stay_where_they_are() -> None:
    rows = row(1, text("A1", "K"), text("E1", "M")) + row(2, text("A2", "a"), text("E2", "m"), text("G2", "merged"))
    sheet = sheet_xml(
        rows + row(3, text("A3", "b")), after='<mergeCells count="1"><mergeCell ref="G2:G3"/></mergeCells>'
    )
    book = opened(parts({"表": sheet}, {"表": [table_xml("T", "A1:A3", ["K"]), table_xml("U", "E1:E2", ["M"], 2)]}))
    data = changed(book, fill("T", ["K"], [("b",), ("a",)], ["K"])).data()
    assert table(data, "U").rows == [("m",)]
    assert row(2, text("A2", "b"), text("E2", "m"), text("G2", "merged")) in members(data)[SHEET].decode()


def test_a_comment_or_link_that_stays_behind_is_told() -> None:
    content = simple(row(2, text("A2", "a")) + row(3, text("A3", "b")), last=3)
    content["xl/worksheets/sheet1.xml"] = content[SHEET].replace(
        b"</sheetData>", b'</sheetData><hyperlinks><hyperlink ref="C3" location="x"/></hyperlinks>'
    )
    answer = changed(opened(content), fill("T", ["A"], [("b",), ("a",)], ["A"]))
    assert [(note.code, note.facts["key"], note.place.cell) for note in answer.notes] == [("KPI134", "b", "A3")]
    same = changed(opened(content), fill("T", ["A", "B"], [("a", 1.0), ("b", 1.0)], ["A"]))
    assert same.notes == []


def test_sheets_with_a_prefix_are_filled_with_it() -> None:
    content = simple(row(2, text("A2", "a"), text("C2", "kept")))
    xml = content[SHEET].replace(b"</", b"</x:").replace(b"<", b"<x:").replace(b"<x:/x:", b"</x:")
    content[SHEET] = xml.replace(b"<x:?", b"<?").replace(b"xmlns=", b"xmlns:x=")
    columns = (Column(header="A"), Column(header="B", formula=[(0, "A{r}")]))
    rows = [("b", "b"), ("a", 1.0)]
    data = changed(opened(content), Fill(table="T", key=("A",), columns=columns, count=2, rows=rows)).data()
    assert table(data).rows == [("b", "b", None), ("a", 1.0, "kept")]
    assert b"<c " not in members(data)[SHEET]


def test_unknown_tables_and_columns_are_all_told_at_once() -> None:
    book = opened(simple(row(2)))
    answer = package.change(book, [fill("T", ["A", "X", "Y"], []), fill("U", ["A"], [])])
    assert codes(answer) == ["KPI114", "KPI114", "KPI113"]


@given(st.data())
@settings(max_examples=60)
def test_no_note_of_a_manager_is_ever_lost(data: st.DataObject) -> None:
    keys = st.lists(st.sampled_from("abcdef"), min_size=1, max_size=6)
    old, new = data.draw(keys), data.draw(keys)
    rows = "".join(
        row(at, text(f"A{at}", name), text(f"C{at}", f"n{at}"), text(f"F{at}", f"f{at}"))
        for at, name in enumerate(old, 2)
    )
    answer = filled(rows, *new, last=len(old) + 1)
    read = members(answer.data())[SHEET].decode() + "".join(note.facts["texts"] for note in answer.notes)
    assert all(read.count(f"{kind}{at}") >= 1 for at in range(2, len(old) + 2) for kind in "nf")
    for name, _, note in table(answer.data()).rows:
        assert note is None or old[int(str(note)[1:]) - 2] == name


@pytest.mark.parametrize(
    ("formula", "moved"),
    [
        ("A1", "A3"),
        ("$A1+A$1", "$A3+A$1"),
        ("SUM(A1:B2)", "SUM(A3:B4)"),
        ("1:3", "3:5"),
        ("$1:$3", "$1:$3"),
        ("A:C", "A:C"),
        ('"A1"&A1', '"A1"&A3'),
        ('"say ""A1"""&A1', '"say ""A1"""&A3'),
        ("'A1 b''s'!A1", "'A1 b''s'!A3"),
        ("Q1!A1", "Q1!A3"),
        ("LOG10(A1)", "LOG10(A3)"),
        ("T[[#This Row],[A1]]+T[A1]", "T[[#This Row],[A1]]+T[A1]"),
        ("A1048576", "#REF!"),
        ("_A1+A1B+x.A1+\u4e2dA1", "_A1+A1B+x.A1+\u4e2dA1"),
        ("[1]Sheet1!A1", "[1]Sheet1!A3"),
        ("1E5+A1", "1E5+A3"),
        ("TRUE+XFE1", "TRUE+XFE1"),
    ],
)
def test_references_move_and_nothing_else_does(formula: str, moved: str) -> None:
    assert shifted(formula, 2) == moved


def test_a_workbook_of_another_writer_keeps_its_chart_and_formats(tmp_path: Path) -> None:
    path = tmp_path / "b.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("汇总")
        sheet.add_table(0, 0, 2, 1, {"name": "T", "columns": [{"header": "A"}, {"header": "B"}]})
        sheet.write_row(1, 0, ["x", 1])
        sheet.write_comment("E9", "remark")
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=汇总!$B$2:$B$3"})
        book.add_worksheet("图").insert_chart("A1", chart)
    before = path.read_bytes()
    answer = changed(opened(before), fill("T", ["A", "B"], [("y", 2.0)] * 5, ["A"]))
    changed_parts = different(before, answer.data())
    assert changed_parts == {SHEET, "xl/tables/table1.xml"}
    assert [(note.code, note.facts["part"]) for note in answer.notes] == [("KPI132", "xl/charts/chart1.xml")]
    assert openpyxl.load_workbook(io.BytesIO(answer.data()))["汇总"]["A6"].value == "y"


def test_a_damaged_part_that_nobody_reads_stays_and_is_told_in_the_receipt() -> None:
    content = simple(body("a"), last=2) | {"xl/media/a.png": b"picture"}
    data = zipped(content, zipfile.ZIP_STORED).replace(b"picture", b"pixture")
    answer = changed(opened(data), fill("T", ["B"], [(5.0,)]))
    assert {line.part: line.why for line in answer.receipt}["xl/media/a.png"] == "damaged"
    assert b"pixture" in answer.data()


def test_a_receipt_names_every_part_and_why_it_changed() -> None:
    content = simple(body("a"), last=2)
    answer = changed(opened(content), fill("T", ["A", "B"], [("a", 5.0), ("b", 6.0)], ["A"]))
    lines = {line.part: line for line in answer.receipt}
    assert lines.keys() == content.keys()
    assert {part for part, line in lines.items() if line.state == "changed"} == OWN
    assert (lines[SHEET].why, lines["xl/tables/table1.xml"].why) == ("T", "table")
    assert lines["xl/styles.xml"].before == lines["xl/styles.xml"].after != ""
    assert lines[SHEET].before != lines[SHEET].after
