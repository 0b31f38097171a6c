"""How a sheet behaves on screen and on paper: frozen headers, A4, footers, protection without password."""

from dataclasses import dataclass

from xlsxwriter.worksheet import Worksheet

from kpi.template.draft import Draft
from kpi.template.styles import HINT, TITLE

A4 = 9
SMALL = 10  # points of a footer; LibreOffice shrinks it with the page
LAST_ROW = 1_048_576
TABS = {
    "guide": "#1F3F66",
    "inputs": "#E3A008",
    "setup": "#5B6B7B",
    "results": "#2E8B57",
    "records": "#9AA7B5",
}

# What a manager may do on a protected sheet; comments and charts are objects.
ALLOWED = {
    "objects": True,
    "scenarios": True,
    "format_cells": True,
    "format_columns": True,
    "format_rows": True,
    "insert_hyperlinks": True,
    "sort": True,
    "autofilter": True,
    "pivot_tables": True,
    "select_locked_cells": True,
    "select_unlocked_cells": True,
}
ALLOWED_ON_OPEN_SHEETS = ALLOWED | {"insert_rows": True, "delete_rows": True}


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The screen and the paper of one sheet; rows and columns from 0."""

    header: int  # row of the headers: frozen, and repeated on every page
    frozen: int  # columns that stay in view
    last: tuple[int, int]  # last row and column that are printed
    tab: str  # key in TABS
    landscape: bool = True
    signed: bool = False  # signature lines in the footer
    people_type: bool = False  # rows may be added and removed


def finish(draft: Draft, sheet: Worksheet, page: Page) -> None:
    """Screen, paper and protection of a sheet."""
    sheet.freeze_panes(page.header + 1, page.frozen)
    sheet.set_tab_color(TABS[page.tab])
    sheet.protect("", ALLOWED_ON_OPEN_SHEETS if page.people_type else ALLOWED)
    sheet.repeat_rows(0, page.header)
    _paper(draft, sheet, page)


def _paper(draft: Draft, sheet: Worksheet, page: Page) -> None:
    if page.landscape:
        sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.8 if page.signed else 0.6)
    sheet.fit_to_pages(1, 0)
    sheet.print_area(0, 0, *page.last)
    sheet.set_footer(_footer(draft, page), {"scale_with_doc": False, "align_with_margins": True})


def _footer(draft: Draft, page: Page) -> str:
    number = draft.say("page_number")
    if not page.signed:
        return f"&L&{SMALL}&A&R&{SMALL}{number}"
    return f"&L&{SMALL}{draft.say('signatures')}\n&A&R&{SMALL} \n{number}"


def head(draft: Draft, sheet: Worksheet, title: str, hint: str) -> None:
    """The title of a sheet and one line that says what to do with it."""
    sheet.set_row(0, 30)
    sheet.write_string(0, 0, title, draft.styles[TITLE])
    sheet.set_row(1, draft.height(1))
    sheet.write_string(1, 0, hint, draft.styles[HINT])
