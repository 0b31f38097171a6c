"""The table Rules of a workbook, read into rules: what the manager set is what is scored."""

from decimal import Decimal
from enum import Enum
from typing import TypeVar

from kpi import layout
from kpi.model import (
    Better,
    Bilingual,
    Curve,
    Entry,
    Knot,
    KpiRule,
    Measure,
    MonthsAdd,
    Role,
    Scale,
    Unit,
)
from kpi.problems import Problem
from kpi.settings import role_named
from kpi.sheets import Sheet, read_choice, read_decimal

E = TypeVar("E", bound=Enum)
DUTY_PREFIX = "D-"
INFORMATION = ("definition", "counted", "data_source", "basis", "improvement_zh", "improvement_en", "effective")
HELPERS = tuple(column.key for column in layout.RULES.columns if column.kind is layout.Kind.HELPER)
OPTIONAL = (*INFORMATION, *HELPERS, "sum", "en")  # a rule can be scored without these columns


class _Row:
    """One row of Rules, with the problems found while reading it."""

    def __init__(self, sheet: Sheet, row: int) -> None:
        self.sheet = sheet
        self.row = row
        self.code = sheet.text(row, "code").upper()
        self.problems: list[Problem] = []

    def choice(self, key: str, choice: str, kind: type[E]) -> E:
        code = read_choice(self.sheet, self.row, key, choice)
        if isinstance(code, Problem):
            self._report(code)
            return next(iter(kind))
        return kind(code)

    def number(self, key: str, unit: Unit = Unit.RATE) -> Decimal | None:
        if self.sheet.cell(self.row, key) is None:  # as most knots are
            return None
        number = read_decimal(self.sheet, self.row, key, f"{self.code} {key}", unit)
        if isinstance(number, Problem):
            self._report(number)
            return None
        return number

    def weight(self) -> Decimal:
        """The raw weight; one that cannot be read concerns everybody who shares in the set."""
        before = len(self.problems)
        found = self.number("weight", Unit.COUNT)
        self.problems[before:] = [one.about(set=self.text("set").upper()) for one in self.problems[before:]]
        return found or Decimal(0)

    def text(self, key: str) -> str:
        return self.sheet.text(self.row, key)

    def _report(self, found: Problem) -> None:
        self.problems.append(found.about(kpi=self.code))


def read_rules(sheet: Sheet, roles: tuple[Role, ...]) -> tuple[tuple[KpiRule, ...], list[Problem]]:
    """The rules in the order of the sheet; rows that are partly unreadable are reported and kept."""
    rules: list[KpiRule] = []
    problems: list[Problem] = []
    for number in sheet.filled():
        row = _Row(sheet, number)
        rules.append(_rule(row, roles))
        problems += row.problems
    return tuple(rules), problems


def _rule(row: _Row, roles: tuple[Role, ...]) -> KpiRule:
    unit = row.choice("unit", "unit", Unit)
    entry = row.choice("entry", "entry", Entry)
    role_set = row.text("set").upper()
    return KpiRule(
        code=row.code,
        set=role_set,
        category=_both(row.text("category")),
        order=int(row.number("order", Unit.COUNT) or 0),
        name={"zh": row.text("zh"), "en": row.text("en") or row.text("zh")},
        definition=_both(row.text("definition")),
        unit=unit,
        counted=_both(row.text("counted")),
        target=row.number("target", unit),
        target_months=int(row.number("months", Unit.COUNT) or 1),
        pass_line=row.number("pass_line", unit),
        measure=row.choice("measure", "measure", Measure),
        scale=_scale(row, unit),
        weight=row.weight(),
        entry=entry,
        parts=() if entry is Entry.VALUE else (_both(""), _both("")),
        months_add=row.choice("months_add", "months_add", MonthsAdd),
        event_driven=read_choice(row.sheet, row.row, "event", "yes_no") == "yes",
        lowest=row.number("lowest", unit),
        highest=row.number("highest", unit),
        personal=False,
        data_source=_both(row.text("data_source")),
        proposed=frozenset(),
        improvement={"zh": row.text("improvement_zh"), "en": row.text("improvement_en")},
        roles=_roles(row.text("roles"), role_set, roles),
        duty=row.code.startswith(DUTY_PREFIX),
    )


def _both(text: str) -> Bilingual:
    """Text that a workbook holds in one language only."""
    return {"zh": text, "en": text}


def _scale(row: _Row, unit: Unit) -> Scale:
    """The knots that have an x; values in the rule's unit, attainments as fractions."""
    measure = row.choice("measure", "measure", Measure)
    kind = unit if measure is Measure.VALUE else Unit.RATE
    knots = []
    for n in range(1, layout.KNOTS + 1):
        x, points = row.number(f"x{n}", kind), row.number(f"y{n}", Unit.POINTS)
        if x is not None:
            knots.append(Knot(x, points if points is not None else Decimal(0)))
    return Scale(
        curve=row.choice("curve", "curve", Curve),
        better=row.choice("better", "better", Better),
        knots=tuple(knots),
    )


def _roles(text: str, role_set: str, roles: tuple[Role, ...]) -> tuple[str, ...]:
    """The roles named in the cell; a blank cell means all roles of the set."""
    parts = text.replace("、", ",").replace("，", ",").replace(";", ",").replace("；", ",").split(",")
    named = [role_named(roles, part) for part in parts if part.strip()]
    found = tuple(role.code for role in named if role)
    return found or tuple(role.code for role in roles if role.set == role_set)
