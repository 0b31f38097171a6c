"""The sheet 考核标准: every KPI and duty with its weight, scale and working, one row each."""

from collections.abc import Iterator, Mapping, Sequence

from xlsxwriter.format import Format

from kpi import layout
from kpi.layout import ColumnSpec
from kpi.model import KpiRule, RuleBook
from kpi.template import lists
from kpi.template.codes import POLICY
from kpi.template.draft import Block, Draft, block_of, define_names
from kpi.template.fit import lines
from kpi.template.marks import mark
from kpi.template.pages import Page, finish, head
from kpi.template.rule_cells import Cell, Weights, cells_of
from kpi.template.rule_text_cell import draw_rule_text
from kpi.template.styles import BAND, INPUT_BAND, OPEN_TARGET, RED, Look, look_of
from kpi.template.tables import draw_table, helpers, set_widths

TOP = 3
COMMON = {
    "code": 11.0, "set": 11.0, "zh": 22.0, "en": 28.0, "definition": 38.0, "better": 10.0, "target": 9.0,
    "pass_line": 9.0, "weight": 9.0, "sum": 9.0, "entry": 9.0, "months_add": 14.0, "event": 9.0, "lowest": 10.0,
    "highest": 14.0, "roles": 13.0, "data_source": 20.0, "basis": 48.0, "improvement_zh": 48.0, "improvement_en": 48.0,
    **{f"x{n}": 8.5 for n in range(1, layout.KNOTS + 1)},
    **{f"y{n}": 7.0 for n in range(1, layout.KNOTS + 1)},
}  # fmt: skip
WIDTHS = {
    "zh": COMMON | {
        "category": 11.0, "order": 9.0, "unit": 9.0, "counted": 9.0, "months": 9.0, "measure": 9.0, "curve": 9.0,
        "effective": 9.0,
    },
    "en": COMMON | {
        "category": 15.0, "order": 11.0, "unit": 12.0, "counted": 12.0, "months": 10.0, "measure": 12.0, "curve": 8.0,
        "effective": 11.0,
    },
}  # fmt: skip
WRAPPED = {"zh", "en", "category", "unit", "data_source", "counted"}  # short text that may need a second line
CHOICES = {
    "unit": "unit", "better": "better", "measure": "measure", "curve": "curve",
    "entry": "entry", "months_add": "months_add", "event": "yes_no",
}  # fmt: skip
NUMBERS = {
    "order": lists.MONTHS, "target": lists.A_NUMBER, "months": lists.MONTHS, "pass_line": lists.A_NUMBER,
    "weight": lists.NOT_NEGATIVE, "lowest": lists.A_NUMBER, "highest": lists.A_NUMBER,
}  # fmt: skip
LAST_PRINTED = "sum"  # what follows would make the print too small to read


def draw_rules(draft: Draft) -> None:
    """The whole sheet: the KPIs in the order of the document, then the duties."""
    rules = in_order(draft.book)
    block = block_of(draft, layout.RULES, TOP, rows=len(rules))
    head(draft, block.sheet, draft.say("rules_title"), draft.say("rules_hint"))
    draw_table(draft, block, WIDTHS[draft.language])
    define_names(draft, block)
    weights = Weights(draft.book)
    filled = [cells_of(draft, block.at_row(row), rule, weights) for row, rule in enumerate(rules)]
    for row, (cells, stripe) in enumerate(zip(filled, stripes(rules), strict=True)):
        _row(draft, block, row, (cells, stripe))
    if draft.edition == "python":
        draw_rule_text(draft, block, filled)
    set_widths(block, WIDTHS[draft.language], _grouped(draft))
    _validations(draft, block)
    _marks(draft, block)
    last = (block.last, block.at(LAST_PRINTED))
    page = Page(header=TOP, frozen=block.at("definition"), last=last, tab="setup")
    finish(draft, block.sheet, page)


def in_order(book: RuleBook) -> tuple[KpiRule, ...]:
    """All KPIs, then all duties, each in the order of the sets."""
    rules = [rule for card in book.cards for rule in card.rules]
    return tuple(sorted(rules, key=lambda rule: rule.duty))


def stripes(rules: Sequence[KpiRule]) -> Iterator[int]:
    """0 or 1 for each rule, changing with the set."""
    stripe, before = 1, ""
    for rule in rules:
        stripe, before = stripe ^ (rule.set != before), rule.set
        yield stripe


def _grouped(draft: Draft) -> frozenset[str]:
    """The other language's columns, the helpers, and the knots that no scale of the rule book has."""
    other = "en" if draft.language == "zh" else "zh"
    most = max(len(rule.scale.knots) for card in draft.book.cards for rule in card.rules)
    knots = {f"{axis}{n}" for axis in "xy" for n in range(most + 1, layout.KNOTS + 1)}
    return helpers(layout.RULES.columns) | {other, f"improvement_{other}"} | knots


def _row(draft: Draft, block: Block, row: int, filled: tuple[Mapping[str, Cell], int]) -> None:
    cells, stripe = filled
    at = block.first + row
    for column in block.columns:
        cell = cells[column.key]
        _write(block, (at, block.at(column.key)), cell, draft.styles[_look(column, cell, stripe)])
    block.sheet.set_row(at, _height(draft, cells))


def _look(column: ColumnSpec, cell: Cell, stripe: int) -> Look:
    look = dict(look_of(column))
    if stripe:
        look["bg_color"] = INPUT_BAND if column.typed else BAND
    if column.key in WRAPPED:
        look["text_wrap"] = True
    if cell.num_format:
        look["num_format"] = cell.num_format
    return look


def _write(block: Block, at: tuple[int, int], cell: Cell, look: Format) -> None:
    if cell.formula:
        block.sheet.write_formula(*at, cell.formula, look, cell.value)
    elif cell.value is None:
        block.sheet.write_blank(*at, None, look)
    elif isinstance(cell.value, str):
        block.sheet.write_string(*at, cell.value, look)
    else:
        block.sheet.write_number(*at, cell.value, look)


def _height(draft: Draft, cells: Mapping[str, Cell]) -> float:
    """Room for the longest text that is not folded away."""
    folded, widths = _grouped(draft), WIDTHS[draft.language]
    most = max(
        lines(cell.value, widths[key])
        for key, cell in cells.items()
        if isinstance(cell.value, str) and key in widths and key not in folded
    )
    return draft.height(most)


def _validations(draft: Draft, block: Block) -> None:
    for key, choice in CHOICES.items():
        lists.validate(draft, block, key, lists.words(draft, choice), draft.say(f"hint_rule_{key}"))
    for key, rule in NUMBERS.items():
        lists.validate(draft, block, key, rule, draft.say(f"hint_rule_{key}"))
    for axis in "xy":
        for n in range(1, layout.KNOTS + 1):
            lists.validate(draft, block, f"{axis}{n}", lists.A_NUMBER, draft.say(f"hint_rule_{axis}"))


def _marks(draft: Draft, block: Block) -> None:
    """Open targets, and a set that has to sum to 100 and does not."""
    empty = f'{block.cell("target")}=""'
    mark(draft, block, ("target", "target"), f"AND({empty},{block.cell('n_measure')}>1)", OPEN_TARGET)
    policy = f"INDEX(Policy_number,MATCH({block.cell('set')},Policy_set,0))"
    short = f"AND({policy}={POLICY['fill']},ROUND({block.cell('sum')},9)<>100)"
    mark(draft, block, ("sum", "sum"), short, RED | {"bold": True})
    mark(draft, block, ("code", "code"), f"{block.cell('n_doubt')}=1", RED | {"bold": True})
