"""kpi doctor: every link between Excel and Python on a stand-in for a Windows PC, whole and broken."""

from pathlib import Path

import pytest
import typer

from addin import doctor_cli
from addin.setup.links import links
from addin.setup.places import EXCEL_PATH, STORE_PACKAGES
from tests.excel.pc import FakePc, windows


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_US.UTF-8")


def codes(fake: FakePc) -> list[str]:
    return [one.code for link in links(fake.pc) for one in link.problems]


def test_a_pc_without_the_addin_is_told_to_install_it(tmp_path: Path, capsys) -> None:
    fake = windows(tmp_path)
    with pytest.raises(typer.Exit) as ended:
        doctor_cli.excel(fake.pc)
    out, err = capsys.readouterr()
    assert ended.value.exit_code == 1
    assert "EXCEL.EXE" in out
    assert "kpi addin install" in err


def test_a_pc_without_excel_is_told_so(tmp_path: Path) -> None:
    fake = windows(tmp_path)
    fake.registry.keys.pop(EXCEL_PATH.lower())
    assert codes(fake) == ["KPI844", "KPI850"]


@pytest.mark.parametrize("path", ["", r"C:\Program Files\WindowsApps\Microsoft.Office.Desktop.Excel_16051\EXCEL.EXE"])
def test_an_excel_from_the_store_is_known(tmp_path: Path, path: str) -> None:
    fake = windows(tmp_path)
    fake.registry.set(EXCEL_PATH, "", path)
    fake.registry.set(rf"{STORE_PACKAGES}\Microsoft.Office.Desktop_16051_x86__8wekyb3d8bbwe", "Path", "x")
    assert codes(fake)[0] == "KPI842"
