"""A button pressed in Excel on a Mac: the script that starts Python, and what Python then does, over stand-ins.

The cells are Calc's; what Excel calls by words of its dictionary is stood in for by objects that know no other words
than xlwings has for it.
"""

import re
import shlex
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from xlwings import mac_dict

from addin import macros
from addin.excel import host
from addin.mac import native, pressed
from addin.mac.script import script
from kpi.functions import FUNCTIONS
from tests.excel.as_excel import NativeBook, NativeSheet
from tests.live import book_of, contents
from tests.office import Office, pyuno

WORDS = {one[0] for one in (*mac_dict.properties, *mac_dict.elements)}
COMMANDS = {name: {one[0] for one in parameters} for name, _, parameters in mac_dict.commands}


# The script -----------------------------------------------------------------------


def shell_command(text: str, asked: str) -> str:
    """The command that `do shell script` gets, worked out as AppleScript does for the few words that ours uses."""
    known = {"asked": asked}

    def value(expression: str) -> str:
        total = ""
        for part in re.findall(r'(?:quoted form of )?(?:"(?:[^"\\]|\\.)*"|\w+)', expression):
            quoted, _, rest = part.rpartition("quoted form of ")
            one = re.sub(r"\\(.)", r"\1", rest[1:-1]) if rest.startswith('"') else known[rest]
            total += "'" + one.replace("'", r"'\''") + "'" if "quoted" in part and part.startswith("quoted") else one
            assert quoted == ""
        return total

    for line in text.splitlines():
        if found := re.fullmatch(r"\tset (\w+) to (.*)", line):
            known[found[1]] = value(found[2])
        if found := re.fullmatch(r"\tdo shell script (.*)", line):
            return value(found[1])
    raise AssertionError(text)


@pytest.mark.parametrize("folder", ["plain", "with space", "quote's", 'double"quote', "back\\slash", "$(touch made)"])
@pytest.mark.parametrize(
    "asked", ["score|十月.xlsm", "score|a'b.xlsm", 'score|"; touch made; ".xlsm', "score|$(touch made)|`touch made`.xlsm", "score|\\'; touch made #"]
)
def test_whatever_excel_hands_over_reaches_python_as_one_word(tmp_path: Path, folder: str, asked: str) -> None:
    python = tmp_path / folder / "python"
    python.parent.mkdir()
    python.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > {shlex.quote(str(tmp_path))}/said\n')
    python.chmod(0o755)
    (tmp_path / "Library" / "Logs").mkdir(parents=True)
    text = script(str(python), "zh").decode("ascii")
    command = shell_command(text, asked)
    assert command.endswith(" &")  # Excel is free again at once
    environment = {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}
    subprocess.run(["/bin/sh", "-c", f"{command} wait"], cwd=tmp_path, env=environment, check=True)
    said = (tmp_path / "said").read_text(encoding="utf-8").splitlines()
    assert said == ["-I", "-B", "-m", "addin.mac.pressed", "zh", asked]
    assert not (tmp_path / "made").exists()
    assert (tmp_path / "Library/Logs/kpi-excel.log").read_text() == ""


@pytest.mark.parametrize("path", ["/Users/张三/python", "/Users/ann\n/python"])
def test_a_path_that_a_script_cannot_name_is_an_error(path: str) -> None:
    with pytest.raises(ValueError, match="ASCII"):
        script(path, "en")


# What Excel on a Mac is asked -----------------------------------------------------------


class Asked:
    """A property of Excel, as appscript hands it over: its value is asked for with get()."""

    def __init__(self, value: object) -> None:
        self._value = value

    def get(self) -> object:
        return self._value


class Words:
    """An object of Excel that knows the words of the dictionary only."""

    def __init__(self, **values: Any) -> None:
        assert values.keys() <= WORDS, values.keys() - WORDS
        self.values = values

    def __getattr__(self, name: str) -> Any:
        value = self.__dict__["values"][name]
        return value if isinstance(value, Words) else Asked(value)


