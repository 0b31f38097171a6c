"""What an installation does, step by step. Each step knows, before it is done, how it is taken back."""

import csv
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from addin.setup.environment import StepError
from addin.setup.pc import Pc
from addin.setup.places import system_tool
from addin.setup.service import servers

SYSTEM_AND_ADMINISTRATORS = ("S-1-5-18", "S-1-5-32-544")
Back = Callable[[], None]


class Step(Protocol):
    """One change of the PC."""

    @property
    def path(self) -> str:
        """What is changed, as it is shown."""

    def back(self, pc: Pc) -> Back:
        """What puts it back as it is now; asked for before the step is done."""

    def do(self, pc: Pc) -> None:
        """Does it; raises OSError or StepError."""


@dataclass(frozen=True, kw_only=True)
class WriteFile:
    """A file of ours, in place of an older one."""

    path: str
    content: bytes

    def back(self, pc: Pc) -> Back:
        """The older file again, or none, and no folder that was not there."""
        old, folders = pc.files.read(self.path), pc.files.missing_folders(self.path)

        def undo() -> None:
            if old is not None:
                pc.files.write(self.path, old)
                return
            pc.files.delete(self.path)
            for folder in folders:
                pc.files.remove_empty(folder)

        return undo

    def do(self, pc: Pc) -> None:
        """Writes it."""
        pc.files.write(self.path, self.content)


@dataclass(frozen=True, kw_only=True)
class DeleteFile:
    """A file of ours that is no longer needed."""

    path: str

    def back(self, pc: Pc) -> Back:
        """The file again."""
        old = pc.files.read(self.path)
        return lambda: None if old is None else pc.files.write(self.path, old)

    def do(self, pc: Pc) -> None:
        """Takes it away."""
        pc.files.delete(self.path)


@dataclass(frozen=True, kw_only=True)
class SetValue:
    """A text in the registry; empty takes the value away."""

    key: str
    name: str
    value: str

    @property
    def path(self) -> str:
        """The key and the name."""
        return rf"{self.key}\{self.name}"

    def back(self, pc: Pc) -> Back:
        """The older text again, or none, and no key that was not there."""
        old, key_is_there = pc.registry.read(self.key, self.name), pc.registry.has(self.key)

        def undo() -> None:
            if isinstance(old, str):
                pc.registry.write(self.key, self.name, old)
                return
            pc.registry.delete(self.key, self.name)
            if not key_is_there:
                pc.registry.delete_key(self.key)

        return undo

    def do(self, pc: Pc) -> None:
        """Sets it."""
        if self.value:
            pc.registry.write(self.key, self.name, self.value)
        else:
            pc.registry.delete(self.key, self.name)


@dataclass(frozen=True, kw_only=True)
class PrivateFolder:
    """A folder in which only this user, the system and the administrators may write.

    What others could put beside our Python would run as this user.
    """

    path: str

    def back(self, pc: Pc) -> Back:
        """No folder that was not there."""
        folders = [] if pc.files.exists(self.path) else [self.path, *pc.files.missing_folders(self.path)]

        def undo() -> None:
            for folder in folders:
                pc.files.remove_empty(folder)

        return undo

    def do(self, pc: Pc) -> None:
        """Makes it and takes the rights of all others away."""
        pc.files.make_folder(self.path)
        granted = [f"*{who}:(OI)(CI)F" for who in (_user(pc), *SYSTEM_AND_ADMINISTRATORS)]
        _told(pc, "icacls", self.path, "/inheritance:r", "/grant:r", *granted)


def _user(pc: Pc) -> str:
    """The number of this user, which is the same whatever the name and the domain are called."""
    return next(csv.reader([_told(pc, "whoami", "/user", "/fo", "csv", "/nh")]))[1]


def _told(pc: Pc, tool: str, *words: str) -> str:
    """What a tool of Windows says; raises StepError where it says that it cannot."""
    done = pc.programs.run([system_tool(pc, tool), *words])
    if done.code != 0:
        raise StepError(done.output.strip())
    return done.output.strip()


@dataclass(frozen=True, kw_only=True)
class StartServer:
    """The server of Excel, which starts at logon from now on, at once."""

    path: str  # its command
    environment: str

    def back(self, pc: Pc) -> Back:
        """No server of this environment."""
        return lambda: end_servers(pc, self.environment)

    def do(self, pc: Pc) -> None:
        """Starts it."""
        end_servers(pc, self.environment)
        pc.programs.start(self.path)


def end_servers(pc: Pc, environment: str) -> None:
    """Ends our own programs that run from an environment."""
    for one in reversed(servers(pc, environment)):
        pc.programs.end(one.number)
