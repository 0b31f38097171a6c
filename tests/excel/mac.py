"""A Mac to install on: its files in a folder, its programs told what to say."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from addin.mac import places
from addin.mac.machine import NoRegistry
from addin.setup.files import Files
from addin.setup.pc import Done, Pc, Program, Python
from tests.excel.pc import Faults, FaultyFiles, tree

PYTHON = "/Library/Frameworks/Python.framework/Versions/3.12/bin/python3.12"


class MacPrograms:
    """Programs that do what venv, pip and our own Python do to the files."""

    def __init__(self, files: Files, faults: Faults) -> None:
        self._files, self._faults = files, faults
        self.others: list[Program] = []
        self.ran: list[Sequence[str]] = []
        self.pip, self.answer, self.ready = Done(0, ""), Done(0, "87.5\n"), Done(0, "ready\n")

    def running(self) -> Sequence[Program]:
        return self.others

    def run(self, command: Sequence[str]) -> Done:
        self.ran.append(command)
        self._faults.passed(f"run {command[0]}")
        if "venv" in command:
            self._files.write(f"{command[-1]}/bin/python", b"\xcf\xfa")
            return Done(0, "")
        if "pip" in command:
            return self.pip
        if not self._files.exists(command[0]):
            raise FileNotFoundError(command[0])
        return self.ready if "addin.mac.pressed" in command else self.answer

    def start(self, command: str) -> None:
        raise AssertionError(command)

    def end(self, number: int) -> None:
        raise AssertionError(number)


@dataclass
class FakeMac:
    """The Mac, and what a test wants to turn on it."""

    folder: Path
    faults: Faults
    programs: MacPrograms
    pc: Pc

    def state(self) -> object:
        """All that an installation may change."""
        return tree(self.folder)

    def put(self, path: str, content: bytes = b"theirs") -> None:
        """As somebody else would."""
        file = self.folder / path.lstrip("/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)


def mac(folder: Path, user: str = "ann") -> FakeMac:
    """A Mac with Excel of Microsoft 365, opened once, and Python of python.org."""
    faults = Faults()
    files = FaultyFiles(lambda path: folder / path.lstrip("/"), faults, PurePosixPath)
    programs = MacPrograms(files, faults)
    pc = Pc(
        system="darwin", variables={"HOME": f"/Users/{user}", "USERNAME": user}, files=files, registry=NoRegistry(),
        programs=programs, python=Python(PYTHON, "macosx-11.0-universal2", "/Users/ann/kpi-setup"),
    )  # fmt: skip
    fake = FakeMac(folder, faults, programs, pc)
    fake.put("/Applications/Microsoft Excel.app/Contents/Info.plist")
    for path in (places.addin(pc), places.script(pc), f"{places.templates(pc)}/x", f"{places.own(pc)}"):
        (folder / path.lstrip("/")).parent.mkdir(parents=True, exist_ok=True)
    return fake