class MacSheet(Words):
    """A sheet and its protection."""

    def __init__(self, name: str, password: str | None, **allowed: bool) -> None:
        options = {one: allowed.get(one, False) for one in native.ALLOWED}
        super().__init__(
            name=name, filter_mode=False, protect_contents=password is not None, protect_drawing_objects=False, protect_scenarios=True,
            protection_object=Words(**options),
        )  # fmt: skip
        self.password = password

    def show_all_data(self) -> None:
        assert "show_all_data" in COMMANDS
        self.values["filter_mode"] = False

    def unprotect(self, **given: Any) -> None:
        assert given.keys() <= COMMANDS["unprotect"]
        if given["password"] != self.password:
            raise RuntimeError("Parameter error")
        self.values["protect_contents"] = False

    def protect_worksheet(self, **given: Any) -> None:
        assert given.keys() <= COMMANDS["protect_worksheet"]
        options = {name: given[name] for name in native.ALLOWED}
        self.password = given["password"]
        self.values |= {"protect_contents": given["worksheet_contents"], "protection_object": Words(**options)}
        self.values |= {"protect_drawing_objects": given["drawing_objects"], "protect_scenarios": given["scenarios"]}

    @property
    def lock(self) -> object:
        return self.password, {**self.values, "protection_object": self.values["protection_object"].values}


def workbook(*sheets: MacSheet, read_only: bool = False) -> Any:
    api = Words(read_only=read_only, saved=True, full_name="/Users/ann/十月.xlsm")
    return SimpleNamespace(
        name="十月.xlsm", api=api, sheets=[SimpleNamespace(api=one, name=one.values["name"]) for one in sheets], app=SimpleNamespace(enable_events=True)
    )


class Apps:
    """The Excel that is open, and what it shows."""

    def __init__(self) -> None:
        self.active: Any = self
        self.shown: list[object] = []

    def __setattr__(self, name: str, value: object) -> None:
        if name == "status_bar":
            self.shown.append(value)
        else:
            super().__setattr__(name, value)

    def alert(self, prompt: str, title: str) -> None:
        self.shown.append([title, prompt])


