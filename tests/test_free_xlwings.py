"""The whole suite runs without a licence key and without the paid part of xlwings, whatever the machine has."""

import importlib
import os
import subprocess
import sys

import pytest

from tests.free_xlwings import KEYS, PAID
from tests.judges import ROOT


def test_no_key_is_seen_by_the_tests_nor_by_what_they_start() -> None:
    assert not [key for key in KEYS if key in os.environ]
    shown = subprocess.run([sys.executable, "-c", "import os; print(*os.environ)"], capture_output=True, text=True, check=True)
    assert not [key for key in KEYS if key in shown.stdout.split()]


@pytest.mark.parametrize("name", [PAID, f"{PAID}.utils", "xlwings.reports", "xlwings.server"])
def test_the_paid_part_cannot_be_imported_with_a_key_either(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also when a test has forgotten what was loaded: it is the finder that refuses, not a missing key."""
    monkeypatch.setenv(KEYS[0], "noncommercial")
    for loaded in [one for one in sys.modules if one == name or one.startswith(PAID)]:
        monkeypatch.delitem(sys.modules, loaded)
    with pytest.raises(ImportError, match="is not free"):
        importlib.import_module(name)


def test_xlwings_itself_says_that_it_is_the_free_part() -> None:
    import xlwings

    assert not xlwings.__pro__


def test_the_server_of_excel_keeps_the_paid_part_out_before_it_loads_xlwings() -> None:
    """Whatever keys a machine has; the tests' own refusal is not at work in a program of its own."""
    code = (
        "import sys, types\n"
        "seen = []\n"
        "class Watch:\n"
        "    @staticmethod\n"
        "    def find_spec(name, *_):\n"
        "        if name == 'xlwings': seen.append('xlwings.pro' in sys.modules)\n"
        "sys.meta_path.insert(0, Watch())\n"
        "from addin.excel import server_object\n"
        "try: server_object.install()\n"
        "except ImportError: pass\n"  # no COM here
        "print(seen)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[True]"


@pytest.mark.parametrize("part", ["xlwings._xlwindows", "xlwings._xlmac"])
def test_the_end_of_a_program_of_ours_is_not_the_end_of_an_excel(part: str) -> None:
    """At the end xlwings would end every Excel without a window; on a Mac it runs whatever macro is called CleanUp."""
    program = (
        "import atexit, sys, types\n"
        f"part = sys.modules[{part!r}] = types.ModuleType({part!r})\n"
        "part.cleanup = lambda: print('an Excel was ended')\n"
        "atexit.register(part.cleanup)\n"
        "import addin.free_xlwings\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout == ""
