"""Draws the pictures of the README anew: pages of the demo as LibreOffice and the report print them.

    .venv/bin/python tests/rebuild_pictures.py

It takes LibreOffice, Chinese fonts and poppler (`.ci/debian.sh` brings them). Pictures differ from machine to machine
by a hair, so no test compares them; one sees that they are there.
"""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from kpi import layout  # noqa: E402
from kpi.model import LANGUAGES, Language  # noqa: E402
from kpi.words import say  # noqa: E402
from tests.judges import soffice  # noqa: E402
from tests.parity.cases import packaged  # noqa: E402

PICTURES = ROOT / "workbook_templates" / "pictures"
ROLE = "SS"  # the sheet that is shown
SHOWN = {"entries-zh", "month-zh", "progress-zh", "personal-zh", "team-en"}
WIDE = 900  # pixels of a picture; a README shows no more


class Page(NamedTuple):
    """A page of a PDF, down to a part of its height."""

    pdf: Path
    number: int  # from 1
    name: str
    height: float = 1.0


def draw(page: Page) -> None:
    """One page as a PNG."""
    target = PICTURES / page.name
    width, height = _size(page)
    pixels = ["-scale-to-x", str(WIDE), "-scale-to-y", "-1"]
    crop = ["-x", "0", "-y", "0", "-W", str(WIDE), "-H", str(round(WIDE / width * height * page.height))]
    pages = ["-f", str(page.number), "-l", str(page.number), "-singlefile", "-png"]
    subprocess.run(["pdftoppm", *pixels, *crop, *pages, str(page.pdf), str(target)], check=True)


def _size(page: Page) -> tuple[float, float]:
    """Width and height of a page in points."""
    number = str(page.number)
    told = subprocess.run(["pdfinfo", "-f", number, "-l", number, str(page.pdf)], check=True, capture_output=True, text=True)
    line = next(line for line in told.stdout.splitlines() if "size:" in line)
    width, _, height = line.split(":")[1].split()[:3]
    return float(width), float(height)


def page_of(pdf: Path, title: str) -> int:
    """The first page whose foot names a sheet."""
    told = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True, text=True, encoding="utf-8")
    pages = told.stdout.split("\f")
    return next(number for number, text in enumerate(pages, 1) if text.rstrip().splitlines()[-1:] and title in text.rstrip().splitlines()[-1])


def demo(folder: Path, language: Language) -> tuple[Path, Path]:
    """The demo's workbook, printed by LibreOffice, and the folder with its report."""
    command = [sys.executable, "-m", "kpi", "demo", "--lang", language, "--out", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (book,) = folder.glob("*.xlsx")
    soffice("--convert-to", "pdf", "--outdir", str(folder), str(book), profile=folder / "profile", recalculate=False)
    return book.with_suffix(".pdf"), book.with_name(f"{book.stem}-report")


def pages(folder: Path, language: Language) -> Iterator[Page]:
    """What the README shows in a language."""
    book, report = demo(folder, language)
    role = next(one for one in packaged().roles if one.code == ROLE)
    for title, name, height in (
        (layout.role_title(role, language), "entries", 0.5),
        (layout.SHEETS["report"][language], "month", 1.0),
        (layout.SHEETS["progress"][language], "progress", 0.5),
    ):
        yield Page(book, page_of(book, title), f"{name}-{language}", height)
    for key, name in (("file_team", "team"), ("file_forms", "personal")):
        (pdf,) = report.glob(f"{say(key, language)}*.pdf")
        yield Page(pdf, 1, f"{name}-{language}")


def main() -> None:
    """All pictures."""
    shutil.rmtree(PICTURES, ignore_errors=True)
    PICTURES.mkdir()
    with tempfile.TemporaryDirectory() as name:
        for language in LANGUAGES:
            for page in pages(Path(name) / language, language):
                if page.name in SHOWN:
                    draw(page)


if __name__ == "__main__":
    main()