@pytest.fixture
def excel(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> SimpleNamespace:
    """An Excel whose open workbooks a test names."""
    monkeypatch.setattr(host, "log_file", lambda: tmp_path / "log")
    monkeypatch.setattr(host, "undo_folder", lambda: tmp_path / "undo")
    here = SimpleNamespace(books={}, apps=Apps())
    monkeypatch.setattr(pressed, "xw", here)
    return here


def test_the_sentence_is_shown_until_it_is_read(excel: SimpleNamespace, monkeypatch) -> None:
    sheets = [MacSheet("得分", "", allow_sorting=True), MacSheet("free", None), MacSheet("汇总", "")]
    before = [one.lock for one in sheets]
    sheets[1].values["filter_mode"] = True
    book = excel.books["十月.xlsm"] = workbook(*sheets)
    seen = []

    def score(_book: object, tongue: str, start: Any) -> str:
        seen.append([one.values["protect_contents"] for one in sheets])
        assert not book.app.enable_events
        assert sheets[1].values["filter_mode"]
        start.keep([])
        assert not sheets[1].values["filter_mode"]
        return f"done {tongue}"

    monkeypatch.setattr(macros, "score", score)
    pressed.main(["zh", "score|十月.xlsm"])
    assert seen == [[False, False, False]]
    assert [one.lock for one in sheets] == before
    assert book.app.enable_events
    assert excel.apps.shown == ["done zh", ["KPI", "done zh"], False]


@pytest.mark.parametrize(
    ("books", "asked", "part"),
    [
        ({}, "score|十月.xlsm", "十月.xlsm"),
        ({"十月.xlsm": workbook(MacSheet("汇总", "secret"))}, "score|十月.xlsm", "汇总"),
        ({"十月.xlsm": workbook(read_only=True)}, "score|十月.xlsm", "read-only"),
        ({"a|b.xlsm": workbook()}, "print|a|b.xlsm", "cannot do this yet"),
    ],
)
def test_why_nothing_was_done_is_told(excel: SimpleNamespace, books: dict[str, Any], asked: str, part: str) -> None:
    excel.books |= books
    assert part in pressed.press(asked, "en")
    assert part in excel.apps.shown[0]


def test_where_excel_was_quit_the_log_has_the_sentence(excel: SimpleNamespace, tmp_path: Path) -> None:
    excel.apps.active = None
    pressed.press("score|十月.xlsm", "en")
    assert "十月.xlsm is not open" in (tmp_path / "log").read_text(encoding="utf-8")


def test_what_is_no_press_of_a_button_ends(monkeypatch, capsys) -> None:
    for words in ([], ["fr", "score|a.xlsm"], ["score|a.xlsm"]):
        with pytest.raises(SystemExit, match="not a button"):
            pressed.main(words)
    loaded = []
    monkeypatch.setattr(pressed, "import_module", loaded.append)
    pressed.main(["ready"])
    assert (loaded, capsys.readouterr().out) == (["xlwings._xlmac"], "ready\n")


def test_steps_and_log_lie_where_a_mac_keeps_such_things(monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(host, "sys", SimpleNamespace(platform="darwin"))
    assert host.undo_folder() == tmp_path / "Library/Application Support/kpi-undo"
    assert host.log_file() == tmp_path / "Library/Logs/kpi-excel.log"


# With real cells ---------------------------------------------------------------------


@contextmanager
def dictionary_words() -> Iterator[None]:
    """The engine of Calc answers by the words of Excel on a Mac."""
    pyuno()
    from addin.libreoffice.engine.app import App
    from addin.libreoffice.engine.books import Book
    from addin.libreoffice.engine.sheets import Sheet

    def api_of_book(book: Any) -> Words:
        told = NativeBook(book.native)
        return Words(read_only=told.ReadOnly, saved=told.Saved, full_name=told.FullName)

    def api_of_sheet(sheet: Any) -> Any:
        told = NativeSheet(sheet.native)
        one = MacSheet(told.Name, "" if told.ProtectContents else None)
        one.values["protect_contents"] = told.ProtectContents

        def unprotect(**given: Any) -> None:
            told.Unprotect(given["password"])
            one.values["protect_contents"] = told.ProtectContents

        one.unprotect = unprotect  # type: ignore[method-assign]
        one.protect_worksheet = lambda **given: told.Protect(given["password"])  # type: ignore[method-assign]
        return one

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(App, "enable_events", True)
        patch.setattr(Book, "api", property(api_of_book))
        patch.setattr(Sheet, "api", property(api_of_sheet))
        yield


def test_a_button_scores_the_workbook_and_undo_takes_it_back(office: Office, centre: Path, excel: SimpleNamespace) -> None:
    document = office.open(centre, recalculate=False)
    try:
        excel.books["centre.xlsx"] = book_of(office, document)
        locked = [sheet.isProtected() for sheet in document.Sheets]
        before = contents(document)
        with dictionary_words():
            assert pressed.press("score|centre.xlsx", "zh") == "centre.xlsx：已为 30 人计分，没有问题。"
            assert contents(document) != before
            pressed.press("undo|centre.xlsx", "zh")
        assert contents(document) == before
        assert [sheet.isProtected() for sheet in document.Sheets] == locked
        assert any(locked)
    finally:
        document.close(True)


def test_the_self_test_says_that_cells_have_no_functions_there(office: Office, centre: Path, excel: SimpleNamespace) -> None:
    document = office.open(centre, recalculate=False)
    try:
        excel.books["centre.xlsx"] = book_of(office, document)
        with dictionary_words():
            said = pressed.press("self_test|centre.xlsx", "zh")
        sheet = document.Sheets.getByName("自检")
        rows = sheet.getCellRangeByPosition(0, 0, 3, len(FUNCTIONS) + 8).getDataArray()
    finally:
        document.close(True)
    assert said == f"自检通过：{len(FUNCTIONS) + 1} 项全部正确，明细见“自检”表。"
    assert all(row[0].startswith("程序计算 =") for row in rows[1 : len(FUNCTIONS) + 1])
    assert ("单元格函数", "", "Mac 版 Excel 没有单元格函数；按钮由程序计算", "") in rows
