"""Lists of people and entries as files have them: whatever Excel in China or elsewhere saves."""

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from xlsxwriter import Workbook

from kpi import intake
from kpi.intake import listing_of, read_listing
from kpi.listing import Line, Listing
from kpi.model import LANGUAGES, Person
from kpi.new import rules_for
from kpi.problems import Problem
from kpi.staff import chosen_roles, people_of
from kpi.tables import Dated, Fault, Uncalculated
from kpi.words import line as sentence

PEOPLE = "工号,姓名,岗位\r\n00123,王芳,销售专员\r\n"
ROWS = [Line(1, ["工号", "姓名", "岗位"]), Line(2, ["00123", "王芳", "销售专员"])]


def codes(found: object) -> list[str]:
    assert isinstance(found, list)
    return [one.code for one in found]


def listing(text: str) -> Listing:
    found = listing_of(text.encode(), "people.csv")
    assert isinstance(found, Listing)
    return found


def people(text: str) -> tuple[list[Person], list[Problem]]:
    book = rules_for("2026-10")
    assert not isinstance(book, list)
    return people_of(listing(text), book.roles)


def workbook(rows: Sequence[Sequence[object]], before: Sequence[str] = ()) -> bytes:
    """A workbook of another program: blank sheets first, then the rows."""
    stream = BytesIO()
    with Workbook(stream, {"default_date_format": "yyyy-mm-dd"}) as book:
        for title in before:
            book.add_worksheet(title)
        sheet = book.add_worksheet("名单")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return stream.getvalue()


# Text --------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "gbk"])
def test_a_list_is_read_in_every_encoding_that_excel_saves(encoding: str) -> None:
    found = listing_of(PEOPLE.encode(encoding), "people.csv")
    assert isinstance(found, Listing)
    assert found.lines == ROWS


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_the_delimiter_is_found_by_itself(mark: str) -> None:
    assert listing(PEOPLE.replace(",", mark)).lines == ROWS


def test_everything_in_a_csv_file_stays_text() -> None:
    assert listing("a,b,c,d\n00123,NA,98%,1E5\n").lines[1].cells == ["00123", "NA", "98%", "1E5"]


def test_an_id_behind_an_equals_sign_is_the_text_that_was_meant() -> None:
    assert listing('a,b\n="00123",="=1+1"\n').lines[1].cells == ["00123", "=1+1"]


def test_lines_are_numbered_as_a_spreadsheet_numbers_them() -> None:
    found = listing('\n工号,备注\n\n1,"两\n行"\n,,\n2,x\n')
    assert [line.number for line in found.lines] == [2, 4, 6]
    assert str(found.place(6)) == "'[people.csv]people'!A6"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "KPI601"),
        (b" \r\n,,\r\n", "KPI601"),
        ("id,name\n1,Müller\n".encode("latin-1"), "KPI602"),
        ("id,name\n1,José,x\n".encode("latin-1"), "KPI602"),
        ("工号,姓名".encode("utf-16-le"), "KPI602"),
        ('工号,姓名\n1,"张三\n2,李四\n'.encode(), "KPI603"),
        (b"%PDF-1.7 \xff\xfe\x00", "KPI605"),
        (b"<html><table><tr><td>id</td></tr></table></html>", "KPI605"),
        (bytes.fromhex("D0CF11E0A1B11AE1") + "Workbook".encode("utf-16-le") + b"\xff", "KPI103"),
        (b"PK\x03\x04 and nothing else", "KPI106"),
    ],
)
def test_a_file_that_is_no_list_is_refused_with_a_sentence(data: bytes, code: str) -> None:
    found = listing_of(data, "people.csv")
    assert codes(found) == [code]
    assert isinstance(found, list)
    assert all(sentence(found[0], language, {}) for language in LANGUAGES)


def test_an_unclosed_quotation_mark_is_reported_where_it_opens() -> None:
    found = listing_of('工号,姓名\n1,张三\n2,"李四\n3,王五\n'.encode(), "people.csv")
    assert isinstance(found, list)
    assert found[0].place.cell == "A3"


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    assert codes(read_listing(tmp_path / "nobody.csv")) == ["KPI101"]
    assert codes(read_listing(tmp_path)) == ["KPI102"]


