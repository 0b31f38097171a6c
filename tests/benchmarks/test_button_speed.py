"""How long the button 计算得分 takes for 300 people in a live Calc, against `kpi score` on the same file in the same run.

Recorded, not asserted. Both start from the unscored workbook, then score it again.
"""

import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from kpi.headless import score_file
from tests.benchmarks import workloads
from tests.office import Office

COMMAND = "org.kpiscorecards:score"


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


@pytest.mark.usefixtures("enabled")
def test_populate_300_people_from_the_button(calc: Office, tmp_path: Path) -> None:
    path = workloads.make(tmp_path / "S.xlsx", workloads.SIZES["S"])
    filed = Path(shutil.copy(path, tmp_path / "filed.xlsx"))
    file_times = [seconds(lambda: score_file(filed)) for _ in range(2)]
    first = calc.open(workloads.make(tmp_path / "small.xlsx", 1))
    loading = seconds(lambda: calc.dispatch(first, COMMAND))  # xlwings and the rule book are loaded with the first press
    warm = seconds(lambda: calc.dispatch(first, COMMAND))
    first.close(True)
    document = calc.open(path)
    button_times = [seconds(lambda: calc.dispatch(document, COMMAND)) for _ in range(2)]
    undo = seconds(lambda: calc.dispatch(document, ".uno:Undo"))
    document.close(True)
    print(f"\nfirst press of a session: {loading:.2f} s, the same again {warm:.2f} s (10 people)")
    for name, file_time, button_time in zip(("unscored", "again"), file_times, button_times, strict=True):
        print(f"300 people, {name}: kpi score {file_time:.2f} s, button {button_time:.2f} s, {button_time / file_time:.1f} x")
    print(f"undo {undo:.2f} s")
