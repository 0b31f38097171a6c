"""Our functions through the real server of xlwings, over stand-ins for COM; our metadata as xlwings reads it."""

import importlib
import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from addin.book_tables import value_of
from addin.error_numbers import ERRORS, FACILITY
from addin.excel import host
from kpi.functions import FUNCTIONS
from kpi.rule_files import packaged_book
from kpi.tables import Fault
from tests.excel import pywin32, stock
from tests.excel.gate import X14
from tests.excel.pywin32 import ComError, Excel
from tests.excel.samples import addin, parts_of, project_of

NA, VALUE = "\x1b2042", "\x1b2015"
MISSING = -2147352572  # an argument that was left out, as COM says it


@pytest.fixture(scope="module")
def excel() -> Iterator[Excel]:
    with pytest.MonkeyPatch.context() as patch:
        running = pywin32.started(patch)
        patch.setattr(running.ours, "LANGUAGE", "en")
        yield running
        pywin32.ended(running)


# How xlwings would write it ----------------------------------------------------


def imported(excel: Excel, name: str) -> tuple[str, list[tuple[str, dict[str, Any]]]]:
    """What xlwings imports into a workbook of that name: the text of the module, and the calls of MacroOptions."""
    texts: list[str] = []
    options: list[tuple[str, dict[str, Any]]] = []

    class Components:
        def __call__(self, name: str) -> object:
            raise ComError(name)

        def Remove(self, component: object) -> None:  # noqa: N802 - a name of Excel
            pytest.fail(f"there is nothing to remove: {component}")

        def Import(self, path: str) -> None:  # noqa: N802 - a name of Excel
            texts.append(Path(path).read_text(encoding="utf-8"))

    application = SimpleNamespace(
        Version="16.0", MacroOptions=lambda macro, **said: options.append((macro, said))
    )
    workbook = SimpleNamespace(
        Name=name, Application=application, VBProject=SimpleNamespace(VBComponents=Components())
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(excel.udfs, "get_udf_module", lambda module, _: importlib.import_module(module))
        excel.udfs.import_udfs("addin.udfs", workbook)
    return texts[0], options


@pytest.mark.parametrize("name", ["kpi.xlam", "book.xlsm"])
def test_our_metadata_is_what_xlwings_would_write_byte_for_byte(excel: Excel, name: str) -> None:
    theirs, _ = imported(excel, name)
    assert stock.wrappers("addin.udfs", FUNCTIONS.values(), addin=name.endswith("xlam")) == theirs


def test_the_help_in_our_addin_is_what_xlwings_would_register(excel: Excel) -> None:
    _, options = imported(excel, "kpi.xlam")
    book = ET.fromstring(parts_of(addin())["xl/workbook.xml"])
    described = {
        one.get("name"): [line.text for line in one.iter(f"{X14}argumentDescription")]
        for one in book.iter(f"{X14}definedName")
    }
    text = next(module.text for module in project_of(addin()) if module.name == "KpiFunctions")
    said = dict(re.findall(r'Attribute (\w+)\.VB_Description = "(.*)"', text))
    assert [macro for macro, _ in options] == [f"'kpi.xlam'!{name}" for name in sorted(FUNCTIONS)]
    for macro, registered in options:
        name = macro.partition("!")[2]
        assert registered["Description"] == said[name].replace('""', '"')
        assert registered["Category"] == "KPI"
        assert registered["ArgumentDescriptions"] == described[name]


def test_our_vba_asks_for_the_functions_that_the_server_has(excel: Excel) -> None:
    text = next(module.text for module in project_of(addin()) if module.name == "KpiFunctions")
    asked = re.findall(r'KpiCall\("(\w+)", Array\((.*)\)\)\r', text)
    for name, handed in asked:
        args = getattr(excel.ours, name).__xlfunc__["args"]
        assert [f"KpiArg({one['name']})" for one in args] == handed.split(", ")
    assert [name for name, _ in asked] == list(FUNCTIONS)


# What the functions answer -----------------------------------------------------


def rules_table(excel: Excel) -> tuple[tuple[object, ...], ...]:
    """The table Rules as `.Value2` gives it: with its headers, numbers as floats, blanks as None."""
    from openpyxl import load_workbook

    from tests.judges import ROOT

    sheet = load_workbook(ROOT / "workbook_templates" / "KPI-scorecard-en.xlsx", data_only=True)["Rules"]
    cells = sheet[sheet.tables["Rules"].ref]
    return tuple(tuple(com(cell.value) for cell in row) for row in cells)


def com(value: object) -> object:
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def cells(argument: object) -> object:
    """An argument of an example as Excel hands it over."""
    return tuple(map(cells, argument)) if isinstance(argument, tuple) else com(argument)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_example_is_answered_as_printed(excel: Excel, name: str) -> None:
    from kpi.cli.functions import printed

    function = FUNCTIONS[name]
    arguments = list(function.example.arguments)
    given = excel.call(name, *map(cells, arguments))
    assert excel.stock_call(name, *map(cells, arguments)) == given
    rows = given if isinstance(given, list) else [given]
    text = ",".join(f"{one:g}" if isinstance(one, float) else str(one) for one in rows)
    assert text == function.example.en
    book = packaged_book(host.today())
    assert not isinstance(book, list)
    assert text == printed(function.answer(arguments, book, "en").value)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("SALES-3", 0.97, None, None), 87.5),
        (("SALES-3", 0.97, MISSING, MISSING), 87.5),
        (("回款及时率", "97%"), 87.5),
        (("SALES-3", "９７％"), 87.5),  # full-width
        (("SALES-3", None), ""),  # blank in, blank out
        ((None, None), ""),
        (("SALES-3", ""), ""),
        (("SALES-3", "N/A"), ""),
        (("NOPE-1", 0.5), NA),
        (("SALES-3", "much"), VALUE),
        (("SALES-3", True), VALUE),
        (("SALES-3", ((0.97,), (0.98,))), VALUE),  # a range where one cell belongs
        (("SALES-3", ((0.97,),)), 87.5),  # a range of one cell
    ],
    ids=repr,
)
def test_a_cell_gets_a_number_a_text_or_a_real_error_value(excel: Excel, arguments: Any, expected: object) -> None:
    assert excel.call("KPI_SCORE", *arguments) == excel.stock_call("KPI_SCORE", *arguments) == expected


