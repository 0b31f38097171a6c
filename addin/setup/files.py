"""Files by their path as the machine writes it, each change in one step."""

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path, PurePath, PureWindowsPath

TEMPORARY = ".kpi-new"  # Excel opens every file in XLSTART; one with this ending is gone before Excel runs


class Files:
    """The files of a PC; `place` tells where a path lies, `flavour` how its folders are written."""

    def __init__(self, place: Callable[[str], Path] = Path, flavour: type[PurePath] = PureWindowsPath) -> None:
        self._place, self._flavour = place, flavour

    def inside(self, folder: str, name: str) -> str:
        """The path of something in a folder."""
        return str(self._flavour(folder) / name)

    def holds(self, folder: str, path: str) -> bool:
        """True for what lies in a folder, or is it."""
        return self._flavour(path).is_relative_to(self._flavour(folder))

    def read(self, path: str) -> bytes | None:
        """The content; None where there is no such file."""
        file = self._place(path)
        return file.read_bytes() if file.is_file() else None

    def exists(self, path: str) -> bool:
        """True for a file or a folder that is there."""
        return self._place(path).exists()

    def names(self, folder: str) -> Sequence[str]:
        """What is in a folder, in the order of the names; nothing where there is no such folder."""
        place = self._place(folder)
        return sorted(one.name for one in place.iterdir()) if place.is_dir() else []

    def write(self, path: str, content: bytes) -> None:
        """Puts a whole file there, in place of an older one; a failure leaves the older one."""
        target = self._place(path)
        new = self._place(path + TEMPORARY)
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            new.write_bytes(content)
            new.replace(target)
        except OSError:
            new.unlink(missing_ok=True)
            raise

    def delete(self, path: str) -> None:
        """Takes a file away; nothing where there is none."""
        self._place(path).unlink(missing_ok=True)

    def make_folder(self, path: str) -> None:
        """Makes a folder, with those that it lies in."""
        self._place(path).mkdir(parents=True, exist_ok=True)

    def remove_folder(self, path: str) -> None:
        """Takes a folder away with all that is in it; nothing where there is none."""
        place = self._place(path)
        if place.exists():
            shutil.rmtree(place)

    def remove_empty(self, path: str) -> None:
        """Takes a folder away if nothing is in it."""
        place = self._place(path)
        if place.is_dir() and not any(place.iterdir()):
            place.rmdir()

    def missing_folders(self, path: str) -> Sequence[str]:
        """The folders above a path that are not there yet, the innermost first."""
        above = self._flavour(path).parents
        return [str(folder) for folder in above if not self._place(str(folder)).exists()]
