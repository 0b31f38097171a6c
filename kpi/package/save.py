"""Puts a changed workbook where the old one was, all of it or nothing.

The new file is written beside the old one under a name that belongs to this
workbook alone, locked while we write, and renamed over it at the end. A run
that is killed leaves at most that one file, and the next run takes it over.
"""

import errno
import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from zlib import crc32

from kpi.package.change import Changed
from kpi.problems import Problem
from kpi.problems.package import (
    another_run,
    changed_meanwhile,
    disk_full,
    file_read_only,
    folder_read_only,
    no_folder,
    not_a_file,
    not_written,
    open_in_excel,
    open_in_libreoffice,
)

NO_ROOM = frozenset([errno.ENOSPC, errno.EDQUOT])
NOT_ALLOWED = frozenset([errno.EACCES, errno.EPERM, errno.EROFS])
NEW_FILE_MODE = 0o666


def save(changed: Changed, target: Path) -> list[Problem]:
    """Writes the workbook to `target`; says why when it cannot, and then nothing has changed."""
    target = Path(os.path.realpath(target))
    same_file = changed.book.path is not None and target == Path(os.path.realpath(changed.book.path))
    if same_file and changed.unchanged:
        return []
    problems = _locked(target) or _read_only(target)
    if problems:
        return problems
    try:
        return _replace(changed, target, must_be_as_read=same_file)
    except OSError as error:
        return [_refusal(error, target)]


def locks(target: Path) -> tuple[Path, Path]:
    """The files that Excel and LibreOffice leave beside a workbook while it is open."""
    return target.with_name(f"~${target.name}"), target.with_name(f".~lock.{target.name}#")


def _locked(target: Path) -> list[Problem]:
    excel, libreoffice = locks(target)
    if excel.exists():
        return [open_in_excel(target.name, excel.name)]
    if libreoffice.exists():
        return [open_in_libreoffice(target.name, libreoffice.name)]
    return []


def _read_only(target: Path) -> list[Problem]:
    if not target.parent.is_dir():
        return [no_folder(str(target))]
    if target.exists() and not target.is_file():  # a device would be replaced by the workbook
        return [not_a_file(target.name)]
    if target.exists() and not (os.access(target, os.W_OK) and target.stat().st_mode & 0o222):
        return [file_read_only(target.name)]
    if not os.access(target.parent, os.W_OK):
        return [folder_read_only(target.name, str(target.parent))]
    return []


def _refusal(error: OSError, target: Path) -> Problem:
    if error.errno in NO_ROOM:
        return disk_full(target.name)
    if error.errno in NOT_ALLOWED:
        return folder_read_only(target.name, str(target.parent))
    return not_written(target.name, error.strerror or str(error))


def temporary(target: Path) -> Path:
    """The file that the new workbook is written to first: one for each workbook."""
    return target.with_name(f".kpi-{crc32(target.name.encode()):08x}.tmp")


def _replace(changed: Changed, target: Path, *, must_be_as_read: bool) -> list[Problem]:
    new = temporary(target)
    file = os.open(new, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
    try:
        if not _is_ours(file, new):
            return [another_run(target.name)]
        try:
            _write(file, changed.pieces() if not changed.unchanged else [changed.book.archive.data])
            _take_mode(file, target)
            os.fsync(file)
            if must_be_as_read and not _as_read(target, changed.book.archive.data):
                new.unlink()
                return [changed_meanwhile(target.name)]
            if sys.platform == "win32":  # which renames closed files only
                os.close(file)
                file = -1
            new.replace(target)
        except OSError:
            with suppress(OSError):
                new.unlink()
            raise
    finally:
        if file >= 0:
            os.close(file)
    _sync_folder(target.parent)
    return []


def _is_ours(file: int, path: Path) -> bool:
    """Locks the file without waiting; False while another run has it."""
    try:
        _lock(file)
    except OSError:
        return False
    try:
        return os.path.samestat(os.fstat(file), path.stat())
    except FileNotFoundError:  # renamed by the run that had it
        return False


if sys.platform == "win32":
    import msvcrt

    def _lock(file: int) -> None:
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _write(file: int, pieces: Iterable[bytes | memoryview]) -> None:
    os.ftruncate(file, 0)
    for piece in pieces:
        left = memoryview(piece)
        while left:
            left = left[os.write(file, left) :]


def _take_mode(file: int, target: Path) -> None:
    """Gives the new file the rights of the old one."""
    if sys.platform == "win32":
        return
    if target.exists():
        old = target.stat()
        with suppress(OSError):
            os.fchown(file, old.st_uid, old.st_gid)
        os.fchmod(file, old.st_mode & 0o7777)
        return
    mask = os.umask(0)
    os.umask(mask)
    os.fchmod(file, NEW_FILE_MODE & ~mask)


def _as_read(target: Path, data: bytes) -> bool:
    """True when the file still holds what was read."""
    try:
        if target.stat().st_size != len(data):
            return False
        with target.open("rb") as file:
            at = 0
            while piece := file.read(1 << 20):
                if piece != data[at : at + len(piece)]:
                    return False
                at += len(piece)
            return at == len(data)
    except FileNotFoundError:
        return False


def _sync_folder(folder: Path) -> None:
    """Makes the rename itself last through a power cut, where the system can."""
    if sys.platform == "win32":
        return
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
