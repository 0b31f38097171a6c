"""kpi doctor: every link between Excel and Python on a stand-in for a Windows PC, whole and broken one by one."""

import struct
import tomllib
from collections.abc import Callable
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
import typer

from addin import doctor_cli
from addin.office import found
from addin.setup import defender, links, places
from addin.setup.pc import Done
from addin.setup.service import APPROVED, CLASS_ID
from addin.setup.wish import Wish
from kpi.cli import main
from kpi.cli.further import GROUP
from tests.excel.pc import XLWINGS, FakePc, windows
from tests.excel.setting_up import SERVED, install

pytestmark = pytest.mark.usefixtures("setting_up")

ROOT = Path(__file__).parents[2]
OFFICE, POLICY = r"HKCU\Software\Microsoft\Office\16.0", r"HKCU\Software\Policies\Microsoft\Office\16.0"
ADDIN = r"C:\Users\ann\AppData\Roaming\Microsoft\Excel\XLSTART\kpi.xlam"
ENVIRONMENT = r"C:\Users\ann\AppData\Local\KpiScorecards\python-1"
TEMPLATES = r"C:\Users\ann\AppData\Roaming\Microsoft\Templates"


def codes(fake: FakePc) -> list[str]:
    return [one.code for link in links.links(fake.pc) for one in link.problems]


