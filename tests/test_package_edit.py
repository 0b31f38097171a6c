"""Single cells are set where they stand; a table grows by the rows that are new."""

import pytest

from kpi import package
from kpi.package import Changed
from kpi.tables import Dated, Edit, Uncalculated, Value
from tests.handmade import codes, different, fill, members, opened, parts, sheet_xml, simple, table, table_xml, zipped
from tests.test_package_fill import SHEET, row, text

ROWS = row(
    2, text("A2", "a", ' s="2"'), '<c r="B2" s="1"><v>1</v></c>', '<c r="C2"><f>B2*2</f><v>2</v></c>', more=' ht="20"'
) + row(3, text("A3", "b", ' s="2"'), text("E3", "beside"))


def edited(made: dict[str, bytes], *edits: Edit) -> Changed:
    answer = package.change(opened(made), [], edits)
    assert isinstance(answer, Changed), answer
    return answer


@pytest.mark.parametrize("value", ["new", 2.5, True, None, "=1+1", 0.0])
def test_a_cell_is_set_and_keeps_its_style(value: Value) -> None:
    data = edited(simple(ROWS, last=3), Edit("T", 0, "A", value)).data()
    assert table(data).rows[0][0] == value
    assert b'<c r="A2" s="2"' in members(data)[SHEET]


def test_a_cell_that_is_not_there_takes_the_style_of_its_column() -> None:
    data = edited(simple(ROWS, last=3), Edit("T", 1, "B", 7.0)).data()
    assert (
        row(3, text("A3", "b", ' s="2"'), '<c r="B3" s="1"><v>7</v></c>', text("E3", "beside"))
        in members(data)[SHEET].decode()
    )


def test_a_formula_is_replaced_and_the_rest_stays() -> None:
    before = zipped(simple(ROWS, last=3))
    answer = edited(simple(ROWS, last=3), Edit("T", 0, "C", 9.0))
    assert table(answer.data()).rows[0] == ("a", Dated(1.0), 9.0)
    assert different(before, answer.data()) == {SHEET, "xl/workbook.xml"}


def test_a_date_is_written_in_the_date_system_of_the_workbook() -> None:
    made = simple(ROWS, last=3, properties='<workbookPr date1904="true"/>')
    data = edited(made, Edit("T", 0, "B", Dated(45000.0))).data()
    assert b"<v>43538</v>" in members(data)[SHEET]
    assert table(data).rows[0][1] == Dated(45000.0)


def test_a_value_that_is_there_already_changes_nothing() -> None:
    answer = edited(
        simple(ROWS, last=3), Edit("T", 0, "A", "a"), Edit("T", 1, "C", None), Edit("T", 0, "B", Dated(1.0))
    )
    assert answer.unchanged


def test_rows_after_the_last_are_new_and_the_table_reaches_to_them() -> None:
    made = simple(ROWS, last=3)
    made["xl/tables/table1.xml"] = made["xl/tables/table1.xml"].replace(
        b'name="C"/>', b'name="C"><calculatedColumnFormula>T[[#This Row],[B]]*2</calculatedColumnFormula></tableColumn>'
    )
    answer = edited(made, Edit("T", 2, "A", "c"), Edit("T", 3, "B", 4.0), Edit("T", 3, "A", "d"))
    read = table(answer.data())
    assert read.rows[2:] == [("c", None, None), ("d", Dated(4.0), None)]
    assert b'ref="A1:C5"' in members(answer.data())["xl/tables/table1.xml"]
    assert b'<c r="A5" s="2" t="inlineStr">' in members(answer.data())[SHEET]


def test_a_new_row_takes_the_calculated_columns_along() -> None:
    made = simple(row(2, text("A2", "a"), '<c r="C2" t="str"><f>A2&amp;"x"</f><v>ax</v></c>'), last=2)
    made["xl/tables/table1.xml"] = made["xl/tables/table1.xml"].replace(
        b'name="C"/>', b'name="C"><calculatedColumnFormula>A2</calculatedColumnFormula></tableColumn>'
    )
    data = edited(made, Edit("T", 1, "A", "b")).data()
    assert table(data).rows[1] == ("b", None, Uncalculated('A3&"x"'))


