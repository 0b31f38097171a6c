"""kpi addin install for Excel: what speaks against it is told before anything is written."""

from pathlib import Path

import pytest

from addin.setup import places
from addin.setup.pc import Python
from addin.setup.wish import Wish
from tests.excel.pc import PYTHON, FakePc, windows
from tests.excel.setting_up import ENGLISH, codes, install, opened

pytestmark = pytest.mark.usefixtures("setting_up")


STORE = r"C:\Users\ann\AppData\Local\Microsoft\WindowsApps\python.exe"


def store_excel(fake: FakePc) -> None:
    fake.registry.set(places.EXCEL_PATH, "", r"C:\Program Files\WindowsApps\Microsoft.Office.Desktop\EXCEL.EXE")


def no_excel(fake: FakePc) -> None:
    fake.registry.keys.pop(places.EXCEL_PATH.lower())


def own_template(fake: FakePc) -> None:
    fake.pc.files.write(r"C:\Users\ann\AppData\Roaming\Microsoft\Templates\KPI scorecard.xltx", b"mine")


@pytest.mark.parametrize(
    ("turn", "python", "wish", "code"),
    [
        (opened, None, ENGLISH, "KPI840"),
        (None, Python(STORE, "win-amd64", ""), ENGLISH, "KPI841"),
        (store_excel, None, ENGLISH, "KPI842"),
        (None, Python(PYTHON, "win32", ""), ENGLISH, "KPI843"),
        (None, Python(PYTHON, "win-arm64", ""), ENGLISH, "KPI843"),
        (no_excel, None, ENGLISH, "KPI844"),
        (None, None, Wish(language="en", folder=r"C:\绩效"), "KPI845"),
        (None, None, Wish(language="en", folder="Kpi"), "KPI845"),
        (None, None, Wish(language="en", folder="C:\\" + 100 * "x"), "KPI845"),
        (own_template, None, ENGLISH, "KPI846"),
    ],
)
def test_what_speaks_against_it_is_told_before_anything_is_written(tmp_path: Path, capsys, turn, python, wish, code) -> None:
    fake = windows(tmp_path, python=python)
    if turn:
        turn(fake)
    before = fake.state()
    assert install(fake, wish) == 2
    assert codes(capsys) == {code}
    assert fake.state() == before
    assert fake.programs.ran == []


def test_all_reasons_are_told_at_once(tmp_path: Path, capsys) -> None:
    fake = windows(tmp_path, python=Python(STORE, "win32", ""))
    opened(fake)
    own_template(fake)
    assert install(fake) == 2
    assert codes(capsys) == {"KPI840", "KPI841", "KPI843", "KPI846"}


def test_a_dry_run_shows_all_and_writes_nothing(tmp_path: Path, capsys) -> None:
    fake = windows(tmp_path)
    before = fake.state()
    assert install(fake, dry=True) == 0
    out = capsys.readouterr().out
    assert fake.state() == before
    for shown in ("python-1", "kpi.xlam", ".xltm", "PersonalTemplates", "installed.json"):
        assert shown in out