def test_more_lines_or_bytes_than_a_list_has_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "MOST_LINES", 3)
    assert codes(listing_of(b"a\n1\n2\n3\n", "a.csv")) == ["KPI604"]
    assert codes(listing_of(workbook([["a"], ["b"], ["c"], ["d"]]), "a.xlsx")) == ["KPI604"]
    monkeypatch.setattr(intake, "MOST_BYTES", 3)
    path = tmp_path / "a.csv"
    path.write_text("id,name", encoding="utf-8")
    assert codes(read_listing(path)) == ["KPI604"]


# Workbooks ---------------------------------------------------------------------


def test_a_workbook_keeps_every_kind_of_value_apart() -> None:
    row = ["00123", 98.5, True, date(2026, 11, 12), "", None, "=1/0"]
    found = listing_of(workbook([["工号"], row]), "名单.xlsx")
    assert isinstance(found, Listing)
    assert found.lines[1].cells[:6] == ["00123", 98.5, True, Dated(46338.0), None, None]
    assert found.sheet == "名单"


def test_errors_and_formulas_without_a_value_are_not_blanks() -> None:
    stream = BytesIO()
    with Workbook(stream) as book:
        sheet = book.add_worksheet()
        sheet.write_formula("A1", "=1/0", None, "#DIV/0!")
        sheet.write_formula("B1", "=A1", None, "")
    cells = stream.getvalue()
    found = listing_of(cells, "a.xlsx")
    assert isinstance(found, Listing)
    assert found.lines[0].cells[0] == Fault("#DIV/0!")
    assert found.lines[0].cells[1] == Uncalculated("A1")


def test_the_first_sheet_with_data_is_read() -> None:
    found = listing_of(workbook([["工号"], ["1"]], before=("封面", "说明")), "a.xlsx")
    assert isinstance(found, Listing)
    assert found.sheet == "名单"


def test_what_a_file_is_counts_and_not_its_ending() -> None:
    assert isinstance(listing_of(workbook([["工号"]]), "people.csv"), Listing)
    assert isinstance(listing_of(PEOPLE.encode(), "people.xlsx"), Listing)


def sheets(**rows: Sequence[Sequence[object]]) -> Listing:
    """The list in a workbook of several sheets, the one called 隐藏 hidden."""
    stream = BytesIO()
    with Workbook(stream) as book:
        for title, content in rows.items():
            sheet = book.add_worksheet(title)
            for number, row in enumerate(content):
                sheet.write_row(number, 0, row)
            if title == "隐藏":
                sheet.hide()
    found = listing_of(stream.getvalue(), "名单.xlsx")
    assert isinstance(found, Listing)
    return found


def test_every_sheet_that_has_the_columns_is_read_and_the_others_are_named() -> None:
    book = rules_for("2026-10")
    assert not isinstance(book, list)
    found = sheets(
        封面=[["名单", "2026-10"]],
        销售=[["工号", "姓名", "岗位"], ["S1", "王芳", "SS"]],
        市场=[["岗位", "工号", "姓名"], ["BP", "B1", "李雷"]],
        隐藏=[["工号", "姓名", "岗位"], ["X1", "去年的人", "SS"]],
    )
    named, problems = people_of(found, book.roles)
    assert [(one.id, one.role) for one in named] == [("S1", "SS"), ("B1", "BP")]
    assert [(one.code, one.note, one.facts["sheets_zh"]) for one in problems] == [("KPI610", True, "封面")]


def test_somebody_on_two_sheets_is_told_with_the_sheet_of_the_first() -> None:
    book = rules_for("2026-10")
    assert not isinstance(book, list)
    rows = [["工号", "姓名", "岗位"], ["S1", "王芳", "SS"]]
    _, (found,) = people_of(sheets(销售=rows, 市场=rows), book.roles)
    assert (found.code, str(found.place), found.facts["first"]) == ("KPI613", "'[名单.xlsx]市场'!A2", "销售!2")


def test_the_people_of_a_workbook_of_ours_are_those_of_its_sheet_people(ten: Path) -> None:
    book = rules_for("2026-10")
    assert not isinstance(book, list)
    found = read_listing(ten)
    assert isinstance(found, Listing)
    named, problems = people_of(found, book.roles)
    assert len(named) == len(book.roles)
    assert problems == []


# Headers -----------------------------------------------------------------------


@pytest.mark.parametrize("header", ["工号,姓名,岗位", "id,name,role", "ＩＤ, Name ,ROLE*", "岗位,工号,姓名"])
def test_headers_may_be_chinese_or_english_in_any_order(header: str) -> None:
    cells = {"岗位": "SS"} if header.startswith("岗位") else {}
    row = "SS,00123,王芳" if cells else "00123,王芳,SS"
    found, problems = people(f"{header}\n{row}\n")
    assert [(one.id, one.name, one.role) for one in found] == [("00123", "王芳", "SS")]
    assert not problems


