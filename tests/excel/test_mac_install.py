"""kpi addin install, doctor and uninstall for Excel on a Mac, on a stand-in for one."""

import os
from pathlib import Path
from types import SimpleNamespace

import pytest
import typer

from addin import doctor_cli
from addin.mac import links, machine, places, plan
from addin.mac.manifest import file, installed
from addin.setup.pc import Done, Program
from addin.setup.wish import Wish
from kpi.cli import main
from tests.excel.gate import findings
from tests.excel.mac import PYTHON, FakeMac, mac
from tests.excel.samples import parts_of
from tests.excel.setting_up import ENGLISH, MAC_TEMPLATES, WHEEL, codes, install, uninstall
from tests.judges import sdk_errors

pytestmark = pytest.mark.usefixtures("setting_up")

OWN = "/Users/ann/Library/Application Support/KpiScorecards"
SCRIPT = "/Users/ann/Library/Application Scripts/com.microsoft.Excel/kpi.applescript"
CONTENT = "/Users/ann/Library/Group Containers/UBF8T346G9.Office/User Content.localized"
ADDIN = f"{CONTENT}/Startup.localized/Excel/kpi.xlam"
TEMPLATES = f"{CONTENT}/Templates.localized"


def wrong(fake: FakeMac) -> list[str]:
    return [one.code for link in links.links(fake.pc) for one in link.problems]


def newer(fake: FakeMac, monkeypatch: pytest.MonkeyPatch) -> int:
    """Installs a newer version; the exit code."""
    with monkeypatch.context() as patch:
        patch.setattr(plan, "__version__", "9.9.9")
        patch.setattr(plan, "own_wheel", lambda: WHEEL()._replace(content=b"newer"))
        return install(fake)


# Installing -----------------------------------------------------------------------


def test_everything_that_a_button_needs_is_written_for_this_user(tmp_path: Path, capsys) -> None:
    fake = mac(tmp_path)
    before = set(fake.state())
    assert install(fake) == 0
    out, err = capsys.readouterr()
    assert "For the user ann" in out
    assert "KPI849" in err + out  # functions in cells do not work there
    there = {f"/{name}" for name in set(fake.state()) - before if (tmp_path / name).is_file()}
    names = {f"{TEMPLATES}/{name}" for name in MAC_TEMPLATES()}
    python = f"{OWN}/python-1"
    assert there == {ADDIN, SCRIPT, f"{OWN}/installed.json", f"{python}/bin/python", f"{python}/{WHEEL().name}", *names}
    assert [command for command in fake.programs.ran if "venv" in command] == [[PYTHON, "-I", "-m", "venv", python]]
    assert {command[0] for command in fake.programs.ran} == {PYTHON, f"{python}/bin/python"}
    text = (fake.pc.files.read(SCRIPT) or b"").decode()
    assert f'quoted form of "{python}/bin/python"' in text
    assert findings("kpi.xlam", fake.pc.files.read(ADDIN) or b"") == []
    assert wrong(fake) == []


def test_a_second_time_nothing_is_written(tmp_path: Path, capsys) -> None:
    fake = mac(tmp_path)
    install(fake)
    before = fake.state()
    fake.faults.seen.clear()
    assert install(fake) == 0
    assert [one for one in fake.faults.seen if not one.startswith("run")] == []
    assert fake.state() == before
    assert "nothing to change" in capsys.readouterr().out


def test_file_new_offers_the_portable_edition_plain_and_with_buttons(tmp_path: Path) -> None:
    for name, content in MAC_TEMPLATES().items():
        target = tmp_path / f"KPI{Path(name).suffix}"
        target.write_bytes(content)
        assert sdk_errors(target) == []
        assert not any(b"KPI_SCORE(" in part for part in parts_of(content).values() if part.startswith(b"<?xml"))
        if name.endswith("xltm"):
            assert findings("KPI.xltm", content) == []
    assert sorted(Path(name).suffix for name in MAC_TEMPLATES()) == [".xltm", ".xltm", ".xltx", ".xltx"]


def test_an_upgrade_switches_over_and_keeps_what_the_user_has_changed(tmp_path: Path, capsys, monkeypatch) -> None:
    fake = mac(tmp_path)
    install(fake)
    own = f"{TEMPLATES}/KPI scorecard.xltx"
    fake.put(own, b"mine")
    capsys.readouterr()
    assert newer(fake, monkeypatch) == 0
    assert "KPI870" in codes(capsys)
    assert fake.pc.files.read(own) == b"mine"
    assert fake.pc.files.names(OWN) == ["installed.json", "python-2"]
    assert b"python-2" in (fake.pc.files.read(SCRIPT) or b"")


