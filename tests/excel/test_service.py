"""The server of Excel that is started at logon, on a stand-in for a PC and over stand-ins for COM."""

import importlib
from pathlib import Path
from types import SimpleNamespace

import pytest

from addin.excel.installed import GUID
from addin.setup import manifest, places, plan, service
from addin.setup.pc import Program
from addin.setup.wish import Wish
from tests.excel import pywin32
from tests.excel.pc import FakePc, windows
from tests.excel.setting_up import SERVED, install, stamped, uninstall

pytestmark = pytest.mark.usefixtures("setting_up")

COMMAND = r'"C:\Users\ann\AppData\Local\KpiScorecards\python-1\Scripts\pythonw.exe" -I -B -m addin.excel_server'


def command_line(fake: FakePc) -> str:
    """What Excel hands to the library."""
    return next(line for line in stamped(fake).splitlines() if "COMMAND_LINE As String" in line)


def test_excel_starts_nothing_and_looks_for_the_server_that_is_started_at_logon(tmp_path: Path) -> None:
    fake = windows(tmp_path)
    assert install(fake, SERVED) == 0
    expected = f"{COMMAND} {service.CLASS_ID} stay"
    assert fake.registry.read(places.LOGON, places.NAME) == expected
    assert fake.programs.servers == [expected]  # at once, not only after the next logon
    assert command_line(fake).endswith(f'= "{service.CLASS_ID}"')
    assert GUID.fullmatch(service.CLASS_ID)


def test_an_upgrade_keeps_the_choice_and_ends_the_former_server(tmp_path: Path, monkeypatch) -> None:
    fake = windows(tmp_path)
    install(fake, SERVED)
    newer = plan.own_wheel()._replace(content=b"newer")
    monkeypatch.setattr(plan, "own_wheel", lambda: newer)
    assert install(fake) == 0
    assert fake.programs.servers == [f"{COMMAND} {service.CLASS_ID} stay".replace("python-1", "python-2")]
    assert fake.registry.read(places.LOGON, places.NAME) == fake.programs.servers[0]
    found = manifest.installed(fake.pc)
    assert found
    assert found.service == service.CLASS_ID


def test_the_choice_can_be_taken_back(tmp_path: Path) -> None:
    fake = windows(tmp_path)
    install(fake, SERVED)
    assert install(fake, Wish(language="en", service=False)) == 0
    assert fake.registry.read(places.LOGON, places.NAME) is None
    assert fake.programs.servers == []
    assert "$(CLSID)" in command_line(fake)


def test_a_server_that_has_ended_is_started_again(tmp_path: Path) -> None:
    fake = windows(tmp_path)
    install(fake, SERVED)
    fake.programs.servers.clear()
    fake.faults.seen.clear()
    assert install(fake) == 0
    assert len(fake.programs.servers) == 1
    assert not [what for what in fake.faults.seen if what.startswith(("write", "set"))]


def test_only_our_own_programs_are_ended(tmp_path: Path) -> None:
    fake = windows(tmp_path)
    others = [Program("pythonw.exe", 7, r"C:\Users\ann\AppData\Local\KpiScorecards-other\pythonw.exe"), Program("pythonw.exe", 8, "")]
    fake.programs.others += others
    install(fake, SERVED)
    assert uninstall(fake) == 0
    assert fake.programs.servers == []
    assert fake.programs.others == others
    assert [what for what in fake.faults.seen if what.startswith("end")] == ["end 100"]


# The server itself ------------------------------------------------------------------


@pytest.mark.parametrize(("words", "kept"), [((), 0), (("stay",), 1)])
def test_a_server_that_stays_holds_an_object_as_long_as_it_serves(monkeypatch, words: tuple[str, ...], kept: int) -> None:
    from addin import excel_server

    with pytest.MonkeyPatch.context() as patch:
        excel = pywin32.started(patch)
        util = importlib.import_module("win32com.server.util")
        alive: list[object] = []

        class Wrapped(SimpleNamespace):
            def __del__(self) -> None:
                alive.remove(id(self))

        def wrap(one: object, *_: object) -> Wrapped:
            made = Wrapped()
            alive.append(id(made))
            assert one._public_methods_ == ()  # type: ignore[attr-defined]
            return made

        patch.setattr(util, "wrap", wrap)
        seen = []
        patch.setattr(excel.com_server, "serve", lambda class_id: seen.append((class_id, len(alive))))
        excel_server.main("{CLSID}", *words)
        pywin32.ended(excel)
    assert seen == [("{CLSID}", kept)]
    assert alive == []
