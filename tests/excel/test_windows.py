"""The calls to Windows behind the installer, over stand-ins for winreg, tasklist, kernel32 and the library of xlwings."""

import ctypes
import os
import sys
import time
from dataclasses import replace
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from addin.setup import activation, links, windows, windows_programs
from addin.setup.pc import Done, Program
from addin.setup.places import EXCEL_PATH, LOGON
from addin.setup.windows_registry import WindowsRegistry
from tests.excel import pc, pywin32, winreg
from tests.excel.setting_up import SERVED, install, uninstall
from tests.excel.winreg import HKEY_CLASSES_ROOT, HKEY_CURRENT_USER, HKEY_LOCAL_MACHINE, FakeWinreg

pytestmark = pytest.mark.usefixtures("setting_up")


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> FakeWinreg:
    made = FakeWinreg()
    monkeypatch.setitem(sys.modules, "winreg", made)
    return made


# The registry ------------------------------------------------------------------------


def test_the_whole_installation_goes_through_winreg_and_leaves_nothing(tmp_path: Path, api: FakeWinreg) -> None:
    api.put(HKEY_LOCAL_MACHINE, EXCEL_PATH.partition("\\")[2], "", pc.EXCEL)
    api.put(HKEY_CLASSES_ROOT, r"Excel.Application\CurVer", "", "Excel.Application.16")
    api.put(HKEY_CURRENT_USER, LOGON.partition("\\")[2], "OneDrive", "OneDrive.exe")
    api.put(HKEY_CURRENT_USER, r"Software\Microsoft\Office\16.0\Excel\Options", "Options5", 128, winreg.REG_DWORD)
    api.put(HKEY_CURRENT_USER, r"Software\Microsoft\Office\16.0\Excel\Resiliency\DisabledItems", "1", b"\1\0", winreg.REG_BINARY)
    before = {key: dict(values) for key, values in api.stored.items()}
    fake = pc.windows(tmp_path)
    fake.pc = replace(fake.pc, registry=WindowsRegistry())
    assert install(fake, SERVED) == 0
    assert [one for link in links.links(fake.pc) for one in link.problems] == []
    assert len(api.stored[HKEY_CURRENT_USER, LOGON.partition("\\")[2].lower()]) == 2
    assert uninstall(fake) == 0
    assert api.stored == before


def test_what_may_not_be_read_is_not_there(api: FakeWinreg) -> None:
    registry = WindowsRegistry()
    assert registry.read(r"HKLM\SOFTWARE\Nothing", "x") is None
    assert (registry.names(r"HKLM\SOFTWARE\Nothing"), registry.children("HKCU\\Nothing"), registry.has("HKCU\\Nothing")) == ([], [], False)
    registry.delete(r"HKCU\Nothing", "x")
    registry.delete_key(r"HKCU\Nothing")
    api.put(HKEY_CURRENT_USER, r"Software\A\B", "n", 1, winreg.REG_DWORD)
    assert registry.read(r"HKCU\software\a\b", "N") == 1
    registry.delete(r"HKCU\Software\A\B", "other")
    assert (registry.names(r"HKCU\Software\A\B"), registry.children(r"HKCU\Software\A")) == (["n"], ["b"])
    with pytest.raises(OSError):
        registry.write(r"HKLM\SOFTWARE\X", "x", "y")


# Programs ----------------------------------------------------------------------------

LISTED = (
    '"System Idle Process","0","Services","0","8 K"\n'
    f'"python.exe","{os.getpid()}","Console","3","20,480 K"\n'
    '"EXCEL.EXE","4711","RDP-Tcp#1","7","120,000 K"\n'
    '"pythonw.exe","12","Console","3","20 480 K"\n'
    '"notepad.exe","13","Console","3","N/A"\n'
    "信息: 没有运行的任务\n\n"
)


def test_the_programs_of_others_on_the_same_pc_do_not_count(monkeypatch) -> None:
    programs = windows_programs.WindowsPrograms()
    monkeypatch.setattr(programs, "run", lambda command: Done(0, LISTED))
    monkeypatch.setattr(windows_programs, "path_of", lambda number: rf"C:\Kpi\{number}.exe")
    assert programs.running() == [
        Program("python.exe", os.getpid(), rf"C:\Kpi\{os.getpid()}.exe"), Program("pythonw.exe", 12, r"C:\Kpi\12.exe"),
        Program("notepad.exe", 13, ""),
    ]  # fmt: skip


def test_a_pc_that_does_not_list_its_programs_is_taken_to_run_none(monkeypatch) -> None:
    monkeypatch.setattr(windows_programs, "TASKLIST", "/nowhere/tasklist.exe")
    assert windows_programs.WindowsPrograms().running() == []


def test_a_program_runs_to_its_end_and_both_its_outputs_are_kept() -> None:
    programs = windows_programs.WindowsPrograms()
    code = "import sys; print('out'); print('err', file=sys.stderr); sys.stdout.buffer.write(b'\\xff'); sys.exit(3)"
    done = programs.run([sys.executable, "-c", code])
    assert done.code == 3
    assert {"out", "err"} <= set(done.output.split())
    with pytest.raises(OSError):
        programs.run(["/nowhere/python.exe"])