@pytest.mark.parametrize("number", ERRORS)
def test_every_error_value_of_excel_goes_out_as_it_came_in(excel: Excel, number: int) -> None:
    assert excel.call("KPI_SCORE", "SALES-3", FACILITY + number) == f"\x1b{number}"
    assert excel.call("KPI_SCORES", (("SALES-3",), ("SALES-3",)), ((FACILITY + number,), (0.97,))) == [
        [f"\x1b{number}"],
        [87.5],
    ]


@pytest.mark.parametrize("number", [*ERRORS, 2222])
def test_an_error_value_in_a_table_is_one_for_a_button_too(excel: Excel, number: int) -> None:
    """xlwings knows seven of them by name and hands on the others as the whole numbers that they are for COM."""
    windows = importlib.import_module("xlwings._xlwindows")
    ((cell,),) = windows.engine.clean_value_data([[FACILITY + number]], None, None, None, True)
    assert value_of(cell) == Fault(ERRORS.get(number, "#VALUE!"))


def test_an_error_value_that_excel_gets_one_day_is_no_number(excel: Excel) -> None:
    assert excel.call("KPI_SCORE", "SALES-3", FACILITY + 2222) == VALUE


def test_rules_as_a_range_decide(excel: Excel) -> None:
    table = rules_table(excel)
    assert excel.call("KPI_SCORE", "SALES-3", 0.97, None, table) == 87.5
    knot = table[0].index("x1")
    changed = tuple(
        (*row[:knot], 0.5, *row[knot + 1 :]) if row[0] == "SALES-3" else row for row in table
    )
    assert excel.call("KPI_SCORE", "SALES-3", 0.97, None, changed) != 87.5
    assert excel.call("KPI_SCORE", "SALES-3", 0.97, None, tuple(row[:3] for row in table)) == VALUE


def test_an_answer_is_kept_and_never_that_of_another_question(excel: Excel) -> None:
    """TRUE and 1 are equal to Python, and so are a table and one that differs in a tick box."""
    assert excel.call("KPI_SCORE", "SALES-3", 1.0) == excel.call("KPI_SCORE", "SALES-3", 1.0) == 100
    assert excel.call("KPI_SCORE", "SALES-3", True) == VALUE
    assert excel.call("KPI_SCORE", "SALES-3", 1.0) == 100
    assert excel.call("KPI_SCORES", (("SALES-3",),), ((1.0,),)) == 100
    assert excel.call("KPI_SCORES", (("SALES-3",),), ((True,),)) == VALUE
    table = rules_table(excel)
    assert excel.call("KPI_STATUS", "SALES-3", 0.97, None, table) == "warning"
    spoilt = tuple(tuple(True if cell == 0.98 else cell for cell in row) for row in table)
    assert excel.call("KPI_STATUS", "SALES-3", 0.97, None, spoilt) != "warning"


