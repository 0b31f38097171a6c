"""The sheet 设置: the table Settings on the left; grades, roles and their targets on the right."""

from collections.abc import Iterator
from typing import NamedTuple

from kpi import layout
from kpi.feedback import CLEAR_RISE
from kpi.template import codes, lists
from kpi.template.draft import EMPTY, Block, Draft, block_of
from kpi.template.pages import Page, finish, head
from kpi.template.settings_tables import RIGHT_WIDTHS, draw_right_tables
from kpi.template.styles import SHRINK, SUBTITLE, WHITE, Look, look_of
from kpi.template.tables import draw_table

TOP = 4  # row of the first headers
EXPLAINED = {"setting_policy", "setting_not_applicable"}
WIDTHS = {"zh": (31.0, 24.0, 55.0, 9.0, 12.0), "en": (36.0, 30.0, 66.0, 9.0, 12.0)}
RIGHT = 6  # column of the tables on the right


class Setting(NamedTuple):
    """One row of the table Settings."""

    key: str
    value: str | float
    formula: str  # of its number; {cell} is the value
    number: str | float
    look: Look
    choice: str = ""  # key in CHOICES


def draw_settings(draft: Draft) -> None:
    """The whole sheet."""
    sheet = draft.sheet("settings")
    head(draft, sheet, draft.say("settings_title"), draft.say("settings_hint"))
    _columns(draft)
    _settings(draft)
    last = draw_right_tables(draft, TOP, RIGHT)
    page = Page(header=0, frozen=0, last=(last, RIGHT + len(RIGHT_WIDTHS[draft.language]) - 1), tab="setup")
    finish(draft, sheet, page)
    sheet.hide_gridlines(2)


def _columns(draft: Draft) -> None:
    sheet = draft.sheet("settings")
    for at, width in enumerate(WIDTHS[draft.language]):
        grouped = {"level": 1, "hidden": True} if at > 2 else {}
        sheet.set_column(at, at, width, None, grouped)
    sheet.set_column(RIGHT - 1, RIGHT - 1, 3, None, {"collapsed": True})
    for at, width in enumerate(RIGHT_WIDTHS[draft.language]):
        sheet.set_column(RIGHT + at, RIGHT + at, width)


def _settings(draft: Draft) -> None:
    rows = tuple(_rows(draft))
    block = block_of(draft, layout.SETTINGS, TOP, rows=len(rows))
    block.sheet.write_string(TOP - 1, 0, draft.say("settings_table"), draft.styles[SUBTITLE])
    keys = (column.key for column in block.columns)
    draw_table(draft, block, dict(zip(keys, WIDTHS[draft.language], strict=True)))
    for at, setting in enumerate(rows):
        _setting(draft, block, at, setting)
    _policy_names(draft, block, rows)


def _rows(draft: Draft) -> Iterator[Setting]:
    policies = draft.book.policies
    locked = {"locked": True, "bg_color": WHITE, "num_format": "@"}
    yield from (_text("period", draft.period), _text("company", draft.company))
    yield _chosen(draft, "language", "language", draft.language, codes.LANGUAGE)
    yield _chosen(draft, "edition", "edition", draft.edition, codes.EDITION)
    kept = policies.not_applicable.value
    yield _chosen(draft, "not_applicable", "not_applicable", kept, codes.NOT_APPLICABLE)
    provisional = "yes" if policies.provisional else "no"
    yield _chosen(draft, "provisional", "yes_no", provisional, codes.YES_NO)
    yield _number("green_from", float(policies.green_from), "General")
    yield _number("amber_from", float(policies.amber_from), "General")
    yield _number("enough_weight", float(policies.enough_weight), "0%")
    yield _number("clear_rise", float(CLEAR_RISE), "General")
    yield _chosen(draft, "deadline", "deadline", "none", codes.DEADLINE)
    for key in layout.SETTING_ROWS:
        if key.startswith(layout.POLICY_PREFIX):
            policy = policies.weights[key.removeprefix(layout.POLICY_PREFIX)].value
            yield _chosen(draft, key, "policy", policy, codes.POLICY)
    yield _text("rule_version", draft.book.version)._replace(look=locked)
    yield _text("rule_hash", draft.digest)._replace(look=locked)


def _text(key: str, value: str) -> Setting:
    return Setting(key, value, 'IF({cell}="","",{cell})', value or EMPTY, {"num_format": "@"})


def _number(key: str, value: float, num_format: str) -> Setting:
    return Setting(key, value, "IF(ISNUMBER({cell}),{cell},NA())", value, {"num_format": num_format})


def _chosen(draft: Draft, key: str, choice: str, code: str, numbers: codes.Numbers) -> Setting:
    word = layout.word(choice, code, draft.language)
    return Setting(key, word, codes.number_of("{cell}", choice, numbers), numbers[code], {}, choice)


def _setting(draft: Draft, block: Block, at: int, setting: Setting) -> None:
    sheet, row = block.sheet, block.first + at
    looks = {column.key: look_of(column) for column in block.columns}
    note = draft.say(_note(setting.key))
    sheet.set_row(row, draft.height(1))
    label = layout.SETTING_ROWS[setting.key][draft.language]
    sheet.write_string(row, block.at("item"), label, draft.styles[looks["item"]])
    value_format = draft.styles[looks["value"] | SHRINK | setting.look]
    if isinstance(setting.value, str):
        sheet.write_string(row, block.at("value"), setting.value, value_format)
    else:
        sheet.write_number(row, block.at("value"), setting.value, value_format)
    sheet.write_string(row, block.at("note"), note, draft.styles[looks["note"]])
    _number_cell(draft, block, at, setting)
    header = layout.SETTINGS.column("value")
    if setting.look.get("locked"):
        return
    rule = lists.words(draft, setting.choice) if setting.choice else lists.ANYTHING
    cells = (row, block.at("value"), row, block.at("value"))
    lists.validate_cells(draft, block, cells, header, (rule, draft.say(_message(setting.key))))


def _number_cell(draft: Draft, block: Block, at: int, setting: Setting) -> None:
    row, look = block.first + at, draft.styles[look_of(layout.SETTINGS.column("number"))]
    formula = setting.formula.format(cell=block.cell("value", at))
    block.sheet.write_formula(row, block.at("number"), formula, look, setting.number)
    role_set = setting.key.partition(layout.POLICY_PREFIX)[2]
    if setting.key == "edition":
        role_set = draft.edition  # as it was made: what the functions look at is there or not
    block.sheet.write_string(row, block.at("set"), role_set, look)
    title = block.area("number", "number").partition("!")[0]
    draft.workbook.define_name(f"Set_{setting.key}", f"={title}!$D${row + 1}")


def _note(key: str) -> str:
    return "setting_policy" if key.startswith(layout.POLICY_PREFIX) else f"setting_{key}"


def _message(key: str) -> str:
    """The key of the message beside the cell; the choices of some settings need more room than a note."""
    note = _note(key)
    return f"{note}_choices" if note in EXPLAINED else note


def _policy_names(draft: Draft, block: Block, rows: tuple[Setting, ...]) -> None:
    """The block of the policy rows, for MATCH by set."""
    policies = [at for at, row in enumerate(rows) if row.key.startswith(layout.POLICY_PREFIX)]
    for name, key in layout.POLICY_NAMES.items():
        first, last = (block.cell(key, at).replace("$", "") for at in (policies[0], policies[-1]))
        title = block.area(key, key).partition("!")[0]
        area = f"${first[0]}${first[1:]}:${last[0]}${last[1:]}"
        draft.workbook.define_name(name, f"={title}!{area}")
