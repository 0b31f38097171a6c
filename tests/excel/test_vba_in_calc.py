"""Our VBA runs: a cell asks its workbook, the workbook asks kpi.xlam, that asks Python, and the answer comes back."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from addin.excel.ribbon import callback, ribbon_buttons
from kpi.tables import letters
from tests.excel import pywin32
from tests.excel.calc import Calc, book_with, calc, cell, python_that, run
from tests.excel.test_xlwings import rules_table
from tests.judges import same
from tests.office import Office

NA = "Error 2042"  # as Calc shows an error value from VBA
CELLS = {
    "A1": "SALES-3", "B1": 0.97, "A2": "回款及时率", "B2": "97%", "A3": "NOPE-1", "B3": 0.5,
    "A5": "SALES-3", "B5": "不适用", "A6": "SALES-3", "B6": "many", "B7": "=1/0", "A8": "SALES-3",
}  # fmt: skip


@pytest.fixture(scope="module")
def excel() -> Iterator[pywin32.Excel]:
    with pytest.MonkeyPatch.context() as patch:
        running = pywin32.started(patch)
        patch.setattr(running.ours, "LANGUAGE", "zh")
        yield running
        pywin32.ended(running)


@pytest.fixture
def running(office: Office, tmp_path: Path) -> Iterator[Calc]:
    with calc(office, tmp_path) as started:
        yield started


def server(excel: pywin32.Excel, office: Office, asked: list[Any] | None = None) -> Any:
    """The server of xlwings with our functions, as the DLL would hand it to VBA."""
    real = excel.com_server.XLPython()

    def answers(module: str, name: str, arguments: tuple[Any, ...]) -> object:
        if asked is not None:
            asked.append((module, name, arguments))
        return real.CallUDF(module, name, arguments) if name.startswith("KPI_") else None

    return python_that(answers, office)


def given(running: Calc, formulas: dict[str, str], **extra: Any) -> dict[str, Any]:
    """What formulas show, by their own name."""
    places = {f"Z{number}": formula for number, formula in enumerate(formulas.values(), 1)}
    document = running.open("book.xlsm", book_with({**CELLS, **extra, **places}))
    shown = {}
    for (name, _), place in zip(formulas.items(), places, strict=True):
        found = cell(document, place)
        shown[name] = found.Value if found.FormulaResultType2 == 1 else found.String
    return shown


def test_numbers_texts_blanks_and_chinese_go_all_the_way(
    running: Calc, office: Office, excel: pywin32.Excel
) -> None:
    running.addin(server(excel, office))
    shown = given(
        running,
        {
            "number": "=KPI_SCORE(A1,B1)",
            "Chinese name, number as text": "=KPI_SCORE(A2,B2)",
            "literals": '=KPI_SCORE("SALES-3",0.98)',
            "blank cell": "=KPI_SCORE(A8,B8)",
            "nothing at all": "=KPI_SCORE(A9,B9)",
            "not applicable": "=KPI_SCORE(A5,B5)",
            "state": "=KPI_STATUS(A1,B1)",
            "grade": "=KPI_GRADE(91.875)",
            "weight": '=KPI_WEIGHT("SALES-3")',
            "canary": "=B1*2",
        },
    )
    assert shown == {
        "number": 87.5,
        "Chinese name, number as text": 87.5,
        "literals": 100,
        "blank cell": "",
        "nothing at all": "",
        "not applicable": "",
        "state": "预警",
        "grade": "B",
        "weight": 0.125,
        "canary": 1.94,
    }


@pytest.mark.parametrize(
    ("formula", "shown"),
    [
        ('=KPI_SCORE("NOPE-1";0.5)', "Error 2042"),
        ('=KPI_SCORE("SALES-3";"many")', "Error 2015"),
        ('=KPI_SCORE("SALES-3";A1:A2)', "Error 2015"),
        ('=KPI_WEIGHT("NOPE-1")', "Error 2042"),
        ('=KPI_SCORE("SALES-3";0.97)', "87.5"),
    ],
)
def test_a_wrong_input_is_an_error_value_and_no_text(
    running: Calc, office: Office, excel: pywin32.Excel, formula: str, shown: str
) -> None:
    addin = running.addin(server(excel, office))
    cell(addin, "B1").Formula = formula
    assert cell(addin, "B1").String == shown


def test_words_come_back_whole(running: Calc, office: Office, excel: pywin32.Excel) -> None:
    running.addin(server(excel, office))
    text = given(running, {"told": "=KPI_EXPLAIN(A1,B1)"})["told"]
    assert text == excel.call("KPI_EXPLAIN", "SALES-3", 0.97)
    assert text.startswith("回款及时率（SALES-3）：完成值 97%")


def test_a_table_of_rules_goes_with_its_headers(running: Calc, office: Office, excel: pywin32.Excel) -> None:
    table = rules_table(excel)
    cells = {f"{chr(65 + column // 26 - 1) if column >= 26 else ''}{chr(65 + column % 26)}{row}": value
             for row, line in enumerate(table, 20) for column, value in enumerate(line) if value is not None}  # fmt: skip
    at = f"A20:{letters(len(table[0]))}{19 + len(table)}"
    asked: list[Any] = []
    running.addin(server(excel, office, asked))
    shown = given(running, {"english": f"=KPI_STATUS(A1,B1,B9,{at})"}, **cells)
    assert shown == {"english": "warning"}  # the language of the table
    handed = asked[-1][2][3]
    assert len(handed) == len(table)
    pairs = [pair for ours, theirs in zip(handed, table, strict=True) for pair in zip(ours, theirs, strict=True)]
    assert [pair for pair in pairs if not same(*pair)] == []


def test_a_row_of_scores_has_its_errors_in_their_places(running: Calc, office: Office, excel: pywin32.Excel) -> None:
    document = running.addin(server(excel, office))
    for place, value in {"A1": "SALES-3", "B1": "NOPE-1", "A2": "97%", "B2": "50%"}.items():
        cell(document, place).String = value
    target = document.Sheets.getByIndex(0).getCellRangeByName("D1:E1")
    target.setArrayFormula("=KPI_SCORES(A1:B1;A2:B2)")
    assert [target.getCellByPosition(0, 0).Value, target.getCellByPosition(1, 0).String] == [87.5, NA]


def test_a_whole_column_ends_where_the_sheet_does(running: Calc, office: Office) -> None:
    asked: list[Any] = []

    def answers(module: str, name: str, arguments: tuple[Any, ...]) -> object:
        asked.append(arguments)
        return 1.0

    running.addin(python_that(answers, office))
    given(running, {"sum": "=KPI_TOTAL(A:A,B:B)"})
    assert [len(argument) for argument in asked[-1][:2]] == [8, 8]


def test_a_python_that_fails_is_not_available_and_is_asked_twice(running: Calc, office: Office) -> None:
    asked: list[str] = []

    def answers(module: str, name: str, arguments: tuple[Any, ...]) -> object:
        asked.append(name)
        raise RuntimeError("绩效")

    addin = running.addin(python_that(answers, office))
    cell(addin, "B1").Formula = '=KPI_SCORE("SALES-3";0.97)'
    assert cell(addin, "B1").String == NA
    assert asked == ["KPI_SCORE"] * 2


def test_a_python_that_was_ended_is_started_once_more(running: Calc, office: Office) -> None:
    ends = [True]

    def answers(module: str, name: str, arguments: tuple[Any, ...]) -> object:
        if ends.pop() if ends else False:
            raise RuntimeError("the server is gone")
        return 42.0

    addin = running.addin(python_that(answers, office))
    assert given(running, {"answer": "=KPI_SCORE(A1,B1)"}) == {"answer": 42}
    assert run(addin, "KpiInstalled.KpiStarts") == 2


def test_a_python_that_does_not_start_is_waited_for_once_until_a_button_is_pressed(
    running: Calc, office: Office
) -> None:
    addin = running.addin()
    run(addin, "KpiInstalled.KpiUse", None)
    for place in ("B1", "B2", "B3", "B4"):
        cell(addin, place).Formula = '=KPI_SCORE("SALES-3";0.97)'
        assert cell(addin, place).String == NA
    assert run(addin, "KpiInstalled.KpiStarts") == 1
    run(addin, "KpiServer.KpiPress", "check", "book.xlsm")
    assert run(addin, "KpiInstalled.KpiStarts") == 2
    assert "kpi doctor" in run(addin, "KpiWords.KpiSaid")


def test_what_a_python_has_set_that_was_ended_is_set_back(running: Calc, office: Office) -> None:
    documents = []

    def answers(module: str, *_: object) -> object:
        assert module == "addin.excel.pressed"
        documents[0].enableAutomaticCalculation(False)
        raise RuntimeError("ended")

    addin = running.addin(python_that(answers, office))
    documents.append(running.open("book.xlsm", book_with({})))
    assert documents[0].isAutomaticCalculationEnabled()
    run(documents[0], "KpiRibbon.KpiScore", None)
    assert "kpi doctor" in run(addin, "KpiWords.KpiSaid")
    assert documents[0].isAutomaticCalculationEnabled()


def test_without_the_addin_cells_are_not_available_and_a_button_says_what_to_install(running: Calc) -> None:
    document = running.open("book.xlsm", book_with({**CELLS, "Z1": "=KPI_SCORE(A1,B1)"}))
    assert cell(document, "Z1").String == NA
    for button in ribbon_buttons():
        run(document, f"KpiRibbon.{callback(button)}", None)
        said = run(document, "KpiWords.KpiSaid")
        assert "本机尚未安装 KPI 加载项" in said
        assert "kpi addin install" in said


def test_every_button_calls_the_macro_of_its_name_for_its_own_workbook(running: Calc, office: Office) -> None:
    asked: list[Any] = []

    def answers(module: str, name: str, arguments: tuple[Any, ...]) -> object:
        asked.append((module, name, *arguments))
        return f"{arguments[1]}：已完成"

    addin = running.addin(python_that(answers, office))
    documents = {name: running.open(name, book_with({})) for name in ("八月.xlsm", "other.xlsm")}
    for name, document in documents.items():
        for button in ribbon_buttons():
            asked.clear()
            run(document, f"KpiRibbon.{callback(button)}", None)
            assert asked == [("addin.excel.pressed", "press", button.macro, name, 4711)]
            assert run(addin, "KpiWords.KpiSaid") == f"{name}：已完成"
            assert run(document, "KpiWords.KpiSaid") == ""


def test_a_sentence_whose_name_was_deleted_is_still_a_hint(running: Calc) -> None:
    document = running.open("book.xlsm", book_with({}))
    assert run(document, "KpiWords.KpiText", "KPI_deleted") == "KPI_deleted"
