"""The Python of our own that Excel starts: how it is made, and whether it answers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from addin.excel.installed import Installation
from addin.setup.pc import Pc

QUESTION, KNOWN = ("call", "KPI_SCORE", "SALES-3", "97%"), "87.5"
ASKED = ("kpi", *QUESTION)
ISOLATED = ("-I", "-B")  # nothing but this environment counts, whatever the user has set
LAST_LINES = 3  # of a program that failed


class StepError(Exception):
    """A step did not succeed; the text says why."""


@dataclass(frozen=True, kw_only=True)
class Environment:
    """An environment with exactly this version of this program."""

    folder: str
    xlwings: str  # the version that it will have
    wheel: str  # the file name of this program's wheel
    content: bytes  # of that wheel
    wheels: str = ""  # a folder to take all other packages from, instead of the internet

    @property
    def path(self) -> str:
        """What is written."""
        return self.folder

    @property
    def python(self) -> str:
        """Its Python."""
        return python(self.folder)

    @property
    def wheel_path(self) -> str:
        """Where the wheel of this program is put for pip."""
        return rf"{self.folder}\{self.wheel}"

    @property
    def needed(self) -> Sequence[str]:
        """The files without which Excel does not reach it."""
        return libraries(self.folder, self.xlwings)

    def back(self, pc: Pc) -> Callable[[], None]:
        """No environment, and no folder that was not there."""
        folders = pc.files.missing_folders(self.folder)

        def undo() -> None:
            pc.files.remove_folder(self.folder)
            for folder in folders:
                pc.files.remove_empty(folder)

        return undo

    def do(self, pc: Pc) -> None:
        """Makes it and asks it a question; raises StepError when it does not answer as it should."""
        _ran(pc, [pc.python.program, "-I", "-m", "venv", self.folder])
        wheel = self.wheel_path
        pc.files.write(wheel, self.content)
        source = ["--no-index", "--find-links", self.wheels] if self.wheels else []
        pip = ["-m", "pip", "install", "--no-input", "--disable-pip-version-check", "--quiet"]
        _ran(pc, [self.python, "-I", *pip, *source, wheel])
        missing = [path for path in self.needed if not pc.files.exists(path)]
        if missing:
            raise StepError(f"{missing[0]} is missing")
        given = said(pc, self.python, *ASKED)
        if given != KNOWN:
            raise StepError(f"kpi {' '.join(QUESTION)}: {given}")


def python(folder: str) -> str:
    """The Python of an environment that prints."""
    return rf"{folder}\Scripts\python.exe"


def libraries(folder: str, xlwings: str) -> Sequence[str]:
    """The libraries of an environment for Excel of 64 and of 32 bits."""
    server = rf"{folder}\Scripts\pythonw.exe"
    return Installation(interpreter=server, folder=folder, xlwings=xlwings).libraries


def answer(pc: Pc, folder: str) -> str:
    """What an environment says to a question whose answer is known; what went wrong where it says nothing."""
    return said(pc, python(folder), *ASKED)


def answer_by_library(pc: Pc, folder: str, xlwings: str, command: str) -> str:
    """The same, asked the way Excel asks."""
    return said(pc, python(folder), "addin.setup.activation", libraries(folder, xlwings)[0], command)


def said(pc: Pc, program: str, module: str, *words: str) -> str:
    """What a module prints in an installed Python; what went wrong where it fails."""
    try:
        done = pc.programs.run([program, *ISOLATED, "-m", module, *words])
    except (OSError, ValueError) as error:
        return str(error)
    return done.output.strip() if done.code == 0 else _end(done.output)


def _ran(pc: Pc, command: Sequence[str]) -> None:
    done = pc.programs.run(command)
    if done.code != 0:
        raise StepError(_end(done.output) or f"{command[0]}: {done.code}")


def _end(output: str) -> str:
    """The last lines of what a program printed, where it says why it failed."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    return " ".join(lines[-LAST_LINES:])
