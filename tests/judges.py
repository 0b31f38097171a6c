"""Judges that are not our code: LibreOffice after a hard recalculation, Microsoft's Open XML SDK.

On a machine without one its tests are skipped with the reason; with the name in KPI_REQUIRE they fail.
"""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

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


def soffice(*arguments: str, profile: Path) -> None:
    """Run LibreOffice without a window, with a profile of its own that recalculates every file it loads."""
    program = shutil.which("soffice")
    if program is None:
        missing("soffice", "LibreOffice is not installed")
    user = profile / "user"
    user.mkdir(parents=True, exist_ok=True)
    (user / "registrymodifications.xcu").write_text(ALWAYS_RECALCULATE, encoding="utf-8")
    command = [str(program), f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", *arguments]
    subprocess.run(command, check=True, capture_output=True, timeout=180)


def recalculated(book: Path, folder: Path) -> Path:
    """The workbook as LibreOffice saves it after calculating every formula anew."""
    target = folder / "recalculated"
    soffice(
        "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(target), str(book),
        profile=folder / "profile",
    )
    return target / book.with_suffix(".xlsx").name


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
    done = subprocess.run([str(program), str(book)], capture_output=True, text=True, timeout=300, check=False)
    return [json.dumps(error, ensure_ascii=False) for error in json.loads(done.stdout)["errors"]]
