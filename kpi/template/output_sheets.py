"""The sheets that the program fills: 得分, 汇总, 反馈, 月报, 历史, 修订 and 问题, each with one blank row."""

from collections.abc import Mapping

from kpi import layout
from kpi.layout import TableSpec
from kpi.tables import letters
from kpi.template import lists
from kpi.template.draft import Block, Draft, block_of
from kpi.template.marks import (
    fade_errors,
    flag_reshown,
    grey_out,
    hide_blank_rows,
    light_lights,
    show_units,
    tint_changes,
    tint_grades,
)
from kpi.template.pages import LAST_ROW, Page, finish, head
from kpi.template.styles import LINK, SHRINK, WRAP, Look
from kpi.template.tables import Widths, draw_blank_row, draw_table, helpers, set_open_widths, set_widths

TOP = 3
FEEDBACK_HEIGHT = 75.0
TOP_ALIGNED: Look = {"valign": "top"}
NARROW = dict.fromkeys(("name", "role", "department", "kpi", "category"), SHRINK)
GRADE: Look = {"bold": True, "align": "center", "indent": 0}
CHANGE: Look = {"num_format": "+0.00;-0.00;0.00"}
NUMBER: Look = {"num_format": "#,##0.00"}

# As narrow as the content allows: a page is one page wide, and what is too wide is printed too small.
SCORE_WIDTHS = {
    "zh": {
        "name": 13.0, "role": 28.0, "code": 12.0, "kpi": 22.0, "category": 12.0, "score": 9.0, "weight": 9.0,
        "effective": 9.0, "points": 9.0, "lost": 9.0, "state": 12.0, "light": 12.0, "why": 28.0,
    },
    "en": {
        "name": 16.0, "role": 30.0, "code": 12.0, "kpi": 36.0, "category": 16.0, "score": 9.0, "weight": 10.0,
        "effective": 12.0, "points": 9.0, "lost": 9.0, "state": 14.0, "light": 15.0, "why": 42.0,
    },
}  # fmt: skip
SUMMARY_WIDTHS = {
    "zh": {"name": 13.0, "role": 28.0, "department": 12.0, "total": 9.0, "grade": 8.0, "standing": 12.0},
    "en": {"name": 16.0, "role": 30.0, "department": 18.0, "total": 9.0, "grade": 9.0, "standing": 18.0},
}  # fmt: skip
FEEDBACK_WIDTHS: Widths = {
    **layout.TEXT_WIDTHS["Feedback"], "total": 9.0, "grade": 9.0, "deadline": 11.0, "owner": 12.0,
}  # fmt: skip
MONTH_WIDTHS = {
    "period": 9.0, "id": 10.0, "code": 12.0, "first": 11.0, "second": 11.0, "actual": 11.0, "target": 11.0,
    "score": 9.0, "weight": 9.0, "effective": 10.0, "points": 9.0, "total": 9.0, "grade": 8.0, "rules": 15.0,
}  # fmt: skip
HISTORY_WIDTHS = {
    "zh": MONTH_WIDTHS | {"name": 11.0, "role": 29.0, "state": 10.0},
    "en": MONTH_WIDTHS | {"name": 15.0, "role": 36.0, "state": 13.0},
}
REVISION_WIDTHS = {
    "from": 14.0, "kpi": 14.0, "field": 16.0, "before": 18.0, "after": 18.0, "reason": 46.0, "by": 14.0,
}  # fmt: skip
PROBLEM_WIDTHS: Widths = {**layout.TEXT_WIDTHS["Problems"], "code": 10.0}


def _start(draft: Draft, spec: TableSpec, widths: Widths) -> Block:
    """Title, hint and headers of a sheet."""
    block = block_of(draft, spec, TOP)
    head(draft, block.sheet, draft.say(f"{spec.sheet}_title"), draft.say(f"{spec.sheet}_hint"))
    draw_table(draft, block, widths)
    return block


def _results(
    draft: Draft,
    block: Block,
    widths: Widths,
    height: float,
    looks: Mapping[str, Look],
    unused: frozenset[str] = frozenset(),
) -> None:
    """A sheet of formulas: one blank row, helpers folded away, blank rows and failed numbers quiet."""
    draw_blank_row(draft, block, height, looks)
    set_widths(block, widths, helpers(block.columns) | unused)
    ids = (letters(block.at(key) + 1) for key in ("id", "scored"))
    block.sheet.ignore_errors({"number_stored_as_text": " ".join(f"{at}1:{at}{LAST_ROW}" for at in ids)})
    keys = (block.columns[0].key, block.columns[-1].key)
    hide_blank_rows(draft, block, keys)
    fade_errors(draft, block, keys)
    flag_reshown(draft, block, ("id", "name"))


def _last(block: Block) -> tuple[int, int]:
    """The last row, and the last column that is not a helper."""
    folded = helpers(block.columns)
    return block.last, max(block.at(column.key) for column in block.columns if column.key not in folded)


