"""Where the last steps of the buttons are kept: one file each, in the user's own folder, never in a workbook.

A step holds what stood in the cells that a button wrote, so these files are as private as the workbook.
Only the last steps of the last workbooks are kept.
"""

import gzip
import json
import os
from collections.abc import Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from shutil import rmtree
from typing import Any, NamedTuple

STEPS, WORKBOOKS = 10, 20  # kept
ENDING = ".step"
Data = Mapping[str, Any]  # plain, as JSON has it


class Step(NamedTuple):
    """A step and the file that holds it."""

    file: Path
    data: Data


class Steps:
    """The steps of one workbook, which is known by its path."""

    def __init__(self, root: Path, workbook: str) -> None:
        self._root = root
        self._folder = root / sha256(workbook.casefold().encode()).hexdigest()[:32]

    def add(self, data: Data) -> Path:
        """Keeps a step before it is taken; raises OSError where there is no room for it."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        numbers = [int(file.stem) for file in self._files()]
        file = self._folder / f"{max(numbers, default=0) + 1:06}{ENDING}"
        self.write(file, data)
        self._forget()
        return file

    @staticmethod
    def write(file: Path, data: Data) -> None:
        """Writes a step whole or not at all."""
        new = file.with_suffix(".new")
        try:
            new.write_bytes(gzip.compress(json.dumps(data, ensure_ascii=False).encode(), 1, mtime=0))
            os.replace(new, file)  # noqa: PTH105 - says what it does
        except OSError:
            with suppress(OSError):
                new.unlink()
            raise

    def last(self) -> Step | None:
        """The step that was taken last; a file that nobody can read any more is thrown away."""
        for file in reversed(self._files()):
            try:
                data = json.loads(gzip.decompress(file.read_bytes()))
            except (OSError, ValueError, EOFError):
                file.unlink(missing_ok=True)
            else:
                return Step(file, data)
        return None

    def count(self) -> int:
        """How many steps there are."""
        return len(self._files())

    def _files(self) -> list[Path]:
        return sorted(file for file in self._folder.glob(f"*{ENDING}") if file.stem.isdigit())

    def _forget(self) -> None:
        """Throws away what is older than what is kept."""
        for file in self._files()[:-STEPS]:
            file.unlink(missing_ok=True)
        folders = sorted(filter(Path.is_dir, self._root.iterdir()), key=lambda one: one.stat().st_mtime)
        for folder in folders[:-WORKBOOKS]:
            if folder != self._folder:
                rmtree(folder, ignore_errors=True)
