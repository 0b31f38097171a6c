"""Filling an open workbook: judged, planned as a whole, told beforehand, written; and the sentence about it."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import NamedTuple

from addin.book_fills import Plan, lost, moved_on, plan, reach, write
from addin.book_tables import Read
from addin.cell_content import content
from addin.free_xlwings import xw
from addin.quiet import quiet
from addin.start import Area, Start
from kpi.appraise import Outcome
from kpi.appraise import score as judged
from kpi.model import Language
from kpi.needed import NEEDED, missing_tables
from kpi.output import fills
from kpi.problems import Problem
from kpi.problems.package import LOST_TEXTS
from kpi.scored.problems import mend_first, names
from kpi.words import explain, say

MOVED = frozenset([LOST_TEXTS, "KPI134", "KPI135"])  # texts without a place, comments that stayed, words that followed
MOST_NOTES = 3  # in full
SEEN = (True, -1)  # of a sheet; Excel has numbers, and three states


class Setting(NamedTuple):
    """A word to be written into a cell of a table's sheet."""

    table: str
    row: int
    column: int
    word: str


def filled(
    book: xw.Book,
    read: Read,
    tongue: Language,
    start: Start,
    only: Sequence[str] = (),
    setting: Setting | None = None,
) -> Outcome | str:
    """Judges a workbook, writes its tables (or `only` some) and one setting; or says why nothing was done."""
    with quiet(book, tongue) as told:
        outcome = judged(read.tables, read.book, told.judged)
        if isinstance(outcome, list):
            return refused(book, read, outcome, tongue)
        told.tongue = outcome.settings.language
        made, outcome = _plans(read, outcome, only)
        plans = [one for one in made if isinstance(one, Plan)]
        if len(plans) < len(made):
            return refused(book, read, [one for one in made if isinstance(one, Problem)], outcome.settings.language)
        moved = [note for one in plans for note in moved_on(one, start.anchored)]
        start.keep([*_spot(read, setting), *map(reach, plans)])
        if setting is not None:
            read.pages[setting.table].sheet.range((setting.row, setting.column)).value = content(setting.word)
        for one in plans:
            told.writing(one.page.title)
            write(one)
    return replace(outcome, problems=(*outcome.problems, *moved))


def _spot(read: Read, setting: Setting | None) -> Sequence[Area]:
    if setting is None:
        return ()
    return (Area(read.pages[setting.table].sheet, setting.row, setting.column, setting.row, setting.column),)


def _plans(read: Read, outcome: Outcome, only: Sequence[str]) -> tuple[list[Plan | Problem], Outcome]:
    """What filling comes to; texts that have no place any more go to the sheet Problems."""
    made = [plan(read, fill) for fill in fills(outcome) if not only or fill.table in only]
    told = [note for one in made if isinstance(one, Plan) for note in lost(one)]
    if told:
        outcome = replace(outcome, problems=(*outcome.problems, *told))
        again = {fill.table: fill for fill in fills(outcome)}
        made = [one for one in made if isinstance(one, Problem) or one.fill.table != "Problems"]
        made += [plan(read, again["Problems"])] if "Problems" in again else []
    return made, outcome


def said(book: xw.Book, read: Read, outcome: Outcome | str, done: str, **more: object) -> str:
    """The sentence at the end; where there is something to mend, the sheet Problems comes to the front."""
    if isinstance(outcome, str):
        return outcome
    tongue, people = outcome.settings.language, len(outcome.judged)
    notes = _told(outcome)
    to_mend = [one for one in mend_first(outcome.problems) if not one.note]
    if not to_mend or done == "macro_language":
        return together([say(done, tongue, book=read.book, people=people, **more), *notes], tongue)
    sheet = show(book, "Problems") or ""
    facts = {"people": people, "problems": len(to_mend), "sheet": sheet, "place": to_mend[0].place, **more}
    return together([say(f"{done}_problems", tongue, book=read.book, **facts), *notes], tongue)


def _told(outcome: Outcome) -> list[str]:
    """What a manager should know about rows that moved, in one sentence."""
    notes = [one for one in outcome.problems if one.code in MOVED]
    if not notes:
        return []
    tongue, known = outcome.settings.language, names(outcome)
    first = [f"{one.place}: {explain(one, tongue, known)}" for one in notes[:MOST_NOTES]]
    return [say("macro_notes", tongue, count=len(notes), first=" ".join(first))]


def together(sentences: Sequence[str], tongue: Language) -> str:
    """Sentences one after the other."""
    return ("" if tongue == "zh" else " ").join(sentences)


def refused(book: xw.Book, read: Read, problems: Sequence[Problem], tongue: Language) -> str:
    """Why nothing was done; the first reason in full."""
    if len(missing_tables(read.tables, read.book)) == len(NEEDED):
        return not_ours(book, tongue)
    known: dict[str, str] = {}
    first = f"{problems[0].place}: {explain(problems[0], tongue, known)}"
    if len(problems) == 1:
        return say("macro_refused", tongue, first=first)
    return say("macro_refused_more", tongue, first=first, problems=len(problems))


def not_ours(book: xw.Book, tongue: Language) -> str:
    """The workbook is none of ours."""
    return say("macro_not_ours", tongue, book=book.name, tables=", ".join(NEEDED))


def show(book: xw.Book, table: str) -> str | None:
    """Brings the sheet of a table to the front, at its first row; gives its title, None where it is missing."""
    for sheet in book.sheets:
        for one in sheet.tables:
            if one.name == table:
                body = one.range
                _to_front(sheet, sheet.range((body.row + 1, body.column)))
                return sheet.name
    return None


def _to_front(sheet: xw.Sheet, cell: xw.Range) -> None:
    """Shows a cell, also of a sheet that somebody has hidden; where that is not allowed, nothing."""
    with suppress(Exception):  # hosts raise what they like; what was done must not be lost over what is seen
        if sheet.visible not in SEEN:
            sheet.visible = True
        sheet.activate()
        cell.select()
