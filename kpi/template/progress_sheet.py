"""The sheet 进度: due date and counts on top, one row for each person below."""

from kpi import layout
from kpi.month.ticks import DONE
from kpi.template import lists
from kpi.template.draft import Block, Draft, block_of
from kpi.template.marks import fade_errors, hide_blank_rows, mark
from kpi.template.pages import LAST_ROW, Page, finish, head
from kpi.template.styles import AMBER, GREEN, RED, SHRINK, Look
from kpi.template.tables import draw_blank_row, draw_table, helpers, set_open_widths

DUE_TOP, TOP = 2, 5
SOON = 2  # days before the due date from which the time left is amber
WIDTHS = {
    "id": 12.0, "name": 13.0, "role": 25.0, "scored": 15.0, "missing": 9.0, "printed": 10.0, "talked": 11.0,
    "signed": 10.0, "done": 15.0,
}  # fmt: skip
CENTRED: Look = {"align": "center", "indent": 0}
STRONG: Look = {"bold": True, **CENTRED}


def draw_progress(draft: Draft) -> None:
    """The whole sheet, with one blank row in each table."""
    due, board = block_of(draft, layout.DUE, DUE_TOP), block_of(draft, layout.PROGRESS, TOP)
    head(draft, board.sheet, draft.say("progress_title"), draft.say("progress_hint"))
    _due(draft, due)
    _board(draft, board)
    last = (board.last, board.at("done"))
    finish(draft, board.sheet, Page(header=TOP, frozen=2, last=last, tab="results", landscape=False))


def _due(draft: Draft, block: Block) -> None:
    draw_table(draft, block, _over(block))
    looks = {column.key: STRONG | SHRINK for column in block.columns}
    dates: Look = {"num_format": "yyyy-mm-dd"}
    draw_blank_row(draft, block, draft.height(1) + 4, looks | {"fifth": dates, "today": CENTRED, "due": STRONG})
    lists.validate(draft, block, "today", lists.A_DATE, draft.say("hint_due_today"))
    day, due = block.cell("today"), block.cell("due")
    for test, look in ((f"{day}>{due}", RED), (f"{day}>={due}-{SOON}", AMBER)):
        mark(draft, block, ("left", "left"), f"AND(ISNUMBER({day}),{test})", look)


def _over(block: Block) -> dict[str, float]:
    """The widths of the columns of the upper table, which are those of the lower one."""
    widths = list(WIDTHS.values())
    return {column.key: widths[at] for at, column in enumerate(block.columns) if at < len(widths)}


def _board(draft: Draft, block: Block) -> None:
    draw_table(draft, block, WIDTHS)
    looks = dict.fromkeys(("name", "role"), SHRINK) | dict.fromkeys(layout.STEPS_BY_HAND, STRONG)
    draw_blank_row(draft, block, draft.height(1), looks | {"missing": CENTRED})
    set_open_widths(draft, block, WIDTHS, helpers(block.columns))
    block.sheet.ignore_errors({"number_stored_as_text": f"A1:A{LAST_ROW}"})
    hide_blank_rows(draft, block, ("id", "done"))
    fade_errors(draft, block, ("id", "done"))
    for key in layout.STEPS_BY_HAND:
        lists.validate(draft, block, key, lists.words(draft, "tick"), draft.say(f"hint_progress_{key}"))
    ticked = ",".join(f'{block.cell("printed").removeprefix("$")}="{word}"' for word in DONE[:2])
    mark(draft, block, (layout.STEPS_BY_HAND[0], layout.STEPS_BY_HAND[-1]), f"OR({ticked})", GREEN)
    mark(draft, block, ("scored", "scored"), f'LEFT({block.cell("scored")},1)="{DONE[0]}"', GREEN)
    mark(draft, block, ("scored", "missing"), f'LEFT({block.cell("scored")},1)<>"{DONE[0]}"', AMBER)
    mark(draft, block, ("done", "done"), f'LEFT({block.cell("done")},1)="{draft.say("progress_done")[:1]}"', GREEN)
