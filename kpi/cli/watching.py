"""`kpi score --watch`: which workbook to score next, after a save or when an open one is closed."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from kpi.package import locks

Stamp = tuple[int, int]


class Watching:
    """Workbooks that were scored a moment ago, or refused because they are open in a spreadsheet program."""

    def __init__(self, books: Sequence[Path], *, in_place: bool) -> None:
        self._wanted = {path.resolve(): path for path in books}
        self._in_place = in_place
        now = {path: _stamp(path) for path in self._wanted}
        self._told = {path: stamp for path, stamp in now.items() if self._waits(path)}
        self._scored = {path: stamp for path, stamp in now.items() if path not in self._told}

    def saves(self) -> Iterator[Path]:
        """Every workbook that somebody has saved, until Ctrl+C; our own writing is known by the file's new stamp.

        One that is open in a spreadsheet program cannot be written, so it comes again when it is closed.
        """
        from watchfiles import watch  # noqa: PLC0415 - only who waits needs it

        folders = {path.parent for path in self._wanted}
        with suppress(KeyboardInterrupt):  # not left to the library, which would log it
            for _ in watch(*folders, yield_on_timeout=True):  # looked at now and then, should a message be lost
                yield from self._saved()

    def _saved(self) -> Iterator[Path]:
        for path, given in self._wanted.items():
            stamp, waits = _stamp(path), self._waits(path)
            if stamp is None or stamp == (self._told if waits else self._scored).get(path):
                continue
            yield given
            if waits:
                self._told[path] = stamp
            else:
                self._scored[path] = _stamp(path)

    def _waits(self, path: Path) -> bool:
        return self._in_place and any(lock.exists() for lock in locks(path))


def _stamp(path: Path) -> Stamp | None:
    try:
        found = path.stat()
    except OSError:  # between the two halves of somebody's save
        return None
    return found.st_mtime_ns, found.st_size