def test_the_first_cell_of_a_shared_formula_can_be_replaced() -> None:
    shared = row(2, '<c r="C2"><f t="shared" ref="C2:C3" si="0">B2+1</f><v>1</v></c>')
    shared += row(3, '<c r="C3"><f t="shared" si="0"/><v>1</v></c>')
    data = edited(simple(shared, last=3), Edit("T", 0, "C", 5.0)).data()
    assert "<f>B3+1</f>" in members(data)[SHEET].decode()


def test_content_below_and_unknown_headers_are_told() -> None:
    made = simple(ROWS + row(4, text("A4", "footnote")), last=3)
    assert codes(package.change(opened(made), [], [Edit("T", 2, "A", "c")])) == ["KPI116"]
    assert codes(package.change(opened(made), [], [Edit("T", 0, "X", "c"), Edit("U", 0, "A", 1.0)])) == [
        "KPI114",
        "KPI113",
    ]


def test_the_calculation_chain_goes_only_when_a_formula_went() -> None:
    made = simple(ROWS, last=3) | {"xl/calcChain.xml": b"<calcChain/>"}
    relation = b'<Relationship Id="rId9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/calcChain" Target="calcChain.xml"/>'
    made["xl/_rels/workbook.xml.rels"] = made["xl/_rels/workbook.xml.rels"].replace(b"</Rel", relation + b"</Rel")
    override = b'<Override PartName="/xl/calcChain.xml" ContentType="x"/>'
    made["[Content_Types].xml"] = made["[Content_Types].xml"].replace(b"</Types", override + b"</Types")
    kept = members(edited(made, Edit("T", 0, "A", "z")).data())
    assert "xl/calcChain.xml" in kept
    answer = edited(made, Edit("T", 0, "C", 1.0))
    gone = members(answer.data())
    assert "xl/calcChain.xml" not in gone
    assert gone["xl/_rels/workbook.xml.rels"] == made["xl/_rels/workbook.xml.rels"].replace(relation, b"")
    assert gone["[Content_Types].xml"] == made["[Content_Types].xml"].replace(override, b"")
    assert {line.part: line.state for line in answer.receipt}["xl/calcChain.xml"] == "removed"


def test_the_calculation_chain_goes_when_any_sheet_was_filled() -> None:
    other = sheet_xml(row(1, text("A1", "K")) + row(2, text("A2", "x")))
    own = sheet_xml(row(1, text("A1", "K")) + row(2, text("A2", "x")))
    made = parts(
        {"a": own, "b": other}, {"a": [table_xml("T", "A1:A2", ["K"])], "b": [table_xml("U", "A1:A2", ["K"], 2)]}
    )
    made |= {"xl/calcChain.xml": b"<calcChain/>"}
    relation = b'<Relationship Id="rId9" Type="x/calcChain" Target="calcChain.xml"/>'
    made["xl/_rels/workbook.xml.rels"] = made["xl/_rels/workbook.xml.rels"].replace(b"</Rel", relation + b"</Rel")
    answer = package.change(opened(made), [fill("T", ["K"], [("y",)])], [Edit("U", 0, "K", "z")])
    assert isinstance(answer, Changed)
    assert "xl/calcChain.xml" not in members(answer.data())


def test_several_tables_of_a_sheet_are_edited_at_once() -> None:
    rows = row(1, text("A1", "A"), text("C1", "C")) + row(2, text("A2", "x"), text("C2", "y"))
    made = parts({"表": sheet_xml(rows)}, {"表": [table_xml("T", "A1:A2", ["A"]), table_xml("U", "C1:C2", ["C"], 2)]})
    data = edited(made, Edit("T", 0, "A", 1.0), Edit("U", 0, "C", 2.0)).data()
    assert (table(data, "T").rows, table(data, "U").rows) == ([(1.0,)], [(2.0,)])
