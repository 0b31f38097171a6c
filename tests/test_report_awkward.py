"""The whole report folder of awkward centres: every total as in the sheet, and nobody in anybody else's file."""

import json
import re
import zipfile
from functools import cache
from pathlib import Path
from typing import NamedTuple

import openpyxl
import pypdfium2
import pytest

from kpi.headless import check_file, score_file
from kpi.model import LANGUAGES, Language
from kpi.paper import job
from kpi.paper.job import Part
from tests import awkward
from tests.desk import by_id, tables, type_in

TOTAL = {"zh": ("总分", "姓名"), "en": ("Total", "Name")}
FORMS = {"zh": "个人考核表", "en": "Personal-forms"}
TALKS = {"zh": "绩效面谈表", "en": "Interview-forms"}
BOOKS = {"zh": "个人工作簿", "en": "Personal-workbooks"}
RANK = {"zh": "岗位排名", "en": "Rank in role"}
TEAM = {"zh": "团队月报", "en": "Team-report"}
COMMENT = {"zh": ("考核人评语", "数据已核对。"), "en": ("Reviewer's comment", "Numbers checked.")}


pytestmark = pytest.mark.usefixtures("chinese_font")


class Case(NamedTuple):
    """A centre, its report, and the totals as its sheet shows them."""

    folder: Path
    language: Language
    totals: dict[str, str]  # by id, with two decimals; "–" where there is none
    names: dict[str, str]
    ranks: dict[str, str]  # by id, in the role


def reported(folder: Path, language: Language, book: Path, parts: frozenset[Part] = frozenset(Part)) -> Case:
    """The sheet is filled first, so that its totals are those that are printed."""
    assert score_file(book).written
    type_in(book, *[("Feedback", 0, *COMMENT[language])])
    checked = check_file(book)
    assert checked.outcome is not None
    made = job.write(checked.outcome, checked.problems, folder / "out", language, parts=parts)
    assert made.problems == ()
    summary = tables(book)["Summary"]
    totals, names, ranks = (by_id(summary, header) for header in (*TOTAL[language], RANK[language]))
    shown = {key: f"{value:.2f}" if isinstance(value, float) else "–" for key, value in totals.items() if key}
    told = {key: f"{ranks[key]:.0f}" if isinstance(ranks[key], float) else "–" for key in shown}
    return Case(folder / "out", language, shown, {key: str(names[key]) for key in shown}, told)


