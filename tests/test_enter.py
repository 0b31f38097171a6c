"""`kpi enter`: a list of entries into the sheets of the roles, line by line, and scored in the same go."""

from collections import Counter
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from typer.testing import CliRunner
from xlsxwriter import Workbook

from kpi import package
from kpi.cli import app
from kpi.desk import SUGGESTED
from kpi.importing import Imported, enter_file, preview, type_in
from kpi.layout import entry_table
from kpi.model import LANGUAGES, Appraisal, Language, Person, Standing
from kpi.new import make
from kpi.scored.problems import names
from kpi.tables import Edit, Table, Value
from kpi.words import line as sentence

PEOPLE = (
    Person(id="H1", name="周总", role="HEAD"),
    Person(id="B1", name="陆言", role="BP"),
    Person(id="S1", name="宋佳琪", role="SM"),
    Person(id="00123", name="王芳", role="SS"),
    Person(id="00124", name="李雷", role="SS"),
)
HEADER = "工号,指标,数值,分子,分母,状态,目标\n"
# scoring.md, section 7, vector 1: these actuals give the scores 90, 100, 95, 80, 100, 110, 70
VECTOR = """00123,SALES-1,,90,100,,
00123,新客户开发数量,5,,,,
00123,回款及时率,97.6%,,,,
00123,SALES-4,,24,100,,
00123,Customer complaint rate,,5,100,,
00123,SALES-6,８８,,,,
00123,SALES-7,,14,100,,
"""


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return new_book(tmp_path / "十月.xlsx", "zh")


def new_book(path: Path, language: Language) -> Path:
    assert make(path, language=language, period="2026-10", people=PEOPLE) == []
    return path


def entries(book: Path, text: str) -> Path:
    path = book.parent / "完成值.csv"
    path.write_text(text, encoding="utf-8")
    return path


def run(book: Path, lines: str) -> Imported:
    return enter_file(book, entries(book, HEADER + lines))


def codes(imported: Imported) -> list[tuple[str, str]]:
    return [(one.code, one.place.cell) for one in imported.entering.problems]


def table(book: Path, name: str) -> Table:
    read = package.read(book)
    assert not isinstance(read, list)
    return read.tables({name})[0][name]


def row(book: Path, role: str, identity: str) -> dict[str, Value]:
    """A person's row by the beginning of the headers: SALES-3a."""
    found = table(book, entry_table(role))
    cells = next(cells for cells in found.rows if cells[0] == identity)
    return {header.partition(" ")[0]: cell for header, cell in zip(found.headers, cells, strict=True)}


def appraisal(imported: Imported, identity: str) -> Appraisal:
    assert imported.outcome is not None
    judged = (one.appraisal for one in imported.outcome.judged)
    return next(one for one in judged if one.person.id == identity)


# What is entered ---------------------------------------------------------------


def test_a_month_that_is_entered_scores_what_it_scores_by_hand(book: Path) -> None:
    imported = run(book, VECTOR)
    assert codes(imported) == []
    found = appraisal(imported, "00123")
    scores = [result.score for result in found.results if result.rule.weight]
    assert scores == [90, 100, 95, 80, 100, 110, 70]
    assert found.total == Decimal("91.88")
    assert found.grade is not None
    assert found.grade.letter == "B"
    summary = table(book, "Summary")
    shown = next(cells for cells in summary.rows if cells[0] == "00123")
    assert (shown[4], shown[5]) == (91.88, "B")


def test_every_entry_form_goes_into_its_cells(book: Path) -> None:
    imported = run(
        book,
        "00123,SALES-2,3 家,,,,\n"
        "00123,SALES-3,９８％,,,,\n"
        '00123,SALES-4,,12,"1,040",,\n'
        "B1,BRAND-2,10%,,,,\n"
        "B1,BRAND-1,,,,,5%\n"
        "H1,HEAD-7,,55,50,,\n"
        "H1,HEAD-8,,,,不适用,\n",
    )
    assert codes(imported) == []
    sold, brand, head = row(book, "SS", "00123"), row(book, "BP", "B1"), row(book, "HEAD", "H1")
    assert sold["SALES-2"] == 3.0
    assert (sold["SALES-3a"], sold["SALES-3b"]) == (0.98, None)
    assert (sold["SALES-4a"], sold["SALES-4b"]) == (12.0, 1040.0)
    assert (brand["BRAND-2a"], brand["BRAND-2b"]) == (1.1, 1.0)
    assert (brand["BRAND-1a"], brand["BRAND-1t"]) == (None, 0.05)
    assert (head["HEAD-7a"], head["HEAD-7b"]) == (55.0, 50.0)
    assert (head["HEAD-8a"], head["HEAD-8b"]) == ("不适用", None)


