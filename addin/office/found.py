"""Where LibreOffice is: its program, the Python that can speak with it, the profile of the user."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from addin.oxt.manifest import LEAST_OFFICE
from kpi.problems import Problem
from kpi.problems import addin as problem

PLACES = (
    "/usr/lib/libreoffice/program/soffice",
    "/usr/lib64/libreoffice/program/soffice",
    "/opt/libreoffice*/program/soffice",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "C:/Program Files/LibreOffice/program/soffice.exe",
    "C:/Program Files (x86)/LibreOffice/program/soffice.exe",
)
PYTHONS = ("python", "python.exe", "../Resources/python")  # beside the program, where LibreOffice brings its own
PROFILES = {
    "win32": "AppData/Roaming/LibreOffice/4",
    "darwin": "Library/Application Support/LibreOffice/4",
}
FOREIGN = ("PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV")  # would lead LibreOffice's own Python astray
PATIENCE = 60  # seconds


class Office(NamedTuple):
    """An installed LibreOffice."""

    program: Path  # soffice
    version: str  # 25.2.3.2
    python: Path  # with the module uno


def office() -> Office | Problem:
    """The LibreOffice of this machine, fit for the extension, or what is missing."""
    program = next(_programs(), None)
    if program is None:
        return problem.no_office()
    version = _version(program)
    if _numbers(version) < _numbers(LEAST_OFFICE):
        return problem.office_too_old(version or "?", LEAST_OFFICE)
    python = next(filter(_speaks_uno, _pythons(program)), None)
    return problem.no_office_python() if python is None else Office(program, version, python)


def _programs() -> Iterator[Path]:
    on_path = shutil.which("soffice")
    if on_path:
        yield Path(on_path).resolve()
    for place in PLACES:
        root = Path(place).anchor
        if root and Path(root).is_dir():
            yield from sorted(Path(root).glob(Path(place).relative_to(root).as_posix()))


def _version(program: Path) -> str:
    found = re.search(r"LibreOffice(?:Dev)? (\d+(?:\.\d+)+)", _output(program, "--version"))
    return found[1] if found else ""


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, filter(None, version.split("."))))


def _pythons(program: Path) -> Iterator[Path]:
    beside = (program.parent / name for name in PYTHONS)
    yield from (path for path in beside if path.exists())
    system = shutil.which("python3", path=os.defpath)  # the one that a Linux distribution's LibreOffice uses
    if system:
        yield Path(system)


def _speaks_uno(python: Path) -> bool:
    return _output(python, "-c", "import uno; print('uno')").strip() == "uno"


def _output(program: Path, *arguments: str) -> str:
    """What a program prints; nothing when it fails."""
    try:
        done = subprocess.run(  # noqa: S603 - found above, no shell
            [program, *arguments], capture_output=True, text=True, timeout=PATIENCE, env=environment(), check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout if done.returncode == 0 else ""


def environment() -> dict[str, str]:
    """The environment without what belongs to our own Python, or to any that was activated.

    LibreOffice's Python takes the first `python3` of PATH for its own and looks for its modules there.
    """
    kept = {name: value for name, value in os.environ.items() if name not in FOREIGN}
    folders = kept.get("PATH", "").split(os.pathsep)
    return {**kept, "PATH": os.pathsep.join(one for one in folders if not _activated(one))}


def _activated(folder: str) -> bool:
    """Whether the programs of a virtual environment are there."""
    return bool(folder) and (Path(folder).parent / "pyvenv.cfg").is_file()


def own_profile() -> Path:
    """Where LibreOffice keeps what is the user's."""
    return Path.home() / PROFILES.get(sys.platform, ".config/libreoffice/4")
