"""The .xlsm is the .xlsx it was made from, with code added and nothing lost; scoring it leaves the code alone."""

import shutil
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from addin.excel.build import ADDIN, addin_book, projections, with_macros
from addin.excel.installed import Installation, installed_module
from kpi.functions import FUNCTIONS
from kpi.headless import score_file
from tests.excel import samples
from tests.excel.gate import findings
from tests.excel.samples import addin, book, parts_of, plain
from tests.judges import sdk_errors

ADDED = {"xl/vbaProject.bin", "customUI/customUI14.xml"}


@pytest.mark.parametrize("name", projections())
def test_the_committed_text_is_what_the_declarations_say(name: str) -> None:
    """After a change of functions or buttons run python -m tests.rebuild_projections."""
    assert (ADDIN / name).read_text(encoding="utf-8") == projections()[name]


def test_every_function_is_one_line_in_vba() -> None:
    text = projections()["vba/KpiFunctions.bas"]
    lines = [line for line in text.splitlines() if line.startswith("    ")]
    assert [line.split()[0] for line in lines] == list(FUNCTIONS)


def test_nothing_of_the_workbook_is_lost(centre: Path) -> None:
    before = parts_of(centre.read_bytes())
    after = parts_of(with_macros(centre.read_bytes(), "zh"))
    assert after.keys() - before.keys() == ADDED
    for name, content in before.items():
        if after[name] != content:
            added = after[name].decode()
            assert is_subsequence(content.decode(), added) or name in {"xl/workbook.xml", "[Content_Types].xml"}, name


def is_subsequence(short: str, long: str) -> bool:
    """True when `long` is `short` with text put in."""
    letters = iter(long)
    return all(letter in letters for letter in short)


def test_cells_and_names_are_those_of_the_workbook(centre: Path) -> None:
    plain_book = openpyxl.load_workbook(centre)
    with_code = openpyxl.load_workbook(BytesIO(with_macros(centre.read_bytes(), "zh")), keep_vba=True)
    assert with_code.sheetnames == plain_book.sheetnames
    assert with_code.defined_names.keys() == {*plain_book.defined_names.keys(), "KPI_install_first"}
    for sheet in plain_book:
        cells = {cell.coordinate: cell.value for row in sheet.iter_rows() for cell in row if cell.value is not None}
        assert all(with_code[sheet.title][place].value == value for place, value in cells.items())


def test_excel_is_not_told_to_calculate_everything_when_it_opens_the_workbook() -> None:
    """Where the add-in is missing, cells keep their values until something they depend on changes."""
    text = parts_of(book())["xl/workbook.xml"].decode()
    assert 'fullCalcOnLoad="1"' in parts_of(plain())["xl/workbook.xml"].decode()
    assert "fullCalcOnLoad" not in text
    assert '<calcPr calcId="191029"/>' in text


def test_the_same_input_gives_the_same_bytes() -> None:
    assert with_macros(plain(), "zh") == book()
    assert addin_book(samples.MACHINE, "en") == addin()


def test_a_code_name_that_is_there_stays_and_the_next_free_one_is_given() -> None:
    assert [module.name for module in samples.project_of(book())][:3] == ["ThisWorkbook", "Sheet1", "Figures"]


def test_a_file_that_has_macros_already_is_refused() -> None:
    with pytest.raises(ValueError, match="stands 0 times"):
        with_macros(book(), "zh")


def test_the_help_of_arguments_is_in_the_language_of_the_workbook() -> None:
    first = next(iter(FUNCTIONS.values())).parameters[0].help
    for language in ("zh", "en"):
        text = parts_of(with_macros(plain(), language))["xl/workbook.xml"].decode()
        assert f'<x14:argumentDescription index="0">{first[language]}</x14:argumentDescription>' in text


@pytest.mark.parametrize("edition", ["centre", "live_centre"])
def test_a_scoring_leaves_vba_and_ribbon_as_they_are(
    edition: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    target = tmp_path / "centre.xlsm"
    target.write_bytes(with_macros(request.getfixturevalue(edition).read_bytes(), "zh"))
    before = parts_of(target.read_bytes())
    assert score_file(target).written
    after = parts_of(target.read_bytes())
    for name in (*ADDED, "_rels/.rels", "xl/_rels/workbook.xml.rels"):
        assert after[name] == before[name]
    assert findings("centre.xlsm", target.read_bytes()) == []
    assert sdk_errors(target) == []


def test_a_scoring_gives_the_same_with_and_without_code(centre: Path, tmp_path: Path) -> None:
    target = tmp_path / "centre.xlsm"
    target.write_bytes(with_macros(centre.read_bytes(), "zh"))
    copy = Path(shutil.copy(centre, tmp_path / "plain.xlsx"))
    score_file(target)
    score_file(copy)
    ours, theirs = parts_of(target.read_bytes()), parts_of(copy.read_bytes())
    scores = next(name for name, content in theirs.items() if "得分" in name or b'displayName="Scores"' in content)
    assert ours[scores] == theirs[scores]


# What one machine adds ---------------------------------------------------------


def test_the_command_line_is_one_constant_and_names_nothing_of_a_workbook() -> None:
    text = installed_module(samples.MACHINE)
    line = next(line for line in text.splitlines() if "COMMAND_LINE As String" in line)
    assert line == (
        'Private Const COMMAND_LINE As String = '
        '"""C:\\ProgramData\\Kpi\\Scripts\\pythonw.exe"" -I -B -m addin.excel_server $(CLSID)"'
    )


def test_a_server_that_was_started_at_logon_is_found_and_none_is_started() -> None:
    guid = "{6F9BD4AC-6E0D-4F0F-9D0A-5B5D9F1C2E47}"
    service = Installation(interpreter=r"C:\K\python.exe", folder=r"C:\K", xlwings="0.37.8", service=guid)
    text = installed_module(service)
    assert f'COMMAND_LINE As String = "{guid}"' in text
    code = [line for line in text.splitlines() if not line.startswith("'")]
    assert "python" not in "".join(code).lower()


@pytest.mark.parametrize(
    "wrong",
    [
        {"interpreter": r"C:\用户\pythonw.exe"},  # the DLL reads bytes of a code page
        {"interpreter": "pythonw.exe"},  # whatever stands first on the path
        {"interpreter": r"C:\K\$(X)\pythonw.exe"},  # the DLL would expand it
        {"interpreter": r"C:\%TEMP%\pythonw.exe"},
        {"interpreter": 'C:\\K"\r\nShell "x\\python.exe'},
        {"folder": r"C:\K" + "\r\n"},
        {"interpreter": "C:\\" + "x" * 2100 + "\\pythonw.exe"},
        {"xlwings": '0.37.8.dll"'},
        {"service": "{X}"},
    ],
)
def test_what_would_lead_elsewhere_is_refused(wrong: dict[str, str]) -> None:
    good = {"interpreter": r"C:\K\pythonw.exe", "folder": r"C:\K", "xlwings": "0.37.8"}
    with pytest.raises(ValueError):
        Installation(**(good | wrong))