@pytest.mark.parametrize("word", ["not_applicable", "不适用", "N/A", "n/a", "Not applicable"])
def test_not_applicable_is_said_in_the_language_of_the_workbook(tmp_path: Path, word: str) -> None:
    book = new_book(tmp_path / "october.xlsx", "en")
    list_ = entries(book, f"id,kpi,state\nH1,HEAD-8,{word}\nH1,HEAD-2,{word}\n")
    assert codes(enter_file(book, list_)) == []
    found = row(book, "HEAD", "H1")
    assert (found["HEAD-8a"], found["HEAD-8b"], found["HEAD-2"]) == ("N/A", None, "N/A")


def test_a_rate_takes_the_place_of_both_parts_and_not_applicable_too(book: Path) -> None:
    run(book, "00123,SALES-3,,90,100,,\n00123,SALES-4,,3,10,,\n")
    imported = run(book, "00123,SALES-3,97%,,,,\n00123,SALES-4,,,,不适用,\n")
    found = row(book, "SS", "00123")
    assert (found["SALES-3a"], found["SALES-3b"]) == (0.97, None)
    assert (found["SALES-4a"], found["SALES-4b"]) == ("不适用", None)
    assert len(imported.entering.changes) == 4


def test_a_blank_erases_nothing(book: Path) -> None:
    run(book, "00123,SALES-3,,90,100,,\n00123,SALES-2,4,,,,6\n")
    imported = run(book, "00123,SALES-3,,,,,\n00123,SALES-2,,,,,7\n")
    assert codes(imported) == [("KPI635", "B2")]
    found = row(book, "SS", "00123")
    assert (found["SALES-3a"], found["SALES-3b"]) == (90.0, 100.0)
    assert (found["SALES-2"], found["SALES-2t"]) == (4.0, 7.0)


def test_one_part_joins_the_part_that_is_there(book: Path) -> None:
    run(book, "00123,SALES-3,,90,100,,\n")
    assert codes(run(book, "00123,SALES-3,,95,,,\n")) == []
    found = row(book, "SS", "00123")
    assert (found["SALES-3a"], found["SALES-3b"]) == (95.0, 100.0)


def test_entering_twice_changes_nothing(book: Path) -> None:
    run(book, VECTOR)
    before = book.read_bytes()
    again = run(book, VECTOR)
    assert book.read_bytes() == before
    assert not again.entering.changes
    assert again.entering.unchanged == 11


def test_what_already_says_the_same_stays_as_the_manager_wrote_it(book: Path) -> None:
    found = table(book, "Entry_SS")
    header = next(header for header in found.headers if header.startswith("SALES-3a"))
    assert not isinstance(type_in(book, [Edit("Entry_SS", 0, header, "98%")]), list)
    imported = run(book, "00123,SALES-3,0.98,,,,\n")
    assert not imported.entering.changes
    assert row(book, "SS", "00123")["SALES-3a"] == "98%"


def test_entries_come_from_a_workbook_as_well(book: Path) -> None:
    stream = BytesIO()
    with Workbook(stream) as other:
        sheet = other.add_worksheet("导出")
        sheet.write_row(0, 0, ["工号", "指标", "完成值"])
        sheet.write_row(1, 0, ["00123", "SALES-6", 88])
        sheet.write_row(2, 0, ["00124", "SALES-6", True])
    path = book.parent / "完成值.xlsx"
    path.write_bytes(stream.getvalue())
    imported = enter_file(book, path)
    assert codes(imported) == [("KPI204", "C3")]
    assert row(book, "SS", "00123")["SALES-6"] == 88.0


