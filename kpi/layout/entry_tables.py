"""The sheets of the roles: one table each, with the columns of the KPIs that the role is held to."""

from collections.abc import Mapping
from dataclasses import dataclass

from kpi.layout.columns import ColumnSpec, Kind
from kpi.model import Bilingual, Entry, KpiRule, Role

ENTRY_PREFIX = "Entry_"
ID_HEADER = ColumnSpec("id", "工号", "ID", Kind.ID, typed=True)
NAME_HEADER = ColumnSpec("name", "姓名", "Name", Kind.TEXT)
REMARK_HEADER = ColumnSpec("remark", "备注", "Remark", Kind.WRAPPED, typed=True)
SHORT_TITLES: Mapping[str, Bilingual] = {
    "HEAD": {"zh": "营销中心负责人", "en": "Head of Marketing Centre"},
}


def role_title(role: Role, language: str) -> str:
    """The title of a role's sheet; Excel allows 31 characters."""
    return SHORT_TITLES.get(role.code, role.name)[language]


def entry_table(role: str) -> str:
    """The name of a role's table."""
    return ENTRY_PREFIX + role


@dataclass(frozen=True, slots=True)
class EntryColumn:
    """A column of a role's sheet that belongs to a KPI.

    Its header begins with the KPI's code and a letter: a and b for the two cells
    of a ratio or growth, t for the personal target, nothing for a value.
    """

    code: str
    part: str  # "", "a", "b" or "t"
    label: Bilingual
    main: bool  # stands in the open; the others are in a collapsed outline group

    def header(self, language: str) -> str:
        return f"{self.code}{self.part} {self.label[language]}"


TARGET_LABEL: Bilingual = {"zh": "个人目标", "en": "personal target"}


def entry_columns(rules: tuple[KpiRule, ...], role: str) -> tuple[EntryColumn, ...]:
    """The KPI columns of a role's sheet: KPIs first, then what is rarely typed.

    The outline group behind holds the personal targets that few people have, and
    the duty targets, which have no weight until somebody gives them one.
    """
    held = [rule for rule in rules if role in rule.roles]
    kpis = [rule for rule in held if not rule.duty]
    duties = [rule for rule in held if rule.duty]
    front = [column for rule in kpis for column in (*_cells(rule, main=True), *_target(rule, main=True))]
    back = [column for rule in kpis for column in _target(rule, main=False)]
    back += [column for rule in duties for column in (*_cells(rule, main=False), *_target(rule, main=False))]
    return (*front, *back)


def _cells(rule: KpiRule, *, main: bool) -> tuple[EntryColumn, ...]:
    if rule.entry is Entry.VALUE:
        return (EntryColumn(rule.code, "", rule.name, main),)
    return tuple(
        EntryColumn(rule.code, part, label, main) for part, label in zip("ab", rule.parts, strict=True)
    )


def _target(rule: KpiRule, *, main: bool) -> tuple[EntryColumn, ...]:
    """The personal target, in the open when `personal`, else in the group behind."""
    if not rule.measure.needs_target or (not rule.duty and rule.personal is not main):
        return ()
    return (EntryColumn(rule.code, "t", TARGET_LABEL, main),)
