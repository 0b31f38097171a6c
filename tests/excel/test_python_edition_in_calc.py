"""The python edition as .xlsm calculates by its own VBA, in a Calc that has no extension of ours."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from addin.excel.build import with_macros
from kpi.headless import score_file
from tests.excel import pywin32
from tests.excel.calc import calc as running_calc
from tests.excel.calc import changed, python_that
from tests.extension import shown
from tests.judges import WRONG, formula_values, same, with_wrong_values
from tests.office import Office
from tests.parity.test_workbooks import FILLED, mess_up


@pytest.fixture(scope="module")
def excel() -> Iterator[pywin32.Excel]:
    with pytest.MonkeyPatch.context() as patch:
        running = pywin32.started(patch)
        patch.setattr(running.ours, "LANGUAGE", "zh")
        yield running
        pywin32.ended(running)


def differences(document: Any, scored: dict[tuple[str, str], object]) -> dict[tuple[str, str], tuple[object, object]]:
    """Where Calc shows something else than the scored file, on the sheets that a scoring fills."""
    compared = {at: value for at, value in scored.items() if at[0] in FILLED}
    live = {at: shown(document.Sheets.getByName(at[0]).getCellRangeByName(at[1])) for at in compared}
    assert len(compared) > 5000
    assert WRONG not in live.values()
    return {at: (value, live[at]) for at, value in compared.items() if not same(value, live[at])}


@pytest.mark.parametrize("share", [0.0, 0.15])
def test_vba_gives_the_scores_that_kpi_score_gives(
    live_centre: Path, office: Office, excel: pywin32.Excel, tmp_path: Path, share: float
) -> None:
    mess_up(live_centre, seed=7, share=share)
    score_file(live_centre)
    scored = formula_values(live_centre.read_bytes())
    book = changed(with_macros(with_wrong_values(live_centre.read_bytes()), "zh"), "KpiBook")
    real, asked = excel.com_server.XLPython(), Counter[str]()

    def answers(module: str, name: str, arguments: tuple[Any, ...]) -> object:
        asked[name] += 1
        return real.CallUDF(module, name, arguments)

    with running_calc(office, tmp_path) as running:
        running.addin(python_that(answers, office))
        assert differences(running.open("live.xlsm", book), scored) == {}
    assert min(asked[name] for name in ("KPI_SCORE", "KPI_STATUS")) > 60


def test_with_the_extension_the_same_file_scores_without_its_vba(live_centre: Path, calc: Office, tmp_path: Path) -> None:
    mess_up(live_centre, seed=7, share=0.15)
    score_file(live_centre)
    scored = formula_values(live_centre.read_bytes())
    (tmp_path / "live.xlsm").write_bytes(with_macros(with_wrong_values(live_centre.read_bytes()), "zh"))
    document = calc.open(tmp_path / "live.xlsm", MacroExecutionMode=0)  # never
    assert differences(document, scored) == {}
    document.close(True)