def draw_scores(draft: Draft) -> None:
    """Person by KPI; actual and target in the KPI's own unit."""
    widths = SCORE_WIDTHS[draft.language]
    block = _start(draft, layout.SCORES, widths)
    numbers = dict.fromkeys(("actual", "target"), NUMBER)
    _results(draft, block, widths, draft.height(1), NARROW | {"why": SHRINK | {"text_wrap": False}} | numbers)
    show_units(draft, block, ("actual", "target"), f"INDEX(Rule_unit,{block.cell('n_rule')})")
    light_lights(draft, block, "light")
    grey_out(draft, block, ("code", "points"), f"OR({block.cell('n_state')}=2,{block.cell('n_state')}=5)")
    finish(draft, block.sheet, Page(header=TOP, frozen=2, last=_last(block), tab="results"))


def draw_summary(draft: Draft) -> None:
    """One line for each person."""
    widths = {**SUMMARY_WIDTHS[draft.language], **_category_widths(draft)}
    block = _start(draft, layout.SUMMARY, widths)
    categories = {f"c{n}": SHRINK for n in range(1, layout.CATEGORIES + 1)}
    looks = NARROW | categories | {"total": {"bold": True}, "grade": GRADE, "change": CHANGE}
    _results(draft, block, widths, draft.height(1), looks, _unused_categories(draft))
    tint_grades(draft, block, "grade")
    tint_changes(draft, block, "change")
    grey_out(draft, block, ("total", "standing"), f"{block.cell('n_standing')}>1")
    finish(draft, block.sheet, Page(header=TOP, frozen=2, last=_last(block), tab="results"))


def _category_widths(draft: Draft) -> Widths:
    name, number = {"zh": (11.0, 10.0), "en": (15.0, 12.0)}[draft.language]
    numbers = range(1, layout.CATEGORIES + 1)
    return {f"c{n}": name for n in numbers} | {f"c{n}_{key}": number for n in numbers for key in ("score", "points")}


def _unused_categories(draft: Draft) -> frozenset[str]:
    """The columns of categories that no KPI of the rule book has."""
    most = max((rule.order for card in draft.book.cards for rule in card.rules if not rule.duty), default=1)
    unused = range(most + 1, layout.CATEGORIES + 1)
    return frozenset(f"c{n}{part}" for n in unused for part in ("", "_score", "_points"))


def draw_feedback(draft: Draft) -> None:
    """Proposed text on the left, the manager's own columns on the right."""
    block = _start(draft, layout.FEEDBACK, FEEDBACK_WIDTHS)
    looks = {column.key: TOP_ALIGNED for column in block.columns}
    looks |= {"role": TOP_ALIGNED | WRAP, "name": TOP_ALIGNED | WRAP, "grade": TOP_ALIGNED | GRADE}
    draw_blank_row(draft, block, FEEDBACK_HEIGHT, looks)
    set_open_widths(draft, block, FEEDBACK_WIDTHS, helpers(block.columns))
    first, last = (letters(block.at(key) + 1) for key in ("strengths", "direction"))
    unlocked = f"{first}1:{last}{LAST_ROW}"  # formulas of the python edition that a manager may overwrite
    block.sheet.ignore_errors({"number_stored_as_text": f"A1:A{LAST_ROW}", "formula_unlocked": unlocked})
    hide_blank_rows(draft, block, ("id", "grade"))
    fade_errors(draft, block, ("id", "grade"))
    tint_grades(draft, block, "grade")
    lists.validate(draft, block, "status", lists.words(draft, "action_status"), draft.say("hint_feedback_status"))
    lists.validate(draft, block, "deadline", lists.A_DATE, draft.say("hint_feedback_deadline"))
    for key in ("strengths", "gaps", "direction", "comment", "action"):
        lists.validate(draft, block, key, lists.ANYTHING, draft.say(f"hint_feedback_{key}"))
    finish(draft, block.sheet, Page(header=TOP, frozen=2, last=_last(block), tab="results", signed=True))


def draw_history(draft: Draft) -> None:
    """Closed months; numbers in the KPI's own unit."""
    widths = HISTORY_WIDTHS[draft.language]
    block = _start(draft, layout.HISTORY, widths)
    draw_blank_row(draft, block, draft.height(1), {"actual": NUMBER, "target": NUMBER})
    set_widths(block, widths, ())
    show_units(draft, block, ("actual", "target"), f"INDEX(Rule_unit,MATCH({block.cell('code')},Rule_code,0))")
    tint_grades(draft, block, "grade")
    finish(draft, block.sheet, Page(header=TOP, frozen=3, last=_last(block), tab="records"))


def draw_revisions(draft: Draft) -> None:
    """What changed in the rules; people write it."""
    block = _start(draft, layout.REVISIONS, REVISION_WIDTHS)
    draw_blank_row(draft, block, draft.height(2), {})
    set_open_widths(draft, block, REVISION_WIDTHS, ())
    lists.validate(draft, block, "from", lists.A_DATE, draft.say("hint_revision_from"))
    lists.validate(draft, block, "kpi", lists.name_list("Rule_code"), draft.say("hint_revision_kpi"))
    page = Page(header=TOP, frozen=0, last=_last(block), tab="records", people_type=True)
    finish(draft, block.sheet, page)


def draw_problems(draft: Draft) -> None:
    """What has to be mended, with a link to each cell."""
    block = _start(draft, layout.PROBLEMS, PROBLEM_WIDTHS)
    draw_blank_row(draft, block, draft.height(3), {"place": LINK | WRAP, "kpi": WRAP})
    set_widths(block, PROBLEM_WIDTHS, ())
    finish(draft, block.sheet, Page(header=TOP, frozen=0, last=_last(block), tab="records"))
