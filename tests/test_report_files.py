"""`kpi report`: one command, one folder, the workbook untouched."""

import csv
import json
from collections import Counter
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kpi import demo, new
from kpi.cli import app
from kpi.headless import check_file
from kpi.model import Person
from kpi.paper.names import file_name, names_of
from kpi.report import Report
from kpi.report_files.data import plain_text
from kpi.reported import reported
from tests.desk import type_in

PROGRAM = app(["report", "score"])
TEMPLATE = Path(__file__).parents[1] / "workbook_templates" / "KPI-scorecard-zh.xlsx"


def run(*words: object) -> tuple[int, str]:
    shown = CliRunner().invoke(PROGRAM, ["report", *map(str, words)])
    assert shown.exception is None or isinstance(shown.exception, SystemExit), shown.exception
    return shown.exit_code, shown.output


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = demo.write(tmp_path_factory.mktemp("demo"), "zh")
    assert isinstance(made, demo.Demo)
    return made.workbook


@pytest.fixture(scope="module")
def centre(book: Path) -> Report:
    found = check_file(book).outcome
    assert found is not None
    return reported(found)


@pytest.fixture(scope="module")
def chinese(book: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report folder of the demo."""
    folder = tmp_path_factory.mktemp("zh")
    before = book.read_bytes()
    code, said = run(book, "-o", folder)
    assert code == 1  # the demo has problems to mend
    assert "KPI213" in said
    assert book.read_bytes() == before, "the workbook was changed"
    return folder


@pytest.fixture(scope="module")
def english(book: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("en")
    run(book, "-o", folder, "--lang", "en")
    return folder


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A workbook with two people and nothing entered."""
    people = [Person(id=f"00{n}", name=f"=员工/{n}", role="BP", department="市场部") for n in (1, 2)]
    assert new.make(tmp_path / "small.xlsx", language="zh", period="2026-11", people=people) == []
    return tmp_path / "small.xlsx"


@pytest.mark.usefixtures("chinese_font")
def test_a_month_is_one_folder_of_files(chinese: Path, centre: Report) -> None:
    names = {str(path.relative_to(chinese)) for path in chinese.rglob("*") if path.is_file()}
    own = [f"{one.person.id}-{one.person.name}" for one in centre.appraisals]
    assert names == {
        "report.json", "scores.csv", "团队月报-2026-10.pdf", "个人考核表-2026-10.pdf",
        *(f"个人考核表/{name}.pdf" for name in own),
        *(f"绩效面谈表/{name}.docx" for name in own),
    }  # fmt: skip


def test_json_and_csv_hold_every_score(chinese: Path, centre: Report) -> None:
    data = json.loads((chinese / "report.json").read_text(encoding="utf-8"))
    shown = {person["id"]: person["total"] for person in data["people"]}
    assert shown == {
        one.person.id: None if one.total is None else float(one.total) for one in centre.appraisals
    }
    raw = (chinese / "scores.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")  # else Excel reads it in the code page of the machine
    rows = list(csv.DictReader(StringIO(raw.decode("utf-8-sig"))))
    again: Counter[str] = Counter()
    for row in rows:
        again[row["工号"]] += Decimal(row["加权得分"] or 0)
    for one in centre.members:
        if one.final is not None:
            assert float(again[one.appraisal.person.id]) == pytest.approx(float(one.final), abs=0.006)
    assert sum(len(one.results) for one in centre.appraisals) == len(rows)


def test_a_text_is_never_a_formula_in_the_csv() -> None:
    texts = ("=1+1", "+86", "-x", "@a", "\t=1", "王芳")
    assert [plain_text(text) for text in texts] == ["'=1+1", "'+86", "'-x", "'@a", "'\t=1", "王芳"]


@pytest.mark.usefixtures("chinese_font")
def test_the_report_is_in_the_language_that_is_asked_for(english: Path) -> None:
    text = (english / "scores.csv").read_text(encoding="utf-8-sig")
    assert "Sales target attainment" in text
    assert "Results" in text  # a category, which the workbook has in Chinese only
    assert "业绩类" not in text
    data = json.loads((english / "report.json").read_text(encoding="utf-8"))
    assert data["departments"][0]["name"] == "Marketing Centre"
    assert (english / "Team-report-2026-10.pdf").exists()


def test_a_word_of_the_manager_stays_as_it_is_in_either_language(small: Path, tmp_path: Path) -> None:
    type_in(small, ("Rules", "BRAND-1", "类别", "我们的类别"))
    run(small, "-o", tmp_path / "out", "--lang", "en")
    text = (tmp_path / "out" / "scores.csv").read_text(encoding="utf-8-sig")
    assert "我们的类别" in text
    assert "Content conversion" in text


@pytest.mark.usefixtures("chinese_font")
def test_the_same_workbook_gives_the_same_bytes_also_over_an_earlier_report(small: Path, tmp_path: Path) -> None:
    made = []
    for name in ("one", "two", "one"):
        run(small, "-o", tmp_path / name)
        folder = tmp_path / name
        made.append({path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()})
    assert made[0] == made[1] == made[2]
    assert len(made[0]) >= 6


def test_without_a_folder_the_report_stands_beside_the_workbook(small: Path) -> None:
    run(small)
    assert (small.parent / "small-report" / "report.json").exists()


@pytest.mark.usefixtures("chinese_font")
def test_a_file_that_cannot_be_written_is_reported_and_stops_no_other(small: Path, tmp_path: Path) -> None:
    (tmp_path / "out" / "scores.csv").mkdir(parents=True)
    (tmp_path / "out" / "个人考核表").write_text("a file where the folder should be", encoding="utf-8")
    code, said = run(small, "-o", tmp_path / "out")
    assert code == 1
    assert said.count("KPI128") >= 2
    assert (tmp_path / "out" / "report.json").exists()
    assert (tmp_path / "out" / "团队月报-2026-11.pdf").exists()
    assert list((tmp_path / "out").rglob("*.tmp")) == []


@pytest.mark.usefixtures("chinese_font")
def test_a_name_that_cannot_be_printed_is_reported_and_stops_nothing(small: Path, tmp_path: Path) -> None:
    type_in(small, ("People", "001", "姓名", "王\U0010fffd"))
    code, said = run(small, "-o", tmp_path / "out")
    assert code == 1
    assert "KPI153" in said
    assert (tmp_path / "out" / "个人考核表-2026-11.pdf").exists()


def test_a_workbook_without_people_has_no_report(tmp_path: Path) -> None:
    code, said = run(TEMPLATE, "-o", tmp_path / "out")
    assert code == 1
    assert "KPI151" in said
    assert not (tmp_path / "out").exists()


def test_wrong_usage_ends_with_2_and_an_unreadable_workbook_with_1(tmp_path: Path) -> None:
    assert run()[0] == 2
    assert run("a.xlsx", "--lang", "fr")[0] == 2
    code, said = run(tmp_path / "none.xlsx")
    assert code == 1
    assert "KPI101" in said


def test_a_name_of_a_person_is_always_a_name_of_a_file() -> None:
    odd = ["../../etc/passwd", "a/b\\c", "CON", "nul.txt", "王芳 ", "..", "x" * 300, "a\u202eb", "tab\there", 'q"<>|?*:']
    for name in map(file_name, odd):
        assert name
        assert not set(name) & set('<>:"/\\|?*')
        assert len(name) <= 61
        assert name.strip(". ") == name
        assert name.isprintable()
    people = [Person(id=identity, name="", role="SS") for identity in ("a/1", "a_1", "A_1")]
    assert len({name.casefold() for name in names_of(people)}) == 3


@pytest.mark.usefixtures("chinese_font")
def test_one_part_can_be_asked_for(small: Path, tmp_path: Path) -> None:
    run(small, "-o", tmp_path / "forms", "--part", "personal")
    made = {path.relative_to(tmp_path / "forms").parts[0] for path in (tmp_path / "forms").rglob("*.*")}
    assert made == {"个人考核表-2026-11.pdf", "个人考核表"}
    run(small, "-o", tmp_path / "two", "--part", "data", "--part", "talks")
    assert {path.name for path in (tmp_path / "two").iterdir()} == {"report.json", "scores.csv", "绩效面谈表"}
    assert run(small, "-o", tmp_path / "none", "--part", "poster")[0] == 2