def examined(fake: FakePc, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    """The exit code, and what the command says."""
    capsys.readouterr()
    try:
        doctor_cli.excel(fake.pc)
    except typer.Exit as ended:
        return (ended.exit_code, *capsys.readouterr())
    return (0, *capsys.readouterr())


@pytest.mark.parametrize("user", ["ann", "张三"])
@pytest.mark.parametrize("wish", [SERVED, None])
def test_after_an_installation_every_link_is_fine(tmp_path: Path, capsys, user: str, wish) -> None:
    fake = windows(tmp_path, user)
    install(fake, *filter(None, [wish]))
    code, out, err = examined(fake, capsys)
    assert (code, err) == (0, "")
    assert out.count("fine") == 11
    assert "wrong" not in out
    assert "87.5" in out


def test_the_doctor_changes_nothing(tmp_path: Path, capsys) -> None:
    fake = windows(tmp_path)
    install(fake, SERVED)
    before = fake.state()
    fake.faults.seen.clear()
    examined(fake, capsys)
    assert fake.state() == before
    assert [what for what in fake.faults.seen if not what.startswith("run")] == []


def test_a_pc_without_the_addin_is_told_to_install_it(tmp_path: Path, capsys) -> None:
    code, out, err = examined(windows(tmp_path), capsys)
    assert code == 1
    assert "EXCEL.EXE" in out
    assert "kpi addin install" in err


def test_a_pc_without_excel_is_told_so(tmp_path: Path) -> None:
    fake = windows(tmp_path)
    fake.registry.keys.pop(places.EXCEL_PATH.lower())
    assert codes(fake) == ["KPI844", "KPI850"]


@pytest.mark.parametrize("path", ["", r"C:\Program Files\WindowsApps\Microsoft.Office.Desktop.Excel_16051\EXCEL.EXE"])
def test_an_excel_from_the_store_is_known(tmp_path: Path, path: str) -> None:
    fake = windows(tmp_path)
    fake.registry.set(places.EXCEL_PATH, "", path)
    fake.registry.set(rf"{places.STORE_PACKAGES}\Microsoft.Office.Desktop_16051_x86__8wekyb3d8bbwe", "Path", "x")
    assert codes(fake)[0] == "KPI842"


def test_an_excel_of_the_desktop_counts_where_both_are_there(tmp_path: Path) -> None:
    fake = windows(tmp_path)
    fake.registry.set(rf"{places.STORE_PACKAGES}\Microsoft.Office.Desktop_16051_x86__8wekyb3d8bbwe", "Path", "x")
    install(fake)
    assert codes(fake) == []


def test_the_doctor_speaks_chinese_where_the_machine_does(tmp_path: Path, capsys, monkeypatch) -> None:
    fake = windows(tmp_path)
    install(fake)
    fake.pc.files.delete(ADDIN)
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    code, out, err = examined(fake, capsys)
    assert (code, "加载项" in out, "有问题" in out, "请关闭 Excel" in err) == (1, True, True, True)


# One link broken ---------------------------------------------------------------------


def deleted(path: str) -> Callable[[FakePc], None]:
    return lambda fake: fake.pc.files.delete(path)


def written(path: str) -> Callable[[FakePc], None]:
    return lambda fake: fake.pc.files.write(path, b"x")


def said(key: str, name: str, value: object) -> Callable[[FakePc], None]:
    return lambda fake: fake.registry.set(key, name, value)  # type: ignore[arg-type]


def answered(done: Done) -> Callable[[FakePc], None]:
    return lambda fake: setattr(fake.programs, "answer", done)


def not_reached(fake: FakePc) -> None:
    fake.programs.by_library = Done(1, "Could not activate Python COM server\n")


def no_server(fake: FakePc) -> None:
    fake.programs.servers.clear()


def disabled(path: str) -> bytes:
    """An entry of Excel's list: what it is, the lengths of two texts, the texts, in small letters."""
    texts = [f"{text}\0".encode("utf-16-le") for text in (path.lower(), "kpi")]
    return struct.pack("<3I", 2, *map(len, texts)) + b"".join(texts)


MACHINE, MANAGED = defender.KEYS[1], defender.MANAGED
BROKEN = {
    "python gone": (deleted(rf"{ENVIRONMENT}\Scripts\pythonw.exe"), "KPI852"),
    "library for 64 bits gone": (deleted(rf"{ENVIRONMENT}\xlwings64-{XLWINGS}.dll"), "KPI853"),
    "library for 32 bits gone": (deleted(rf"{ENVIRONMENT}\xlwings32-{XLWINGS}.dll"), "KPI853"),
    "another answer": (answered(Done(0, "0\n")), "KPI854"),
    "no answer": (answered(Done(1, "No Python at 'C:\\Python'\n")), "KPI854"),
    "not reached": (not_reached, "KPI874"),
    "add-in gone": (deleted(ADDIN), "KPI855"),
    "add-in changed": (written(ADDIN), "KPI856"),
    "add-in marked as a download": (written(f"{ADDIN}:Zone.Identifier"), "KPI857"),
    "add-in disabled": (said(rf"{OFFICE}\Excel\Resiliency\DisabledItems", "3F2A", disabled(ADDIN)), "KPI858"),
    "VBA off": (said(rf"{OFFICE}\Common", "VBAOff", 1), "KPI859"),
    "VBA off by policy": (said(rf"{POLICY}\Common", "vbaoff", 1), "KPI859"),
    "no trusted folders": (said(rf"{POLICY}\Excel\Security\Trusted Locations", "AllLocationsDisabled", 1), "KPI860"),
    "a second add-in": (said(rf"{OFFICE}\Excel\Options", "OPEN2", r'/R "C:\Old\KPI.xlam"'), "KPI861"),
    "children blocked": (said(MACHINE, defender.CHILDREN, "1"), "KPI862"),
    "children blocked by Intune": (said(MANAGED, "ASRRules", f"{defender.CALLS}=2|{defender.CHILDREN.upper()}=1"), "KPI862"),
    "calls blocked": (said(defender.KEYS[0], defender.CALLS, "6"), "KPI863"),
    "start at logon gone": (said(places.LOGON, places.NAME, "other.exe"), "KPI864"),
    "start at logon switched off": (said(APPROVED, places.NAME, b"\x03\0\0\0"), "KPI865"),
    "server ended": (no_server, "KPI866"),
    "template gone": (deleted(rf"{TEMPLATES}\绩效考核.xltx"), "KPI867"),
    "File > New shows another folder": (said(rf"{OFFICE}\Excel\Options", "PersonalTemplates", r"D:\Mine"), "KPI868"),
    "no add-ins": (said(rf"{OFFICE}\Excel\Security", "DisableAllAddins", 1), "KPI875"),
    "signed add-ins only, by policy": (said(rf"{POLICY}\Excel\Security", "RequireAddinSig", 1), "KPI875"),
    "signed macros only": (said(rf"{OFFICE}\Excel\Security", "VBAWarnings", 3), "KPI869"),
    "no macros by policy": (said(rf"{POLICY}\Excel\Security", "VBAWarnings", 4), "KPI869"),
}
OF_THE_SERVICE = {"KPI864", "KPI865", "KPI866"}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_link_is_named_with_its_remedy_and_no_other(tmp_path: Path, capsys, name: str) -> None:
    turn, code = BROKEN[name]
    fake = windows(tmp_path)
    install(fake, *([SERVED] if code in OF_THE_SERVICE else []))
    assert codes(fake) == []
    turn(fake)
    assert codes(fake) == [code]
    ended, out, err = examined(fake, capsys)
    assert (ended, out.count("wrong"), f"[{code}]" in err) == (1, 1, True)


def test_the_slow_question_is_not_asked_while_a_part_is_missing(tmp_path: Path, capsys) -> None:
    fake = windows(tmp_path)
    install(fake)
    fake.pc.files.delete(rf"{ENVIRONMENT}\xlwings64-{XLWINGS}.dll")
    fake.programs.ran.clear()
    assert "not asked" in examined(fake, capsys)[1]
    assert not any("addin.setup.activation" in command for command in fake.programs.ran)


def test_the_library_is_asked_as_excel_asks_it(tmp_path: Path) -> None:
    fake = windows(tmp_path)
    for wish, expected in ((SERVED, CLASS_ID), (Wish(language="en", service=False), "$(CLSID)")):
        install(fake, wish)
        fake.programs.ran.clear()
        assert codes(fake) == []
        asked = next(command for command in fake.programs.ran if "addin.setup.activation" in command)
        assert asked[:3] == [rf"{ENVIRONMENT}\Scripts\python.exe", "-I", "-B"]
        assert asked[-2] == rf"{ENVIRONMENT}\xlwings64-{XLWINGS}.dll"
        assert asked[-1].endswith(expected)


def test_another_version_of_this_program_is_told(tmp_path: Path, monkeypatch) -> None:
    fake = windows(tmp_path)
    install(fake)
    monkeypatch.setattr(links, "__version__", "9.9.9")
    assert codes(fake) == ["KPI851"]


FINE = {
    "another file disabled": said(rf"{OFFICE}\Excel\Resiliency\DisabledItems", "3F2A", disabled(r"C:\Other\other.xlam")),
    "something else among the disabled": said(rf"{OFFICE}\Excel\Resiliency\DisabledItems", "3F2A", "text"),
    "our own add-in ticked": said(rf"{OFFICE}\Excel\Options", "OPEN", f'"{ADDIN.upper()}"'),
    "another add-in ticked": said(rf"{OFFICE}\Excel\Options", "OPEN", r'"C:\Old\solver.xlam"'),
    "macros with a question": said(rf"{OFFICE}\Excel\Security", "VBAWarnings", 2),
    "children watched only": said(MACHINE, defender.CHILDREN, "2"),
    "other rules": said(MACHINE, "26190899-1602-49e8-8b27-eb1d0a1ce869", "1"),
    "an allowed start": said(APPROVED, places.NAME, b"\x02\0\0\0"),
    "trusted folders on": said(rf"{POLICY}\Excel\Security\Trusted Locations", "AllLocationsDisabled", 0),
}


@pytest.mark.parametrize("name", FINE)
def test_what_does_no_harm_is_not_called_wrong(tmp_path: Path, name: str) -> None:
    fake = windows(tmp_path)
    install(fake, SERVED)
    FINE[name](fake)
    assert codes(fake) == []


def test_the_word_of_the_administrator_counts(tmp_path: Path) -> None:
    fake = windows(tmp_path)
    install(fake)
    fake.registry.set(rf"{OFFICE}\Excel\Security", "VBAWarnings", 4)
    fake.registry.set(rf"{POLICY}\Excel\Security", "VBAWarnings", 2)
    assert codes(fake) == []


def test_an_addin_ticked_by_its_bare_name_lies_in_the_folder_of_addins(tmp_path: Path) -> None:
    fake = windows(tmp_path)
    install(fake)
    fake.registry.set(rf"{OFFICE}\Excel\Options", "OPEN", "kpi.xlam")
    told = [one for link in links.links(fake.pc) for one in link.problems]
    assert [one.facts["path"] for one in told] == [r"C:\Users\ann\AppData\Roaming\Microsoft\AddIns\kpi.xlam"]


def test_a_server_started_at_logon_is_the_remedy_for_blocked_children(tmp_path: Path) -> None:
    fake = windows(tmp_path)
    fake.registry.set(MACHINE, defender.CHILDREN, "1")
    install(fake)
    assert codes(fake) == ["KPI862"]
    install(fake, SERVED)
    assert codes(fake) == []


def test_installing_again_mends_what_the_remedies_say_it_mends(tmp_path: Path) -> None:
    told = {name for name, (_, code) in BROKEN.items() if code in {"KPI852", "KPI853", "KPI855", "KPI856", "KPI867", "KPI868"} | OF_THE_SERVICE}
    for name in told - {"start at logon switched off"}:
        fake = windows(tmp_path / name.replace(">", ""))
        install(fake, SERVED)
        BROKEN[name][0](fake)
        assert codes(fake), name
        assert install(fake) == 0
        assert codes(fake) == [], name


# The command -----------------------------------------------------------------------------


def test_kpi_doctor_is_a_command_and_looks_at_libreoffice_where_there_is_no_excel(tmp_path: Path, capsys, monkeypatch) -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["entry-points"][GROUP]
    monkeypatch.setattr("kpi.cli.further.further", lambda: {"doctor": EntryPoint("doctor", declared["doctor"], GROUP)})
    monkeypatch.setattr(found, "PLACES", ())
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SystemExit) as ended:
        main(["doctor"])
    assert ended.value.code == 1
    assert "KPI802" in capsys.readouterr().err
