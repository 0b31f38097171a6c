"""What tests of the installer start from."""

import pytest

from addin.setup import plan
from addin.setup import wish as wish_module
from tests.excel.setting_up import TEMPLATES, WHEEL


@pytest.fixture
def setting_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """English, and templates and wheel made once for all tests."""
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    monkeypatch.setattr(wish_module, "book_templates", TEMPLATES)
    monkeypatch.setattr(plan, "own_wheel", WHEEL)
