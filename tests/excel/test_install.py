"""kpi addin install and uninstall for Excel, on a stand-in for a Windows PC: all or nothing, nothing of others."""

import json
import subprocess
import sys
import zipfile
from dataclasses import replace
from importlib import metadata
from io import BytesIO
from pathlib import Path

import pytest

from addin.setup import links, manifest, places, plan
from addin.setup import wish as wish_module
from addin.setup.environment import KNOWN, QUESTION
from addin.setup.files import TEMPORARY
from addin.setup.pc import Done, Program, Python
from addin.setup.wheel import own_wheel
from addin.setup.wish import Wish
from kpi.cli import main
from tests.excel.gate import findings
from tests.excel.pc import PYTHON, XLWINGS, FakePc, windows
from tests.excel.samples import parts_of, project_of
from tests.excel.setting_up import ENGLISH, SERVED, TEMPLATES, fast_and_english, install, uninstall  # noqa: F401
from tests.judges import sdk_errors

ICACLS = r"C:\Windows\System32\icacls.exe"
OPTIONS = places.options("16.0")


def stamped(fake: FakePc) -> str:
    """KpiInstalled.bas in the add-in that Excel opens."""
    content = fake.pc.files.read(rf"{places.startup(fake.pc)}\kpi.xlam")
    assert content is not None
    return next(module.text for module in project_of(content) if module.name == "KpiInstalled")


def codes(capsys: pytest.CaptureFixture[str]) -> set[str]:
    out, err = capsys.readouterr()
    return {word.strip("[]") for word in (out + err).split() if word.startswith("[KPI")}


# What is written -----------------------------------------------------------------


def test_everything_that_excel_needs_is_written_for_this_user(tmp_path: Path, capsys) -> None:
    fake = windows(tmp_path)
    assert install(fake) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert "For the user ann" in out
    environment = r"C:\Users\ann\AppData\Local\KpiScorecards\python-1"
    text = stamped(fake)
    assert rf'"""{environment}\Scripts\pythonw.exe"" -I -B -m addin.excel_server $(CLSID)"' in text
    assert rf"{environment}\xlwings64-{XLWINGS}.dll" in text
    assert fake.registry.read(OPTIONS, "PersonalTemplates") == r"C:\Users\ann\AppData\Roaming\Microsoft\Templates"
    assert fake.registry.read(places.LOGON, places.NAME) is None
    made = [command for command in fake.programs.ran if "venv" in command]
    assert made == [[PYTHON, "-I", "-m", "venv", environment]]
    assert not any(name.endswith(TEMPORARY) for name in fake.tree())
    for command in fake.programs.ran:
        assert command[0] == PYTHON or command[0].startswith(environment)


def test_file_new_offers_both_editions_in_both_languages(tmp_path: Path) -> None:
    fake = windows(tmp_path)
    install(fake)
    folder = r"C:\Users\ann\AppData\Roaming\Microsoft\Templates"
    assert set(fake.pc.files.names(folder)) == {
        "KPI scorecard (KPI functions).xltm", "KPI scorecard.xltx", "绩效考核.xltx", "绩效考核（KPI 函数）.xltm",
    }  # fmt: skip
    for name in fake.pc.files.names(folder):
        content = fake.pc.files.read(rf"{folder}\{name}")
        assert content is not None
        kind = "template.macroEnabled.main+xml" if name.endswith("xltm") else "spreadsheetml.template.main+xml"
        assert kind in parts_of(content)["[Content_Types].xml"].decode()
        if name.endswith("xltm"):
            assert findings("KPI.xltm", content) == []


def test_templates_go_where_the_user_keeps_theirs(tmp_path: Path) -> None:
    fake = windows(tmp_path)
    fake.registry.set(OPTIONS, "PersonalTemplates", r"%USERPROFILE%\Documents\自定义 Office 模板\\")
    install(fake)
    assert len(fake.pc.files.names(r"C:\Users\ann\Documents\自定义 Office 模板")) == 4
    assert "%" in str(fake.registry.read(OPTIONS, "PersonalTemplates"))  # theirs, as it was
    uninstall(fake)
    assert "%" in str(fake.registry.read(OPTIONS, "PersonalTemplates"))


@pytest.mark.parametrize("user", ["张三", "Zoë", "a%b"])
def test_a_name_that_excels_way_to_python_cannot_take_gets_a_private_folder_elsewhere(tmp_path: Path, user: str) -> None:
    fake = windows(tmp_path, user)
    assert install(fake) == 0
    found = manifest.installed(fake.pc)
    assert found is not None
    assert found.root.startswith(r"C:\ProgramData\KpiScorecards-")
    assert found.root.isascii()
    assert found.root in stamped(fake)
    rights = next(command for command in fake.programs.ran if command[0] == ICACLS)
    assert rights[1:3] == [found.root, "/inheritance:r"]  # others could put a library beside our Python
    assert rights[4:] == [f"*{who}:(OI)(CI)F" for who in ("S-1-5-21-7-1001", "S-1-5-18", "S-1-5-32-544")]
    order = [command[0].rpartition("\\")[2] for command in fake.programs.ran]
    assert order[:3] == ["whoami.exe", "icacls.exe", "python.exe"]
    assert fake.pc.files.exists(rf"C:\Users\{user}\AppData\Roaming\Microsoft\Excel\XLSTART\kpi.xlam")