def test_templates_can_be_left_out_and_a_folder_and_wheels_be_named(tmp_path: Path) -> None:
    fake = mac(tmp_path, "张三")
    wish = Wish(language="zh", templates=False, folder="/Users/Shared/", wheels="/Volumes/wheels")
    for _ in range(2):
        assert install(fake, wish) == 0
    assert fake.pc.files.names(places.templates(fake.pc)) == []
    text = (fake.pc.files.read(places.script(fake.pc)) or b"").decode()
    assert "/Users/Shared/KpiScorecards/python-1/bin/python" in text
    assert " zh " in text
    pip = next(command for command in fake.programs.ran if "pip" in command)
    assert [*pip[-4:-1]] == ["--no-index", "--find-links", "/Volumes/wheels"]
    assert uninstall(fake) == 0
    assert not fake.pc.files.exists("/Users/Shared/KpiScorecards")


# What speaks against it -----------------------------------------------------------


@pytest.mark.parametrize(
    ("put", "user", "wish", "code"),
    [
        ("", "张三", ENGLISH, "KPI845"),
        ("", "ann", Wish(language="en", folder="/Users/Shared/绩效"), "KPI845"),
        ("", "ann", Wish(language="en", folder="Kpi"), "KPI845"),
        ("", "ann", Wish(language="en", service=True), "KPI879"),
        (SCRIPT, "ann", ENGLISH, "KPI846"),
        (f"{TEMPLATES}/KPI scorecard.xltx", "ann", ENGLISH, "KPI846"),
        ("/Users/Shared/KpiScorecards/python-1", "ann", Wish(language="en", folder="/Users/Shared"), "KPI846"),
    ],
)
def test_what_speaks_against_it_is_told_before_anything_is_written(tmp_path: Path, capsys, put, user, wish, code) -> None:
    fake = mac(tmp_path, user)
    if put:
        fake.put(put)
    before = fake.state()
    assert install(fake, wish) == 2
    assert codes(capsys) == {code}
    assert fake.state() == before
    assert fake.programs.ran == []


def test_an_open_excel_and_no_excel_are_told_at_once(tmp_path: Path, capsys) -> None:
    fake = mac(tmp_path)
    (tmp_path / "Applications" / "Microsoft Excel.app").rename(tmp_path / "Applications" / "gone")
    fake.programs.others.append(Program("Microsoft Excel", 7, ""))
    assert install(fake) == 2
    assert codes(capsys) == {"KPI844", "KPI876"}


# All or nothing -------------------------------------------------------------------


def test_a_failure_at_any_single_change_leaves_the_mac_as_it_was(tmp_path: Path, capsys) -> None:
    whole = mac(tmp_path / "whole")
    install(whole)
    assert len(whole.faults.seen) > 10
    for number in range(1, len(whole.faults.seen) + 1):
        fake = mac(tmp_path / str(number))
        before = fake.state()
        fake.faults.at = number
        capsys.readouterr()
        assert install(fake) == 1, fake.faults.seen[-1]
        assert codes(capsys) == {"KPI847"}
        assert fake.state() == before, fake.faults.seen[number - 1]


@pytest.mark.parametrize(
    ("turn", "reason"),
    [
        ({"pip": Done(1, "ERROR: No matching distribution found for appscript\n")}, "No matching distribution"),
        ({"answer": Done(0, "87.4\n")}, "87.4"),
        ({"ready": Done(1, "ModuleNotFoundError: No module named 'psutil'\n")}, "psutil"),
    ],
)
def test_an_environment_that_would_press_no_button_is_not_installed(tmp_path: Path, capsys, turn, reason: str) -> None:
    fake = mac(tmp_path)
    before = fake.state()
    for name, value in turn.items():
        setattr(fake.programs, name, value)
    assert install(fake) == 1
    assert reason in capsys.readouterr().err
    assert fake.state() == before


# Removing -------------------------------------------------------------------------


def test_removing_leaves_the_mac_as_it_was_before(tmp_path: Path, capsys) -> None:
    fake = mac(tmp_path)
    fake.put(f"{TEMPLATES}/Budget.xltx")
    before = fake.state()
    install(fake)
    assert uninstall(fake) == 0
    assert fake.state() == before
    assert "removed" in capsys.readouterr().out
    assert uninstall(fake) == 0
    assert "nothing to remove" in capsys.readouterr().out


def test_removing_waits_for_excel_and_leaves_what_was_changed(tmp_path: Path, capsys) -> None:
    fake = mac(tmp_path)
    install(fake)
    before = fake.state()
    excel = Program("Microsoft Excel", 7, "")
    fake.programs.others.append(excel)
    capsys.readouterr()
    assert uninstall(fake) == 2
    assert codes(capsys) == {"KPI876"}
    assert fake.state() == before
    fake.programs.others.remove(excel)
    fake.put(SCRIPT, b"mine")
    assert uninstall(fake) == 0
    assert codes(capsys) == {"KPI870"}
    assert fake.pc.files.read(SCRIPT) == b"mine"
    assert not fake.pc.files.exists(OWN)


