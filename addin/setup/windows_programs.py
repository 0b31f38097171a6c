"""Programs on a real Windows. Nobody has run this on Windows yet; the tests run it over stand-ins."""

import csv
import ctypes
import os
import subprocess
import sys
from collections.abc import Sequence

from addin.setup.pc import Done, Program

NO_WINDOW = 0x08000000  # CREATE_NO_WINDOW
DETACHED = 0x00000008  # DETACHED_PROCESS
ASK_PATH = 0x1000  # PROCESS_QUERY_LIMITED_INFORMATION
LONGEST_PATH = 32768  # characters
PATIENCE = 1800  # seconds; pip may load a hundred megabytes over a slow line
TASKLIST = os.path.expandvars(r"${SYSTEMROOT}\System32\tasklist.exe")


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
