"""The buttons inside LibreOffice: the packed extension does what the macros do from outside, and stays small in memory."""

import shutil
import subprocess
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from addin.oxt import pack
from addin.oxt.xlwings_part import xlwings_part
from tests.live import contents, differences, scored_tables, tables_of
from tests.office import Office

RUNS = 100
WARM = 5


def pressed(office: Office, document: Any, button: str) -> None:
    office.dispatch(document, f"org.kpiscorecards:{button}")


def resident(process: int) -> int:
    """Kilobytes of memory in use."""
    for line in Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    raise AssertionError("no such process")


def test_the_button_gives_what_kpi_score_gives_and_undo_takes_it_back(calc: Office, centre: Path) -> None:
    folder = centre.parent / "filed"
    folder.mkdir()
    filed = scored_tables(Path(shutil.copy(centre, folder / centre.name)))
    document = calc.open(centre)
    before = contents(document)
    pressed(calc, document, "score")
    compared, found = differences(tables_of(calc, document), filed)
    assert found == {}
    assert compared > 12_000
    calc.dispatch(document, ".uno:Undo")
    assert contents(document) == before
    document.close(True)


def test_the_python_edition_is_filled_the_same(calc: Office, live_centre: Path) -> None:
    folder = live_centre.parent / "filed"
    folder.mkdir()
    filed = scored_tables(Path(shutil.copy(live_centre, folder / live_centre.name)))
    document = calc.open(live_centre)
    pressed(calc, document, "score")
    compared, found = differences(tables_of(calc, document), filed)
    document.close(True)
    assert found == {}
    assert compared > 12_000


def test_every_button_works_inside(calc: Office, centre: Path) -> None:
    document = calc.open(centre)
    shown = {}
    for button in ("check", "score", "feedback", "report", "forms", "settings", "language", "self_test", "help"):
        pressed(calc, document, button)
        shown[button] = document.CurrentController.ActiveSheet.Name
    titles = document.UndoManager.getAllUndoActionTitles()
    results = document.Sheets.getByName(shown["self_test"]).getCellRangeByPosition(3, 1, 3, 15).getDataArray()
    document.close(True)
    assert (shown["feedback"], shown["settings"], shown["help"]) == ("反馈", "设置", "说明")
    assert len(titles) == 7
    assert {row[0] for row in results} <= {"right", "正确"}


def test_a_hundred_scorings_leave_memory_where_it_was_after_warming_up(calc: Office, ten: Path) -> None:
    assert calc.process is not None
    document = calc.open(ten)
    sizes = []
    for _ in range(RUNS):
        pressed(calc, document, "score")
        sizes.append(resident(calc.process.pid))
    document.close(True)
    assert sizes[-1] < 1.2 * sizes[WARM], sizes[:: RUNS // 10]


def test_the_extension_carries_the_free_part_of_xlwings_with_its_licence_and_no_more() -> None:
    names = {name for name in pack.parts() if "xlwings/" in name}
    assert names == {f"pythonpath/{name}" for name in xlwings_part()}
    assert not [name for name in names if "/pro/" in name or not name.endswith((".py", ".txt"))]
    licence = pack.parts()["pythonpath/xlwings/LICENSE.txt"].decode()
    assert "BSD 3-clause license" in licence


def test_the_packed_macros_load_with_nothing_else_installed(tmp_path: Path) -> None:
    with ZipFile(pack.build(tmp_path)) as archive:
        archive.extractall(tmp_path / "oxt")
    code = (
        "import sys; from org_kpiscorecards.addin import macros; from org_kpiscorecards.addin.libreoffice import engine;"
        "import xlwings; assert not xlwings.__pro__; print(xlwings.__file__);"
        "print(*[name for name in sys.modules if name.startswith(('kpi', 'addin', 'pydantic'))])"
    )
    command = [shutil.which("python3") or "python3", "-I", "-c", f"import sys; sys.path.insert(0, '.'); {code}"]
    done = subprocess.run(command, cwd=tmp_path / "oxt" / "pythonpath", capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    origin, _, others = done.stdout.partition("\n")
    assert origin.startswith(str(tmp_path))
    assert others.strip() == ""
