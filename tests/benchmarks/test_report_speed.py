"""How long the report of a month of 300 people takes, as a command of its own: 300 forms, 300 talks, the team report.

Nothing here asserts a time: figures are recorded (`pytest tests/benchmarks --benchmark-enable`).
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.benchmarks import workloads

EACH = 30  # people in each of the ten roles


@pytest.fixture(scope="module")
def book(enabled: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return workloads.make(tmp_path_factory.mktemp("report") / "300.xlsx", EACH)


@pytest.mark.parametrize("part", ["all", "personal"])
def test_the_report_of_300_people(benchmark, book: Path, tmp_path: Path, part: str) -> None:
    folder = tmp_path / "out"
    command = [sys.executable, "-m", "kpi", "report", str(book), "-o", str(folder)]
    command += [] if part == "all" else ["--part", part]

    def fresh() -> tuple[tuple[list[str]], dict[str, object]]:
        shutil.rmtree(folder, ignore_errors=True)
        return (command,), {"capture_output": True}

    benchmark.pedantic(subprocess.run, setup=fresh, rounds=1)
    assert len(list((folder / "个人考核表").iterdir())) == 10 * EACH
    benchmark.extra_info |= {"cores": os.cpu_count(), "load": round(os.getloadavg()[0], 1)}
    print(f"\n{part}: {benchmark.stats.stats.min:.1f} s, {benchmark.extra_info}")
