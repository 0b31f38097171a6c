"""`kpi score --watch` in a process of its own, beside a person who saves and closes."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kpi.package import locks
from tests.desk import tables, type_in

LONGEST = 300  # seconds to wait for what takes one


@pytest.fixture
def watching(centre: Path) -> Iterator[Path]:
    """Where a watching process writes what it says."""
    with watched(centre) as log:
        yield log


@contextmanager
def watched(centre: Path) -> Iterator[Path]:
    log = centre.with_name("log.txt")
    command = [sys.executable, "-m", "kpi", "score", str(centre), "--watch", "--json", str(results(centre))]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1", "LANG": "en_US.UTF-8"}
    with log.open("w") as out, subprocess.Popen(command, stdout=out, stderr=out, env=environment) as process:
        try:
            until(lambda: "Ctrl+C" in log.read_text(encoding="utf-8"), log)
            yield log
        finally:
            process.terminate()  # not Ctrl+C: whoever was started in the background ignores that
            process.wait(LONGEST)


def results(book: Path) -> Path:
    return book.with_name("results.json")


def until(happened: Callable[[], bool], log: Path) -> None:
    end = time.monotonic() + LONGEST
    while not happened():
        assert time.monotonic() < end, log.read_text(encoding="utf-8")
        time.sleep(0.1)


def exported(file: Path) -> set[object]:
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
    except ValueError:  # being written
        return set()
    found = (one for person in data["people"] if person["id"] == "SS00000" for one in person["results"])
    return {one["actual"] for one in found if one["code"] == "SALES-6"}


def actuals(book: Path) -> set[object]:
    read = tables(book)["Scores"]
    at, who, code = (read.headers.index(header) for header in ("完成值", "工号", "代码"))
    return {row[at] for row in read.rows if (row[who], row[code]) == ("SS00000", "SALES-6")}


def test_a_save_is_scored(centre: Path, watching: Path) -> None:
    type_in(centre, ("Entry_SS", "SS00000", "SALES-6", 77.0))
    until(lambda: actuals(centre) == {77.0}, watching)


def test_the_json_follows_every_save(centre: Path, watching: Path) -> None:
    assert exported(results(centre)) != {77.0}
    type_in(centre, ("Entry_SS", "SS00000", "SALES-6", 77.0))
    until(lambda: exported(results(centre)) == {77.0}, watching)


@pytest.mark.parametrize("program", [0, 1], ids=["Excel", "LibreOffice"])
def test_an_open_workbook_is_refused_and_scored_when_it_is_closed(centre: Path, watching: Path, program: int) -> None:
    type_in(centre, ("Entry_SS", "SS00000", "SALES-6", 71.0))
    until(lambda: actuals(centre) == {71.0}, watching)
    lock = locks(centre)[program]
    lock.write_text("")
    content = type_over(centre, lock)
    until(lambda: f"KPI12{program + 1}" in watching.read_text(encoding="utf-8"), watching)
    assert centre.read_bytes() == content
    lock.unlink()
    until(lambda: actuals(centre) == {66.0}, watching)


def test_one_that_was_open_from_the_start_is_scored_when_it_is_closed_without_another_save(centre: Path) -> None:
    lock = locks(centre)[0]
    lock.write_text("")
    content = centre.read_bytes()
    with watched(centre) as log:
        assert "KPI121" in log.read_text(encoding="utf-8")
        assert centre.read_bytes() == content
        lock.unlink()
        until(lambda: centre.read_bytes() != content, log)


def type_over(book: Path, lock: Path) -> bytes:
    """What the program that holds the workbook open saves."""
    copy = book.with_name("saving.xlsx")
    copy.write_bytes(book.read_bytes())
    type_in(copy, ("Entry_SS", "SS00000", "SALES-6", 66.0))
    content = copy.read_bytes()
    assert lock.exists()
    book.write_bytes(content)
    return content