@pytest.fixture(scope="module", params=LANGUAGES)
def thirty(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Case:
    folder = tmp_path_factory.mktemp("thirty")
    return reported(folder, request.param, awkward.workbook(folder / "30.xlsx", request.param, 30))


def pages(path: Path) -> list[str]:
    return [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(path)]


def bare(text: str) -> str:
    return "".join(text.split())


def own(case: Case, kind: dict[Language, str], identity: str) -> Path:
    (path,) = (case.folder / kind[case.language]).glob(f"{identity}-*")
    return path


def own_total(text: str, language: Language) -> str:
    """The total in its box, which stands before the grade."""
    found = re.search(rf"{TOTAL[language][0]}\s+(–|\d+\.\d\d)\s", text)
    assert found, text
    return found[1]


# Totals ----------------------------------------------------------------------------


def test_every_form_shows_the_total_of_the_sheet(thirty: Case) -> None:
    assert len(thirty.totals) == 30
    alone = {one: own_total(*pages(own(thirty, FORMS, one)), thirty.language) for one in thirty.totals}
    assert alone == thirty.totals
    (together,) = thirty.folder.glob(f"{FORMS[thirty.language]}-*.pdf")
    each = [(re.search(r"N\d{4}", text), own_total(text, thirty.language)) for text in pages(together)]
    assert {found[0]: total for found, total in each if found} == thirty.totals


def test_the_team_report_shows_the_totals_of_the_sheet(thirty: Case) -> None:
    assert team_totals(thirty) == thirty.totals


def team_totals(case: Case) -> dict[str, str]:
    """The totals of the rankings: what stands behind an id."""
    (path,) = case.folder.glob(f"{TEAM[case.language]}-*.pdf")
    return dict(re.findall(r"\b(N\d{4})\s+(–|\d+\.\d\d)\s", "\n".join(pages(path))))


def test_a_rank_in_the_section_of_a_department_is_the_one_of_the_sheet(thirty: Case) -> None:
    (path,) = thirty.folder.glob(f"{TEAM[thirty.language]}-*.pdf")
    text = bare("".join(pages(path)))
    for identity, rank in thirty.ranks.items():
        assert re.search(rf"(?<!\d){rank}{re.escape(bare(thirty.names[identity]))}{identity}", text), identity


def test_word_forms_workbooks_and_data_hold_the_totals_of_the_sheet(thirty: Case) -> None:
    people = json.loads((thirty.folder / "report.json").read_text(encoding="utf-8"))["people"]
    assert {one["id"]: "–" if one["total"] is None else f"{one['total']:.2f}" for one in people} == thirty.totals
    for identity, total in thirty.totals.items():
        assert f"<w:t>{total}</w:t>" in everything(own(thirty, TALKS, identity))
        rows = openpyxl.load_workbook(own(thirty, BOOKS, identity)).worksheets[0].iter_rows(values_only=True)
        (value,) = (row[1] for row in rows if row[0] == TOTAL[thirty.language][0])
        assert (f"{value:.2f}" if value else "–") == total


def test_three_hundred_people_are_told_with_the_totals_of_the_sheet(tmp_path: Path) -> None:
    case = reported(tmp_path, "zh", awkward.workbook(tmp_path / "300.xlsx", "zh", 300), frozenset({Part.TEAM}))
    assert len(case.totals) == 300
    assert team_totals(case) == case.totals


# Awkward people --------------------------------------------------------------------


def test_awkward_people_have_a_whole_form(thirty: Case) -> None:
    language = thirty.language
    shown = {
        one: bare(*pages(own(thirty, FORMS, one))) for one in (awkward.NOBODY, awkward.LACKING, awkward.NAMED_LONG)
    }
    assert bare(awkward.LONG[language]) in shown[awkward.NAMED_LONG]
    assert {"zh": "数据不足", "en": "insufficientdata"}[language] in shown[awkward.NOBODY]
    assert {"zh": "缺项：活动曝光量", "en": "missing:Eventexposure"}[language] in shown[awkward.LACKING]


@pytest.mark.parametrize("language", LANGUAGES)
def test_three_people_and_one_grade_for_all_make_a_report(tmp_path: Path, language: Language) -> None:
    (tmp_path / "few").mkdir()
    few = reported(tmp_path / "few", language, awkward.workbook(tmp_path / "3.xlsx", language, 3))
    assert len(team_totals(few)) == 3
    alike = reported(tmp_path, language, awkward.all_alike(tmp_path / "alike.xlsx", language, 12), frozenset({Part.TEAM}))
    assert set(team_totals(alike).values()) == {"100.00"}
    (path,) = alike.folder.glob("*.pdf")
    assert {"zh": "12人·100%", "en": "12·100%"}[language] in bare(pages(path)[0])


# Privacy ---------------------------------------------------------------------------


@cache
def everything(path: Path) -> str:
    """All that a file holds: the text and the properties of a PDF; every part, name and comment of an Office file."""
    data = path.read_bytes()
    if path.suffix == ".pdf":
        document = pypdfium2.PdfDocument(data)
        raw = data.decode("utf-8", "replace") + data.decode("utf-16-be", "replace") + data[1:].decode("utf-16-be", "replace")
        return "\n".join([*pages(path), *document.get_metadata_dict().values(), raw, path.name])
    with zipfile.ZipFile(path) as parts:
        assert parts.comment == b""
        return "\n".join([path.name, *parts.namelist(), *(parts.read(name).decode() for name in parts.namelist())])


def personal_files(case: Case) -> list[Path]:
    folders = [case.folder / kind[case.language] for kind in (FORMS, TALKS, BOOKS)]
    return [path for folder in folders for path in folder.iterdir()]


def test_no_personal_file_holds_the_name_the_number_or_the_total_of_anybody_else(thirty: Case) -> None:
    files = personal_files(thirty)
    assert len(files) == 3 * 30
    for path in files:
        identity = path.name[:5]
        held = bare(everything(path))
        assert identity in held
        for other, name in thirty.names.items():
            if other != identity:
                assert other not in held, (path, other)
                assert bare(name) not in held, (path, name)


def test_a_name_in_a_hidden_place_would_be_seen(thirty: Case, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(own(thirty, BOOKS, "N0003"))
    book.create_sheet("x").sheet_state = "veryHidden"
    book.properties.keywords = thirty.names["N0004"]
    book.save(tmp_path / "planted.xlsx")
    assert bare(thirty.names["N0004"]) in bare(everything(tmp_path / "planted.xlsx"))
    form = own(thirty, FORMS, "N0003").read_bytes()
    assert b"N0003" in form
    (tmp_path / "planted.pdf").write_bytes(form.replace(b"N0003", b"N0004"))  # the title among its properties
    assert "N0004" in everything(tmp_path / "planted.pdf")


