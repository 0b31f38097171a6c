"""The Mac that this program runs on. Nobody has run this on a Mac yet."""

import os
import sys
import sysconfig
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from addin.setup.files import Files
from addin.setup.pc import Pc, Program, Python, Value
from addin.setup.windows_programs import WindowsPrograms

PS = ("/bin/ps", "-x", "-o", "pid=", "-o", "comm=")  # this user's programs


class NoRegistry:
    """A Mac has none; nothing asks for it there."""

    def read(self, _key: str, _name: str) -> Value | None:
        """Nothing."""
        return None

    def names(self, _key: str) -> Sequence[str]:
        """None."""
        return ()

    def children(self, _key: str) -> Sequence[str]:
        """None."""
        return ()

    def has(self, _key: str) -> bool:
        """False."""
        return False

    def write(self, key: str, _name: str, _value: str) -> None:
        """Is refused."""
        raise OSError(f"no registry: {key}")

    def delete(self, key: str, _name: str) -> None:
        """Is refused."""
        raise OSError(f"no registry: {key}")

    def delete_key(self, key: str) -> None:
        """Is refused."""
        raise OSError(f"no registry: {key}")


class MacPrograms(WindowsPrograms):
    """Programs by ps; they run and end as on Windows, and no server of ours is started."""

    def running(self) -> Sequence[Program]:
        """Those of this user."""
        try:
            done = self.run(PS)
        except OSError:
            return []
        rows = (line.strip().partition(" ") for line in done.output.splitlines())
        return [
            Program(PurePosixPath(path.strip()).name, int(number), path.strip())
            for number, _, path in rows
            if number.isdigit()
        ]


def this_mac() -> Pc:
    """The Mac that this program runs on."""
    home = str(Path.home())
    return Pc(
        system=sys.platform,
        variables={"HOME": home, "USERNAME": os.environ.get("USER", "?")},
        python=Python(
            str(getattr(sys, "_base_executable", "") or sys.executable), sysconfig.get_platform(), sys.prefix
        ),
        files=Files(flavour=PurePosixPath),
        registry=NoRegistry(),
        programs=MacPrograms(),
    )
