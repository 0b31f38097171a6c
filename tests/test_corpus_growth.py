"""People come, go and move between two scorings; what a manager hung on our tables stays right."""

import shutil
import xml.etree.ElementTree as ET
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from kpi.headless import score_file
from tests.corpus.carried import STALE
from tests.corpus.compare import N, areas, cells
from tests.corpus.living import BESIDE, DOUBLE, TWICE, WORD, ids, lived_in, rearranged, recalculated_by_excel, word
from tests.corpus.odd import renamed_table
from tests.corpus.parts import Parts
from tests.corpus.scored import Scored, as_csv, scored, summary_rows
from tests.desk import by_id, column, tables, type_in
from tests.judges import sdk_errors

NEW = {"0071": "新人甲", "0072": "新人乙"}


def add(path: Path) -> None:
    """Two people more in two roles, typed into the next free rows."""
    type_in(
        path,
        *(("People", 30 + at, "工号", one) for at, one in enumerate(NEW)),
        *(("People", 30 + at, "姓名", name) for at, name in enumerate(NEW.values())),
        *(("People", 30 + at, "岗位", role) for at, role in enumerate(("市场调研专员", "市场调研专员"))),
        *(("Entry_MR", 3 + at, "工号", one) for at, one in enumerate(NEW)),
        *(("Entry_MR", 3 + at, f"RESEARCH-{n}{part}", 9.0) for at in (0, 1) for n in (1, 2, 3) for part in "ab"),
    )


def remove(path: Path) -> None:
    """The first researcher and the second salesman leave; the rows below move up."""
    book = Parts.read(path.read_bytes())
    gone = {"MR00000", "SS00001"}
    for title in ("市场调研专员", "销售专员", "人员"):
        people = ids(book, title)
        rearranged(book, title, lambda rows, people=people: [row for row in rows if people[row] not in gone])
    book.write(path)


def sort(path: Path) -> None:
    """Everybody stands the other way round, on 人员 and on every sheet of a role."""
    book = Parts.read(path.read_bytes())
    for title in ("人员", "销售专员", "市场调研专员", "营销中心负责人", "客户运营专员"):
        rearranged(book, title, lambda rows: rows[::-1])
    book.write(path)


def all_at_once(path: Path) -> None:
    add(path)
    sort(path)
    remove(path)


CHANGES: Mapping[str, tuple[Callable[[Path], None], int]] = {  # and how many people there are then
    "added": (add, 32),
    "removed": (remove, 28),
    "sorted": (sort, 30),
    "all at once": (all_at_once, 30),
}


