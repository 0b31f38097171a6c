"""kpi addin install and uninstall for Excel: all or nothing."""

from pathlib import Path

import pytest

from addin.setup.pc import Done
from addin.setup.wish import Wish
from tests.excel.pc import XLWINGS, windows
from tests.excel.setting_up import ICACLS, SERVED, codes, install, upgraded

pytestmark = pytest.mark.usefixtures("setting_up")


def changes(folder: Path, user: str, wish: Wish) -> list[str]:
    fake = windows(folder, user)
    install(fake, wish)
    return fake.faults.seen


@pytest.mark.parametrize("user", ["ann", "张三"])
def test_a_failure_at_any_single_change_leaves_the_pc_as_it_was(tmp_path: Path, capsys, user: str) -> None:
    wish = SERVED
    count = len(changes(tmp_path / "whole", user, wish))
    assert count > 15
    for number in range(1, count + 1):
        fake = windows(tmp_path / str(number), user)
        before = fake.state()
        fake.faults.at = number
        capsys.readouterr()
        assert install(fake, wish) == 1, fake.faults.seen[-1]
        assert codes(capsys) == {"KPI847"}, fake.faults.seen[number - 1]
        assert fake.state() == before, fake.faults.seen[number - 1]


def test_a_failed_upgrade_leaves_the_former_installation_working(tmp_path: Path, capsys, monkeypatch) -> None:
    fake = windows(tmp_path / "whole")
    upgraded(fake, monkeypatch)
    seen = [n for n, what in enumerate(fake.faults.seen, 1) if not what.startswith(("remove", "end"))]
    for number in seen:  # what comes after the last step is tidying up, which cannot fail the upgrade
        fake = windows(tmp_path / str(number))
        install(fake)
        fake.faults.seen.clear()
        before = fake.state()
        fake.faults.at = number
        assert upgraded(fake, monkeypatch, fresh=False) == 1
        assert fake.state() == before, fake.faults.seen[number - 1]


@pytest.mark.parametrize(
    ("turn", "reason"),
    [
        ({"pip": Done(1, "x\nERROR: No matching distribution found for pywin32\n")}, "No matching distribution"),
        ({"libraries": False}, f"xlwings64-{XLWINGS}.dll"),
        ({"answer": Done(1, "Traceback\nImportError: DLL load failed\n")}, "DLL load failed"),
        ({"answer": Done(0, "87.4\n")}, "87.4"),
    ],
)
def test_an_environment_that_would_not_serve_excel_is_not_installed(tmp_path: Path, capsys, turn, reason: str) -> None:
    fake = windows(tmp_path)
    before = fake.state()
    for name, value in turn.items():
        setattr(fake.programs, name, value)
    assert install(fake) == 1
    assert reason in capsys.readouterr().err
    assert fake.state() == before


def test_rights_that_cannot_be_taken_from_others_stop_it(tmp_path: Path, monkeypatch) -> None:
    fake = windows(tmp_path, "张三")
    before = fake.state()
    run = fake.programs.run
    monkeypatch.setattr(fake.programs, "run", lambda command: Done(5, "Access is denied.") if command[0] == ICACLS else run(command))
    assert install(fake) == 1
    assert fake.state() == before


def test_somebody_who_stops_it_by_hand_has_nothing_half_done(tmp_path: Path, monkeypatch) -> None:
    fake = windows(tmp_path)
    before = fake.state()

    def stopped(command: object) -> Done:
        fake.pc.files.write(r"C:\Users\ann\AppData\Local\KpiScorecards\python-1\half", b"")
        raise KeyboardInterrupt

    monkeypatch.setattr(fake.programs, "run", stopped)
    with pytest.raises(KeyboardInterrupt):
        install(fake)
    assert fake.state() == before


def test_what_cannot_be_put_back_is_named(tmp_path: Path, capsys, monkeypatch) -> None:
    fake = windows(tmp_path)

    def held(path: str) -> None:
        raise PermissionError(13, "The file is in use")

    fake.programs.pip = Done(1, "no network")
    monkeypatch.setattr(fake.pc.files, "remove_folder", held)
    assert install(fake) == 1
    assert codes(capsys) == {"KPI847", "KPI848"}
