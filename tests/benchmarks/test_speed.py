"""How long a month takes, against the simplest openpyxl script on the same file in the same run.

Nothing here asserts a time: figures are recorded (`pytest tests/benchmarks --benchmark-enable`), ratios are printed.
S and M run by default; KPI_BENCH=SML adds 50,000 people, which takes the openpyxl script minutes and gigabytes.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kpi import new
from kpi.headless import score_file
from tests.benchmarks import workloads

SIZES = [size for size in os.environ.get("KPI_BENCH", "SM") if size in workloads.SIZES]
BATCH = 300
MONTHS = 12  # different workbooks in a batch


@pytest.fixture(scope="session")
def books(enabled: None, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A workbook of each size; those that others left in KPI_BENCH_BOOKS are used again."""
    kept = os.environ.get("KPI_BENCH_BOOKS")
    folder = Path(kept) if kept else tmp_path_factory.mktemp("workloads")
    folder.mkdir(parents=True, exist_ok=True)
    return {size: _made(folder / f"{size}.xlsx", size) for size in SIZES}


def _made(target: Path, size: str) -> Path:
    return target if target.exists() else workloads.make(target, workloads.SIZES[size])


@pytest.mark.usefixtures("enabled")
@pytest.mark.parametrize("size", SIZES)
def test_score_in_process(benchmark, books: dict[str, Path], tmp_path: Path, size: str) -> None:
    def fresh() -> tuple[tuple[Path], dict[str, object]]:
        return (Path(shutil.copy(books[size], tmp_path / f"{size}.xlsx")),), {}

    result = benchmark.pedantic(score_file, setup=fresh, rounds=1 if size == "L" else 5, warmup_rounds=size != "L")
    assert result.written
    script = _child("yardstick", books[size], tmp_path / "script.xlsx")
    ours = _child("score", books[size], tmp_path / "ours.xlsx")
    benchmark.extra_info |= {
        "openpyxl / ours": round(script["seconds"] / ours["seconds"], 1),
        "our memory / openpyxl's": round(ours["megabytes"] / script["megabytes"], 2),
        "megabytes": round(ours["megabytes"]),
    }
    print(f"\n{size}: {benchmark.extra_info}, openpyxl {script['seconds']:.2f} s, ours {ours['seconds']:.2f} s")


def _child(job: str, source: Path, target: Path) -> dict[str, float]:
    """Seconds inside a fresh process (imports not counted) and its peak memory, for either way."""
    done = subprocess.run(
        [sys.executable, __file__, job, source, target], check=True, capture_output=True, text=True
    )
    return json.loads(done.stdout)


@pytest.mark.usefixtures("enabled")
def test_the_whole_command_cold(benchmark, books: dict[str, Path], tmp_path: Path) -> None:
    target = tmp_path / "cold.xlsx"
    command = [sys.executable, "-m", "kpi", "score", str(target)]

    def fresh() -> tuple[tuple[list[str]], dict[str, object]]:
        shutil.copy(books["S"], target)
        return (command,), {"check": True, "capture_output": True}

    benchmark.pedantic(subprocess.run, setup=fresh, rounds=5, warmup_rounds=1)


@pytest.mark.usefixtures("enabled")
def test_a_batch_on_all_cores(benchmark, books: dict[str, Path], tmp_path: Path) -> None:
    """Neighbours hold different entries, so that little can be known from the workbook before."""
    each = workloads.SIZES["S"]
    made = [workloads.fill_in(books["S"], tmp_path / f"month{n}.xlsx", each, seed=n) for n in range(MONTHS)]
    names = [tmp_path / f"{n}.xlsx" for n in range(BATCH)]
    command = [sys.executable, "-m", "kpi", "score", *map(str, names)]

    def fresh() -> tuple[tuple[list[str]], dict[str, object]]:
        for n, name in enumerate(names):
            shutil.copy(made[n % MONTHS], name)
        return (command,), {"check": True, "capture_output": True}

    benchmark.pedantic(subprocess.run, setup=fresh, rounds=2)
    each_took = benchmark.stats.stats.min / BATCH
    script = _child("yardstick", made[0], tmp_path / "script.xlsx")
    benchmark.extra_info |= {
        "milliseconds a file": round(each_took * 1000, 1),
        "openpyxl / ours": round(script["seconds"] / each_took, 1),
    }
    print(f"\nB: {benchmark.extra_info}")


@pytest.mark.usefixtures("enabled")
@pytest.mark.parametrize("size", [size for size in SIZES if size != "L"])
def test_new(benchmark, tmp_path: Path, size: str) -> None:
    people = workloads.people(workloads.SIZES[size])

    def make() -> list[object]:
        return list(new.make(tmp_path / "new.xlsx", language="zh", period=workloads.PERIOD, people=people))

    assert benchmark.pedantic(make, rounds=3) == []


def main(job: str, source: str, target: str) -> None:
    """One job in a process of its own."""
    from time import perf_counter

    from tests.peak import peak

    if job == "yardstick":
        from tests.benchmarks.yardstick import run
    else:
        run = score_file
    start = perf_counter()
    run(Path(source), Path(target))
    seconds = perf_counter() - start
    megabytes = peak() / 1024
    print(json.dumps({"seconds": seconds, "megabytes": megabytes}))


if __name__ == "__main__":
    main(*sys.argv[1:])
