"""`kpi score` when something goes wrong while it runs: the old workbook or the new one, and a sentence."""

import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from kpi.headless import score_file
from kpi.package.save import temporary
from tests.judges import ROOT

if sys.platform != "win32":
    import resource

KILLS = 50
SLOW = """
import os, sys, time
write, seconds, hold = os.write, float(sys.argv.pop(1)), sys.argv.pop(1)
def slow(file, data):  # a disk that takes its time
    time.sleep(seconds)
    written = write(file, bytes(data[:4096]))
    while os.path.exists(hold):
        time.sleep(0.01)
    return written
os.write = slow
from kpi.cli import main
main()
"""
NEVER = Path("no such file")
WRITING = pytest.mark.skipif(sys.platform == "win32", reason="kills and mounts as Unix does")


@pytest.fixture
def book(_centre: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(_centre, tmp_path / "八月.xlsx"))


@pytest.fixture(scope="session")
def new(_centre: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """What a scoring makes of the book."""
    path = Path(shutil.copy(_centre, tmp_path_factory.mktemp("new") / "八月.xlsx"))
    assert score_file(path).written
    return path.read_bytes()


def start(path: Path, seconds: float, *more: str, hold: Path = NEVER) -> subprocess.Popen[str]:
    """`kpi score` on a disk that needs so long for every 4 KB, and stands still while there is a file `hold`."""
    command = [sys.executable, "-c", SLOW, str(seconds), str(hold), "score", str(path), *more]
    return subprocess.Popen(command, cwd=ROOT, text=True, encoding="utf-8", stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def ended(run: subprocess.Popen[str]) -> tuple[int, str]:
    out, error = run.communicate(timeout=600)
    assert "Traceback" not in out + error
    return run.returncode, out


def kpi(*arguments: str | Path) -> tuple[int, str]:
    command = [sys.executable, "-m", "kpi", *map(str, arguments)]
    return ended(subprocess.Popen(command, cwd=ROOT, text=True, encoding="utf-8", stdout=subprocess.PIPE, stderr=subprocess.PIPE))


@contextmanager
def writing(path: Path, seconds: float, hold: Path = NEVER) -> Iterator[subprocess.Popen[str]]:
    """A run that has begun to write."""
    run = start(path, seconds, hold=hold)
    until = time.monotonic() + 300
    while not temporary(path).exists() or not temporary(path).stat().st_size:
        assert time.monotonic() < until
        assert run.poll() is None
        time.sleep(0.001)
    try:
        yield run
    finally:
        if run.poll() is None:
            run.kill()
            run.communicate()


def killed(path: Path, moment: float) -> bool:
    """Kills a run so long after it has begun to write; True when it was still writing."""
    temporary(path).unlink(missing_ok=True)
    with writing(path, 0.001) as run:
        time.sleep(moment)
        run.kill()
        run.communicate()
        return run.returncode != 0


@WRITING
def test_a_run_killed_while_it_writes_leaves_the_old_file_or_the_new_one(_centre: Path, tmp_path: Path, new: bytes) -> None:
    old = _centre.read_bytes()

    def kills(folder: str) -> list[tuple[bool, bool]]:
        chance, path = random.Random(folder), tmp_path / folder / "八月.xlsx"
        path.parent.mkdir()
        found = []
        for _ in range(KILLS // 2):
            path.write_bytes(old)
            early = killed(path, chance.random() * 0.3)
            assert path.read_bytes() in (old, new)
            assert early or path.read_bytes() == new
            assert len(list(path.parent.iterdir())) <= 2
            found.append((early, temporary(path).exists()))
        path.write_bytes(old)  # and whatever the last one left is no hindrance
        assert kpi("score", path)[0] == 0
        assert path.read_bytes() == new
        assert [one.name for one in path.parent.iterdir()] == [path.name]
        return found

    with ThreadPoolExecutor(2) as pool:
        seen = [one for some in pool.map(kills, ("a", "b")) for one in some]
    assert len(seen) == KILLS
    assert (True, True) in seen  # some were killed while they wrote


@WRITING
def test_a_run_killed_at_any_moment_at_all_leaves_the_old_file_or_the_new_one(book: Path, new: bytes) -> None:
    old, chance = book.read_bytes(), random.Random(7)
    for _ in range(8):
        book.write_bytes(old)
        run = start(book, 0.001)
        time.sleep(chance.random())
        run.kill()
        run.communicate()
        assert book.read_bytes() in (old, new)


@WRITING
def test_of_two_runs_at_once_one_wins_and_the_other_says_so(book: Path, new: bytes, tmp_path: Path) -> None:
    hold = tmp_path / "hold"
    hold.touch()
    with writing(book, 0, hold) as first:
        code, said = kpi("score", book)
        assert (code, "[KPI127]" in said) == (1, True)
        hold.unlink()
        assert ended(first)[0] == 0
    assert book.read_bytes() == new


@WRITING
def test_a_workbook_that_somebody_saves_meanwhile_stays_as_they_saved_it(book: Path, new: bytes) -> None:
    with writing(book, 0.01) as run:
        book.write_bytes(new)
        code, said = ended(run)
    assert (code, "[KPI123]" in said) == (1, True)
    assert book.read_bytes() == new
    assert [one.name for one in book.parent.iterdir()] == [book.name]


@pytest.mark.parametrize(("lock", "code"), [("~$八月.xlsx", "KPI121"), (".~lock.八月.xlsx#", "KPI122")])
def test_a_workbook_that_is_open_is_checked_but_not_written(book: Path, lock: str, code: str) -> None:
    old = book.read_bytes()
    book.with_name(lock).write_text("经理", encoding="utf-8")
    assert kpi("check", book)[0] == 0
    returned, said = kpi("score", book)
    assert (returned, f"[{code}]" in said, lock in said) == (1, True, True)
    assert book.read_bytes() == old
    assert kpi("score", book, "-o", book.with_name("copy.xlsx"))[0] == 0


def test_one_open_workbook_stops_nobody_else(book: Path, new: bytes) -> None:
    other = Path(shutil.copy(book, book.with_name("九月.xlsx")))
    book.with_name(f"~${book.name}").touch()
    returned, said = kpi("score", book, other)
    assert (returned, "[KPI121]" in said) == (1, True)
    assert len(other.read_bytes()) == len(new)
    assert book.read_bytes() != new


@pytest.fixture(scope="session")
def mounting() -> Sequence[str]:
    """How to run a shell that may mount file systems of its own."""
    for way in (["unshare", "-m"], ["unshare", "-rm"]):
        command = [*way, "sh", "-c", "mount -t tmpfs -o size=64k none /mnt"]
        if shutil.which("unshare") and subprocess.run(command, capture_output=True, check=False).returncode == 0:
            return way
    pytest.skip("file systems cannot be mounted here")


def on_a_disk_of_its_own(mounting: Sequence[str], book: Path, size: str, prepare: str) -> tuple[str, bytes, list[str]]:
    """What `kpi score` says there, the workbook afterwards and the names beside it."""
    disk = book.parent / "disk"
    disk.mkdir()
    script = (
        'mount -t tmpfs -o size="$3" none "$1"; cp "$2" "$1/b.xlsx"; ' + prepare + '; "$4" -m kpi score "$1/b.xlsx";'
        ' echo "code $?"; cp "$1/b.xlsx" "$1.after"; ls -A "$1" > "$1.names"'
    )
    command = [*mounting, "sh", "-c", script, "sh", str(disk), str(book), size, sys.executable]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", timeout=600, check=True)
    names = Path(f"{disk}.names").read_text(encoding="utf-8").split()
    assert "Traceback" not in done.stdout + done.stderr
    return done.stdout, Path(f"{disk}.after").read_bytes(), names


def test_a_full_disk_leaves_the_old_file(mounting: Sequence[str], book: Path) -> None:
    size = f"{book.stat().st_size // 1024 + 60}k"
    said, after, names = on_a_disk_of_its_own(mounting, book, size, "true")
    assert "[KPI126]" in said
    assert "code 1" in said
    assert after == book.read_bytes()
    assert names == ["b.xlsx"]


def test_a_folder_that_cannot_be_written_is_told(mounting: Sequence[str], book: Path) -> None:
    said, after, names = on_a_disk_of_its_own(mounting, book, "4m", 'mount -o remount,ro "$1"')
    assert "[KPI125]" in said or "[KPI124]" in said
    assert "code 1" in said
    assert after == book.read_bytes()
    assert names == ["b.xlsx"]


@WRITING
def test_a_file_that_may_not_grow_so_far_leaves_the_old_one(book: Path) -> None:
    old = book.read_bytes()

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (len(old) // 2, len(old) // 2))

    command = [sys.executable, "-m", "kpi", "score", str(book)]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", timeout=600, check=False, preexec_fn=limited
    )
    assert (done.returncode, "[KPI128]" in done.stdout) == (1, True)
    assert book.read_bytes() == old
    assert [one.name for one in book.parent.iterdir()] == [book.name]