@pytest.fixture(scope="session")
def lived(_centre: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A scored workbook that its manager has made his own."""
    path = Path(shutil.copy(_centre, tmp_path_factory.mktemp("lived") / "经理.xlsx"))
    assert score_file(path).written
    return lived_in(path.read_bytes()).write(path)


@pytest.fixture(scope="session")
def histories(lived: Path, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Scored]:
    """Each change between two scorings."""
    found = {}
    for name, (change, _) in CHANGES.items():
        path = Path(shutil.copy(lived, tmp_path_factory.mktemp("history") / f"{name.replace(' ', '_')}.xlsx"))
        change(path)
        found[name] = scored(name, path)
    return found


@pytest.fixture(params=CHANGES)
def one(request: pytest.FixtureRequest, histories: Mapping[str, Scored]) -> Scored:
    return histories[request.param]


def count(one: Scored) -> int:
    return CHANGES[one.name][1]


def bottom(one: Scored) -> int:
    return 4 + count(one)


def sheet(one: Scored) -> str:
    return one.new.text(areas(one.new)["Summary"].sheet)


def test_everybody_is_scored(one: Scored) -> None:
    assert one.result.written
    assert [problem.code for problem in one.result.problems if not problem.note] == []
    assert len(ids(one.new)) == count(one)
    assert areas(one.new)["Summary"].bottom == bottom(one)


def test_the_managers_words_stay_with_the_person(one: Scored) -> None:
    read = tables(one.after)
    for table, header in (("Summary", "经理备注"), ("Feedback", "考核人评语")):
        said = by_id(read[table], header)
        assert said == {person: None if person in NEW else word(person) for person in ids(one.new).values()}


def test_notes_beside_the_table_stay_with_the_person(one: Scored) -> None:
    found = cells(sheet(one).encode())
    for row, person in ids(one.new).items():
        if person in NEW:
            assert f"{BESIDE}{row}" not in found
        else:
            assert "".join(ET.fromstring(found[f"{BESIDE}{row}"]).itertext()) == word(person)
    assert {place for place in found if place.startswith(BESIDE)} <= {f"{BESIDE}{row}" for row in ids(one.new)}


def test_formulas_look_at_their_own_row_wherever_it_has_gone(one: Scored) -> None:
    found = formulas(sheet(one))
    for row, person in ids(one.new).items():
        assert found[f"{DOUBLE}{row}"] == f"E{row}*1.1"
        assert found.get(f"{TWICE}{row}") == (None if person in NEW else f"$E{row}*2+SUM($M{row}:N{row})")


def formulas(xml: str) -> dict[str, str]:
    found = ET.fromstring(xml).iter(f"{N}c")
    return {cell.get("r", ""): cell.findtext(f"{N}f", "") for cell in found if cell.find(f"{N}f") is not None}


def test_ranges_that_covered_everybody_cover_everybody(one: Scored) -> None:
    xml, end = sheet(one), bottom(one)
    assert f'sqref="{WORD}5:{TWICE}{end}"' in xml
    assert f"COUNTIF($E$5:$E${end},$E5)" in xml
    assert f'sqref="{WORD}5:{WORD}{end}"><formula1>$B$5:$B${end}</formula1>' in xml
    assert f"<xm:f>$E5&gt;AVERAGE($E$5:$E${end})</xm:f>" in xml
    assert f"<xm:sqref>E5:E{end}</xm:sqref>" in xml
    names = one.new.text("xl/workbook.xml")
    assert f'"全体总分">汇总!$E$5:$E${end}<' in names
    assert f">汇总!$A$1:${TWICE}${end}<" in names
    assert f'ref="A4:{DOUBLE}{end}"' in one.new.text(areas(one.new)["Summary"].table)


def test_ranges_that_did_not_cover_everybody_stay(one: Scored) -> None:
    xml = sheet(one)
    assert '<conditionalFormatting sqref="E7"><cfRule type="expression" priority="91"><formula>E7&gt;1' in xml
    assert f'sqref="A3:B{areas(one.old)["Summary"].bottom}"' in xml
    assert '"第一名">汇总!$E$5<' in one.new.text("xl/workbook.xml")


def test_no_old_value_is_left(one: Scored) -> None:
    own = one.new.content[one.new.sheets()["经理分析"]]
    assert own.count(b"<v>") == 1  # of the formula that does not look at us
    assert all(f"<v>{STALE}</v>".encode() not in data for data in one.new.content.values())


def test_a_chart_that_keeps_the_old_height_is_told(one: Scored) -> None:
    told = {problem.facts["part"] for problem in one.result.problems if problem.code == "KPI132"}
    charts = {part for part in one.new.content if part.startswith("xl/charts/own_")}  # those of 月报 look at no such table
    assert told == (set() if count(one) == 30 else charts | {"经理分析", "月报"})


def test_words_about_people_who_left_are_told(one: Scored) -> None:
    told = [problem.facts for problem in one.result.problems if problem.code == "KPI131"]
    left = set(ids(one.old).values()) - set(ids(one.new).values())
    assert left == {person for person in ("MR00000", "SS00001") if "remove" in one.name or "all" in one.name}
    for person in left:
        said = " ".join(fact["texts"] for fact in told if person in fact["key"])
        assert said.count(word(person)) == 3  # in 汇总, beside it and in 反馈


@pytest.mark.parametrize("name", CHANGES)
def test_a_second_scoring_gives_the_same_bytes(histories: Mapping[str, Scored], tmp_path: Path, name: str) -> None:
    one = histories[name]
    again = Path(shutil.copy(one.after, tmp_path / one.after.name))
    score_file(again)
    assert again.read_bytes() == one.after.read_bytes()


def test_words_stay_with_the_person_when_excel_has_calculated_in_between(lived: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(lived, tmp_path / "b.xlsx"))
    sort(path)
    book = Parts.read(path.read_bytes())
    recalculated_by_excel(book)
    assert ids(book) != ids(Parts.read(lived.read_bytes()))
    book.write(path)
    assert score_file(path).written
    assert by_id(tables(path)["Summary"], "经理备注") == {person: word(person) for person in ids(book).values()}


def test_the_open_xml_sdk_finds_nothing_wrong(one: Scored) -> None:
    assert sdk_errors(one.after) == []


@pytest.fixture(scope="session")
def opened(histories: Mapping[str, Scored], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every workbook after its second scoring, calculated anew by LibreOffice; its 汇总 as CSV."""
    folder = tmp_path_factory.mktemp("opened")
    as_csv([one.after for one in histories.values()], folder)
    return folder


def test_libreoffice_gets_the_same_totals_and_the_managers_formulas_right(one: Scored, opened: Path) -> None:
    rows = summary_rows(opened, one.after, count(one))
    totals = by_id(tables(one.after)["Summary"], "总分")
    assert {row[0]: float(row[4]) for row in rows} == pytest.approx(totals, abs=1e-9)
    for row in rows:
        assert float(row[44]) == pytest.approx(float(row[4]) * 1.1)


def test_a_table_renamed_by_mistake_costs_nobody_their_remarks(lived: Path, tmp_path: Path) -> None:
    book = Parts.read(lived.read_bytes())
    renamed_table(book)
    path = book.write(tmp_path / "b.xlsx")
    assert [problem.code for problem in score_file(path).problems if not problem.note] == ["KPI501"]
    assert [one for one in words_on(path) if "SS0" in one] == [word(f"SS0000{at}") for at in range(3)]


def words_on(path: Path) -> list[str]:
    return [str(text) for text in column(tables(path)["Feedback"], "考核人评语")]


# What stands below -----------------------------------------------------------------


def with_note_below(path: Path, row: int) -> None:
    book = Parts.read(path.read_bytes())
    part = areas(book)["Summary"].sheet
    note = f'<row r="{row}"><c r="C{row}" t="inlineStr"><is><t>签字栏</t></is></c></row>'
    book.edit(part, "</sheetData>", f"{note}</sheetData>")
    book.write(path)


def summary_cells(path: Path) -> dict[str, str]:
    book = Parts.read(path.read_bytes())
    return cells(book.content[areas(book)["Summary"].sheet])


def test_nothing_below_a_table_is_ever_overwritten(lived: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(lived, tmp_path / "b.xlsx"))
    with_note_below(path, 36)
    add(path)
    before = path.read_bytes()
    result = score_file(path)
    assert not result.written
    refused = [problem for problem in result.problems if not problem.note]
    assert [(one.code, one.place.sheet, one.place.cell) for one in refused] == [("KPI116", "汇总", "C36")]
    assert path.read_bytes() == before


def test_what_stands_below_stays_there_while_there_is_room(lived: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(lived, tmp_path / "b.xlsx"))
    with_note_below(path, 37)
    add(path)
    assert score_file(path).written
    assert "签字栏" in summary_cells(path)["C37"]
    remove(path)
    assert score_file(path).written
    assert "签字栏" in summary_cells(path)["C37"]


def test_a_person_who_comes_back_finds_the_file_as_it_was(lived: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(lived, tmp_path / "b.xlsx"))
    score_file(path)
    before = tables(path)["Summary"].rows
    sort(path)
    score_file(path)
    sort(path)
    score_file(path)
    assert tables(path)["Summary"].rows == before
