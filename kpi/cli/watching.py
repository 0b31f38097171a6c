"""`kpi score --watch`: which workbook to score next, after a save or when an open one is closed."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from kpi.package import locks

Stamp = tuple[int, int]


def saves(books: Sequence[Path], *, in_place: bool) -> Iterator[Path]:
    """Every workbook that somebody has saved, until Ctrl+C; our own writing is known by the file's new stamp.

    One that is open in a spreadsheet program cannot be written, so it comes again when it is closed.
    """
    from watchfiles import watch  # noqa: PLC0415 - only who waits needs it

    wanted = {path.resolve(): path for path in books}
    seen = {path: _stamp(path) for path in wanted}
    for changes in watch(*{path.parent for path in wanted}, raise_interrupt=False):
        touched = {Path(name).name for _, name in changes}
        for path, given in wanted.items():
            if not touched & {path.name, *(lock.name for lock in locks(path))}:
                continue
            if _stamp(path) in (None, seen[path]):
                continue
            waits = in_place and _is_open(path)
            yield given
            if not waits:
                seen[path] = _stamp(path)


def _is_open(path: Path) -> bool:
    return any(lock.exists() for lock in locks(path))


def _stamp(path: Path) -> Stamp | None:
    try:
        found = path.stat()
    except OSError:  # between the two halves of somebody's save
        return None
    return found.st_mtime_ns, found.st_size
