"""Judges that are not our code: LibreOffice after a hard recalculation, Microsoft's Open XML SDK.

On a machine without one its tests are skipped with the reason; with the name in KPI_REQUIRE they fail.
"""

import json
import os
import re
import shutil
import subprocess
import zipfile
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

WRONG = 987654  # what every formula shows before a recalculation that really happened
FORMULA_CELL = re.compile(rb"<c([^>]*)>(<f[^>]*?(?:/>|>[^<]*</f>))<v>[^<]*</v></c>")
ROOT = Path(__file__).parents[1]
ALWAYS_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item></oor:items>"""


def missing(judge: str, reason: str) -> None:
    """Skip, or fail where the judge is required."""
    if judge in os.environ.get("KPI_REQUIRE", "").split(","):
        pytest.fail(f"{judge} is required here: {reason}")
    pytest.skip(reason)


def soffice(*arguments: str, profile: Path, recalculate: bool = True) -> None:
    """Run LibreOffice without a window, with a profile of its own that recalculates every file it loads."""
    program = shutil.which("soffice")
    if program is None:
        missing("soffice", "LibreOffice is not installed")
    user = profile / "user"
    user.mkdir(parents=True, exist_ok=True)
    if recalculate:
        (user / "registrymodifications.xcu").write_text(ALWAYS_RECALCULATE, encoding="utf-8")
    command = [str(program), f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", *arguments]
    subprocess.run(command, check=True, capture_output=True, timeout=900)


def recalculated(data: bytes, folder: Path) -> openpyxl.Workbook:
    """The workbook with the values that LibreOffice gives; a formula it left alone stays wrong."""
    source, target = folder / "book.xlsx", folder / "recalculated"
    source.write_bytes(with_wrong_values(data))
    arguments = ("--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(target), str(source))
    soffice(*arguments, profile=folder / "profile")
    return openpyxl.load_workbook(target / "book.xlsx", data_only=True)


def with_wrong_values(data: bytes) -> bytes:
    """Every formula shows a number that nobody would believe, until somebody really calculates."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name.startswith("xl/worksheets/sheet"):
                content = FORMULA_CELL.sub(_wrong, content)
            target.writestr(name, content)
    return out.getvalue()


def _wrong(cell: re.Match[bytes]) -> bytes:
    attributes = re.sub(rb' t="(?:str|e|b)"', b"", cell[1])
    return b"<c" + attributes + b">" + cell[2] + b"<v>%d</v></c>" % WRONG


def formula_values(data: bytes) -> dict[tuple[str, str], object]:
    """The value that each formula of a workbook carries, by sheet and cell."""
    formulas = openpyxl.load_workbook(BytesIO(data))
    values = openpyxl.load_workbook(BytesIO(data), data_only=True)
    return {
        (sheet.title, cell.coordinate): values[sheet.title][cell.coordinate].value
        for sheet in formulas
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }


def same(ours: object, theirs: object) -> bool:
    """Equal numbers to 1e-9, equal text; a blank text is a blank."""
    if isinstance(ours, int | float) and isinstance(theirs, int | float):
        return theirs == pytest.approx(ours, rel=1e-9, abs=1e-9)
    return (ours or None) == (theirs or None)


def differences(data: bytes, folder: Path) -> tuple[int, dict[tuple[str, str], tuple[object, object]]]:
    """How many formulas were compared, and where LibreOffice gets something else than the workbook shows."""
    ours = formula_values(data)
    theirs = recalculated(data, folder)
    found = {place: (value, theirs[place[0]][place[1]].value) for place, value in ours.items()}
    return len(found), {place: pair for place, pair in found.items() if not same(*pair)}


def printed(book: Path, folder: Path) -> Path:
    """The workbook as a PDF."""
    target = folder / "printed"
    soffice("--convert-to", "pdf", "--outdir", str(target), str(book), profile=folder / "profile")
    return target / book.with_suffix(".pdf").name


def sdk_errors(book: Path) -> list[str]:
    """What Microsoft's Open XML SDK finds wrong in a file."""
    program = ROOT / ".ci" / "node_modules" / ".bin" / "ooxml-validator"
    if not program.exists():
        missing("ooxml-validator", "run `npm install --prefix .ci` for Microsoft's Open XML SDK")
    done = subprocess.run([str(program), str(book)], capture_output=True, text=True, timeout=900, check=False)
    return [json.dumps(error, ensure_ascii=False) for error in json.loads(done.stdout)["errors"]]
