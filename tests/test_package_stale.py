"""Formulas that depend on what we changed keep no old value; all others keep theirs."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi import package
from kpi.package import Changed
from kpi.package.precedents import Surroundings, precedents
from kpi.package.shared import Master, Spot
from kpi.package.shared_down import SharedDown
from kpi.references import box, shifted
from kpi.tables import Edit
from tests.handmade import changed, different, fill, members, opened, parts, sheet_xml, table_xml, zipped
from tests.test_package_fill import SHEET, row, text

OTHER = "xl/worksheets/sheet2.xml"
THIRD = "xl/worksheets/sheet3.xml"
NAMES = (
    "<definedNames><definedName name=\"Ours\">'得 分'!$B$2:$B$9</definedName>"
    '<definedName name="Through">Ours*2</definedName><definedName name="XYZ1">Ours</definedName><definedName name="Theirs">other!$A$1</definedName>'
    '<definedName name="Loop">Loop+1</definedName>'
    "<definedName name=\"Head\">'得 分'!$B$1</definedName><definedName name=\"Foot\">'得 分'!$B$40</definedName>"
    '<definedName name="Here">!$B$2</definedName><definedName name="Spelt">EVALUATE("1+1")</definedName></definedNames>'
)


def cell(place: str, formula: str, kind: str = "", attributes: str = "") -> str:
    return f'<c r="{place}"{kind}><f{attributes}>{formula}</f><v>50</v></c>'


def content(formulas: dict[str, str], third: dict[str, str] | None = None, own: str = "") -> dict[str, bytes]:
    ours = row(1, text("A1", "K"), text("B1", "V"), text("C1", "M"))
    ours += row(2, text("A2", "a"), '<c r="B2"><v>1</v></c>') + row(3, text("A3", "b"), '<c r="B3"><v>2</v></c>')
    sheets = {
        "得 分": sheet_xml(ours + own),
        "other": sheet_xml(_rows(formulas)),
        "third": sheet_xml(_rows(third or {})),
    }
    return parts(sheets, {"得 分": [table_xml("Scores", "A1:C3", ["K", "V", "M"])]}, after_sheets=NAMES)


def _rows(formulas: dict[str, str]) -> str:
    by_row: dict[int, str] = {}
    for place, formula in formulas.items():
        number = int(re.sub("[A-Z]", "", place))
        by_row[number] = by_row.get(number, "") + cell(place, formula)
    return "".join(row(number, cells) for number, cells in sorted(by_row.items()))


def after(made: dict[str, bytes], value: float = 9.0) -> Changed:
    return changed(opened(made), fill("Scores", ["K", "V"], [("a", value), ("b", 2.0)], ["K"]))


DEPENDS = [
    "'得 分'!B2",
    "SUM('得 分'!$B:$B)",
    "SUM('得 分'!2:2)",
    "'得 分'!A1:C3",
    "AVERAGE(Scores[V])",
    "Scores[[#Totals],[V]]",
    "ROWS(Scores)",
    "Ours",
    "Through+1",
    "XYZ1",
    "scores[V]",
    "INDIRECT(\"'得 分'!B2\")",
    "SUM(OFFSET(A1,1,1))",
    "SUM('得 分:third'!B2)",
    "SUM(A1:INDEX(B:B,3))",
    "IF(1,'得 分'!B2,0)",
    "\"text\"&'得 分'!B2",
    "SUM(Head:Foot)",
    "SUM('得 分'!$B$1:Foot)",
    "SUM('得 分'!$B$1:'得 分'!$B$40)",
    "SUM('得 分'!B1:B1:B40)",
    "SUMIF(A1:A9,1,'得 分'!B1)",
    "AVERAGEIF($A$1:$A$9,\">0\",'得 分'!$B$1)",
    "Here",
    "Spelt",
]
STANDS_ALONE = [
    "A1",
    "'得 分'!D2",
    "'得 分'!C2",
    "'得 分'!B4",
    "\"'得 分'!B2\"",
    "Theirs",
    "Loop",
    "'[1]得 分'!B2",
    "SUM('other:third'!B2)",
    "SUM('得 分'!B1:C1)+SUM(A1:A9)",
    "SUMIFS('得 分'!B1,A1,1)",
    "Head+Foot",
    "People[V]",
    "NOW()",
    "OursToo",
    "1+1",
]


@pytest.mark.parametrize("formula", DEPENDS)
def test_a_formula_that_depends_on_us_loses_its_value(formula: str) -> None:
    made = content({"C5": formula.replace('"', "&quot;"), "D5": "1+1"})
    answer = after(made)
    new = members(answer.data())
    assert f'<c r="C5"><f>{formula.replace(chr(34), "&quot;")}</f></c>' in new[OTHER].decode()
    assert cell("D5", "1+1") in new[OTHER].decode()
    assert "depend" in answer.why[OTHER]


@pytest.mark.parametrize("formula", STANDS_ALONE)
def test_a_formula_that_does_not_keeps_it_and_its_sheet_every_byte(formula: str) -> None:
    made = content({"C5": formula.replace('"', "&quot;")})
    before = zipped(made)
    assert different(before, after(made).data()) == {SHEET, "xl/workbook.xml"}


def test_dependence_is_followed_from_sheet_to_sheet() -> None:
    made = content({"A1": "'得 分'!B2", "A2": "third!A1", "A3": "A9"}, {"A1": "other!A1", "B1": "other!A2", "C1": "A9"})
    new = members(after(made).data())
    assert '<c r="A2"><f>third!A1</f></c>' in new[OTHER].decode()
    assert '<c r="B1"><f>other!A2</f></c>' in new[THIRD].decode()
    assert cell("A3", "A9") in new[OTHER].decode()
    assert cell("C1", "A9") in new[THIRD].decode()


def test_a_long_chain_is_followed_to_its_end_in_either_direction() -> None:
    down = {"A1": "'得 分'!B2"} | {f"A{at}": f"A{at - 1}+1" for at in range(2, 600)}
    up = {"A600": "other!A599"} | {f"A{at}": f"A{at + 1}+1" for at in range(1, 600)}
    new = members(after(content(down, up)).data())
    assert b"<v>" not in new[OTHER]
    assert b"<v>" not in new[THIRD]


def test_formulas_on_our_own_sheet_are_judged_too() -> None:
    own = row(9, cell("E9", "SUM(B2:B3)"), cell("F9", "A1"))
    new = members(after(content({}, own=own)).data())[SHEET].decode()
    assert '<c r="E9"><f>SUM(B2:B3)</f></c>' in new
    assert cell("F9", "A1") in new


def test_a_managers_formula_in_our_row_is_judged_where_it_has_moved() -> None:
    made = content({})
    made[SHEET] = made[SHEET].replace(b"<v>2</v></c></row>", b"<v>2</v></c>" + cell("C3", "B3*2").encode() + b"</row>")
    data = changed(opened(made), fill("Scores", ["K", "V"], [("b", 2.0), ("a", 9.0)], ["K"])).data()
    assert '<c r="C2"><f>B2*2</f></c>' in members(data)[SHEET].decode()


def test_array_formulas_lose_all_their_values() -> None:
    array = '<c r="A1" t="str"><f t="array" ref="A1:A3">\'得 分\'!B1:B3</f><v>1</v></c>'
    made = content({})
    made[OTHER] = sheet_xml(
        row(1, array)
        + row(2, '<c r="A2" s="1"><v>2</v></c>', '<c r="B2"><v>7</v></c>')
        + row(3, '<c r="A3"><v>3</v></c>')
    ).encode()
    new = members(after(made).data())[OTHER].decode()
    assert new.count("<v>") == 1
    assert '<c r="A1"><f t="array" ref="A1:A3">' in new
    assert '<c r="A2" s="1"/><c r="B2"><v>7</v></c>' in new


def test_members_of_a_shared_formula_are_judged_one_by_one() -> None:
    made = content({})
    rows = row(1, cell("A1", "'得 分'!B1", attributes=' t="shared" ref="A1:A4" si="0"'))
    rows += "".join(row(at, cell(f"A{at}", "", attributes=' t="shared" si="0"')) for at in (2, 3, 4))
    made[OTHER] = sheet_xml(rows).encode()
    new = members(after(made).data())[OTHER].decode()
    assert re.findall(r'r="(A.)"[^>]*><f[^>]*>[^<]*</f><v>', new) == ["A1", "A4"]


def test_a_large_block_of_equal_formulas_is_judged_as_one() -> None:
    made = content({})
    rows = row(
        1, cell("A1", "'得 分'!B2+A$1", attributes=' t="shared" ref="A1:A30000" si="0"'), '<c r="B1"><v>7</v></c>'
    )
    rows += "".join(row(at, cell(f"A{at}", "", attributes=' t="shared" si="0"')) for at in range(2, 30_001))
    made[OTHER] = sheet_xml(rows).encode()
    new = members(after(made).data())[OTHER]
    assert new.count(b"<v>") == 1


def test_a_fill_that_changes_nothing_drops_nothing() -> None:
    once = after(content({"A1": "'得 分'!B2"})).data()
    again = members(once) | {OTHER: content({"A1": "'得 分'!B2"})[OTHER]}
    answer = after(again)
    assert answer.unchanged


def test_a_formula_that_looks_at_a_note_is_judged_when_the_note_moves() -> None:
    made = content({"A1": "'得 分'!C3", "A2": "'得 分'!D9"})
    made[SHEET] = made[SHEET].replace(b"<v>2</v></c></row>", b"<v>2</v></c>" + text("C3", "note").encode() + b"</row>")
    data = changed(opened(made), fill("Scores", ["K", "V"], [("b", 2.0), ("a", 1.0)], ["K"])).data()
    assert "'得 分'!C3</f></c>" in members(data)[OTHER].decode()
    assert "'得 分'!D9</f><v>50</v>" in members(data)[OTHER].decode()


def test_a_sheet_that_came_out_the_same_drops_nothing_while_another_changes() -> None:
    ours, theirs = row(1, text("A1", "K")), row(1, text("A1", "L"))
    both = row(1, cell("A1", "ours!A2"), cell("B1", "theirs!A2"))
    made = parts(
        {"ours": sheet_xml(ours), "theirs": sheet_xml(theirs), "both": sheet_xml(both)},
        {"ours": [table_xml("T", "A1:A2", ["K"])], "theirs": [table_xml("U", "A1:A2", ["L"], 2)]},
    )
    once = changed(opened(made), fill("T", ["K"], [("a",)]), fill("U", ["L"], [("b",)])).data()
    again = members(once) | {"xl/worksheets/sheet3.xml": made["xl/worksheets/sheet3.xml"]}
    new = members(changed(opened(again), fill("T", ["K"], [("a",)]), fill("U", ["L"], [("c",)])).data())
    assert row(1, cell("A1", "ours!A2"), '<c r="B1"><f>theirs!A2</f></c>') in new["xl/worksheets/sheet3.xml"].decode()


def test_an_edit_drops_what_depends_on_that_cell_only() -> None:
    made = content({"A1": "'得 分'!B2", "A2": "'得 分'!B3"})
    answer = package.change(opened(made), [], [Edit("Scores", 0, "V", 7.0)])
    assert isinstance(answer, Changed)
    new = members(answer.data())[OTHER].decode()
    assert "<c r=\"A1\"><f>'得 分'!B2</f></c>" in new
    assert "<c r=\"A2\"><f>'得 分'!B3</f><v>50</v></c>" in new


@pytest.mark.parametrize(
    ("formula", "areas"),
    [
        ("A1", ["s A1"]),
        ("$A$1:B2", ["s A1:B2"]),
        ("t!A1+u!B2", ["t A1", "u B2"]),
        ("'a b'!A1", ["a b A1"]),
        ("'it''s'!A1", ["it's A1"]),
        ("A:B", ["s A1:B1048576"]),
        ("t!3:4", ["t A3:XFD4"]),
        ("'s:u'!A1", ["s A1", "t A1", "u A1"]),
        ("s:t!A1", ["s A1", "t A1"]),
        ("LOG10(A1)", ["s A1"]),
        ("1E3+A1", ["s A1"]),
        ("T_1[[#This Row],[A1]]", ["t A1:B2"]),
        ("t_1", ["t A1:B2"]),
        ("T_1X+A1X", []),
        ("{1,2;3,4}", []),
    ],
)
def test_a_formula_looks_at_the_areas_it_names(formula: str, areas: list[str]) -> None:
    from kpi.package.precedents import Area

    t = box("A1:B2")
    assert t
    around = Surroundings(["s", "t", "u"], {"t_1": Area("t", t)}, {})
    found = precedents(formula, "s", around)
    assert found is not None
    assert [f"{area.sheet} {area.box}" for area in found] == areas


REFERENCES = st.builds(
    "{}{}{}{}".format,
    st.sampled_from(["", "$"]), st.sampled_from("ABZ"), st.sampled_from(["", "$"]), st.integers(1, 12) | st.integers(1, 1_048_576),
)  # fmt: skip
TERMS = (
    REFERENCES
    | st.tuples(REFERENCES, REFERENCES).map(":".join)
    | REFERENCES.map("t!{}".format)
    | st.sampled_from(["name", "3:5", "$3:7", "A:A", '"A1"', "INDEX(name,1)", "INDIRECT(A1)"])
)


@given(st.lists(TERMS, min_size=1, max_size=4).map("+".join), st.integers(0, 40) | st.integers(0, 1_048_575))
def test_a_shared_formula_looks_at_what_its_text_would_name_in_each_row(formula: str, down: int) -> None:
    around = Surroundings(["s", "t"], {}, {"name": ["t!$A$1:$B$9"]})
    moved = SharedDown(Master(Spot(5, 3), formula), "s", around).areas(down)
    read = precedents(shifted(formula, down), "s", around)
    assert (moved if moved is None else list(moved)) == (read if read is None else list(read))
