"""A folder of results: each file is written whole or not at all, and one that fails stops no other."""

import errno
import os
from contextlib import suppress
from pathlib import Path

from kpi.package.save import temporary as temporary_name
from kpi.problems import Problem
from kpi.problems.package import disk_full, folder_read_only, not_written

NO_ROOM = (errno.ENOSPC, errno.EDQUOT)


class Folder:
    """Writes files below a folder and remembers which, and what went wrong."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.written: list[Path] = []
        self.problems: list[Problem] = []

    def put(self, name: str, data: bytes) -> None:
        """Writes a file; one of the same name is replaced in one step."""
        target = self.root / name
        temporary = temporary_name(target)
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            temporary.write_bytes(data)
            os.replace(temporary, target)  # noqa: PTH105 - says what it does
        except OSError as error:
            with suppress(OSError):
                temporary.unlink()
            self.problems.append(_refusal(error, target))
        else:
            self.written.append(target)


def _refusal(error: OSError, target: Path) -> Problem:
    if error.errno in NO_ROOM:
        return disk_full(target.name)
    if error.errno in (errno.EACCES, errno.EROFS) and not os.access(target.parent, os.W_OK):
        return folder_read_only(target.name, str(target.parent))
    return not_written(target.name, error.strerror or str(error))
