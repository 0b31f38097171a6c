"""The files of the buttons 生成月报 and 个人考核表: in a folder beside the workbook, of what is open, saved or not.

Where the program is installed around us, as in Excel, it makes them here, with processes of its own beside it when
there are many people: they get plain data and know nothing of Excel, and where none may be started all is made here.
The extension for LibreOffice carries no typesetter: there the program that installed it reads a copy and makes them.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from addin.free_xlwings import xw
from kpi.appraise import Outcome
from kpi.model import Language
from kpi.problems import Problem
from kpi.scored.problems import names
from kpi.words import explain, say

Progress = Callable[[int], None]  # told how many people are done


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What to make, and where."""

    folder: Path
    parts: tuple[str, ...]  # as `kpi report --part` calls them; none is the whole report
    language: Language


class Made(NamedTuple):
    """What stands in the folder now, and in sentences what could not be made."""

    files: int
    wrong: tuple[str, ...]


def folder_beside(book: xw.Book, tongue: Language) -> Path | str:
    """Where `kpi report` would write, or in a sentence why there is no such place."""
    try:
        path = book.fullname
    except xw.XlwingsError:  # lies in a cloud, and nobody knows where on this machine
        path = "://"
    if "://" in path:
        return say("paper_in_cloud", tongue, book=book.name)
    if not Path(path).is_absolute():
        return say("paper_never_saved", tongue, book=book.name)
    return Path(path).with_name(f"{Path(path).stem}-report")


def make(book: xw.Book, outcome: Outcome, order: Order, progress: Progress) -> Made:
    """Makes the files."""
    try:
        from kpi.paper import job  # noqa: PLC0415 - slow to load, and not carried by the extension
    except ImportError:
        from addin.libreoffice.program import make_of_copy  # noqa: PLC0415 - only inside LibreOffice

        files, wrong = make_of_copy(book, order, progress)
        return Made(files, tuple(wrong))
    parts = frozenset(map(job.Part, order.parts)) or job.MONTHLY
    made = job.write(
        outcome, outcome.problems, order.folder, order.language, progress, parts=parts, workers=os.cpu_count() or 1
    )
    return Made(len(made.files), tuple(sentences(made.problems, outcome, order.language)))


def sentences(problems: tuple[Problem, ...], outcome: Outcome, language: Language) -> list[str]:
    """Problems as a message tells them."""
    known = names(outcome)
    return [explain(one, language, known) for one in problems]
