"""A button of the ribbon runs its macro: through VBA in a live Calc, and as Excel's own host would have it.

Excel's side of protection is stood in for by objects that do what Excel's documentation says; nobody has run it in Excel.
"""

import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from addin.excel import pressed
from addin.excel.anchored import anchored_rows
from addin.excel.build import with_macros
from addin.excel.ribbon import callback, ribbon_buttons
from addin.excel.unlocked import ALLOWED
from tests.excel import pywin32
from tests.excel.as_excel import NativeApp
from tests.excel.calc import calc, changed, python_that, run
from tests.live import contents, differences, press, scored_tables, tables_of
from tests.office import Office

# Through VBA -------------------------------------------------------------------


def test_a_button_scores_the_workbook_it_belongs_to(office: Office, centre: Path, tmp_path: Path) -> None:
    filed = scored_tables(Path(shutil.copy(centre, tmp_path / "filed.xlsx")))
    book = changed(with_macros(centre.read_bytes(), "zh"), "KpiBook")
    documents: dict[str, Any] = {}

    def answers(module: str, name: str, arguments: tuple[Any, ...]) -> object:
        assert (module, name) == ("addin.excel.pressed", "press")
        button, title, _ = arguments
        return press(office, documents[title], button, "zh")

    (tmp_path / "live").mkdir()
    with calc(office, tmp_path / "live") as running:
        addin = running.addin(python_that(answers, office))
        documents["other.xlsm"] = running.open("other.xlsm", book, recalculate=False)
        documents["centre.xlsm"] = running.open("centre.xlsm", book, recalculate=False)
        other = contents(documents["other.xlsm"])
        run(documents["centre.xlsm"], "KpiRibbon.KpiScore", None)
        assert run(addin, "KpiWords.KpiSaid") == "centre.xlsm：已为 30 人计分，没有问题。"
        compared, found = differences(tables_of(office, documents["centre.xlsm"]), filed)
        assert found == {}
        assert compared > 12_000
        assert contents(documents["other.xlsm"]) == other
        run(documents["centre.xlsm"], "KpiRibbon.KpiReport", None)
        assert documents["centre.xlsm"].CurrentController.ActiveSheet.Name == "月报"


# As Excel's host ---------------------------------------------------------------


class Filters:
    """The filters of a table."""

    FilterMode = True

    def ShowAllData(self) -> None:  # noqa: N802 - a name of Excel
        assert self.FilterMode  # Excel raises otherwise
        self.FilterMode = False


class Table:
    """A table; without arrows it has no filters."""

    def __init__(self, filters: Filters | None) -> None:
        self.AutoFilter = filters


class Sheet:
    """What Excel knows of a sheet and its protection."""

    def __init__(self, name: str, password: str | None, **options: bool) -> None:
        self.Name, self.password = name, password
        self.ProtectContents = password is not None
        self.ProtectDrawingObjects = options.pop("ProtectDrawingObjects", False)
        self.ProtectScenarios = options.pop("ProtectScenarios", False)
        self.Protection = SimpleNamespace(**{name: options.get(name, False) for name in ALLOWED})
        self.ListObjects: list[Table] = []
        self.FilterMode = False

    def ShowAllData(self) -> None:  # noqa: N802 - a name of Excel
        assert not self.ProtectContents
        self.FilterMode = False

    def Unprotect(self, password: str) -> None:  # noqa: N802 - a name of Excel
        if password != self.password:
            raise pywin32.ComError("wrong password")
        self.ProtectContents = False

    def Protect(self, password: str, drawings: bool, contents: bool, scenarios: bool, for_macros: bool, *allowed: bool) -> None:  # noqa: N802
        assert len(allowed) == len(ALLOWED)
        assert not for_macros
        self.password, self.ProtectContents = password, contents
        self.ProtectDrawingObjects, self.ProtectScenarios = drawings, scenarios
        self.Protection = SimpleNamespace(**dict(zip(ALLOWED, allowed, strict=True)))

    @property
    def lock(self) -> tuple[object, ...]:
        options = tuple(vars(self.Protection).values())
        return self.ProtectContents, self.password, self.ProtectDrawingObjects, self.ProtectScenarios, options


def workbook(*sheets: Sheet, read_only: bool = False) -> Any:
    return SimpleNamespace(
        name="centre.xlsm", api=SimpleNamespace(ReadOnly=read_only, Saved=True, FullName="C:\\centre.xlsm"), sheets=[SimpleNamespace(api=one, name=one.Name) for one in sheets],
        app=SimpleNamespace(api=NativeApp()),
    )  # fmt: skip


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[list[bool]]:
    """What was locked while the macro ran, each time it did."""
    seen: list[list[bool]] = []

    def score(book: Any, tongue: str, start: Any) -> str:
        seen.append([sheet.api.ProtectContents for sheet in book.sheets])
        assert book.app.api.settings == {False}
        if book.name == "broken.xlsm":
            raise RuntimeError("half way")
        return f"done {tongue}"

    monkeypatch.setattr(pressed.macros, "score", score)
    return seen


def test_every_sheet_is_open_for_the_macro_and_locked_afterwards_as_before(ran: list[list[bool]]) -> None:
    sheets = [
        Sheet("得分", "", AllowSorting=True, AllowFiltering=True, ProtectScenarios=True),
        Sheet("free", None),
        Sheet("汇总", "", ProtectDrawingObjects=True, **dict.fromkeys(ALLOWED[::2], True)),
    ]
    before = [sheet.lock for sheet in sheets]
    assert pressed.pressed("score", workbook(*sheets), "en") == "done en"
    assert ran == [[False, False, False]]
    assert [sheet.lock for sheet in sheets] == before