def test_the_python_that_runs_the_command_is_left(tmp_path: Path, capsys) -> None:
    fake = mac(tmp_path)
    install(fake)
    object.__setattr__(fake.pc, "python", fake.pc.python._replace(prefix=f"{OWN}/python-1"))
    capsys.readouterr()
    assert uninstall(fake) == 0
    assert codes(capsys) == {"KPI873"}
    assert fake.pc.files.exists(f"{OWN}/python-1")


# The doctor -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("break_", "code"),
    [
        (lambda fake: (fake.folder / "Applications/Microsoft Excel.app").rename(fake.folder / "gone"), "KPI844"),
        (lambda fake: fake.pc.files.delete(f"{OWN}/installed.json"), "KPI850"),
        (lambda fake: fake.put(f"{OWN}/installed.json", b"{}"), "KPI850"),
        (lambda fake: setattr(fake.programs, "answer", Done(0, "1")), "KPI854"),
        (lambda fake: setattr(fake.programs, "ready", Done(1, "no appscript")), "KPI878"),
        (lambda fake: fake.pc.files.delete(SCRIPT), "KPI877"),
        (lambda fake: fake.put(SCRIPT), "KPI877"),
        (lambda fake: fake.pc.files.delete(ADDIN), "KPI855"),
        (lambda fake: fake.put(ADDIN), "KPI856"),
        (lambda fake: fake.pc.files.delete(f"{TEMPLATES}/KPI scorecard.xltx"), "KPI867"),
    ],
)
def test_each_broken_link_is_found(tmp_path: Path, break_, code: str) -> None:
    fake = mac(tmp_path)
    install(fake)
    break_(fake)
    before = fake.state()
    assert wrong(fake) == [code]
    assert fake.state() == before


def test_a_python_that_is_gone_and_another_version_are_found(tmp_path: Path, monkeypatch) -> None:
    fake = mac(tmp_path)
    install(fake)
    fake.pc.files.delete(f"{OWN}/python-1/bin/python")
    monkeypatch.setattr(links, "__version__", "9.9.9")
    assert wrong(fake) == ["KPI851", "KPI852", "KPI854", "KPI878"]


def test_the_commands_reach_the_mac(tmp_path: Path, capsys, monkeypatch) -> None:
    fake = mac(tmp_path)
    monkeypatch.setattr(machine, "this_mac", lambda: fake.pc)
    for module in ("cli", "doctor_cli"):
        monkeypatch.setattr(f"addin.{module}.sys", SimpleNamespace(platform="darwin"))

    def said(*words: str) -> str:
        with pytest.raises(SystemExit) as ended:
            main(["addin", *words])
        assert not ended.value.code
        return capsys.readouterr().out

    before = fake.state()
    assert "Nothing was written" in said("install", "--dry-run")
    assert fake.state() == before
    assert "is installed" in said("install")
    assert "fine" in said("doctor")
    fake.pc.files.delete(SCRIPT)
    with pytest.raises(typer.Exit):
        doctor_cli.excel(fake.pc)
    assert "is removed" in said("uninstall")
    assert installed(fake.pc) is None
    assert not fake.pc.files.exists(file(fake.pc))


# The real machine, as far as it is one here ------------------------------------------


def test_this_mac_is_described(monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    here = machine.this_mac()
    assert places.own(here) == f"{tmp_path}/Library/Application Support/KpiScorecards"
    assert here.files.missing_folders(f"{tmp_path}/a/b/c") == [f"{tmp_path}/a/b", f"{tmp_path}/a"]
    assert Path(here.python.program).exists()
    assert here.registry.read("HKCU", "x") is None


def test_programs_are_told_by_ps(monkeypatch) -> None:
    told = "    1 /sbin/launchd\n  812 /Applications/Microsoft Excel.app/Contents/MacOS/Microsoft Excel\n"
    monkeypatch.setattr(machine.MacPrograms, "run", lambda _self, _command: Done(0, told))
    found = machine.MacPrograms().running()
    assert [(one.name, one.number) for one in found] == [("launchd", 1), ("Microsoft Excel", 812)]
    assert found[1].path.startswith("/Applications")


def test_ps_itself_tells_of_this_program() -> None:
    if not Path("/bin/ps").exists():
        pytest.skip("no ps here")
    assert os.getpid() in {one.number for one in machine.MacPrograms().running() if one.name}
