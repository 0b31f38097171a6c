"""kpi addin uninstall for Excel: what was installed goes, what others have stays."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from addin.setup import manifest, places
from addin.setup.pc import Python
from tests.excel.pc import PYTHON, windows
from tests.excel.setting_up import (
    OPTIONS,
    SERVED,
    codes,
    install,
    opened,
    uninstall,
)

pytestmark = pytest.mark.usefixtures("setting_up")


@pytest.mark.parametrize("user", ["ann", "张三"])
def test_removing_leaves_the_pc_as_it_was_before(tmp_path: Path, capsys, user: str) -> None:
    fake = windows(tmp_path, user)
    fake.pc.files.write(rf"{places.startup(fake.pc)}\PERSONAL.XLSB", b"theirs")
    fake.pc.files.make_folder(places.templates(fake.pc, "16.0"))
    fake.registry.set(OPTIONS, "Font", "Calibri")
    fake.registry.set(places.LOGON, "OneDrive", "OneDrive.exe")
    before = fake.state()
    install(fake, SERVED)
    assert uninstall(fake) == 0
    assert fake.state() == before
    assert "removed" in capsys.readouterr().out
    assert uninstall(fake) == 0
    assert "nothing to remove" in capsys.readouterr().out


def test_removing_waits_for_excel_to_be_closed(tmp_path: Path, capsys) -> None:
    fake = windows(tmp_path)
    install(fake)
    opened(fake)
    before = fake.state()
    assert uninstall(fake) == 2
    assert "KPI840" in codes(capsys)
    assert fake.state() == before


def test_a_failed_removal_leaves_the_installation_working(tmp_path: Path, capsys) -> None:
    fake = windows(tmp_path / "whole")
    install(fake)
    fake.faults.seen.clear()
    uninstall(fake)
    steps = next(n for n, what in enumerate(fake.faults.seen) if what.startswith("remove"))
    for number in range(1, steps + 1):
        fake = windows(tmp_path / str(number))
        install(fake)
        fake.faults.seen.clear()
        before = fake.state()
        fake.faults.at = number
        assert uninstall(fake) == 1
        assert fake.state() == before, fake.faults.seen[number - 1]


def test_the_users_own_templates_stay_in_sight(tmp_path: Path, capsys) -> None:
    fake = windows(tmp_path)
    install(fake)
    fake.pc.files.write(r"C:\Users\ann\AppData\Roaming\Microsoft\Templates\Budget.xltx", b"theirs")
    capsys.readouterr()
    assert uninstall(fake) == 0
    assert codes(capsys) == {"KPI872"}
    assert fake.registry.read(OPTIONS, "PersonalTemplates") is not None


def test_an_environment_does_not_remove_itself(tmp_path: Path, capsys) -> None:
    fake = windows(tmp_path, python=Python(PYTHON, "win-amd64", r"C:\Users\ann\AppData\Local\KpiScorecards\python-1"))
    install(fake)
    capsys.readouterr()
    assert uninstall(fake) == 0
    assert codes(capsys) == {"KPI873"}
    assert fake.pc.files.exists(fake.pc.python.prefix)


def test_a_manifest_of_a_newer_version_is_still_ours(tmp_path: Path) -> None:
    fake = windows(tmp_path)
    install(fake)
    found = manifest.installed(fake.pc)
    assert found
    told = json.loads(found.as_bytes()) | {"colour": "blue"}
    fake.pc.files.write(rf"{found.root}\{manifest.FILE}", json.dumps(told).encode())
    assert uninstall(fake) == 0
    assert not fake.pc.files.exists(found.root)
    assert fake.pc.files.names(places.startup(fake.pc)) == []


def test_a_manifest_that_cannot_be_read_is_none(tmp_path: Path) -> None:
    fake = windows(tmp_path)
    install(fake)
    found = manifest.installed(fake.pc)
    assert found
    whole = replace(found, environment="python-1").as_bytes()  # no place that Excel could find
    for content in (b"", b"[]", b'{"x": 1}', json.dumps({"version": "1"}).encode(), whole):
        fake.pc.files.write(r"C:\x.json", content)
        fake.registry.set(places.OURS, manifest.VALUE, r"C:\x.json")
        assert manifest.installed(fake.pc) is None
