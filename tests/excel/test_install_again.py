"""kpi addin install for Excel: a second time, newer, and over what was left or damaged."""

from pathlib import Path

import pytest

from addin.setup import manifest, places
from tests.excel.pc import XLWINGS, windows
from tests.excel.setting_up import OPTIONS, codes, install, stamped, uninstall, upgraded

pytestmark = pytest.mark.usefixtures("setting_up")


def test_a_second_installation_writes_nothing(tmp_path: Path, capsys) -> None:
    fake = windows(tmp_path)
    install(fake)
    before = fake.state()
    fake.faults.seen.clear()
    capsys.readouterr()
    assert install(fake) == 0
    assert fake.state() == before
    assert [what for what in fake.faults.seen if not what.startswith("run")] == []
    assert "nothing to change" in capsys.readouterr().out


def test_a_damaged_installation_is_mended(tmp_path: Path) -> None:
    fake = windows(tmp_path)
    install(fake)
    first = manifest.installed(fake.pc)
    assert first
    whole = fake.pc.files.read(rf"{places.startup(fake.pc)}\kpi.xlam")
    fake.pc.files.write(rf"{places.startup(fake.pc)}\kpi.xlam", b"broken")
    install(fake)
    assert fake.pc.files.read(rf"{places.startup(fake.pc)}\kpi.xlam") == whole
    fake.pc.files.delete(rf"{first.environment}\xlwings64-{XLWINGS}.dll")
    assert install(fake) == 0
    second = manifest.installed(fake.pc)
    assert second
    assert second.environment != first.environment
    assert second.environment in stamped(fake)
    assert not fake.pc.files.exists(first.environment)


def test_an_upgrade_takes_the_place_of_the_former_version(tmp_path: Path, monkeypatch) -> None:
    fake = windows(tmp_path)
    assert upgraded(fake, monkeypatch) == 0
    found = manifest.installed(fake.pc)
    assert found
    assert (found.version, found.environment.rpartition("\\")[2]) == ("9.9.9", "python-2")
    assert found.environment in stamped(fake)
    assert fake.pc.files.names(found.root) == ["installed.json", "python-2"]


def test_a_template_that_somebody_has_changed_is_theirs(tmp_path: Path, capsys, monkeypatch) -> None:
    fake = windows(tmp_path)
    install(fake)
    path = r"C:\Users\ann\AppData\Roaming\Microsoft\Templates\KPI scorecard.xltx"
    fake.pc.files.write(path, b"with my logo")
    capsys.readouterr()
    assert upgraded(fake, monkeypatch, fresh=False) == 0
    assert fake.pc.files.read(path) == b"with my logo"
    assert "KPI870" in codes(capsys)
    assert uninstall(fake) == 0
    assert fake.pc.files.read(path) == b"with my logo"
    assert "KPI870" in codes(capsys)


def test_what_an_installation_that_was_cut_off_has_left_is_taken_over(tmp_path: Path) -> None:
    fake = windows(tmp_path)
    install(fake)
    fake.registry.keys.pop(places.OURS.lower())  # the last step, without which nothing counts
    assert install(fake) == 0
    found = manifest.installed(fake.pc)
    assert found
    assert fake.pc.files.names(found.root) == ["installed.json", "python-2"]


def test_an_older_addin_that_was_put_there_by_hand_is_replaced(tmp_path: Path) -> None:
    fake = windows(tmp_path)
    fake.pc.files.write(rf"{places.startup(fake.pc)}\kpi.xlam", b"by hand")
    assert install(fake) == 0
    assert "python-1" in stamped(fake)


def test_templates_move_with_the_users_folder(tmp_path: Path) -> None:
    fake = windows(tmp_path)
    install(fake)
    fake.registry.set(OPTIONS, "PersonalTemplates", r"D:\Vorlagen")
    assert install(fake) == 0
    assert len(fake.pc.files.names(r"D:\Vorlagen")) == 4
    assert fake.pc.files.names(r"C:\Users\ann\AppData\Roaming\Microsoft\Templates") == []
    uninstall(fake)
    assert fake.registry.read(OPTIONS, "PersonalTemplates") == r"D:\Vorlagen"  # chosen by the user since


def test_an_environment_that_cannot_be_removed_is_told_and_removed_next_time(tmp_path: Path, capsys, monkeypatch) -> None:
    fake = windows(tmp_path)
    install(fake)
    with monkeypatch.context() as patch:

        def held(path: str) -> None:
            raise PermissionError(13, "The file is in use")

        patch.setattr(fake.pc.files, "remove_folder", held)
        assert upgraded(fake, monkeypatch, fresh=False) == 0
    assert "KPI871" in codes(capsys)
    assert install(fake) == 0
    found = manifest.installed(fake.pc)
    assert found
    assert fake.pc.files.names(found.root) == ["installed.json", found.environment.rpartition("\\")[2]]
