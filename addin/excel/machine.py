"""What kpi.xlam has to know of a machine: where its Python is, and the library that leads there."""

import re
import sys
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path, PureWindowsPath
from typing import NamedTuple

from addin.excel.installed import Installation
from kpi.problems import Problem
from kpi.problems import excel as problem


class Machine(NamedTuple):
    """The machine that this program runs on."""

    system: str
    prefix: str  # the folder of the environment, where the wheel of xlwings puts its libraries
    exists: Callable[[str], bool]


HERE = Machine(sys.platform, sys.prefix, lambda path: Path(path).exists())


def installation(python: str, service: str, machine: Machine = HERE) -> Installation | Problem:
    """The installation of this machine, or of another one whose pythonw.exe is named."""
    if not python and machine.system != "win32":
        return problem.not_windows()
    interpreter = PureWindowsPath(python or rf"{machine.prefix}\Scripts\pythonw.exe")
    folder = interpreter.parent
    if re.fullmatch("scripts", folder.name, re.IGNORECASE):  # of a virtual environment
        folder = folder.parent
    try:
        found = Installation(
            interpreter=str(interpreter), folder=str(folder), xlwings=version("xlwings"), service=service
        )
    except PackageNotFoundError:
        return problem.no_library("xlwings")
    except ValueError:
        return problem.unusable_path(str(interpreter))
    return _checked(found, machine) if not python else found


def _checked(found: Installation, machine: Machine) -> Installation | Problem:
    """Only what lies on this machine can be looked for."""
    for path in (found.interpreter, *found.libraries):
        if not machine.exists(path):
            return problem.no_library(path)
    return found
