"""What breaks the program for one person stops nobody else, and is said where it is read."""

import json
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pypdfium2
import pytest
from typer.testing import CliRunner

import kpi.cli.report as command
from kpi import demo
from kpi.appraise import Outcome
from kpi.cli import app
from kpi.headless import Result, check_file
from kpi.paper import job, workshop
from kpi.paper.job import Made, Part

BROKEN, SOUND = "YS216", "YS213"
HALF = "好\ud800"  # half a character: no Word file can hold it


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Result:
    made = demo.write(tmp_path_factory.mktemp("demo"), "zh")
    assert isinstance(made, demo.Demo)
    return check_file(made.workbook)


def outcome_of(checked: Result) -> Outcome:
    assert checked.outcome is not None
    return checked.outcome


def broken(outcome: Outcome) -> Outcome:
    """One person's first score is no number, which no arithmetic of ours expects."""

    def judged(one):
        if one.appraisal.person.id != BROKEN:
            return one
        first, *rest = one.appraisal.results
        results = (first._replace(score=Decimal("NaN"), lost=Decimal("sNaN")), *rest)
        return one._replace(appraisal=replace(one.appraisal, results=results))

    return replace(outcome, judged=[judged(one) for one in outcome.judged])


def commented(outcome: Outcome) -> Outcome:
    """The reviewer has written about one person what only a Word file fails at."""
    table = outcome.tables["Feedback"]
    at, identity = table.headers.index("考核人评语"), table.headers.index("工号")
    rows = [tuple(HALF if n == at and row[identity] == BROKEN else cell for n, cell in enumerate(row)) for row in table.rows]
    return replace(outcome, tables={**outcome.tables, "Feedback": replace(table, rows=rows)})


def first_page(folder: Path) -> str:
    (file,) = folder.glob("团队月报-*.pdf")
    return "".join(pypdfium2.PdfDocument(file)[0].get_textpage().get_text_bounded().split())


def names(made: Made, folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in made.files)


@pytest.fixture(scope="module")
def left_out(checked: Result, tmp_path_factory: pytest.TempPathFactory) -> tuple[Made, Path]:
    folder = tmp_path_factory.mktemp("out")
    return job.write(broken(outcome_of(checked)), checked.problems, folder, "zh", parts=frozenset(Part)), folder


@pytest.mark.usefixtures("chinese_font")
def test_one_broken_person_stops_nobody_else(left_out: tuple[Made, Path], checked: Result) -> None:
    made, folder = left_out
    people = [one.appraisal.person for one in outcome_of(checked).judged if one.appraisal.person.id != BROKEN]
    expected = [f"{person.id}-{person.name}" for person in people]
    for kind in ("个人考核表", "绩效面谈表", "个人工作簿"):
        assert sorted(path.stem for path in (folder / kind).iterdir()) == sorted(expected)
    assert len(pypdfium2.PdfDocument(folder / "个人考核表-2026-10.pdf")) == len(people)
    assert "InvalidOperation" in made.traces[0]


@pytest.mark.usefixtures("chinese_font")
def test_who_was_left_out_stands_on_the_first_page_and_among_the_problems(left_out: tuple[Made, Path]) -> None:
    made, folder = left_out
    assert "未能生成的人员资料（1）" in first_page(folder)
    assert "马骁YS216：全部资料" in first_page(folder)
    (problem,) = made.problems
    assert problem.code == "KPI154"
    assert problem.facts["person"] == "马骁 YS216"
    assert json.loads((folder / "report.json").read_text(encoding="utf-8"))["left_out"] == ["马骁 YS216"]


@pytest.mark.usefixtures("chinese_font")
def test_a_file_that_fails_for_one_person_leaves_the_others_of_that_person(checked: Result, tmp_path: Path) -> None:
    made = job.write(commented(outcome_of(checked)), (), tmp_path, "zh")
    assert [(one.code, one.facts["files"]) for one in made.problems] == [("KPI154", "绩效面谈表")]
    assert "未能生成的人员资料（1）" in first_page(tmp_path)
    assert "YS216：绩效面谈表" in first_page(tmp_path)
    forms = {path.stem[:5] for path in (tmp_path / "个人考核表").iterdir()}
    talks = {path.stem[:5] for path in (tmp_path / "绩效面谈表").iterdir()}
    assert forms - talks == {BROKEN}


@pytest.mark.usefixtures("chinese_font")
def test_a_report_without_such_a_fault_says_nothing_of_it(checked: Result, tmp_path: Path) -> None:
    made = job.write(outcome_of(checked), (), tmp_path, "zh", parts={Part.TEAM, Part.DATA})
    assert (made.problems, made.traces) == ((), ())
    assert "未能生成" not in first_page(tmp_path)


@pytest.mark.usefixtures("chinese_font")
def test_many_processes_make_the_same_files_and_tell_the_same_faults(
    checked: Result, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workshop, "WORTH", 2)
    few = _few(commented(outcome_of(checked)), (BROKEN, SOUND, "YS001"))
    told: list[int] = []
    one = job.write(few, (), tmp_path / "one", "zh", parts=frozenset(Part))
    two = job.write(few, (), tmp_path / "two", "zh", told.append, parts=frozenset(Part), workers=2)
    assert told == [1, 2, 3]
    assert names(one, tmp_path / "one") == names(two, tmp_path / "two")
    assert [path.read_bytes() for path in sorted(one.files)] == [path.read_bytes() for path in sorted(two.files)]
    assert [problem.facts["files"] for problem in one.problems] == ["绩效面谈表", "个人工作簿"]
    assert one.problems == two.problems


def _few(outcome: Outcome, people: Sequence[str]) -> Outcome:
    return replace(outcome, judged=[one for one in outcome.judged if one.appraisal.person.id in people])


def test_where_no_process_can_be_had_everything_is_made_here() -> None:
    class Refuses:
        def map(self, _make, _items):
            yield 1
            raise OSError("no process")

    assert list(workshop.Workshop(Refuses()).each(lambda n: n * n, [1, 2, 3])) == [1, 4, 9]  # type: ignore[arg-type]


def test_the_command_names_a_log_of_its_own_errors(
    checked: Result, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(command, "check_file", lambda _: replace(checked, outcome=broken(outcome_of(checked))))
    shown = CliRunner().invoke(app(["report"]), ["report", "x.xlsx", "-o", str(tmp_path / "out"), "--part", "team"])
    assert shown.exit_code == 1
    assert "KPI154" in shown.output
    (log,) = tmp_path.glob("kpi-error-*.log")
    assert str(log) in shown.output
    assert "Traceback" in log.read_text(encoding="utf-8")
