"""How long entries take to come into a scored workbook, against scoring the same workbook in the same run.

Recorded, not asserted: a list as `kpi enter` takes it, and the same cells changed without scoring, which drops the
value of everything that depends on them.
"""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from time import process_time

import pytest

from kpi.headless import score_file
from kpi.importing import enter_file
from tests.benchmarks import workloads

SIZES = [size for size in os.environ.get("KPI_BENCH", "S") if size in "SM"]
ROUNDS = 3


def seconds(work: Callable[[], object]) -> float:
    """Of the processor, for others use the machine too; the best of some rounds."""
    times = []
    for _ in range(ROUNDS):
        start = process_time()
        work()
        times.append(process_time() - start)
    return min(times)


@pytest.mark.usefixtures("enabled")
@pytest.mark.parametrize("size", SIZES)
def test_a_month_of_entries(tmp_path: Path, size: str) -> None:
    each = workloads.SIZES[size]
    scored = workloads.make(tmp_path / "scored.xlsx", each)
    assert score_file(scored).written
    lists = [workloads.listing(tmp_path / f"{seed}.csv", each, seed) for seed in range(2)]
    again, filled = (Path(shutil.copy(scored, tmp_path / name)) for name in ("again.xlsx", "filled.xlsx"))
    entered = iter(range(2 * ROUNDS))

    def enter() -> None:  # by turns, so that every line changes its cells
        done = enter_file(again, lists[next(entered) % 2])
        assert done.written
        assert done.entering.rejected == 0

    scoring = seconds(lambda: score_file(scored))
    entering = seconds(enter)
    filling = seconds(lambda: workloads.fill_in(scored, filled, each, seed=9))
    print(f"\n{size}: scoring {scoring:.2f} s, entering a list {entering / scoring:.1f} x, filling {filling / scoring:.1f} x")
