"""The real Windows behind a `Pc`. Nobody has run this on Windows yet; the tests run it over stand-ins."""

import csv
import ctypes
import os
import subprocess
import sys
import sysconfig
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from addin.setup.files import Files
from addin.setup.pc import Done, Pc, Program, Python, Value

NO_WINDOW = 0x08000000  # CREATE_NO_WINDOW
DETACHED = 0x00000008  # DETACHED_PROCESS
ASK_PATH = 0x1000  # PROCESS_QUERY_LIMITED_INFORMATION
LONGEST_PATH = 32768  # characters
PATIENCE = 1800  # seconds; pip may load a hundred megabytes over a slow line
TASKLIST = os.path.expandvars(r"${SYSTEMROOT}\System32\tasklist.exe")
ROOTS = {"HKCU": "HKEY_CURRENT_USER", "HKLM": "HKEY_LOCAL_MACHINE", "HKCR": "HKEY_CLASSES_ROOT"}


class WindowsRegistry:
    """The registry, by the module winreg of Python."""

    def __init__(self) -> None:
        self._api: Any = import_module("winreg")  # by name, for it exists on Windows only

    def _opened(self, key: str, access: int) -> Any:
        root, _, rest = key.partition("\\")
        return self._api.OpenKey(getattr(self._api, ROOTS[root]), rest, 0, access)

    def read(self, key: str, name: str) -> Value | None:
        """A value; None also where reading is not allowed."""
        try:
            with self._opened(key, self._api.KEY_READ) as opened:
                found: Value | None = self._api.QueryValueEx(opened, name)[0]
        except OSError:
            return None
        return found

    def names(self, key: str) -> Sequence[str]:
        """The names of a key's values."""
        return self._listed(key, 1, lambda opened, n: str(self._api.EnumValue(opened, n)[0]))

    def children(self, key: str) -> Sequence[str]:
        """The names of the keys in a key."""
        return self._listed(key, 0, lambda opened, n: str(self._api.EnumKey(opened, n)))

    def _listed(self, key: str, kind: int, one: Any) -> Sequence[str]:
        try:
            with self._opened(key, self._api.KEY_READ) as opened:
                return [one(opened, n) for n in range(self._api.QueryInfoKey(opened)[kind])]
        except OSError:
            return []

    def has(self, key: str) -> bool:
        """True where there is such a key."""
        try:
            with self._opened(key, self._api.KEY_READ):
                return True
        except OSError:
            return False

    def write(self, key: str, name: str, value: str) -> None:
        """Sets a text."""
        root, _, rest = key.partition("\\")
        with self._api.CreateKey(getattr(self._api, ROOTS[root]), rest) as opened:
            self._api.SetValueEx(opened, name, 0, self._api.REG_SZ, value)

    def delete(self, key: str, name: str) -> None:
        """Takes a value away."""
        try:
            with self._opened(key, self._api.KEY_SET_VALUE) as opened:
                self._api.DeleteValue(opened, name)
        except FileNotFoundError:
            return

    def delete_key(self, key: str) -> None:
        """Takes a key away."""
        root, _, rest = key.partition("\\")
        try:
            self._api.DeleteKey(getattr(self._api, ROOTS[root]), rest)
        except FileNotFoundError:
            return


class WindowsPrograms:
    """Programs, by tasklist, which every Windows has."""

    def running(self) -> Sequence[Program]:
        """Those in this user's session; on a terminal server others have an Excel open, too."""
        try:
            done = self.run([TASKLIST, "/FO", "CSV", "/NH"])
        except OSError:
            return []  # an open Excel then shows as a file that cannot be written
        rows = [row for row in csv.reader(done.output.splitlines()) if len(row) > 3 and row[1].isdigit()]
        session = next((row[3] for row in rows if int(row[1]) == os.getpid()), None)
        return [
            Program(row[0], int(row[1]), path_of(int(row[1])) if row[0].lower().startswith("python") else "")
            for row in rows
            if row[3] == session
        ]

    def run(self, command: Sequence[str]) -> Done:
        """Runs a program to its end, without a window."""
        try:
            done = subprocess.run(  # noqa: S603 - our own commands, no shell
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                errors="replace",
                timeout=PATIENCE,
                creationflags=NO_WINDOW if sys.platform == "win32" else 0,
                check=False,
            )
        except subprocess.TimeoutExpired as late:
            raise TimeoutError(f"{command[0]} does not end") from late
        return Done(done.returncode, done.stdout)

    def start(self, command: str) -> None:
        """Starts a program that outlives this one; Windows takes its command as one text."""
        nowhere = subprocess.DEVNULL
        flags = DETACHED if sys.platform == "win32" else 0
        subprocess.Popen(command, stdin=nowhere, stdout=nowhere, stderr=nowhere, creationflags=flags)  # noqa: S603

    def end(self, number: int) -> None:
        """Ends one of our own programs."""
        os.kill(number, 15)


def path_of(number: int) -> str:
    """The file of a running program; empty where Windows does not tell."""
    kernel = ctypes.windll.kernel32  # type: ignore[attr-defined] # exists on Windows only
    kernel.OpenProcess.restype = ctypes.c_void_p
    handle = kernel.OpenProcess(ASK_PATH, False, number)
    if not handle:
        return ""
    size = ctypes.c_ulong(LONGEST_PATH)
    path = ctypes.create_unicode_buffer(LONGEST_PATH)
    try:
        told = kernel.QueryFullProcessImageNameW(ctypes.c_void_p(handle), 0, path, ctypes.byref(size))
        return path.value if told else ""
    finally:
        kernel.CloseHandle(ctypes.c_void_p(handle))


def this_pc() -> Pc:
    """The Windows PC that this program runs on."""
    base = str(getattr(sys, "_base_executable", "") or sys.executable)
    return Pc(
        system=sys.platform,
        variables={name.upper(): value for name, value in os.environ.items()},
        python=Python(base, sysconfig.get_platform(), sys.prefix),
        files=Files(),
        registry=WindowsRegistry(),
        programs=WindowsPrograms(),
    )
