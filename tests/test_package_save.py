"""A save is all or nothing, and says why it was nothing."""

import errno
import os
import random
import signal
import stat
import sys
import threading
import time
from collections import Counter
from pathlib import Path

import pytest

from kpi import package
from kpi.package import Changed, save
from kpi.package.save import temporary
from tests.handmade import changed, codes, fill, put, simple, zipped
from tests.test_package_fill import row, text

saving = sys.modules["kpi.package.save"]  # the module; the function has its name
ROWS = row(2, text("A2", "old"))


def ready(path: Path, value: str = "new", count: int = 1) -> Changed:
    book = package.read(path)
    assert isinstance(book, package.Book)
    return changed(book, fill("T", ["A"], [(value,)] * count))


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return put(tmp_path / "八月.xlsx", simple(ROWS))


def test_the_new_file_stands_where_the_old_one_was_and_nothing_else_is_left(path: Path) -> None:
    path.chmod(0o640)
    answer = ready(path)
    assert save(answer, path) == []
    assert path.read_bytes() == answer.data()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert names(path.parent) == [path.name]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes with names")
def test_what_is_no_regular_file_is_never_replaced(path: Path) -> None:
    pipe = path.with_name("pipe")
    os.mkfifo(pipe)
    assert codes(save(ready(path), pipe)) == ["KPI136"]
    assert codes(save(ready(path), path.parent)) == ["KPI136"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_an_unchanged_workbook_is_not_written_again(path: Path) -> None:
    save(ready(path), path)
    before = path.stat()
    assert save(ready(path), path) == []
    after = path.stat()
    assert (before.st_mtime_ns, before.st_ino) == (after.st_mtime_ns, after.st_ino)


def test_a_copy_is_written_elsewhere_even_when_nothing_changed(path: Path) -> None:
    save(ready(path), path)
    other = path.with_name("copy.xlsx")
    assert save(ready(path), other) == []
    assert other.read_bytes() == path.read_bytes()
    mask = os.umask(0)
    os.umask(mask)
    assert stat.S_IMODE(other.stat().st_mode) == 0o666 & ~mask


def test_a_link_to_the_workbook_stays_a_link(path: Path) -> None:
    link = path.with_name("link.xlsx")
    link.symlink_to(path)
    assert save(ready(link), link) == []
    assert link.is_symlink()
    assert path.read_bytes() == link.read_bytes() != zipped(simple(ROWS))


@pytest.mark.parametrize(("lock", "code"), [("~${}", "KPI121"), (".~lock.{}#", "KPI122")])
def test_a_workbook_that_is_open_is_refused(path: Path, lock: str, code: str) -> None:
    before = path.read_bytes()
    answer = ready(path)
    path.with_name(lock.format(path.name)).touch()
    problems = save(answer, path)
    assert codes(problems) == [code]
    assert lock.format(path.name) in problems[0].facts["lock"]
    assert path.read_bytes() == before


def test_a_workbook_saved_by_somebody_else_meanwhile_is_refused(path: Path) -> None:
    answer = ready(path)
    theirs = zipped(simple(ROWS.replace("old", "odd")))
    path.write_bytes(theirs)
    assert codes(save(answer, path)) == ["KPI123"]
    path.unlink()
    assert codes(save(answer, path)) == ["KPI123"]
    assert names(path.parent) == []


def test_a_touched_workbook_with_the_same_content_is_written(path: Path) -> None:
    answer = ready(path)
    os.utime(path, (1, 1))
    assert save(answer, path) == []


def test_a_read_only_file_is_refused(path: Path) -> None:
    answer = ready(path)
    path.chmod(0o444)
    assert codes(save(answer, path)) == ["KPI124"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs folders with rights")
def test_a_read_only_folder_is_refused(path: Path) -> None:
    answer = ready(path)
    path.chmod(0o666)
    path.parent.chmod(0o555)
    for folder in path.parents[1:-1]:
        if folder.stat().st_uid == os.geteuid():
            folder.chmod(folder.stat().st_mode | 0o011)
    said, told = os.pipe()
    child = os.fork()
    if child == 0:
        if os.geteuid() == 0:  # whom no rights stop
            os.setuid(65534)
        os.write(told, " ".join(codes(save(answer, path))).encode())
        os._exit(0)
    os.waitpid(child, 0)
    path.parent.chmod(0o755)
    assert os.read(said, 100) == b"KPI125"


@pytest.mark.parametrize(
    ("number", "code"),
    [(errno.ENOSPC, "KPI126"), (errno.EDQUOT, "KPI126"), (errno.EIO, "KPI128"), (errno.EROFS, "KPI125")],
)
def test_a_write_that_fails_leaves_the_old_file(
    path: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: str
) -> None:
    before = path.read_bytes()
    answer = ready(path, count=20_000)
    real, written = os.write, []

    def failing(file: int, data: memoryview) -> int:
        if written:
            raise OSError(number, os.strerror(number))
        written.append(real(file, data[:100]))
        return written[0]

    monkeypatch.setattr(os, "write", failing)
    assert codes(save(answer, path)) == [code]
    assert path.read_bytes() == before
    assert names(path.parent) == [path.name]


def test_another_run_that_is_writing_is_told_and_harms_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = ready(path, "first"), ready(path, "second")
    real, answers = os.fsync, []

    def while_writing(file: int) -> None:
        monkeypatch.setattr(os, "fsync", real)
        answers.append(save(second, path))

    monkeypatch.setattr(os, "fsync", while_writing)
    assert save(first, path) == []
    assert [codes(answer) for answer in answers] == [["KPI127"]]
    assert path.read_bytes() == first.data()
    assert codes(save(second, path)) == ["KPI123"]
    assert names(path.parent) == [path.name]


def test_a_run_that_opened_the_file_of_a_finished_one_does_not_write_into_it(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = ready(path, "first"), ready(path, "second")
    real = saving._lock

    def after_the_other_is_done(file: int) -> None:
        monkeypatch.setattr(saving, "_lock", real)
        temporary(path).unlink()
        assert save(first, path) == []
        temporary(path).touch()
        real(file)

    monkeypatch.setattr(saving, "_lock", after_the_other_is_done)
    assert codes(save(second, path)) == ["KPI127"]
    assert path.read_bytes() == first.data()


def test_of_many_runs_at_once_one_wins_and_the_others_say_so(path: Path) -> None:
    answers = [ready(path, f"run {at}") for at in range(8)]
    said: dict[int, list[str]] = {}
    threads = [
        threading.Thread(target=lambda at=at: said.update({at: codes(save(answers[at], path))})) for at in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    winners = [at for at, problems in said.items() if not problems]
    assert len(winners) == 1
    assert path.read_bytes() == answers[winners[0]].data()
    assert {code for problems in said.values() for code in problems} <= {"KPI123", "KPI127"}
    assert names(path.parent) == [path.name]


def test_what_a_killed_run_left_is_taken_over(path: Path) -> None:
    temporary(path).write_bytes(b"half of a workbook" * 100_000)
    answer = ready(path)
    assert save(answer, path) == []
    assert path.read_bytes() == answer.data()
    assert names(path.parent) == [path.name]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills a forked run")
def test_a_run_killed_at_any_moment_leaves_the_old_file_or_the_new_one(path: Path) -> None:
    before = path.read_bytes()
    answer = ready(path, "new", 50_000)
    chance = random.Random(20261)
    seen: Counter[tuple[bool, bool]] = Counter()
    longest = 0.02  # seconds; after each kill the next ones come later or sooner, until half of them come too late
    for _ in range(50):
        path.write_bytes(before)
        child = os.fork()
        if child == 0:  # the run that is killed
            save(answer, path)
            os._exit(0)
        time.sleep(chance.random() * longest)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        found = path.read_bytes()
        assert found in (before, answer.data())
        assert len(names(path.parent)) <= 2
        seen[found == before, temporary(path).exists()] += 1
        longest *= 1.4 if found == before else 0.7
    assert {(True, True), (False, False)} <= seen.keys()  # some were killed while they wrote, some too late
    path.write_bytes(before)
    assert save(answer, path) == []
    assert names(path.parent) == [path.name]