def test_a_failure_of_ours_is_an_error_value_and_a_line_in_the_log(
    excel: Excel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    monkeypatch.setattr(host, "rules_of", lambda _: 1 / 0)
    assert excel.call("KPI_SCORE", "SALES-3", 0.9701) == VALUE
    assert "ZeroDivisionError" in (tmp_path / "kpi-excel.log").read_text(encoding="utf-8")


def test_a_score_needs_neither_pandas_nor_pydantic_nor_the_command_line() -> None:
    import subprocess
    import sys

    program = (
        "import sys\n"
        "from addin.excel import host\n"
        "from addin.excel.com_values import outgoing\n"
        "from kpi.functions import FUNCTIONS\n"
        "function = FUNCTIONS['KPI_SCORE']\n"
        "assert outgoing(function.answer(['SALES-3', 0.97], host.rules_of(host.today()), 'en').value) == [[87.5]]\n"
        "print(sorted({'pandas', 'pydantic', 'typer', 'rich', 'openpyxl', 'xlsxwriter'} & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2])
    assert done.stdout.strip() == "[]"


def test_the_error_numbers_are_those_of_our_error_values() -> None:
    assert {Fault(text).text for text in ERRORS.values()} >= {"#N/A", "#VALUE!", "#DIV/0!", "#SPILL!", "#CALC!"}
    assert FACILITY + 2042 == -2146826246
    assert FACILITY + 2050 == -2146826238


def test_a_button_is_answered_by_the_server_with_a_sentence(excel: Excel, monkeypatch: pytest.MonkeyPatch) -> None:
    pressed = importlib.import_module("addin.excel.pressed")
    asked: list[object] = []
    monkeypatch.setattr(pressed, "book_of", lambda *which: asked.append(which))
    monkeypatch.setattr(host, "language", lambda: "en")
    said = excel.com_server.XLPython().CallUDF("addin.excel.pressed", "press", ("print", "八月.xlsm", 4711))
    assert said == "This version cannot do this yet."
    assert asked == [("八月.xlsm", 4711)]


def test_what_is_no_plain_value_takes_the_way_of_xlwings(excel: Excel, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cells in place of their values, from VBA that is not ours, and everything that is no function of ours."""
    asked: list[Any] = []
    monkeypatch.setattr(excel.com_server, "call_udf", lambda *words: asked.append(words[:3]) or [[1.0]])
    server = excel.com_server.XLPython()
    cells = object()
    server.CallUDF("addin.udfs", "KPI_SCORE", ("SALES-3", cells))
    server.CallUDF("addin.excel.pressed", "press", ("check", "b.xlsm", 1))
    server.CallUDF("addin.udfs", "KPI_SCORE", ("SALES-3", 0.97))
    assert asked == [("addin.udfs", "KPI_SCORE", ("SALES-3", cells)), ("addin.excel.pressed", "press", ("check", "b.xlsm", 1))]


def test_a_tick_box_in_a_table_that_was_known_is_seen(excel: Excel) -> None:
    """TRUE and 1 are equal to Python; a table is compared with the last ones."""
    table = rules_table(excel)
    knot = table[0].index("y1")
    zero = next(number for number, row in enumerate(table) if row[0] == "SALES-3")
    assert table[zero][knot] == 0.0
    assert excel.call("KPI_SCORE", "SALES-3", 0.95, None, table) == 62.5
    ticked = (*table[:zero], (*table[zero][:knot], False, *table[zero][knot + 1 :]), *table[zero + 1 :])
    assert excel.call("KPI_SCORE", "SALES-3", 0.95, None, ticked) != 62.5
    assert excel.call("KPI_SCORE", "SALES-3", 0.95, None, table) == 62.5


# The server --------------------------------------------------------------------


def test_the_server_serves_its_class_id(excel: Excel, monkeypatch: pytest.MonkeyPatch) -> None:
    from addin import excel_server

    served: list[str] = []
    monkeypatch.setattr(excel.com_server, "serve", served.append)
    excel_server.main("{CLSID}")
    assert served == ["{CLSID}"]


def test_the_excel_of_a_trial_ends_by_its_own_word_and_no_other_excel_with_it(excel: Excel, monkeypatch: pytest.MonkeyPatch) -> None:
    """xlwings ends every Excel without a window when it quits one."""
    from addin.excel import trial

    windows = importlib.import_module("xlwings._xlwindows")
    ended: list[str] = []

    class Running(SimpleNamespace):
        def Quit(self) -> None:  # noqa: N802 - a name of Excel
            ended.append("ours")

    own = Running(Hwnd=1, StartupPath="C:\\XLSTART", Version="16.0")
    monkeypatch.setattr(windows, "DispatchEx", lambda _: own)
    monkeypatch.setattr(windows.App, "pid", 1)
    monkeypatch.setattr(windows.Apps, "cleanup", lambda: ended.append("others"))
    active = SimpleNamespace(active=importlib.import_module("xlwings").engines["excel"])
    monkeypatch.setattr(importlib.import_module("xlwings.main"), "engines", active)
    for running in trial._started():
        assert running.startup_path == "C:\\XLSTART"
        assert ended == []
    assert ended == ["ours"]
    assert own.DisplayAlerts is False
