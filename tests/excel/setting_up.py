"""Installing on a stand-in for a PC, as the commands do it, with templates and wheel made once for all tests."""

from functools import cache

import pytest
import typer

from addin.setup import commands, plan
from addin.setup import wish as wish_module
from addin.setup.book_templates import book_templates
from addin.setup.wheel import own_wheel
from addin.setup.wish import Wish
from tests.excel.pc import FakePc

ENGLISH, SERVED = Wish(language="en"), Wish(language="en", service=True)
TEMPLATES, WHEEL = cache(book_templates), cache(own_wheel)


@pytest.fixture(autouse=True)
def fast_and_english(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    monkeypatch.setattr(wish_module, "book_templates", TEMPLATES)
    monkeypatch.setattr(plan, "own_wheel", WHEEL)


def install(fake: FakePc, wish: Wish = ENGLISH, **more: bool) -> int:
    """The exit code."""
    try:
        commands.install(fake.pc, wish, **more)
    except typer.Exit as ended:
        return ended.exit_code
    return 0


def uninstall(fake: FakePc) -> int:
    """The exit code."""
    try:
        commands.uninstall(fake.pc)
    except typer.Exit as ended:
        return ended.exit_code
    return 0
