"""Installing on a stand-in for a PC, as the commands do it, with templates and wheel made once for all tests."""

from functools import cache

import pytest
import typer

from addin.mac import book_templates as mac_templates
from addin.setup import commands, places, plan
from addin.setup import wish as wish_module
from addin.setup.book_templates import book_templates
from addin.setup.pc import Program
from addin.setup.wheel import own_wheel
from addin.setup.wish import Wish
from tests.excel.mac import FakeMac
from tests.excel.pc import FakePc
from tests.excel.samples import project_of

ENGLISH, SERVED = Wish(language="en"), Wish(language="en", service=True)
ICACLS = r"C:\Windows\System32\icacls.exe"
OPTIONS = places.options("16.0")
TEMPLATES, WHEEL = cache(book_templates), cache(own_wheel)
MAC_TEMPLATES = cache(mac_templates.book_templates)


def install(fake: FakePc | FakeMac, wish: Wish = ENGLISH, **more: bool) -> int:
    """The exit code."""
    try:
        commands.install(fake.pc, wish, **more)
    except typer.Exit as ended:
        return ended.exit_code
    return 0


def uninstall(fake: FakePc | FakeMac) -> int:
    """The exit code."""
    try:
        commands.uninstall(fake.pc)
    except typer.Exit as ended:
        return ended.exit_code
    return 0


def stamped(fake: FakePc) -> str:
    """KpiInstalled.bas in the add-in that Excel opens."""
    content = fake.pc.files.read(rf"{places.startup(fake.pc)}\kpi.xlam")
    assert content is not None
    return next(module.text for module in project_of(content) if module.name == "KpiInstalled")


def codes(capsys: pytest.CaptureFixture[str]) -> set[str]:
    """The problems that a command has named."""
    out, err = capsys.readouterr()
    return {word.strip("[]") for word in (out + err).split() if word.startswith("[KPI")}


def upgraded(fake: FakePc, monkeypatch: pytest.MonkeyPatch, *, fresh: bool = True) -> int:
    """Installs a newer version; the exit code."""
    if fresh:
        install(fake)
        fake.faults.seen.clear()
    with monkeypatch.context() as patch:
        patch.setattr(plan, "__version__", "9.9.9")
        newer = plan.own_wheel()._replace(content=b"newer")
        patch.setattr(plan, "own_wheel", lambda: newer)
        books = {name: content + b"newer" for name, content in wish_module.book_templates().items()}
        patch.setattr(wish_module, "book_templates", lambda: books)
        return install(fake)


def opened(fake: FakePc) -> None:
    """Somebody opens Excel."""
    fake.programs.others.append(Program("EXCEL.EXE", 7, ""))
