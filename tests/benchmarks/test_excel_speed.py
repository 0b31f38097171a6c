"""What a call from Excel costs in Python: the server of xlwings over stand-ins for COM, and our function behind it.

Recorded, not asserted. COM itself and VBA are not in it, nobody having run them yet. Arguments are new objects in
every call, as COM makes them.
"""

import marshal
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import pytest

from kpi.functions import FUNCTIONS
from tests.calls import BOOK, rules_table
from tests.excel import pywin32

CALLS, BATCH, LINES = 4000, 50, 10_000
FIRST = (
    "from addin.excel import host\nfrom addin.excel.com_values import outgoing\nfrom kpi.functions import FUNCTIONS\n"
    "outgoing(FUNCTIONS['KPI_SCORE'].answer(['SALES-3', 0.97], host.rules_of(host.today()), 'en').value)\n"
)


@pytest.fixture(scope="module")
def excel(enabled: None) -> Iterator[pywin32.Excel]:
    with pytest.MonkeyPatch.context() as patch:
        running = pywin32.started(patch)
        yield running
        pywin32.ended(running)


def com(rows: Any) -> Any:
    """A table as COM hands it over: tuples, and numbers as floats."""
    plain = (int, float)
    return tuple(tuple(float(one) if type(one) in plain else one for one in row) for row in rows)


def microseconds(excel: pywin32.Excel, packed: bytes) -> tuple[float, float]:
    """Per call with a new actual, and per call that was made before, in the best of many batches: others use the machine too.

    `packed` gives the table anew, as COM does, and like there it is gone after the call.
    """
    times = []
    for step in (1e-6, 0.0):
        excel.call("KPI_SCORE", "SALES-3", 0.9, None, marshal.loads(packed))
        batches = []
        for first in range(0, CALLS, BATCH):
            taken = 0.0
            for number in range(first, first + BATCH):
                table = marshal.loads(packed)
                start = time.process_time()
                excel.call("KPI_SCORE", "SALES-3", 0.9 + (number + 1) * step, None, table)
                taken += time.process_time() - start
            batches.append(taken / BATCH * 1e6)
        times.append(min(batches))
    return times[0], times[1]


def test_one_call_from_a_cell(excel: pywin32.Excel, record_property) -> None:
    whole = com(rules_table(BOOK, "zh"))
    thirty = (whole[0], *(row for row in whole if str(row[0]).startswith(("HEAD", "SALES", "SERVICE"))))[:31]
    text = FUNCTIONS["KPI_RULES"].answer([whole], BOOK, "zh").value
    for name, rules in {"no rules": None, "30 rows": thirty, "all rows": whole, "KPI_RULES": text}.items():
        new, again = microseconds(excel, marshal.dumps(rules))
        record_property(name, new)
        print(f"{name}: {new:.0f} us of processor time a call, {again:.0f} us for the same call again")


def test_a_column_in_one_call(excel: pywin32.Excel, record_property) -> None:
    kpis, taken = (("SALES-3",),) * LINES, []
    for shift in (0.0, 0.01, 0.02):
        actuals = tuple((0.9 + shift + n * 1e-6,) for n in range(LINES))
        start = time.process_time()
        excel.call("KPI_SCORES", kpis, actuals, None, None)
        taken.append(time.process_time() - start)
    seconds = min(taken)
    record_property("KPI_SCORES", seconds)
    print(f"KPI_SCORES of {LINES} rows: {seconds:.3f} s of processor time")


def test_the_first_call_of_a_new_process(enabled: None, record_property) -> None:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", FIRST], check=True)
    seconds = time.perf_counter() - start
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", "pass"], check=True)
    empty = time.perf_counter() - start
    record_property("first", seconds)
    print(f"first answer of a new process: {seconds:.2f} s, of which Python alone {empty:.2f} s")
