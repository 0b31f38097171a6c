"""What a manager writes beside 得分 and 汇总 belongs to the person it was written beside, whatever the row shows later."""

import re
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from kpi import new
from kpi.headless import Result, score_file
from kpi.problems import Problem
from kpi.tables import NOT_AVAILABLE
from tests.corpus.compare import areas
from tests.corpus.donor import text_cell
from tests.corpus.living import CELL, FIRST, append, ids, rearranged, recalculated_by_excel
from tests.corpus.odd import missing_sheet, put_cell, renamed_table, text
from tests.corpus.parts import Parts
from tests.desk import by_id, column, tables, type_in
from tests.judges import differences, recalculated, sdk_errors

BESIDE = {"得分": "AF", "汇总": "AT"}  # the second column to the right of the table
WRITTEN = {"得分": 169, "汇总": 30}  # remarks
SALES = ("SS00000", "SS00001", "SS00002")


@pytest.fixture(scope="module")
def _remarked(_centre: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = Path(shutil.copy(_centre, tmp_path_factory.mktemp("remarked") / "b.xlsx"))
    type_in(path, *(("People", at, "部门", f"销售{at}部") for at in range(30)))
    type_in(path, ("Entry_SS", "SS00001", "D-SS1a", 9.0), ("Entry_SS", "SS00001", "D-SS1b", 1.0))  # a duty, so that it has a row
    for at in range(30):
        person = tables(path)["People"].rows[at][0]
        type_in(path, *(("History", at, header, value) for header, value in history(str(person), at)))
    assert score_file(path).problems == ()
    return with_remarks(path)


def history(person: str, at: int) -> tuple[tuple[str, str | float], ...]:
    return ("考核期间", "2026-09"), ("工号", person), ("总分", 50.0 + at)


def with_remarks(path: Path) -> Path:
    """Beside every row of 得分 and 汇总: whom it is about."""
    book = Parts.read(path.read_bytes())
    for title, letter in BESIDE.items():
        codes = shown(book, title, "D") if title == "得分" else {}
        for row, person in ids(book, title).items():
            append(book, book.sheets()[title], row, text_cell(f"{letter}{row}", f"{person} {codes.get(row, '')}"))
    return book.write(path)


@pytest.fixture
def remarked(_remarked: Path, tmp_path: Path) -> Path:
    """A scored workbook with a remark beside every row, departments and totals of last month that differ."""
    return Path(shutil.copy(_remarked, tmp_path / "b.xlsx"))


def shown(book: Parts, title: str, letter: str) -> dict[int, str]:
    """What a column of a sheet shows, by row."""
    found = {}
    for at, row, _, inner in CELL.findall(book.text(book.sheets()[title])):
        said = re.search(r"<(?:v|t)[^>]*>([^<]+)<", inner or "")
        if at == letter and int(row) >= FIRST and said:
            found[int(row)] = said[1]
    return found


def remarks(path: Path, title: str) -> dict[str, str]:
    """The remark beside each person, or person and KPI."""
    book = Parts.read(path.read_bytes())
    said, codes = shown(book, title, BESIDE[title]), shown(book, title, "D") if title == "得分" else {}
    return {f"{person} {codes.get(row, '')}": said.get(row, "") for row, person in ids(book, title).items()}


def all_right(path: Path) -> None:
    """Every remark stands beside whom it is about, and none is gone."""
    for title, count in WRITTEN.items():
        said = {about: text for about, text in remarks(path, title).items() if text}
        assert {about: text for about, text in said.items() if about != text} == {}
        assert len(said) == count


def edited(path: Path, *changes: Callable[[Parts], None]) -> None:
    book = Parts.read(path.read_bytes())
    for change in changes:
        change(book)
    book.write(path)


def sort(book: Parts) -> None:
    for title in ("人员", "销售专员", "市场调研专员"):
        rearranged(book, title, lambda rows: rows[::-1])


def to_mend(result: Result) -> list[str]:
    return [problem.code for problem in result.problems if not problem.note]


def told(result: Result, code: str) -> list[Problem]:
    return [problem for problem in result.problems if problem.code == code]


# Sorted, and calculated by a spreadsheet before the next scoring -----------------------


def test_remarks_stay_with_the_person_and_the_kpi_after_sorting(remarked: Path) -> None:
    edited(remarked, sort, recalculated_by_excel)
    assert remarks(remarked, "汇总")["SS00000 "] == "SS00002 "  # until the next scoring
    result = score_file(remarked)
    assert result.written
    all_right(remarked)


def test_it_is_told_once_a_sheet_that_rows_showed_somebody_else(remarked: Path) -> None:
    edited(remarked, sort, recalculated_by_excel)
    notes = told(score_file(remarked), "KPI135")
    assert [(one.place.sheet, one.facts["rows"]) for one in notes] == [("得分", "20"), ("汇总", "4")]
    first = notes[1]
    assert (first.place.cell, first.facts["person"], first.facts["shown"]) == ("A8", "MR00000", "MR00002")
    assert told(score_file(remarked), "KPI135") == []


def test_rows_that_show_whom_they_were_scored_for_are_not_told(remarked: Path) -> None:
    edited(remarked, sort)  # in a program that does not calculate
    assert told(score_file(remarked), "KPI135") == []
    all_right(remarked)


def test_a_deleted_row_takes_nobodys_remarks_away(remarked: Path) -> None:
    """Excel shows #REF! where a row was deleted that a formula looks at."""

    def delete(book: Parts) -> None:
        part = book.sheets()["汇总"]
        cell = r"(<c r=\"A(?:20|21)\"[^>]*?)( t=\"str\")?><f>[^<]*</f><v>[^<]*</v>"
        book.content[part], count = re.subn(
            cell.encode(), rb'\1 t="e"><f>#REF!&amp;""</f><v>#REF!</v>', book.content[part]
        )
        assert count == 2

    edited(remarked, delete)
    assert to_mend(score_file(remarked)) == []
    all_right(remarked)


def test_department_and_last_month_are_those_of_the_person_shown(remarked: Path, tmp_path: Path) -> None:
    """LibreOffice calculates after sorting; nobody scores."""
    summary = tables(remarked)["Summary"]
    departments, last = by_id(summary, "部门"), by_id(summary, "上月总分")
    assert len({*departments.values()}) == 30
    assert last["SS00001"] == 50.0 + list(last).index("SS00001")
    edited(remarked, sort)
    live = recalculated(remarked.read_bytes(), tmp_path)["汇总"]
    rows = [[cell.value for cell in row] for row in live.iter_rows(min_row=5, max_row=34)]
    assert [row[0] for row in rows] != list(departments)
    assert {row[0]: row[3] for row in rows} == departments
    assert {row[0]: row[8] for row in rows} == last
    assert all(row[9] == pytest.approx(row[4] - row[8]) for row in rows)


def test_a_department_is_found_for_ids_in_digits_and_follows_people(centre: Path, tmp_path: Path) -> None:
    type_in(
        centre,
        ("People", 0, "工号", 123.0), ("Entry_HEAD", 0, "工号", "123"),
        ("People", 1, "工号", "00124"), ("Entry_HEAD", 1, "工号", " 00124 "),
        ("People", 0, "部门", "甲"), ("People", 1, "部门", "乙"),
    )  # fmt: skip
    assert score_file(centre).problems == ()
    type_in(centre, ("People", "HEAD00002", "部门", "丙"))
    live = recalculated(centre.read_bytes(), tmp_path)["汇总"]
    found = {row[0].value: row[3].value for row in live.iter_rows(min_row=5, max_row=7)}
    assert found == {"123": "甲", " 00124 ": "乙", "HEAD00002": "丙"}


def test_libreoffice_calculates_what_the_columns_show(remarked: Path, tmp_path: Path) -> None:
    compared, different = differences(remarked.read_bytes(), tmp_path)
    assert compared > 4000
    assert {place: pair for place, pair in different.items() if place[0] in {"得分", "汇总", "说明"}} == {}


def test_the_guide_says_when_the_order_is_no_longer_that_of_the_last_scoring(remarked: Path, tmp_path: Path) -> None:
    def light(folder: str) -> str:
        (tmp_path / folder).mkdir()
        guide = recalculated(remarked.read_bytes(), tmp_path / folder)["说明"]
        return next(str(row[2].value) for row in guide.iter_rows() if row[1].value == "人员顺序与上次计算一致")

    assert light("scored") == "● 正常"
    edited(remarked, sort)
    assert light("sorted").startswith("▲")
    score_file(remarked)
    assert light("scored again") == "● 正常"


@pytest.mark.parametrize(("title", "scored"), [("得分", "AD"), ("汇总", "AO")])
def test_a_row_that_shows_somebody_else_is_marked_as_soon_as_it_does(remarked: Path, title: str, scored: str) -> None:
    book = Parts.read(remarked.read_bytes())
    rule = f'<formula>AND(${scored}5&lt;&gt;"",${scored}5&lt;&gt;TRIM($A5))</formula>'
    assert rule in book.text(book.sheets()[title]).replace("&quot;", '"')


# Workbooks and rows without the column -------------------------------------------------


def before_the_column_existed(book: Parts) -> None:
    """Takes 计分工号 and what stands right of it out of the tables, as workbooks were made before."""
    for name, gone in (("Scores", ("AD", "AE")), ("Summary", ("AO", "AP", "AQ"))):
        area = areas(book)[name]
        for letter in gone:
            cells = rf'<c r="{letter}[0-9]+"[^>]*?(?:/>|>.*?</c>)'
            book.content[area.sheet] = re.sub(cells, "", book.text(area.sheet)).encode()
        xml = book.text(area.table)
        columns = re.findall(r"<tableColumn [^>]*?/>", xml)
        for one in columns[-len(gone) :]:
            xml = xml.replace(one, "")
        left = chr(ord(gone[0][1]) - 1)
        xml = xml.replace(f":{gone[-1]}", f":A{left}")
        book.content[area.table] = xml.replace(f'count="{len(columns)}"', f'count="{len(columns) - len(gone)}"').encode()


def test_a_workbook_made_before_the_column_existed_is_scored_as_it_was(remarked: Path) -> None:
    edited(remarked, before_the_column_existed, sort)
    assert "计分工号" not in tables(remarked)["Summary"].headers
    result = score_file(remarked)
    assert result.written
    assert result.problems == ()
    all_right(remarked)
    assert sdk_errors(remarked) == []
    last = by_id(tables(remarked)["Summary"], "上月总分")
    assert isinstance(last["SS00001"], float)


def test_a_remark_beside_a_free_row_goes_with_whoever_was_typed_there(tmp_path: Path) -> None:
    path = tmp_path / "b.xlsx"
    assert new.make(path, language="zh", period="2026-11") == []
    type_in(
        path,
        *(("People", at, header, value) for at, person in enumerate(("A1", "A2"))
          for header, value in (("工号", person), ("姓名", person), ("岗位", "市场调研专员"))),
        ("Entry_MR", 0, "工号", "A2"), ("Entry_MR", 1, "工号", "A1"),
    )  # fmt: skip
    book = Parts.read(path.read_bytes())
    assert {*ids(book).values()} == set()
    rows = [row for row, formula in shown(book, "汇总", "A").items() if formula]
    assert rows == []
    part = book.sheets()["汇总"]
    looking = re.findall(r"<c r=\"A(\d+)\"[^>]*><f>'市场调研专员'!A([56])&amp;", book.text(part))
    for row, _ in looking:
        append(book, part, int(row), text_cell(f"AT{row}", f"第{row}行"))
    book.write(path)
    edited(path, recalculated_by_excel)
    said = {person: f"第{row}行" for (row, _), person in zip(looking, ("A2", "A1"), strict=True)}
    score_file(path)
    after = Parts.read(path.read_bytes())
    assert {person: shown(after, "汇总", "AT")[row] for row, person in ids(after).items()} == said


def test_the_scored_id_is_text_and_blank_where_nobody_was_scored(centre: Path, tmp_path: Path) -> None:
    score_file(centre)
    for name in ("Scores", "Summary"):
        table = tables(centre)[name]
        assert column(table, "计分工号") == column(table, "工号")
    empty = tmp_path / "b.xlsx"
    assert new.make(empty, language="zh", period="2026-11") == []
    assert {*column(tables(empty)["Summary"], "计分工号")} == {None}


# People without a row on the sheet of their role ---------------------------------------


def mended_table(book: Parts) -> None:
    for part, data in book.content.items():
        if part.startswith("xl/tables/"):
            book.content[part] = data.replace('"销售表"'.encode(), b'"Entry_SS"')


def mistyped_id(book: Parts) -> None:
    put_cell(book, "销售专员", "A6", text("SS0001"))


def mended_id(book: Parts) -> None:
    put_cell(book, "销售专员", "A6", text("SS00001"))


def cleared_id(book: Parts) -> None:
    put_cell(book, "销售专员", "A6", "/>")


MISTAKES: Mapping[str, tuple[Callable[[Parts], None], Callable[[Parts], None], list[str]]] = {
    "a renamed table": (renamed_table, mended_table, ["KPI501"]),
    "a mistyped id": (mistyped_id, mended_id, ["KPI405", "KPI407"]),
    "an id cleared": (cleared_id, mended_id, ["KPI401", "KPI407"]),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_on_a_roles_sheet_costs_nobody_their_remarks(remarked: Path, name: str) -> None:
    mistake, mend, codes = MISTAKES[name]
    before = {title: remarks(remarked, title) for title in BESIDE}
    scored = tables(remarked)
    edited(remarked, mistake)
    result = score_file(remarked)
    assert to_mend(result) == codes
    assert told(result, "KPI131") == []
    all_right(remarked)
    edited(remarked, mend)
    result = score_file(remarked)
    assert result.problems == ()
    assert {title: remarks(remarked, title) for title in BESIDE} == before
    for table in ("Scores", "Summary", "Feedback"):
        assert tables(remarked)[table].rows == scored[table].rows


def test_a_deleted_sheet_of_a_role_costs_nobody_their_remarks(remarked: Path) -> None:
    edited(remarked, missing_sheet)
    result = score_file(remarked)
    assert to_mend(result) == ["KPI501"]
    all_right(remarked)


def test_nobody_is_scored_whose_table_is_missing_and_everybody_else_is(remarked: Path, tmp_path: Path) -> None:
    before = by_id(tables(remarked)["Summary"], "总分")
    edited(remarked, renamed_table)
    score_file(remarked)
    read = tables(remarked)
    totals, states = by_id(read["Summary"], "总分"), by_id(read["Summary"], "状态")
    assert {person: totals[person] for person in SALES} == dict.fromkeys(SALES, NOT_AVAILABLE)
    assert {by_id(read["Summary"], "等级")[person] for person in SALES} <= {None, ""}
    assert {states[person] for person in SALES} == {"缺 7 项"}
    assert {person: total for person, total in totals.items() if person not in SALES} == {
        person: total for person, total in before.items() if person not in SALES
    }
    rows = [row for row in read["Scores"].rows if row[0] in SALES]
    at = read["Scores"].headers.index("状态")
    assert {row[at] for row in rows} <= {"无法识别", "待定目标"}
    _, different = differences(remarked.read_bytes(), tmp_path)
    assert {place: pair for place, pair in different.items() if place[0] in {"得分", "汇总", "反馈", "月报"}} == {}


def test_a_new_workbook_waits_with_its_free_rows_until_somebody_has_one(tmp_path: Path) -> None:
    """Scored too early, with people on 人员 only: the sheets still follow while the manager types."""
    path = tmp_path / "b.xlsx"
    assert new.make(path, language="zh", period="2026-11") == []
    type_in(path, *(("People", 0, header, value) for header, value in (("工号", "A1"), ("姓名", "王芳"), ("岗位", "市场调研专员"))))
    assert to_mend(score_file(path)) == ["KPI407"]
    type_in(
        path,
        ("Entry_MR", 0, "工号", "A1"),
        *(("Entry_MR", 0, f"RESEARCH-{n}{part}", value) for n in (1, 2, 3) for part, value in (("a", 9.0), ("b", 10.0))),
    )
    live = recalculated(path.read_bytes(), tmp_path)["汇总"]
    assert {row[0].value: row[4].value for row in live.iter_rows(min_row=5)}["A1"] > 0