def test_every_sheet_of_a_workbook_is_entered_and_what_contradicts_another_sheet_is_not(book: Path) -> None:
    path = book.parent / "完成值.xlsx"
    with Workbook(path) as other:
        other.add_worksheet("说明").write(0, 0, "ERP 导出")
        for title, rows in {
            "一组": (["工号", "指标", "完成值"], ["00123", "SALES-6", 88], ["00124", "SALES-6", 70]),
            "二组": (["完成值", "指标", "工号"], [71, "SALES-6", "00124"], [5000, "BRAND-3", "B1"]),
        }.items():
            sheet = other.add_worksheet(title)
            for number, cells in enumerate(rows):
                sheet.write_row(number, 0, cells)
    imported = enter_file(book, path)
    assert codes(imported) == [("KPI610", ""), ("KPI627", "B3"), ("KPI627", "B2")]
    assert [one.place.sheet for one in imported.entering.problems] == ["", "一组", "二组"]
    assert imported.entering.problems[1].facts["lines"] == "一组!3, 二组!2"
    assert row(book, "SS", "00123")["SALES-6"] == 88.0
    assert row(book, "BP", "B1")["BRAND-3"] == 5000.0
    assert row(book, "SS", "00124")["SALES-6"] is None


def test_a_copy_leaves_the_workbook_as_it_was(book: Path) -> None:
    before, copy = book.read_bytes(), book.parent / "copy.xlsx"
    imported = enter_file(book, entries(book, HEADER + VECTOR), copy)
    assert imported.written
    assert book.read_bytes() == before
    assert row(copy, "SS", "00123")["SALES-6"] == 88.0


# People ------------------------------------------------------------------------


def test_somebody_new_in_people_gets_the_first_free_row(book: Path) -> None:
    people = table(book, "People")
    cells = ("00200", "韩梅梅", "销售专员")
    typed = [Edit("People", 5, header, cell) for header, cell in zip(people.headers, cells, strict=False)]
    assert not isinstance(type_in(book, typed), list)
    imported = run(book, VECTOR.replace("00123", "00200"))
    assert codes(imported) == []
    assert appraisal(imported, "00200").total == Decimal("91.88")
    found = table(book, "Entry_SS")
    assert found.rows[2][0] == "00200"
    assert found.rows[2][1] == "韩梅梅"
    assert next(change.new for change in imported.entering.changes) == "00200"


def test_a_full_sheet_grows_for_somebody_new(book: Path) -> None:
    people = table(book, "People")
    new = [(f"N{n}", f"新人{n}", "销售专员") for n in range(8)]
    typed = [
        Edit("People", 5 + at, header, cell)
        for at, cells in enumerate(new)
        for header, cell in zip(people.headers, cells, strict=False)
    ]
    assert not isinstance(type_in(book, typed), list)
    imported = run(
        book, "".join(f"{identity},SALES-6,{80 + n},,,,\n" for n, (identity, *_) in enumerate(new))
    )
    assert codes(imported) == []
    found = table(book, "Entry_SS")
    assert [cells[0] for cells in found.rows] == ["00123", "00124", *(identity for identity, *_ in new)]
    assert [cells[1] for cells in found.rows[2:]] == [name for _, name, _ in new]
    assert row(book, "SS", "N7")["SALES-6"] == 87.0


def test_an_id_that_lost_its_zeros_is_asked_about_and_not_guessed(book: Path) -> None:
    imported = run(book, "123,SALES-6,88,,,,\n")
    assert codes(imported) == [("KPI622", "A2")]
    assert imported.entering.problems[0].facts["meant"] == "00123"
    assert not imported.entering.changes


def test_a_row_on_the_sheet_of_another_role_is_reported(book: Path) -> None:
    header = table(book, "People").headers[2]
    assert not isinstance(type_in(book, [Edit("People", 3, header, "销售经理")]), list)
    assert codes(run(book, "00123,SALES-6,88,,,,\n")) == [("KPI626", "A2")]