def test_a_name_with_a_space_stays_at_home(tmp_path: Path) -> None:
    fake = windows(tmp_path, "Ann Lee")
    assert install(fake) == 0
    assert r'"""C:\Users\Ann Lee\AppData\Local\KpiScorecards\python-1\Scripts\pythonw.exe""' in stamped(fake)


def test_two_users_of_a_pc_share_no_folder(tmp_path: Path) -> None:
    assert places.root(windows(tmp_path, "张三").pc) != places.root(windows(tmp_path, "李四").pc)


def test_a_folder_can_be_named_and_is_remembered(tmp_path: Path) -> None:
    fake = windows(tmp_path)
    assert install(fake, Wish(language="en", folder="D:\\Tools\\")) == 0
    assert r"D:\Tools\KpiScorecards\python-1" in stamped(fake)
    assert next(command for command in fake.programs.ran if command[0] == ICACLS)[1] == r"D:\Tools\KpiScorecards"
    assert install(fake) == 0
    assert r"D:\Tools" in stamped(fake)


def test_packages_can_come_from_a_folder(tmp_path: Path) -> None:
    fake = windows(tmp_path)
    install(fake, Wish(language="en", wheels=r"\\server\wheels"))
    pip = next(command for command in fake.programs.ran if "pip" in command)
    assert [*pip[-4:-1]] == ["--no-index", "--find-links", r"\\server\wheels"]


def test_pip_takes_the_wheel_and_what_it_installs_answers(tmp_path: Path) -> None:
    wheel = own_wheel()
    assert own_wheel() == wheel
    (tmp_path / wheel.name).write_bytes(wheel.content)
    target = tmp_path / "installed"
    pip = [sys.executable, "-I", "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", target]
    subprocess.run([*pip, tmp_path / wheel.name], check=True)
    found = next(iter(metadata.distributions(path=[str(target)])))
    assert any(one.group == "console_scripts" and one.name == "kpi" for one in found.entry_points)
    assert any(line.startswith("xlwings==") for line in found.requires or ())
    assert not [name for name in zipfile.ZipFile(BytesIO(wheel.content)).namelist() if "__pycache__" in name]
    code = f"import sys; sys.path.insert(0, {str(target)!r}); import addin.excel_server, kpi.cli; print(kpi.__file__); kpi.cli.main({list(QUESTION)!r})"
    done = subprocess.run([sys.executable, "-B", "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.split() == [str(target / "kpi" / "__init__.py"), KNOWN]


@pytest.mark.parametrize("name", TEMPLATES())
def test_the_templates_pass_the_sdk_of_microsoft(tmp_path: Path, name: str) -> None:
    file = tmp_path / f"KPI{Path(name).suffix}"
    file.write_bytes(TEMPLATES()[name])
    assert sdk_errors(file) == []


def test_where_templates_may_not_be_written_they_can_be_left_out(tmp_path: Path, capsys) -> None:
    fake = windows(tmp_path)
    without = Wish(language="en", templates=False)
    for _ in range(2):
        assert install(fake, without) == 0
        assert fake.registry.read(OPTIONS, "PersonalTemplates") is None
        assert fake.pc.files.names(r"C:\Users\ann\AppData\Roaming\Microsoft\Templates") == []
        assert install(fake) == 0  # the choice is kept
    assert [one for link in links.links(fake.pc) for one in link.problems] == []
    install(fake, Wish(language="en", templates=True))
    assert len(fake.pc.files.names(r"C:\Users\ann\AppData\Roaming\Microsoft\Templates")) == 4
    fake.pc.files.write(r"C:\Users\ann\AppData\Roaming\Microsoft\Templates\Budget.xltx", b"theirs")
    capsys.readouterr()
    install(fake, without)
    assert codes(capsys) == {"KPI872"}
    assert fake.registry.read(OPTIONS, "PersonalTemplates") is not None


# What speaks against it --------------------------------------------------------------

STORE = r"C:\Users\ann\AppData\Local\Microsoft\WindowsApps\python.exe"


def opened(fake: FakePc) -> None:
    fake.programs.others.append(Program("EXCEL.EXE", 7, ""))


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


# All or nothing --------------------------------------------------------------------


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


def upgraded(fake: FakePc, monkeypatch: pytest.MonkeyPatch, *, fresh: bool = True) -> int:
    if fresh:
        install(fake)
        fake.faults.seen.clear()
    with monkeypatch.context() as patch:
        patch.setattr(plan, "__version__", "9.9.9")
        newer = plan.own_wheel()._replace(content=b"newer")
        patch.setattr(plan, "own_wheel", lambda: newer)
        books = {name: content + b"newer" for name, content in wish_module.book_templates().items()}
        patch.setattr(wish_module, "book_templates", lambda: books)
        return install(fake)


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


# Again, and newer ----------------------------------------------------------------------


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


# And away again --------------------------------------------------------------------------


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


# Elsewhere ------------------------------------------------------------------------------


@pytest.mark.parametrize(("system", "code"), [("linux", "KPI801"), ("darwin", "KPI849")])
@pytest.mark.parametrize("command", ["install", "uninstall"])
def test_on_another_system_the_reason_and_the_other_way_are_told(capsys, monkeypatch, system, code, command) -> None:
    monkeypatch.setattr(sys, "platform", system)
    with pytest.raises(SystemExit) as ended:
        main(["addin", command])
    out, err = capsys.readouterr()
    assert (ended.value.code, out) == (2, "")
    assert code in err
    assert "--libreoffice" in err
