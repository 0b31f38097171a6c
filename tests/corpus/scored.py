"""A workbook before and after a scoring, and what LibreOffice sees in it."""

import csv
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from kpi.headless import Result, score_file
from tests.corpus.parts import Parts
from tests.judges import soffice

SUMMARY_AS_CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,16"  # the 16th sheet


@dataclass
class Scored:
    """A file of the corpus, before and after it was scored."""

    name: str
    before: Path
    after: Path
    result: Result

    @cached_property
    def old(self) -> Parts:
        return Parts.read(self.before.read_bytes())

    @cached_property
    def new(self) -> Parts:
        return Parts.read(self.after.read_bytes())


def scored(name: str, before: Path) -> Scored:
    after = before.with_name(f"scored-{before.name}")
    shutil.copy(before, after)
    return Scored(name, before, after, score_file(after))


def as_csv(books: Sequence[Path], folder: Path) -> None:
    """Every workbook opened and calculated anew by LibreOffice, its 汇总 saved as CSV."""
    names = [str(book) for book in books]
    soffice("--convert-to", SUMMARY_AS_CSV, "--outdir", str(folder), *names, profile=folder / "profile")


def summary_rows(folder: Path, book: Path, people: int) -> list[list[str]]:
    """The people in that CSV."""
    with (folder / f"{book.stem}-汇总.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))[4 : 4 + people]