# What is refused ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "code", "cell"),
    [
        (",SALES-6,88,,,,", "KPI611", "A2"),
        ("1.23457E+17,SALES-6,88,,,,", "KPI612", "A2"),
        ("X9,SALES-6,88,,,,", "KPI621", "A2"),
        ("00123,,88,,,,", "KPI623", "B2"),
        ("00123,HEAD-5,88,,,,", "KPI624", "B2"),
        ("00123,回款及时绿,97%,,,,", "KPI362", "B2"),
        ("00123,天气,97%,,,,", "KPI361", "B2"),
        ("00123,SALES-3,97%,97,100,,", "KPI628", "C2"),
        ("00123,SALES-3,,97,,,", "KPI629", "E2"),
        ("00123,SALES-3,,,100,,", "KPI629", "D2"),
        ("00123,SALES-6,,88,,,", "KPI630", "D2"),
        ("00123,SALES-3,,,,休假,", "KPI631", "F2"),
        ("00123,SALES-3,97%,,,不适用,", "KPI632", "F2"),
        ("00123,SALES-6,=1+1,,,,", "KPI633", "C2"),
        ("00123,SALES-6,,,,,=HYPERLINK(A1)", "KPI633", "G2"),
        ("00123,SALES-3,,,,,99%", "KPI221", "G2"),
        ("00123,SALES-6,,,,,many", "KPI220", "G2"),
        ("00123,SALES-6,很多,,,,", "KPI202", "C2"),
        ("00123,SALES-3,104%,,,,", "KPI215", "C2"),
        ("00123,SALES-3,,104,100,,", "KPI213", "D2"),
        ("00123,SALES-3,,97,0,,", "KPI210", "E2"),
        ("B1,BRAND-2,,110,0,,", "KPI211", "E2"),
        ("B1,BRAND-2,-150%,,,,", "KPI212", "C2"),
        ("B1,BRAND-2,上升,,,,", "KPI202", "C2"),
    ],
)
def test_a_bad_line_is_listed_and_the_rest_is_entered(book: Path, line: str, code: str, cell: str) -> None:
    imported = run(book, f"{line}\n00124,SALES-6,80,,,,\n")
    assert codes(imported) == [(code, cell)]
    assert imported.entering.rejected == 1
    assert [change.person.id for change in imported.entering.changes] == ["00124"]
    assert row(book, "SS", "00124")["SALES-6"] == 80.0
    assert imported.outcome is not None
    known = names(imported.outcome)
    assert all(sentence(imported.entering.problems[0], language, known) for language in LANGUAGES)


def test_lines_that_contradict_each_other_are_all_listed_and_none_is_entered(book: Path) -> None:
    imported = run(book, "00123,SALES-6,80,,,,\n00123,SALES-7,,1,5,,\n00123,有效客户触达量,81,,,,\n")
    assert codes(imported) == [("KPI627", "B2"), ("KPI627", "B4")]
    assert imported.entering.problems[0].facts["lines"] == "2, 4"
    found = row(book, "SS", "00123")
    assert (found["SALES-6"], found["SALES-7a"]) == (None, 1.0)


def test_lines_that_repeat_each_other_count_once(book: Path) -> None:
    imported = run(book, "00123,SALES-3,98%,,,,\n00123,SALES-3,0.98,,,,\n00123,SALES-3,,,,,\n")
    assert codes(imported) == [("KPI635", "B4")]
    assert len(imported.entering.changes) == 1


def test_a_sheet_without_the_column_is_reported(tmp_path: Path) -> None:
    book = tmp_path / "ohne.xlsx"
    assert make(book, language="zh", period="2026-10", people=PEOPLE, roles=["HEAD"]) == []
    assert codes(run(book, "00123,SALES-6,80,,,,\n")) == [("KPI625", "B2")]


def test_a_personal_target_needs_its_column(book: Path) -> None:
    assert codes(run(book, "00123,SALES-4,,,,,35%\n")) == []
    assert row(book, "SS", "00123")["SALES-4t"] == 0.35


def test_similar_kpis_are_looked_up_for_the_first_unknown_ones_only(book: Path) -> None:
    imported = run(book, "".join(f"00123,回款及时率{n},1,,,,\n" for n in range(300)))
    found = Counter(one.code for one in imported.entering.problems)
    assert found == {"KPI362": SUGGESTED, "KPI361": 300 - SUGGESTED}


