"""Entering a file of entries into a workbook file, and scoring it in the same go.

The scores are those of the workbook as it will stand, so everything is written at once and
no cell ever shows a value from before the import.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kpi import package
from kpi.appraise import Outcome, score
from kpi.entering import Entering, enter
from kpi.headless import SHELLS, uncollected
from kpi.intake import read_listing
from kpi.output import fills
from kpi.pending import with_edits
from kpi.problems import Problem
from kpi.tables import Edit

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What became of an import; `outcome` is None when the workbook could not be judged."""

    entering: Entering
    outcome: Outcome | None = None  # of the workbook as it stands now
    written: bool = False


class _Open:
    """A workbook that has been read and judged."""

    def __init__(self, book: package.Book, outcome: Outcome) -> None:
        self.book = book
        self.outcome = outcome


@uncollected()
def preview(workbook: Path, entries: Path) -> Imported:
    """What an import would change; nothing is written."""
    opened = _opened(workbook)
    if isinstance(opened, list):
        return _refused(opened)
    entering = _entering(opened.outcome, entries)
    return Imported(entering=entering, outcome=opened.outcome)


@uncollected()
def enter_file(
    workbook: Path, entries: Path, target: Path | None = None, progress: Progress | None = None
) -> Imported:
    """Enter a file into a workbook, in place or into a copy at `target`, and score it."""
    opened = _opened(workbook)
    if isinstance(opened, list):
        return _refused(opened)
    entering = _entering(opened.outcome, entries)
    if not entering.edits and target is None:
        return Imported(entering=entering, outcome=opened.outcome)
    written = _written(opened, entering.edits, target or workbook, progress)
    if isinstance(written, list):
        entering.problems += written
        return Imported(entering=entering, outcome=opened.outcome)
    return Imported(entering=entering, outcome=written, written=True)


@uncollected()
def type_in(
    workbook: Path, edits: Sequence[Edit], progress: Progress | None = None
) -> Outcome | list[Problem]:
    """Set cells as a manager types them, and score the workbook."""
    opened = _opened(workbook)
    return opened if isinstance(opened, list) else _written(opened, edits, workbook, progress)


def _opened(workbook: Path) -> _Open | list[Problem]:
    book = package.read(workbook)
    if isinstance(book, list):
        return book
    tables, problems = book.tables(shells=SHELLS)
    outcome = score(tables, workbook.name)
    return [*problems, *outcome] if isinstance(outcome, list) else _Open(book, outcome)


def _entering(outcome: Outcome, entries: Path) -> Entering:
    listing = read_listing(entries)
    if isinstance(listing, list):
        return Entering(problems=listing)
    entering = enter(outcome, listing)
    return Entering(problems=entering) if isinstance(entering, list) else entering


def _refused(problems: list[Problem]) -> Imported:
    return Imported(entering=Entering(problems=problems))


def _written(
    opened: _Open, edits: Sequence[Edit], target: Path, progress: Progress | None
) -> Outcome | list[Problem]:
    outcome = score(with_edits(opened.outcome.tables, edits), target.name, progress)
    if isinstance(outcome, list):
        return outcome
    changed = package.change(opened.book, fills(outcome), edits)
    if not isinstance(changed, list) and changed.notes:
        outcome = replace(outcome, problems=(*outcome.problems, *changed.notes))
        changed = package.change(opened.book, fills(outcome), edits)  # so that the sheet tells as well
    if isinstance(changed, list):
        return changed
    return package.save(changed, target) or outcome
