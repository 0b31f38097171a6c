"""Checking and scoring workbook files without an office program.

Reads every table once, calls `appraise`, writes every fill once; decides nothing.
"""

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from kpi import package
from kpi.appraise import Outcome, score
from kpi.catalogue import differences, digest
from kpi.layout import (
    CHOICES,
    ENTRY_PREFIX,
    PEOPLE,
    PROBLEMS,
    REPORT_TABLES,
    SHEETS,
    TABLES,
    typed_headers,
    word,
)
from kpi.model import Language
from kpi.output import OURS, fills
from kpi.problems import Problem
from kpi.problems import workbook as problem
from kpi.problems.package import LOST_TEXTS
from kpi.rule_files import packaged_book
from kpi.rule_places import RulePlaces
from kpi.tables import Fill
from kpi.words import say

SHELLS = ("Scores", "Summary", "Checks")  # written anew, whatever stands there
PARTLY = {name: typed_headers(TABLES[name]) for name in ("Progress", "Due", "Report", *REPORT_TABLES)}
YES_NO = {"True": "yes", "False": "no"}
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What became of one workbook; `outcome` is None when it could not be judged at all."""

    path: Path
    problems: Sequence[Problem]
    outcome: Outcome | None = None
    receipt: Sequence[package.ReceiptLine] = ()
    written: bool = False


@contextmanager
def uncollected() -> Iterator[None]:
    """Without the cycle collector: results are many and hold no cycles, and looking for some doubles the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@uncollected()
def check_file(path: Path) -> Result:
    """Judge a workbook and write nothing; also says where its rules leave the packaged ones."""
    read = judged(path)
    if isinstance(read, Result):
        return read
    _, outcome, problems = read
    notes = rule_differences(outcome)
    return Result(path=path, outcome=outcome, problems=(*problems, *notes))


@uncollected()
def score_file(
    path: Path, target: Path | None = None, progress: Progress | None = None, *, receipt: bool = False
) -> Result:
    """Judge a workbook and fill its tables in place, or in a copy at `target`.

    `receipt` adds a line for each part of the file with its hashes, which takes as long again. Where nothing could
    be written every part is unchanged.
    """
    read = judged(path, progress)
    if isinstance(read, Result):
        return read
    book, outcome, problems = read
    changed, outcome, notes = changes(book, outcome)
    problems = [*problems, *notes]
    if isinstance(changed, list):
        new = [one for one in changed if one not in problems]
        lines = package.Changed(book).receipt if receipt else ()
        return Result(path=path, outcome=outcome, problems=(*problems, *new), receipt=lines)
    refused = package.save(changed, target or path)
    return Result(
        path=path,
        outcome=outcome,
        problems=(*problems, *refused),
        receipt=(package.Changed(book) if refused else changed).receipt if receipt else (),
        written=not refused,
    )


def changes(
    book: package.Book, outcome: Outcome, more: Sequence[Fill] = ()
) -> tuple[package.Changed | list[Problem], Outcome, list[Problem]]:
    """The workbook with its tables and some more filled; the outcome and the notes with what has lost its place."""
    changed = package.change(book, [*fills(outcome), *more])
    if isinstance(changed, list):
        return changed, outcome, []
    notes = list(changed.notes)
    lost = [note for note in notes if note.code == LOST_TEXTS]
    if not lost:
        return changed, outcome, notes
    outcome = replace(outcome, problems=(*outcome.problems, *lost))
    return package.change(book, [*fills(outcome), *more]), outcome, notes  # once more: the sheet keeps the texts


def judged(path: Path, progress: Progress | None = None) -> Result | tuple[package.Book, Outcome, list[Problem]]:
    """A workbook, read and judged."""
    book = package.read(path)
    if isinstance(book, list):
        return Result(path=path, problems=book)
    typed = [name for name in book.table_names if name == PEOPLE.name or name.startswith(ENTRY_PREFIX)]
    tables, problems = book.tables(
        shells=SHELLS, open_ended=typed, holding={PROBLEMS.name: LOST_TEXTS}, mentioning=OURS, partly=PARTLY
    )
    outcome = score(tables, path.name, progress)
    if isinstance(outcome, list):
        return Result(path=path, problems=(*problems, *_missing(outcome, book)))
    outcome = replace(outcome, problems=(*problems, *_missing(outcome.problems, book)))
    return book, outcome, list(outcome.problems)


def _missing(problems: Sequence[Problem], book: package.Book) -> Iterator[Problem]:
    """Without the tables that are there but stand on a damaged sheet, of which its own problem tells."""
    there = set(book.table_names)
    return (one for one in problems if one.code != problem.NO_TABLE or one.facts["table"] not in there)


def rule_differences(outcome: Outcome) -> list[Problem]:
    """Where the workbook's rules differ from the packaged revision in force on the period's last day."""
    packaged = packaged_book(outcome.settings.last_day)
    if isinstance(packaged, list):
        return packaged
    if digest(packaged) == digest(outcome.book):
        return []
    place = RulePlaces(outcome.tables, outcome.book.roles)
    language = outcome.settings.language
    return [
        problem.newer_rules(
            place(one.code, one.field),
            one.code or SHEETS["settings"][language],
            say(f"field_{one.field}", language),
            _in_words(one.field, one.here, language),
            _in_words(one.field, one.packaged, language),
        )
        for one in differences(outcome.book, packaged)
    ]


def _in_words(field: str, value: str, language: Language) -> str:
    """A value as the workbook shows it."""
    choice, code = ("yes_no", YES_NO[value]) if value in YES_NO else (field, value)
    return word(choice, code, language) if code in CHOICES.get(choice, ()) else value or "–"
