"""kpi addin install for Excel, on a stand-in for a Windows PC: what it writes, and where."""

import subprocess
import sys
import zipfile
from importlib import metadata
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace

import pytest

from addin.setup import links, manifest, places
from addin.setup.environment import KNOWN, QUESTION
from addin.setup.files import TEMPORARY
from addin.setup.wheel import own_wheel
from addin.setup.wish import Wish
from kpi.cli import main
from kpi.model import EDITIONS, LANGUAGES, Edition, Language
from kpi.words import say
from tests.excel.gate import findings
from tests.excel.pc import PYTHON, XLWINGS, windows
from tests.excel.samples import parts_of
from tests.excel.setting_up import ICACLS, OPTIONS, TEMPLATES, codes, install, stamped, uninstall
from tests.judges import sdk_errors

pytestmark = pytest.mark.usefixtures("setting_up")


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


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("edition", EDITIONS)
def test_the_templates_pass_the_sdk_of_microsoft(tmp_path: Path, edition: Edition, language: Language) -> None:
    name = say(f"template_{edition}", language)
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

# Elsewhere ------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["install", "uninstall"])
def test_on_another_system_the_reason_and_the_other_way_are_told(capsys, monkeypatch, command) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    with pytest.raises(SystemExit) as ended:
        main(["addin", command])
    out, err = capsys.readouterr()
    assert (ended.value.code, out) == (2, "")
    assert "KPI801" in err
    assert "--libreoffice" in err


def test_the_options_of_the_commands_reach_the_pc(tmp_path: Path, capsys, monkeypatch) -> None:
    fake = windows(tmp_path)
    monkeypatch.setattr("addin.setup.windows.this_pc", lambda: fake.pc)
    for module in ("cli", "doctor_cli"):
        monkeypatch.setattr(f"addin.{module}.sys", SimpleNamespace(platform="win32"))

    def said(*words: str) -> str:
        with pytest.raises(SystemExit) as ended:
            main(["addin", *words])
        assert not ended.value.code
        return capsys.readouterr().out

    options = ("--service", "--no-templates", "--folder", "D:\\", "--wheels", "E:\\")
    assert "Nothing was written" in said("install", *options, "--dry-run")
    assert "is installed" in said("install", *options)
    found = manifest.installed(fake.pc)
    assert found
    assert (bool(found.service), found.templates, found.root) == (True, False, r"D:\KpiScorecards")
    assert any("E:\\" in command for command in fake.programs.ran)
    assert "fine" in said("doctor")
    assert "nothing to change" in said("install")
    assert "is removed" in said("uninstall")
