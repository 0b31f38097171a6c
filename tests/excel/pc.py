"""A Windows PC to install on: its files in a folder, its registry a dictionary, its programs told what to say."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path, PurePath, PureWindowsPath

from addin.setup.files import Files
from addin.setup.manifest import digest
from addin.setup.pc import Done, Pc, Program, Python, Value
from addin.setup.places import EXCEL_PATH

XLWINGS = version("xlwings")
EXCEL = r"C:\Program Files\Microsoft Office\root\Office16\EXCEL.EXE"
PYTHON = r"C:\Program Files\Python312\python.exe"


def place_in(folder: Path) -> Callable[[str], Path]:
    """Where a Windows path lies in a folder; capitals do not count on Windows, and here the first spelling does."""

    def place(path: str) -> Path:
        whole = PureWindowsPath(path)
        found = folder
        for part in (whole.drive.rstrip(":"), *whole.parts[1:]):
            there = {one.name.lower(): one for one in found.iterdir()} if found.is_dir() else {}
            found = there.get(part.lower(), found / part)
        return found

    return place


@dataclass
class Faults:
    """Makes the n-th change of a PC fail; counts them all."""

    at: int = -1
    seen: list[str] = field(default_factory=list)

    def passed(self, what: str) -> None:
        self.seen.append(what)
        if len(self.seen) == self.at:
            raise OSError(f"no {what}")


class FaultyFiles(Files):
    """Files whose changes can fail."""

    def __init__(self, place: Callable[[str], Path], faults: Faults, flavour: type[PurePath] = PureWindowsPath) -> None:
        super().__init__(place, flavour)
        self._faults = faults

    def write(self, path: str, content: bytes) -> None:
        self._faults.passed(f"write {path}")
        super().write(path, content)

    def delete(self, path: str) -> None:
        self._faults.passed(f"delete {path}")
        super().delete(path)

    def make_folder(self, path: str) -> None:
        self._faults.passed(f"folder {path}")
        super().make_folder(path)

    def remove_folder(self, path: str) -> None:
        self._faults.passed(f"remove {path}")
        super().remove_folder(path)


class FakeRegistry:
    """The registry as a dictionary; names do not tell capitals from small letters."""

    def __init__(self, faults: Faults) -> None:
        self.keys: dict[str, dict[str, tuple[str, Value]]] = {}
        self._faults = faults

    def set(self, key: str, name: str, value: Value) -> None:
        """As somebody else would."""
        self.keys.setdefault(key.lower(), {})[name.lower()] = (name, value)

    def read(self, key: str, name: str) -> Value | None:
        found = self.keys.get(key.lower(), {}).get(name.lower())
        return found[1] if found else None

    def names(self, key: str) -> Sequence[str]:
        return [name for name, _ in self.keys.get(key.lower(), {}).values()]

    def children(self, key: str) -> Sequence[str]:
        above = key.lower() + "\\"
        return sorted({one[len(above) :].partition("\\")[0] for one in self.keys if one.startswith(above)})

    def has(self, key: str) -> bool:
        return key.lower() in self.keys or bool(self.children(key))

    def write(self, key: str, name: str, value: str) -> None:
        self._faults.passed(f"set {key} {name}")
        self.set(key, name, value)

    def delete(self, key: str, name: str) -> None:
        self._faults.passed(f"unset {key} {name}")
        self.keys.get(key.lower(), {}).pop(name.lower(), None)

    def delete_key(self, key: str) -> None:
        self._faults.passed(f"drop {key}")
        self.keys.pop(key.lower(), None)


class FakePrograms:
    """Programs that do what venv, pip and our own Python do to the files."""

    def __init__(self, files: Files, faults: Faults) -> None:
        self._files, self._faults = files, faults
        self.others: list[Program] = []  # not ours
        self.servers: list[str] = []  # commands
        self.ran: list[Sequence[str]] = []
        self.libraries = True  # whether pip finds the wheel of Windows
        self.answer = Done(0, "87.5\n")
        self.by_library = Done(0, "87.5\n")
        self.pip = Done(0, "")

    def running(self) -> Sequence[Program]:
        ours = [Program("pythonw.exe", 100 + n, command.split('"')[1]) for n, command in enumerate(self.servers)]
        return [*self.others, *ours]

    def run(self, command: Sequence[str]) -> Done:
        self.ran.append(command)
        self._faults.passed(f"run {command[0]}")
        if command[0].endswith("whoami.exe"):
            return Done(0, '"pc\\ann","S-1-5-21-7-1001"\n')
        if "venv" in command:
            for name in ("python.exe", "pythonw.exe"):
                self._files.write(rf"{command[-1]}\Scripts\{name}", b"MZ")
            return Done(0, "")
        if "pip" in command:
            folder = command[0].partition("\\Scripts\\")[0]
            for bits in (64, 32) if self.libraries else ():
                self._files.write(rf"{folder}\xlwings{bits}-{XLWINGS}.dll", b"MZ")
            return self.pip
        if "kpi" in command:
            return self.answer if self._files.exists(command[0]) else Done(1, "")
        if "addin.setup.activation" in command:
            return self.by_library
        return Done(0, "")

    def start(self, command: str) -> None:
        self._faults.passed(f"start {command}")
        self.servers.append(command)

    def end(self, number: int) -> None:
        self._faults.passed(f"end {number}")
        self.servers.pop(number - 100)


def tree(folder: Path) -> dict[str, str | None]:
    """All files with the digest of their content, short enough for a test that fails, and all folders."""
    return {
        str(path.relative_to(folder)): digest(path.read_bytes())[:8] if path.is_file() else None
        for path in sorted(folder.rglob("*"))
    }


@dataclass
class FakePc:
    """The PC, and what a test wants to turn on it."""

    folder: Path
    faults: Faults
    registry: FakeRegistry
    programs: FakePrograms
    pc: Pc

    def tree(self) -> dict[str, str | None]:
        return tree(self.folder)

    def state(self) -> object:
        """All that an installation may change."""
        return self.tree(), {key: dict(values) for key, values in self.registry.keys.items()}, list(self.programs.servers)


def windows(folder: Path, user: str = "ann", python: Python | None = None) -> FakePc:
    """A PC with Excel of Microsoft 365 and Python of python.org."""
    faults = Faults()
    files = FaultyFiles(place_in(folder), faults)
    registry, programs = FakeRegistry(faults), FakePrograms(files, faults)
    home = rf"C:\Users\{user}"
    variables = {
        "USERPROFILE": home, "USERNAME": user, "APPDATA": rf"{home}\AppData\Roaming",
        "LOCALAPPDATA": rf"{home}\AppData\Local", "PROGRAMDATA": r"C:\ProgramData",
    }  # fmt: skip
    for one in (variables["APPDATA"], variables["LOCALAPPDATA"], variables["PROGRAMDATA"]):
        files.make_folder(one)
    registry.set(EXCEL_PATH, "", EXCEL)
    registry.set(r"HKCR\Excel.Application\CurVer", "", "Excel.Application.16")
    pc = Pc(
        system="win32", variables=variables, files=files, registry=registry, programs=programs,
        python=python or Python(PYTHON, "win-amd64", r"C:\Work\.venv"),
    )  # fmt: skip
    faults.seen.clear()
    return FakePc(folder, faults, registry, programs, pc)


