"""Closing the month of a workbook file: its history is written, and a workbook for the next month stands beside it.

The new file is written first and taken away again should the old one refuse, so that a month is closed with its
next workbook or not at all.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kpi import package
from kpi.appraise import Outcome, score
from kpi.closing import edits, people_with_actions, reasons
from kpi.cycle import moved
from kpi.headless import SHELLS, changes, judged, uncollected
from kpi.history import history_fill
from kpi.layout import ENTRY_PREFIX, PEOPLE
from kpi.model import LANGUAGES
from kpi.output import OURS, fills
from kpi.package.known import put_value
from kpi.problems import Problem
from kpi.problems import closing as problem
from kpi.problems.package import no_folder
from kpi.report_page.head import report_head

ANY_FORMULA = ""  # what every formula mentions


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """What became of it; `outcome` is None when the workbook could not be judged."""

    problems: Sequence[Problem]
    target: Path
    outcome: Outcome | None = None
    written: bool = False
    actions: int = 0  # people who take something into the next month


def next_name(path: Path, period: str) -> Path:
    """The file of the next month: the month in the name moved on, or put behind it.

    >>> next_name(Path("KPI-2026-12.xlsx"), "2026-12").name, next_name(Path("绩效.xlsm"), "2026-12").name
    ('KPI-2027-01.xlsx', '绩效-2027-01.xlsm')
    """
    year, month = period.split("-")
    found = re.search(rf"{year}([-_. 年]?)(?:{month}|{int(month)})(?!\d)", path.stem)
    following = moved(period, 1)
    if found is None:
        return path.with_name(f"{path.stem}-{following}{path.suffix}")
    new = following.replace("-", found[1])
    return path.with_name(f"{path.stem[: found.start()]}{new}{path.stem[found.end() :]}{path.suffix}")


@uncollected()
def close_file(path: Path, target: Path | None = None, *, anyway: bool = False, again: bool = False) -> Closing:
    """Closes the month of a workbook; `anyway` while totals are missing, `again` in place of an earlier closing."""
    read = judged(path)
    if not isinstance(read, tuple):
        return Closing(problems=read.problems, target=target or path)
    book, outcome, found = read
    target = target or next_name(path, outcome.settings.period)
    against = [*_target_problems(path, target), *reasons(outcome, anyway=anyway, again=again)]
    if against:
        return Closing(problems=against, target=target, outcome=outcome)
    changed, outcome, notes = changes(book, outcome, [history_fill(outcome)])
    following = changed if isinstance(changed, list) else _following(changed, target.name)
    if isinstance(changed, list) or isinstance(following, list):
        refused = changed if isinstance(changed, list) else following
        return Closing(problems=refused if isinstance(refused, list) else [], target=target, outcome=outcome)
    refused = _saved(changed, path, following, target)
    return Closing(
        problems=[*refused, *found, *notes],
        target=target,
        outcome=outcome,
        written=not refused,
        actions=people_with_actions(outcome),
    )


def _target_problems(path: Path, target: Path) -> list[Problem]:
    if target.suffix.lower() != path.suffix.lower():
        return [problem.other_ending(target.name, path.suffix)]
    if not target.parent.is_dir():
        return [no_folder(str(target))]
    return [problem.next_is_there(target.name)] if target.exists() else []


def _saved(changed: package.Changed, path: Path, following: package.Changed, target: Path) -> list[Problem]:
    """Both files, or neither."""
    refused = package.save(following, target)
    if not refused:
        refused = package.save(changed, path)
        if refused:
            target.unlink(missing_ok=True)
    return refused


def _following(closed: package.Changed, name: str) -> package.Changed | list[Problem]:
    """The workbook of the next month, scored: nobody has an entry yet."""
    copy = package.read_bytes(closed.data(), name)
    if isinstance(copy, list):
        return copy
    roles = {table: ANY_FORMULA for table in copy.table_names if table.startswith(ENTRY_PREFIX)}
    outcome = _scored(copy, name, {**OURS, **roles})
    if isinstance(outcome, list):
        return outcome
    formulas = {one: [at for at, text in outcome.tables[one].formulas.items() if text] for one in roles}
    emptied = package.change(copy, [], edits(outcome, formulas))
    if isinstance(emptied, list):
        return emptied
    blank = package.read_bytes(emptied.data(), name)
    if isinstance(blank, list):
        return blank
    outcome = _scored(blank, name, OURS)
    if isinstance(outcome, list):
        return outcome
    changed = package.change(blank, fills(outcome))
    if not isinstance(changed, list):
        settings = outcome.settings
        for language in LANGUAGES:  # the workbook may have been made in the other one
            head = report_head(language, settings.company, settings.period)
            put_value(changed, "Report", head.formula, str(head.value))
    return changed


def _scored(book: package.Book, name: str, mentioning: Mapping[str, str]) -> Outcome | list[Problem]:
    typed = [one for one in book.table_names if one == PEOPLE.name or one.startswith(ENTRY_PREFIX)]
    tables, problems = book.tables(shells=SHELLS, open_ended=typed, mentioning=mentioning)
    outcome = score(tables, name)
    return [*problems, *outcome] if isinstance(outcome, list) else outcome