def test_a_title_may_stand_above_the_headers() -> None:
    found, problems = people("云杉家居 十月名单,,\n\n工号,姓名,岗位\n1,王芳,SS\n")
    assert [one.id for one in found] == ["1"]
    assert not problems


def test_missing_columns_are_named_together_with_what_was_found() -> None:
    _, problems = people("工号,部门\n1,销售部\n")
    assert codes(problems) == ["KPI606"]
    assert problems[0].facts == {"missing": "姓名 / name, 岗位 / role", "found": "工号, 部门"}


def test_a_column_that_stands_twice_is_refused() -> None:
    assert codes(people("工号,姓名,岗位,工号\n1,王芳,SS,2\n")[1]) == ["KPI607"]


def test_columns_that_nobody_needs_are_ignored_with_a_note() -> None:
    found, problems = people("工号,姓名,岗位,电话,邮箱\n1,王芳,SS,139,a@b\n")
    assert len(found) == 1
    assert [(one.code, one.note, one.facts["headers"]) for one in problems] == [
        ("KPI608", True, "电话, 邮箱")
    ]


# People ------------------------------------------------------------------------


def test_a_person_is_read_in_full() -> None:
    header = "工号,姓名,岗位,部门,考核人,到岗日期,离岗日期"
    found, problems = people(
        f"{header}\n 00123\t,王芳,营销中心负责人,营销中心,董事会,2026/1/5,2026年12月31日\n"
    )
    assert problems == []
    assert found == [
        Person(
            id="00123",
            name="王芳",
            role="HEAD",
            department="营销中心",
            reviewer="董事会",
            start=date(2026, 1, 5),
            end=date(2026, 12, 31),
        )
    ]


def test_everything_wrong_with_a_list_of_people_is_said_at_once() -> None:
    text = (
        "工号,姓名,岗位,到岗日期,离岗日期\n"
        "1,甲,SS,,\n"
        ",乙,SS,,\n"
        "1,丙,SS,,\n"
        "2,丁,厨师,,\n"
        "3,戊,SS,上周,\n"
        "4,己,SS,2026-05-01,2026-04-01\n"
        "5,,SS,,\n"
    )
    _, problems = people(text)
    assert [(one.code, one.place.cell, one.note) for one in problems] == [
        ("KPI611", "A3", False),
        ("KPI613", "A4", False),
        ("KPI614", "C5", False),
        ("KPI408", "D6", False),
        ("KPI409", "E7", False),
        ("KPI412", "B8", True),
    ]


@pytest.mark.parametrize("cut", ["1.23457E+17", "110101199001010000"])
def test_an_id_that_a_spreadsheet_has_cut_is_refused(cut: str) -> None:
    assert codes(people(f"工号,姓名,岗位\n{cut},王芳,SS\n")[1]) == ["KPI612"]


def test_an_id_kept_as_a_number_of_16_digits_is_refused() -> None:
    book = rules_for("2026-10")
    found = listing_of(workbook([["工号", "姓名", "岗位"], [1.2345678901234567e17, "王芳", "SS"]]), "a.xlsx")
    assert isinstance(found, Listing)
    assert not isinstance(book, list)
    assert codes(people_of(found, book.roles)[1]) == ["KPI612"]


def test_an_id_of_18_digits_kept_as_text_is_an_id() -> None:
    found, problems = people("工号,姓名,岗位\n110101199001011234,王芳,SS\n")
    assert [one.id for one in found] == ["110101199001011234"]
    assert not problems


def test_headers_without_people_are_reported() -> None:
    assert codes(people("工号,姓名,岗位\n")[1]) == ["KPI609"]


def test_a_person_outside_the_chosen_roles_is_reported() -> None:
    book = rules_for("2026-10")
    assert not isinstance(book, list)
    chosen, unknown = chosen_roles("SM，大客户专员", book.roles)
    assert [role.code for role in chosen] == ["SM", "KA"]
    assert not unknown
    assert codes(people_of(listing(PEOPLE), book.roles, chosen)[1]) == ["KPI615"]


def test_a_role_that_nobody_has_heard_of_is_reported() -> None:
    book = rules_for("2026-10")
    assert not isinstance(book, list)
    assert codes(chosen_roles("SM,厨师", book.roles)[1]) == ["KPI656"]