def test_text_from_a_list_never_becomes_a_formula(tmp_path: Path) -> None:
    bad = Person(id="=1+1", name='=HYPERLINK("http://x","y")', role="SS")
    book = tmp_path / "a.xlsx"
    assert make(book, language="zh", period="2026-10", people=[bad]) == []
    assert codes(run(book, '"=1+1",SALES-6,80,,,,\n')) == []
    assert row(book, "SS", "=1+1")["SALES-6"] == 80.0
    read = package.read(book)
    assert not isinstance(read, list)
    people = next(sheet for sheet in read.structure.sheets if sheet.title == "人员")
    assert b"<f>" not in read.archive.read(read.archive.by_name[people.part])


@pytest.mark.parametrize("text", ["", "工号,数值\n1,2\n", HEADER])
def test_a_list_that_cannot_be_used_leaves_the_workbook_alone(book: Path, text: str) -> None:
    before = book.read_bytes()
    imported = enter_file(book, entries(book, text))
    assert [one.note for one in imported.entering.problems] == [False]
    assert book.read_bytes() == before


def test_a_workbook_that_is_none_is_reported(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_text("id,name", encoding="utf-8")
    imported = run(tmp_path / "a.xlsx", VECTOR)
    assert imported.outcome is None
    assert codes(imported) == [("KPI105", "")]


# The command -------------------------------------------------------------------


def test_a_preview_shows_old_and_new_and_writes_nothing(book: Path) -> None:
    run(book, "00123,SALES-6,70,,,,\n")
    before = book.read_bytes()
    list_ = entries(book, HEADER + VECTOR)
    shown = CliRunner().invoke(app(["enter", "new"]), ["enter", str(book), str(list_), "--dry-run"])
    assert shown.exit_code == 0
    assert book.read_bytes() == before
    lines = [line.split() for line in shown.stdout.splitlines()]
    assert ["销售专员!M5", "00123", "王芳", "SALES-6", "70", "88"] in lines
    assert "录入 10 格，修改 1 格，未变 0 格，退回 0 行。" in shown.stdout


def test_the_command_counts_cells_and_fails_when_a_line_was_rejected(book: Path) -> None:
    program = app(["enter", "new"])
    good = entries(book, HEADER + VECTOR)
    first = CliRunner().invoke(program, ["enter", str(book), str(good)])
    assert first.exit_code == 0
    assert "录入 11 格，修改 0 格，未变 0 格，退回 0 行。" in first.stdout
    bad = entries(book, HEADER + VECTOR + "00123,SALES-9,1,,,,\n")
    second = CliRunner().invoke(program, ["enter", str(book), str(bad)])
    assert second.exit_code == 1
    assert "录入 0 格，修改 0 格，未变 11 格，退回 1 行。" in second.stdout
    assert "完成值.csv" in second.stdout


def test_what_could_not_be_written_is_not_counted_as_entered(book: Path) -> None:
    list_ = entries(book, HEADER + VECTOR)
    package.locks(book)[0].write_text("", encoding="utf-8")
    done = CliRunner().invoke(app(["enter", "new"]), ["enter", str(book), str(list_)])
    assert done.exit_code == 1
    assert "[KPI121]" in done.stdout
    assert "没有写入任何内容" in done.stdout
    assert "录入 11 格" not in done.stdout


def test_problems_stand_in_the_order_of_the_lines(book: Path) -> None:
    imported = run(book, "00123,SALES-6,80,,,,\n00123,SALES-6,81,,,,\nX9,SALES-6,1,,,,\n00124,SALES-6,many,,,,\n")
    assert codes(imported) == [("KPI627", "B2"), ("KPI627", "B3"), ("KPI621", "A4"), ("KPI202", "C5")]


def test_scores_are_those_of_the_workbook_as_it_stands_after_the_import(book: Path) -> None:
    list_ = entries(book, HEADER + VECTOR)
    assert preview(book, list_).outcome is not None
    assert appraisal(preview(book, list_), "00123").standing is Standing.MISSING
    assert appraisal(enter_file(book, list_), "00123").standing is Standing.COMPLETE
