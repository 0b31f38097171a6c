"""What the buttons do, in every host: read everything, compute, write everything.

Written against the object model of xlwings alone. A host unlocks the sheets before and locks them
afterwards, is told through `start` what will be written, and shows the sentence that a macro gives back.
"""

from dataclasses import replace

from addin.book_tables import read_tables
from addin.filling import Setting, filled, not_ours, refused, said, show, together
from addin.free_xlwings import xw
from addin.language_setting import language_spot, with_word
from addin.paper import Order, folder_beside, make
from addin.quiet import telling
from addin.self_test import self_test  # noqa: F401 - a macro like the others
from addin.start import PLAINLY, Start
from kpi import layout
from kpi.model import Language
from kpi.problems.report import nobody_appraised
from kpi.words import say

LOOKING = ("settings", "help")  # the macros that write nothing


def check(book: xw.Book, tongue: Language = "zh", start: Start = PLAINLY) -> str:
    """Says what has to be mended, on the sheet Problems; nothing else changes."""
    read = read_tables(book)
    return said(book, read, filled(book, read, tongue, start, ("Problems",)), "macro_checked")


def score(book: xw.Book, tongue: Language = "zh", start: Start = PLAINLY) -> str:
    """Scores everybody and fills every table of the program."""
    read = read_tables(book)
    return said(book, read, filled(book, read, tongue, start), "macro_scored")


def feedback(book: xw.Book, tongue: Language = "zh", start: Start = PLAINLY) -> str:
    """The same, ending on the sheet Feedback: its sentences never stand beside older totals."""
    read = read_tables(book)
    sentence = said(book, read, filled(book, read, tongue, start), "macro_feedback")
    show(book, "Feedback")
    return sentence


def report(book: xw.Book, tongue: Language = "zh", start: Start = PLAINLY) -> str:
    """Scores everybody, and makes the folder that `kpi report` makes."""
    return _printed(book, tongue, start, ("macro_reported", "macro_scored"))


def forms(book: xw.Book, tongue: Language = "zh", start: Start = PLAINLY) -> str:
    """Makes the form of each person; in the workbook only the sheet Problems changes."""
    return _printed(book, tongue, start, ("macro_forms", "macro_checked"), ("personal",), ("Problems",))


def settings(book: xw.Book, tongue: Language = "zh") -> str:
    """Goes to the sheet Settings."""
    title = show(book, "Settings")
    return not_ours(book, tongue) if title is None else say("macro_settings", tongue, sheet=title)


def help(book: xw.Book, tongue: Language = "zh") -> str:  # noqa: A001 - the name on the button
    """Goes to the guide and says where more is written."""
    title = show(book, "Checks")
    return not_ours(book, tongue) if title is None else say("macro_help", tongue, sheet=title)


def language(book: xw.Book, tongue: Language = "zh", start: Start = PLAINLY) -> str:
    """Switches the words that the program writes, and scores again so that they change at once."""
    read = read_tables(book)
    spot = language_spot(read.tables.get("Settings"))
    if spot is None:
        return not_ours(book, tongue)
    wanted: Language = "en" if layout.code_of("language", str(spot.value)) == "zh" else "zh"
    word = layout.word("language", wanted, wanted)
    table = with_word(read.tables["Settings"], spot, word)
    switched = replace(read, tables={**read.tables, "Settings": table})
    setting = Setting("Settings", table.first_row + spot.row, table.first_column + spot.column, word)
    return said(book, switched, filled(book, switched, wanted, start, setting=setting), "macro_language")


def _printed(
    book: xw.Book,
    tongue: Language,
    start: Start,
    done: tuple[str, str],
    parts: tuple[str, ...] = (),
    only: tuple[str, ...] = (),
) -> str:
    """Fills the tables, then makes files of what is open; `done` says it with files and without."""
    folder = folder_beside(book, tongue)
    if isinstance(folder, str):
        return folder
    read = read_tables(book)
    outcome = filled(book, read, tongue, start, only)
    if isinstance(outcome, str):
        return outcome
    tongue = outcome.settings.language
    if not outcome.judged:
        return refused(book, read, [nobody_appraised(read.book, outcome.settings.period)], tongue)
    with telling(book, tongue) as told:
        made = make(book, outcome, Order(folder=folder, parts=parts, language=tongue), told.printed)
    if not only:
        show(book, "Report")
    sentences = [said(book, read, outcome, done[not made.files], files=made.files, folder=folder)]
    if made.files and start.unsaved:
        sentences.append(say("paper_unsaved", tongue))
    if made.wrong:
        sentences.append(say("paper_wrong", tongue, count=len(made.wrong), first=made.wrong[0]))
    return together(sentences, tongue)
