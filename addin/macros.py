"""What the buttons do, in every host: read everything, compute, write everything.

Written against the object model of xlwings alone. A host unlocks the sheets before and locks them
afterwards, and shows the sentence that a macro gives back.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from addin.book_fills import Plan, lost, plan, write
from addin.book_tables import Read, read_tables
from addin.cell_content import content
from addin.free_xlwings import xw
from addin.quiet import quiet
from addin.self_test import self_test  # noqa: F401 - a macro like the others
from kpi import layout
from kpi.appraise import NEEDED, Outcome, missing_tables
from kpi.appraise import score as judged
from kpi.model import Language
from kpi.output import fills, mend_first
from kpi.problems import Problem
from kpi.tables import Table
from kpi.words import explain, say

LOOKING = ("settings", "help")  # the macros that write nothing


def check(book: xw.Book, tongue: Language = "zh") -> str:
    """Says what has to be mended, on the sheet Problems; nothing else changes."""
    return _fill(book, read_tables(book), tongue, "macro_checked", ("Problems",))


def score(book: xw.Book, tongue: Language = "zh") -> str:
    """Scores everybody and fills every table of the program."""
    return _fill(book, read_tables(book), tongue, "macro_scored")


def feedback(book: xw.Book, tongue: Language = "zh") -> str:
    """The same, ending on the sheet Feedback: its sentences never stand beside older totals."""
    said = _fill(book, read_tables(book), tongue, "macro_feedback")
    _show(book, "Feedback")
    return said


def report(book: xw.Book, tongue: Language = "zh") -> str:
    """The same, ending on the printed page of the centre."""
    said = _fill(book, read_tables(book), tongue, "macro_scored")
    _show(book, "Report")
    return said


def settings(book: xw.Book, tongue: Language = "zh") -> str:
    """Goes to the sheet Settings."""
    title = _show(book, "Settings")
    return _not_ours(book, tongue) if title is None else say("macro_settings", tongue, sheet=title)


def help(book: xw.Book, tongue: Language = "zh") -> str:  # noqa: A001 - the name on the button
    """Goes to the guide and says where more is written."""
    title = _show(book, "Checks")
    return _not_ours(book, tongue) if title is None else say("macro_help", tongue, sheet=title)


def language(book: xw.Book, tongue: Language = "zh") -> str:
    """Switches the words that the program writes, and scores again so that they change at once."""
    read = read_tables(book)
    spot = _language_spot(read.tables.get("Settings"))
    if spot is None:
        return _not_ours(book, tongue)
    wanted: Language = "en" if layout.code_of("language", str(spot.value)) == "zh" else "zh"
    word = layout.word("language", wanted, wanted)
    table = _with(read.tables["Settings"], spot, word)
    switched = replace(read, tables={**read.tables, "Settings": table})
    place = table.first_row + spot.row, table.first_column + spot.column
    return _fill(book, switched, wanted, "macro_language", setting=(place, word))


# Filling ------------------------------------------------------------------------


def _fill(
    book: xw.Book,
    read: Read,
    tongue: Language,
    done: str,
    only: Sequence[str] = (),
    setting: tuple[tuple[int, int], str] | None = None,
) -> str:
    """Judges a workbook, writes its tables (or `only` some) and one setting, and says what was done."""
    with quiet(book, tongue) as told:
        outcome = judged(read.tables, read.book, told.judged)
        if isinstance(outcome, list):
            return _refused(book, read, outcome, tongue)
        told.tongue = outcome.settings.language
        plans, outcome = _plans(read, outcome, only)
        refused = [one for one in plans if isinstance(one, Problem)]
        if refused:
            return _refused(book, read, refused, outcome.settings.language)
        if setting is not None:
            read.pages["Settings"].sheet.range(setting[0]).value = content(setting[1])
        for one in plans:
            if isinstance(one, Plan):
                told.writing(one.page.title)
                write(one)
    return _said(book, read, outcome, done)


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


def _said(book: xw.Book, read: Read, outcome: Outcome, done: str) -> str:
    """The sentence at the end; where there is something to mend, the sheet Problems comes to the front."""
    tongue, people = outcome.settings.language, len(outcome.judged)
    to_mend = [one for one in mend_first(outcome.problems) if not one.note]
    if not to_mend or done == "macro_language":
        return say(done, tongue, book=read.book, people=people)
    sheet = _show(book, "Problems") or ""
    facts = {"people": people, "problems": len(to_mend), "sheet": sheet, "place": to_mend[0].place}
    return say(f"{done}_problems", tongue, book=read.book, **facts)


def _refused(book: xw.Book, read: Read, problems: Sequence[Problem], tongue: Language) -> str:
    """Why nothing was done; the first reason in full."""
    if len(missing_tables(read.tables, read.book)) == len(NEEDED):
        return _not_ours(book, tongue)
    known: dict[str, str] = {}
    first = f"{problems[0].place}: {explain(problems[0], tongue, known)}"
    if len(problems) == 1:
        return say("macro_refused", tongue, first=first)
    return say("macro_refused_more", tongue, first=first, problems=len(problems))


def _not_ours(book: xw.Book, tongue: Language) -> str:
    return say("macro_not_ours", tongue, book=book.name, tables=", ".join(NEEDED))


def _show(book: xw.Book, table: str) -> str | None:
    """Brings the sheet of a table to the front, at its first row; gives its title, None where it is missing."""
    for sheet in book.sheets:
        for one in sheet.tables:
            if one.name == table:
                sheet.activate()
                body = one.range
                sheet.range((body.row + 1, body.column)).select()
                return sheet.name
    return None


# The setting of the language ----------------------------------------------------


class Spot(NamedTuple):
    """A cell of a table's body, counted from 0."""

    row: int
    column: int
    value: object


def _language_spot(table: Table | None) -> Spot | None:
    """The cell that says in which language the program writes."""
    if table is None:
        return None
    labels = {layout.folded(label) for label in layout.SETTING_ROWS["language"].values()}
    headers = [layout.folded(header) for header in table.headers]
    spec = layout.SETTINGS.column("value")
    column = next((headers.index(one) for one in map(layout.folded, (spec.zh, spec.en)) if one in headers), None)
    row = next((at for at, row in enumerate(table.rows) if layout.folded(str(row[0])) in labels), None)
    return None if row is None or column is None else Spot(row, column, table.rows[row][column])


def _with(table: Table, spot: Spot, word: str) -> Table:
    rows = [list(row) for row in table.rows]
    rows[spot.row][spot.column] = word
    return replace(table, rows=[tuple(row) for row in rows])
