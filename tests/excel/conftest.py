"""What tests of the installer start from."""

import pytest

from addin.mac import plan as mac_plan
from addin.setup import plan
from addin.setup import wish as wish_module
from tests.excel.setting_up import MAC_TEMPLATES, TEMPLATES, WHEEL


@pytest.fixture
def setting_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """English, and templates and wheel made once for all tests."""
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    monkeypatch.setattr(wish_module, "book_templates", TEMPLATES)
    monkeypatch.setattr(mac_plan, "book_templates", MAC_TEMPLATES)
    for one in (plan, mac_plan):
        monkeypatch.setattr(one, "own_wheel", WHEEL)