@pytest.mark.parametrize("name", ["centre.xlsm", "broken.xlsm"])
def test_excel_adds_nothing_of_its_own_meanwhile_and_is_set_as_before(
    ran: list[list[bool]], name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """It makes tables larger, fills columns with a formula, and lets code of others run when something is written."""
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    book = workbook(Sheet("得分", ""))
    book.name = name
    book.app.api.AutoCorrect.AutoFillFormulasInLists = False
    before = {**vars(book.app.api.AutoCorrect)}
    pressed.pressed("score", book, "en")
    assert ran == [[False]]
    assert (book.app.api.EnableEvents, vars(book.app.api.AutoCorrect)) == (True, before)


def test_rows_that_are_filtered_out_are_shown_before_anything_is_written(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    filtered, plain = Sheet("得分", ""), Sheet("free", None)
    filtered.ListObjects = [Table(None), Table(Filters())]
    plain.FilterMode = True

    def score(_book: object, _tongue: str, start: Any) -> str:
        assert plain.FilterMode  # a press that is refused changes nothing
        start.keep([])
        assert not plain.FilterMode
        assert filtered.ListObjects[1].AutoFilter is not None
        assert not filtered.ListObjects[1].AutoFilter.FilterMode
        return "done"

    monkeypatch.setattr(pressed.macros, "score", score)
    assert pressed.pressed("score", workbook(filtered, plain), "en") == "done"


def test_an_excel_that_knows_no_threads_of_comments_is_asked_for_the_others() -> None:
    """What an older Excel does not have is an error of COM, and no AttributeError."""

    class Native:
        Comments = (SimpleNamespace(Parent=SimpleNamespace(Row=3)),)
        Hyperlinks = (SimpleNamespace(Range=SimpleNamespace(Row=7)), SimpleNamespace())

        def __getattr__(self, name: str) -> Any:
            raise pywin32.ComError(name)

    assert anchored_rows(SimpleNamespace(api=Native())) == {3, 7}


def test_a_sheet_with_a_password_stops_the_macro_and_nothing_stays_open(ran: list[list[bool]]) -> None:
    sheets = [Sheet("得分", ""), Sheet("汇总", "secret"), Sheet("反馈", "")]
    before = [sheet.lock for sheet in sheets]
    said = pressed.pressed("score", workbook(*sheets), "zh")
    assert "汇总" in said
    assert "密码" in said
    assert ran == []
    assert [sheet.lock for sheet in sheets] == before


def test_a_macro_that_fails_leaves_the_sheets_locked_and_says_so(
    ran: list[list[bool]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    monkeypatch.setattr(pressed.host, "language", lambda: "en")
    sheet = Sheet("得分", "")
    book = workbook(sheet)
    book.name = "broken.xlsm"
    monkeypatch.setattr(pressed, "book_of", lambda name, window: book if (name, window) == ("broken.xlsm", 4711) else None)
    ((said,),) = pressed.press("score", "broken.xlsm", 4711.0)
    assert "everything is back as it was" in said
    assert str(tmp_path / "kpi-excel.log") in said
    assert "half way" in (tmp_path / "kpi-excel.log").read_text(encoding="utf-8")
    assert (sheet.lock[0], ran) == (True, [[False]])


def test_a_read_only_workbook_is_not_written(ran: list[list[bool]]) -> None:
    assert "read-only" in pressed.pressed("score", workbook(Sheet("得分", ""), read_only=True), "en")
    assert ran == []


@pytest.mark.parametrize("button", ["print", "time", "_printed", "__import__"])
def test_what_is_no_button_does_nothing(button: str) -> None:
    assert pressed.pressed(button, workbook(), "en") == "This version cannot do this yet."


def test_every_button_has_a_macro_and_only_undo_is_a_matter_of_the_host() -> None:
    assert [button.macro for button in ribbon_buttons() if not hasattr(pressed.macros, button.macro)] == ["undo"]
    assert len({callback(button) for button in ribbon_buttons()}) == 10


class Books:
    """The open workbooks of an Excel, as xlwings has them."""

    def __init__(self, *names: str, front: str) -> None:
        self.names, self.active = names, SimpleNamespace(name=front)

    def __call__(self, name: str) -> SimpleNamespace:
        return SimpleNamespace(name=next(one for one in self.names if one.lower() == name.lower()))


@pytest.mark.parametrize("front", ["八月.xlsm", "九月.xlsm"])
def test_the_workbook_is_found_in_the_excel_whose_ribbon_was_pressed_if_it_is_in_front(front: str) -> None:
    """Two workbooks of ours name their procedures alike; those of the wrong one must not write."""
    with pytest.MonkeyPatch.context() as patch:
        excel = pywin32.started(patch)
        fresh = __import__("addin.excel.pressed", fromlist=["book_of"])
        asked: list[object] = []

        class App:
            def __init__(self, xl: int) -> None:
                asked.append(xl)
                self.pid = 1
                self.books = Books("八月.xlsm", "九月.xlsm", front=front)

        windows = __import__("xlwings._xlwindows", fromlist=["App"])
        patch.setattr(windows, "App", App)
        patch.setattr(fresh, "pressed", lambda _button, book, *_: f"done {book.name}")
        patch.setattr(fresh.host, "language", lambda: "en")
        ((said,),) = fresh.press("score", "八月.xlsm", 4711.0)
        pywin32.ended(excel)
    assert asked == [4711]
    if front == "八月.xlsm":
        assert said == "done 八月.xlsm"
    else:
        assert said.startswith("The button of 八月.xlsm was run, but 九月.xlsm is in front; nothing was changed.")
