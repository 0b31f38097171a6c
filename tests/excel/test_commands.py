"""kpi addin workbook and kpi addin xlam, as a person uses them."""

from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

from addin.excel.installed import Installation
from addin.excel.machine import Machine, installation
from kpi.cli import main
from kpi.problems import Problem
from tests.excel.gate import findings
from tests.excel.samples import parts_of, plain, project_of


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_US.UTF-8")


def run(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    return kpi(capsys, "addin", *words)


def kpi(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main([*map(str, words)])
    out, err = capsys.readouterr()
    return int(ended.value.code or 0), out, err


def test_a_workbook_gets_functions_and_ribbon_beside_itself(capsys, centre: Path) -> None:
    code, out, err = run(capsys, "workbook", centre)
    made = centre.with_suffix(".xlsm")
    assert (code, err) == (0, "")
    assert str(made) in out
    assert "real Excel" in out  # nobody has seen it there, and we say so
    assert findings(made.name, made.read_bytes()) == []
    text = parts_of(made.read_bytes())["xl/workbook.xml"].decode()
    assert "指标代码或名称" in text  # help of arguments in the language of the workbook, not of the machine


@pytest.mark.parametrize(
    ("words", "functions"), [((), True), (("--edition", "python"), True), (("--edition", "portable"), False)]
)
def test_a_new_workbook_is_made_with_functions_and_ribbon_at_once(
    capsys, tmp_path: Path, words: tuple[str, ...], functions: bool
) -> None:
    people = tmp_path / "people.csv"
    people.write_text("id,name,role\nA1,Ann,SS\n", encoding="utf-8")
    made = tmp_path / "2026-11.xlsm"
    code, _, said = kpi(capsys, "new", made, "--lang", "en", "--period", "2026-11", "--people", people, *words)
    assert (code, said) == (0, "")
    before = parts_of(made.read_bytes())
    assert kpi(capsys, "score", made)[0] == 1  # nothing is filled in yet
    after = parts_of(made.read_bytes())
    assert findings(made.name, made.read_bytes()) == []
    assert any(b"KPI_SCORE(" in text for text in after.values()) is functions
    for part in ("xl/vbaProject.bin", "customUI/customUI14.xml"):
        assert after[part] == before[part]


def test_a_template_is_made_by_its_ending(capsys, centre: Path, tmp_path: Path) -> None:
    assert run(capsys, "workbook", centre, "-o", tmp_path / "KPI.xltm")[0] == 0
    assert findings("KPI.xltm", (tmp_path / "KPI.xltm").read_bytes()) == []


def test_what_cannot_be_made_is_said_and_nothing_is_written(capsys, centre: Path, tmp_path: Path) -> None:
    foreign = tmp_path / "foreign.xlsx"
    foreign.write_bytes(plain())
    here = set(tmp_path.iterdir())
    for words, problem in (
        ((centre, "-o", tmp_path / "book.xlsx"), "KPI822"),
        ((centre, "-o", tmp_path / "nowhere" / "book.xlsm"), "KPI653"),
        ((foreign,), "KPI823"),
        ((tmp_path / "missing.xlsx",), "missing.xlsx"),
    ):
        code, out, err = run(capsys, "workbook", *words)
        assert (code, out) == (2, ""), words
        assert problem in err
        assert "Traceback" not in err
    assert set(tmp_path.iterdir()) == here


def test_a_workbook_that_is_there_is_replaced_only_when_told(capsys, centre: Path) -> None:
    assert run(capsys, "workbook", centre)[0] == 0
    code, _, err = run(capsys, "workbook", centre)
    assert (code, "KPI654" in err) == (2, True)
    assert run(capsys, "workbook", centre, "--force")[0] == 0


def test_a_workbook_with_macros_gets_no_second_project(capsys, centre: Path, tmp_path: Path) -> None:
    assert run(capsys, "workbook", centre)[0] == 0
    code, _, err = run(capsys, "workbook", centre.with_suffix(".xlsm"), "-o", tmp_path / "again.xlsm")
    assert (code, "KPI821" in err) == (1, True)
    assert not (tmp_path / "again.xlsm").exists()


def test_the_addin_is_made_for_a_machine_that_is_named(capsys, tmp_path: Path) -> None:
    code, out, err = run(capsys, "xlam", "--python", r"C:\ProgramData\Kpi\Scripts\pythonw.exe", "-o", tmp_path)
    assert (code, err) == (0, "")
    assert "XLSTART" in out
    made = (tmp_path / "kpi.xlam").read_bytes()
    assert findings("kpi.xlam", made) == []
    text = next(module.text for module in project_of(made) if module.name == "KpiInstalled")
    assert r'"""C:\ProgramData\Kpi\Scripts\pythonw.exe"" -I -B -m addin.excel_server' in text
    assert r"C:\ProgramData\Kpi\xlwings64-" in text


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ((), "KPI824"),  # this machine is no Windows
        (("--python", r"C:\用户\pythonw.exe"), "KPI825"),
        (("--python", "pythonw.exe"), "KPI825"),
    ],
)
def test_a_machine_that_cannot_have_the_addin_is_told_why(
    capsys, tmp_path: Path, words: tuple[str, ...], problem: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, _, err = run(capsys, "xlam", *words, "-o", tmp_path)
    assert (code, problem in err) == (1, True)
    assert not (tmp_path / "kpi.xlam").exists()


def windows(*there: str) -> Machine:
    return Machine("win32", r"C:\ProgramData\Kpi", lambda path: path.rpartition("\\")[2] in there)


LIBRARIES = ("xlwings64-0.37.8.dll", "xlwings32-0.37.8.dll")


def test_on_windows_the_environment_that_runs_is_the_one_that_serves() -> None:
    found = installation("", "", windows("pythonw.exe", *LIBRARIES))
    assert isinstance(found, Installation)
    assert (found.interpreter, found.folder) == (r"C:\ProgramData\Kpi\Scripts\pythonw.exe", r"C:\ProgramData\Kpi")


@pytest.mark.parametrize("missing", ["pythonw.exe", *LIBRARIES])
def test_on_windows_a_missing_link_is_named(missing: str) -> None:
    there = {"pythonw.exe", *LIBRARIES} - {missing}
    found = installation("", "", windows(*there))
    assert isinstance(found, Problem)
    assert (found.code, found.facts["path"].endswith(missing)) == ("KPI826", True)


def test_without_xlwings_there_is_no_way_to_excel(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr("addin.excel.machine.version", missing)
    found = installation("", "", windows("pythonw.exe", *LIBRARIES))
    assert isinstance(found, Problem)
    assert (found.code, found.facts["path"]) == ("KPI826", "xlwings")
