r"""A Windows PC as the installer sees it: files, registry, programs, and the Python that runs.

Paths are texts as Windows writes them, `C:\Users\...`; keys of the registry begin with HKCU, HKLM or HKCR.
What stands behind it is the real Windows (windows.py and its neighbours) or, in tests, a folder and a dictionary.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from addin.setup.files import Files

Value = str | int | bytes


class Registry(Protocol):
    """The registry; writing raises OSError where it is not allowed."""

    def read(self, key: str, name: str) -> Value | None:
        """A value; None where there is none. The name of a key's own value is empty."""

    def names(self, key: str) -> Sequence[str]:
        """The names of a key's values."""

    def children(self, key: str) -> Sequence[str]:
        """The names of the keys in a key."""

    def has(self, key: str) -> bool:
        """True where there is such a key."""

    def write(self, key: str, name: str, value: str) -> None:
        """Sets a text, in a new key where there is none yet."""

    def delete(self, key: str, name: str) -> None:
        """Takes a value away; nothing where there is none."""

    def delete_key(self, key: str) -> None:
        """Takes a key away that holds no other keys."""


class Program(NamedTuple):
    """A running program of this user."""

    name: str  # EXCEL.EXE
    number: int  # by which it can be ended
    path: str  # empty where Windows does not tell


class Done(NamedTuple):
    """What came of a program that has ended."""

    code: int
    output: str  # what it printed, both ways


class Programs(Protocol):
    """Programs, those that run and those to be run."""

    def running(self) -> Sequence[Program]:
        """Those in this user's session."""

    def run(self, command: Sequence[str]) -> Done:
        """Runs a program to its end; raises OSError where it cannot be started."""

    def start(self, command: str) -> None:
        """Starts a program that goes on by itself."""

    def end(self, number: int) -> None:
        """Ends one of our own programs."""


class Python(NamedTuple):
    """The Python that this program runs in, from which the environment is made."""

    program: str  # python.exe, of no environment
    platform: str  # win-amd64, win32, win-arm64
    prefix: str  # the folder of the environment, else of Python itself


@dataclass(frozen=True, kw_only=True)
class Pc:
    """A PC and its user."""

    system: str  # win32
    variables: Mapping[str, str]  # APPDATA and the like, in capitals
    python: Python
    files: Files
    registry: Registry
    programs: Programs