def test_a_program_that_does_not_end_is_a_failure_that_is_taken_back(monkeypatch) -> None:
    monkeypatch.setattr(windows_programs, "PATIENCE", 0.2)
    with pytest.raises(OSError, match="does not end"):
        windows_programs.WindowsPrograms().run([sys.executable, "-c", "import time; time.sleep(9)"])


@pytest.mark.skipif(sys.platform == "win32", reason="the script is one of Unix")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # it is meant to outlive its object
def test_a_program_that_was_started_goes_on_until_it_is_ended(tmp_path: Path) -> None:
    said, script = tmp_path / "said", tmp_path / "server"
    script.write_text(f"#!{sys.executable}\nimport os, pathlib, time\npathlib.Path({str(said)!r}).write_text(str(os.getpid()))\ntime.sleep(600)\n")
    script.chmod(0o755)
    programs = windows_programs.WindowsPrograms()
    programs.start(str(script))
    deadline = time.monotonic() + 120
    while not (said.exists() and said.read_text()) and time.monotonic() < deadline:
        time.sleep(0.02)
    number = int(said.read_text())
    programs.end(number)
    assert os.waitpid(number, 0) == (number, 15)


@pytest.mark.parametrize(("handle", "told", "path"), [(0x1F4, 1, "C:\\Kpi\\张.exe"), (0, 0, ""), (0x1F4, 0, "")])
def test_the_file_of_a_program_is_asked_of_windows(monkeypatch, handle: int, told: int, path: str) -> None:
    closed = []

    class Open:
        restype: object = None

        def __call__(self, access: int, inherit: bool, number: int) -> int:
            assert (access, inherit, number) == (0x1000, False, 12)
            return handle

    def query(one: ctypes.c_void_p, flags: int, buffer: "ctypes.Array[ctypes.c_wchar]", size: object) -> int:
        assert (one.value, flags) == (handle, 0)
        buffer.value = "C:\\Kpi\\张.exe"
        return told

    kernel = SimpleNamespace(OpenProcess=Open(), QueryFullProcessImageNameW=query, CloseHandle=lambda one: closed.append(one.value))
    monkeypatch.setattr(ctypes, "windll", SimpleNamespace(kernel32=kernel), raising=False)
    assert windows_programs.path_of(12) == path
    assert closed == ([handle] if handle else [])


def test_this_pc_is_described_without_asking_anybody(api: FakeWinreg, monkeypatch) -> None:
    monkeypatch.setenv("AppData", r"C:\Users\ann\AppData\Roaming")
    here = windows.this_pc()
    assert here.variables["APPDATA"] == r"C:\Users\ann\AppData\Roaming"
    assert Path(here.python.program).exists()
    assert here.python.prefix == sys.prefix
    assert here.system == sys.platform


# The way that Excel goes -----------------------------------------------------------------


class Library:
    """The library of xlwings: hands over the address of a server, or a text, and a code."""

    def __init__(self, code: int, kind: int, content: int | None) -> None:
        self.given, self.asked = (code, kind, content), []

    def XLPyDLLActivateAuto(self, answer, command: bytes, mode: int) -> int:  # noqa: N802 - as it is exported
        self.asked.append((command, mode))
        variant = answer._obj
        assert (ctypes.sizeof(variant), type(variant).content.offset) == (24, 8)  # as Windows of 64 bits has it
        code, variant.kind, variant.content = self.given
        return code


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch):
    """Asks through a library, whose server is the real one of xlwings."""
    with pytest.MonkeyPatch.context() as patch:
        excel = pywin32.started(patch)
        server = excel.com_server.XLPython()
        com, client = sys.modules["pythoncom"], ModuleType("win32com.client")
        patch.setattr(com, "ObjectFromAddress", lambda address, iid: {(77, com.IID_IDispatch): server}[address, iid], raising=False)
        client.Dispatch = lambda one: one
        patch.setitem(sys.modules, "win32com.client", client)

        def ask(library: Library) -> None:
            patch.setattr(ctypes, "CDLL", {"xlwings64.dll": library}.__getitem__)
            activation.main("xlwings64.dll", "pythonw $(CLSID)")

        yield ask
        pywin32.ended(excel)


def test_the_library_leads_to_our_functions(asked, capsys) -> None:
    library = Library(0, 9, 77)
    asked(library)
    assert capsys.readouterr().out == "87.5\n"
    assert library.asked == [(b"pythonw $(CLSID)", 1)]


def test_what_the_library_says_is_passed_on(asked) -> None:
    text = ctypes.create_unicode_buffer("Could not activate Python COM server")
    with pytest.raises(SystemExit, match="Could not activate"):
        asked(Library(-2147467259, 8, ctypes.addressof(text)))
    with pytest.raises(SystemExit, match="0x"):
        asked(Library(5, 0, None))
    with pytest.raises(SystemExit, match="0x"):
        asked(Library(5, 8, None))  # a text that is empty
