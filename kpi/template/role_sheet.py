"""The sheet of one role: a row for each person, one or two cells for each KPI."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from kpi.formulas import NAME_OF_ID
from kpi.layout import (
    ID_HEADER,
    NAME_HEADER,
    NOT_APPLICABLE_WORDS,
    REMARK_HEADER,
    ColumnSpec,
    EntryColumn,
    Kind,
    entry_columns,
    entry_table,
    role_title,
)
from kpi.model import KpiRule, Language, Role, RoleTarget
from kpi.template import lists
from kpi.template.draft import EMPTY, Block, Draft
from kpi.template.fit import ROOM, lines, width_of
from kpi.template.marks import grey_out, mark
from kpi.template.pages import LAST_ROW, Page, finish, head
from kpi.template.prompts import expected, prompt
from kpi.template.styles import CENTRE, EDGE, INK, RED, SHRINK, UNLOCKED, WRAP, ZONE, Look, look_of
from kpi.template.tables import draw_blank_row, draw_table, set_open_widths
from kpi.template.wording import target_words

BAND_ROW, TOP = 2, 3  # the band tells KPI and target above the headers
BAND: Look = {
    **CENTRE, **WRAP, "bg_color": ZONE, "font_color": INK, "bold": True, "valign": "vcenter",
    "border": 1, "border_color": EDGE,
}  # fmt: skip
ENTRY: Look = {"align": "right", "num_format": "General"}
FROZEN = 2  # id and name
OWN_WIDTHS = {"id": 11.0, "name": 14.0, "remark": 22.0}
LEAST_WIDTH, MOST_WIDTH = 11.0, 16.0
BOLD = 1.1  # bold letters are that much wider


def _unbroken(word: str) -> float:
    """The width of a word; a Chinese one may be broken anywhere."""
    return width_of(word) if word.isascii() else 0.0


@dataclass(frozen=True, slots=True)
class _Entry:
    """A column of the sheet that belongs to a KPI, with its rule."""

    column: EntryColumn
    rule: KpiRule
    target: RoleTarget | None  # the role's own

    @property
    def spec(self) -> ColumnSpec:
        """The column as a table has it; its key is unique on the sheet."""
        headers = (self.column.header("zh"), self.column.header("en"))
        return ColumnSpec(f"{self.column.code}{self.column.part}", *headers, Kind.NUMBER, typed=True)

    def width(self, language: Language) -> float:
        """Room for the longest word of the header, and for ten digits; more where nothing is printed."""
        if not self.column.main:
            return MOST_WIDTH
        word = max(self.column.header(language).split(), key=_unbroken)
        return min(max(LEAST_WIDTH, BOLD * _unbroken(word) + ROOM), MOST_WIDTH)


def draw_role(draft: Draft, role: Role) -> None:
    """The whole sheet, with one blank row."""
    entries = tuple(_entries(draft, role))
    block = _block(draft, role, entries)
    title = draft.say("role_title", role=role.name[draft.language])
    head(draft, block.sheet, title, draft.say("role_hint"))
    widths = OWN_WIDTHS | {entry.spec.key: entry.width(draft.language) for entry in entries}
    _band(draft, block, entries)
    draw_table(draft, block, widths)
    draw_blank_row(draft, block, draft.height(1), {entry.spec.key: ENTRY for entry in entries})
    _name(draft, block)
    behind = frozenset(entry.spec.key for entry in entries if not entry.column.main)
    set_open_widths(draft, block, widths, behind)
    _validations(draft, block, entries)
    _marks(draft, block, entries)
    _finish(draft, block)


def _entries(draft: Draft, role: Role) -> Iterator[_Entry]:
    card = next(card for card in draft.book.cards if card.code == role.set)
    rules = {rule.code: rule for rule in card.rules}
    own = {target.kpi: target for target in draft.book.role_targets if target.role == role.code}
    for column in entry_columns(card.rules, role.code):
        yield _Entry(column, rules[column.code], own.get(column.code))


def _block(draft: Draft, role: Role, entries: tuple[_Entry, ...]) -> Block:
    columns = (ID_HEADER, NAME_HEADER, *(entry.spec for entry in entries), REMARK_HEADER)
    sheet = draft.workbook.get_worksheet_by_name(role_title(role, draft.language))
    return Block(name=entry_table(role.code), columns=columns, sheet=sheet, top=TOP, left=0, rows=1)


def _band(draft: Draft, block: Block, entries: tuple[_Entry, ...]) -> None:
    """KPI and target above the cells of each KPI; merged, because it stands outside the table."""
    look, most = draft.styles[BAND], 1
    for _, group in groupby(entries, key=lambda entry: (entry.rule.code, entry.column.main)):
        cells = tuple(group)
        text = f"{cells[0].rule.name[draft.language]}\n{_target(draft, cells[0])}"
        most = max(most, lines(text, sum(entry.width(draft.language) for entry in cells) / BOLD))
        left, right = (block.at(cells[n].spec.key) for n in (0, -1))
        if left == right:
            block.sheet.write_string(BAND_ROW, left, text, look)
        else:
            block.sheet.merge_range(BAND_ROW, left, BAND_ROW, right, text, look)
    block.sheet.set_row(BAND_ROW, draft.height(most))


def _target(draft: Draft, entry: _Entry) -> str:
    return target_words(entry.rule, entry.target, draft.language)


def _name(draft: Draft, block: Block) -> None:
    look = draft.styles[look_of(NAME_HEADER) | UNLOCKED | SHRINK]
    formula = NAME_OF_ID.format(id=block.cell("id"))
    block.sheet.write_formula(block.first, block.at("name"), formula, look, EMPTY)


def _validations(draft: Draft, block: Block, entries: tuple[_Entry, ...]) -> None:
    lists.validate(draft, block, "id", lists.name_list("People_id"), draft.say("hint_entry_id"))
    lists.validate(draft, block, "name", lists.ANYTHING, draft.say("hint_entry_name"))
    lists.validate(draft, block, "remark", lists.ANYTHING, draft.say("hint_entry_remark"))
    for entry in entries:
        rule = lists.true_of(expected(block, entry.column, entry.rule))
        message = prompt(draft, entry.column, entry.rule, _target(draft, entry))
        lists.validate(draft, block, entry.spec.key, rule, message)


def _marks(draft: Draft, block: Block, entries: tuple[_Entry, ...]) -> None:
    """An id that is not in People, and 不适用 in grey."""
    identity = block.cell("id")
    mark(draft, block, ("id", "id"), f'AND({identity}<>"",ISNA(MATCH({identity},People_id,0)))', RED)
    first = block.cell(entries[0].spec.key).removeprefix("$")
    words = ",".join(f'{first}="{word}"' for word in NOT_APPLICABLE_WORDS)
    grey_out(draft, block, (entries[0].spec.key, entries[-1].spec.key), f"OR({words})")


def _finish(draft: Draft, block: Block) -> None:
    block.sheet.ignore_errors(
        {"number_stored_as_text": f"A1:A{LAST_ROW}", "formula_unlocked": f"B1:B{LAST_ROW}"}
    )
    last = (block.last, block.right)
    page = Page(header=TOP, frozen=FROZEN, last=last, tab="inputs", signed=True, people_type=True)
    finish(draft, block.sheet, page)
