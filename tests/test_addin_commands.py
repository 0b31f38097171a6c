"""kpi addin: install, check and remove the extension, as a manager does it, in a profile of the test's own."""

import json
import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from addin.names import PROGRAM_NOTE
from addin.office import found, session
from kpi import __version__
from kpi.cli import main
from kpi.problems import Problem
from tests.extension import profile
from tests.office import Office


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch, office, tmp_path_factory: pytest.TempPathFactory) -> None:
    """LibreOffice is there, the language is English, and the environment of our own Python is activated."""
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    programs = tmp_path_factory.mktemp("activated") / "bin"
    venv.create(programs.parent)
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")


def run(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main(["addin", *map(str, words)])
    out, err = capsys.readouterr()
    return int(ended.value.code or 0), out, err


def test_the_extension_goes_in_is_checked_and_goes_out_again(machine, capsys, tmp_path: Path) -> None:
    own = ("--profile", tmp_path / "profile")
    code, _, err = run(capsys, "doctor", *own)
    assert (code, "[KPI807]" in err) == (1, True)
    code, out, err = run(capsys, "install", "--libreoffice", *own)  # also as root, which unopkg refuses
    assert (code, err) == (0, "")
    assert __version__ in out
    note = tmp_path / "profile" / "user" / PROGRAM_NOTE  # by which the buttons find this program
    assert json.loads(note.read_text(encoding="utf-8"))["python"] == sys.executable
    code, out, err = run(capsys, "doctor", *own)
    assert (code, err) == (0, "")
    assert "gives 87.5" in out
    assert run(capsys, "install", "--libreoffice", *own)[0] == 0  # again, in place of the first
    code, out, _ = run(capsys, "uninstall", "--libreoffice", *own)
    assert (code, __version__ in out) == (0, True)
    assert not note.exists()
    code, out, _ = run(capsys, "uninstall", "--libreoffice", *own)
    assert (code, "not installed" in out) == (0, True)
    assert run(capsys, "doctor", *own)[0] == 1


def test_an_open_libreoffice_is_not_touched_and_can_be_checked(machine, capsys, _extended, tmp_path: Path) -> None:
    own = profile(_extended, tmp_path / "profile", "en")
    office = Office(own).start()
    for command in ("install", "uninstall"):
        code, out, err = run(capsys, command, "--libreoffice", "--profile", own)
        assert (code, out, "[KPI805]" in err) == (1, "", True)
    assert run(capsys, "doctor", "--profile", own)[0] == 0
    assert office.alive
    office.stop()


def test_the_host_has_to_be_said(machine, capsys) -> None:
    code, out, err = run(capsys, "install")
    assert (code, out, "[KPI801]" in err) == (2, "", True)


def test_the_doctor_speaks_chinese_where_the_machine_does(machine, capsys, monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    code, out, err = run(capsys, "doctor", "--profile", tmp_path / "profile")
    assert (code, "正常" in out, "没有安装" in err) == (1, True, True)


@pytest.mark.parametrize(
    ("shown", "version", "code"), [("#NAME?", __version__, "KPI809"), ("87.5", "0.0.1", "KPI808"), ("87.5", None, "KPI807")]
)
def test_the_doctor_names_the_link_that_is_broken(machine, capsys, monkeypatch, shown, version, code) -> None:
    monkeypatch.setattr(session, "probe", lambda *_: {"shown": shown, "version": version})
    ended, _, err = run(capsys, "doctor")
    assert (ended, f"[{code}]" in err) == (1, True)


# What may be missing -----------------------------------------------------------


def code_of(one: object) -> str:
    return one.code if isinstance(one, Problem) else ""


def script(folder: Path, name: str, body: str) -> Path:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A machine with an empty PATH and nothing in the usual places."""
    monkeypatch.setattr(found, "PLACES", ())
    monkeypatch.setattr(os, "defpath", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def test_without_libreoffice_the_remedy_is_to_install_it(bare: Path) -> None:
    assert code_of(found.office()) == "KPI802"


def test_an_old_libreoffice_is_refused(bare: Path) -> None:
    script(bare, "soffice", "echo LibreOffice 7.4.7.2 40")
    assert code_of(found.office()) == "KPI803"


def test_a_libreoffice_without_its_python_is_refused(bare: Path) -> None:
    script(bare, "soffice", "echo LibreOffice 25.2.3.2 520")
    script(bare, "python3", "exit 1")
    assert code_of(found.office()) == "KPI804"


def test_a_libreoffice_that_does_not_start_is_told(machine, tmp_path: Path) -> None:
    good = found.office()
    assert not isinstance(good, Problem)
    broken = good._replace(program=script(tmp_path, "soffice", "exit 3"))
    told = session.probe(broken, tmp_path / "profile")
    assert code_of(told) == "KPI806"
    assert "(3)" in told.facts["reason"]


def test_the_other_commands_do_not_load_the_addin() -> None:
    code = "import sys; from kpi.cli import _wanted; _wanted('score'); print('addin' in sys.modules, 'importlib.metadata' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]
