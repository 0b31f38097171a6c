"""How long 10,000 cells take in a live Calc, against plain and portable formulas in the same run.

Recorded, not asserted. The portable figure is a whole workbook of 300 people, brought to 10,000 scored KPIs.
"""

import time
from pathlib import Path

import pytest
import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from kpi.headless import score_file
from tests.benchmarks import workloads
from tests.calls import BOOK, rules_table
from tests.extension import profile
from tests.office import Office

CELLS, ROUNDS = 10_000, 3
WITH_TABLE = 500  # of these fewer, for the same figure
TABLE = rules_table(BOOK, "zh")
RANGE = f"Rules!$A$1:{xl_rowcol_to_cell(len(TABLE) - 1, len(TABLE[0]) - 1, row_abs=True, col_abs=True)}"
FORMULAS = {
    "=A1/B1": ("=A{n}/B{n}", CELLS),
    "KPI_SCORE": ('=KPI_SCORE("SALES-3",A{n})', CELLS),
    "KPI_SCORE with the table": (f'=KPI_SCORE("SALES-3",A{{n}},,{RANGE})', WITH_TABLE),
    "KPI_SCORE with KPI_RULES": ('=KPI_SCORE("SALES-3",A{n},,$E$1)', CELLS),
    "native sum over the table": (f"=SUMPRODUCT(LEN({RANGE}))+A{{n}}", WITH_TABLE),
}


def book(path: Path, formula: str, count: int) -> Path:
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet("Cells")
        for n in range(1, count + 1):
            sheet.write_row(n - 1, 0, (0.9 + n / 100_000, 3))
            sheet.write_formula(n - 1, 2, formula.format(n=n))
        sheet.write_formula("E1", f"=KPI_RULES({RANGE})")
        table = made.add_worksheet("Rules")
        for n, row in enumerate(TABLE):
            table.write_row(n, 0, row)
    return path


def recalculated(office: Office, path: Path) -> float:
    """Seconds of the quickest hard recalculation."""
    document = office.open(path)
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        document.calculateAll()
        times.append(time.perf_counter() - start)
    document.close(True)
    return min(times)


def portable(office: Office, folder: Path) -> float:
    """Seconds for 10,000 scored KPIs of a portable workbook."""
    path = workloads.make(folder / "portable.xlsx", workloads.SIZES["S"])
    outcome = score_file(path).outcome
    assert outcome is not None
    scored = sum(len(one.appraisal.results) for one in outcome.judged)
    return recalculated(office, path) * CELLS / scored


@pytest.mark.usefixtures("enabled")
def test_hard_recalculation_of_ten_thousand_cells(benchmark, calc: Office, tmp_path: Path) -> None:
    seconds = {
        name: recalculated(calc, book(tmp_path / f"{n}.xlsx", formula, count)) * CELLS / count
        for n, (name, (formula, count)) in enumerate(FORMULAS.items())
    }
    seconds["portable"] = portable(calc, tmp_path)
    path = book(tmp_path / "score.xlsx", *FORMULAS["KPI_SCORE"])
    document = calc.open(path)
    benchmark.pedantic(document.calculateAll, rounds=ROUNDS)
    document.close(True)
    plain = seconds["=A1/B1"]
    for name, taken in seconds.items():
        benchmark.extra_info[name] = {"seconds": round(taken, 3), "times a plain formula": round(taken / plain, 1)}
    print(f"\n{CELLS} cells: {benchmark.extra_info}")


@pytest.mark.usefixtures("enabled")
def test_the_first_answer_after_calc_has_started(benchmark, _extended: Path, tmp_path: Path) -> None:
    office = Office(profile(_extended, tmp_path / "profile", "en"))

    def fresh() -> tuple[tuple[object], dict[str, object]]:
        if office.process is not None:
            office.stop()
        office.start()
        document = office.desktop.loadComponentFromURL("private:factory/scalc", "_blank", 0, ())
        return (document.Sheets.getByIndex(0).getCellByPosition(0, 0),), {}

    def first(cell) -> None:
        cell.setFormula('=KPI_SCORE("SALES-3";"97%")')
        assert cell.Value == 87.5

    benchmark.pedantic(first, setup=fresh, rounds=ROUNDS, warmup_rounds=1)
    office.stop()
    print(f"\nfirst answer: {benchmark.stats.stats.min:.3f} s")
