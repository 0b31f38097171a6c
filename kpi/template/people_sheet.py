"""The sheet 人员: who is appraised."""

from kpi import layout
from kpi.template import lists
from kpi.template.draft import Draft, block_of, define_names
from kpi.template.pages import LAST_ROW, Page, finish, head
from kpi.template.styles import SHRINK
from kpi.template.tables import draw_blank_row, draw_table, set_open_widths

TOP = 3
WIDTHS = {
    "id": 13.0, "name": 16.0, "role": 36.0, "department": 22.0, "reviewer": 16.0, "from": 14.0, "to": 14.0,
}  # fmt: skip


def draw_people(draft: Draft) -> None:
    """The whole sheet, with one blank row."""
    block = block_of(draft, layout.PEOPLE, TOP)
    head(draft, block.sheet, draft.say("people_title"), draft.say("people_hint"))
    draw_table(draft, block, WIDTHS)
    draw_blank_row(draft, block, draft.height(1), dict.fromkeys(("name", "department", "reviewer"), SHRINK))
    define_names(draft, block)
    set_open_widths(draft, block, WIDTHS, ())
    once = lists.true_of(f"SUMPRODUCT(--(People_id={block.cell('id')}))<2")
    roles = lists.name_list(f"Role_{draft.language}")
    rules = {"id": once, "name": lists.ANYTHING, "role": roles, "from": lists.A_DATE, "to": lists.A_DATE}
    for key, rule in rules.items():
        lists.validate(draft, block, key, rule, draft.say(f"hint_people_{key}"))
    block.sheet.ignore_errors({"number_stored_as_text": f"A1:A{LAST_ROW}"})
    last = (block.last, block.right)
    finish(draft, block.sheet, Page(header=TOP, frozen=2, last=last, tab="inputs", people_type=True))
