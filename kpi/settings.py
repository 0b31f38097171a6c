"""What a manager set: period, language, policies, grades, roles and their targets.

A setting that is missing or unreadable is reported, and its default stands in; `doubts` says what that touches.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar, cast

from kpi import layout
from kpi.deadline import Shift
from kpi.feedback import CLEAR_RISE
from kpi.model import (
    Edition,
    Grade,
    Language,
    NotApplicablePolicy,
    Policies,
    Role,
    RoleTarget,
    Unit,
    WeightPolicy,
)
from kpi.problems import Place, Problem
from kpi.problems import workbook as problem
from kpi.sheets import Sheet, as_shown, is_empty, read_choice, read_decimal, to_date
from kpi.tables import Dated

T = TypeVar("T")
MONTH = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*月?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The table Settings as understood."""

    period: str  # "2026-11"; empty when it cannot be read
    company: str
    language: Language
    edition: Edition
    policies: Policies
    deadline: Shift
    clear_rise: Decimal  # points on last month
    rule_version: str
    rule_hash: str
    unread: frozenset[str] = frozenset()  # keys of the rows that are missing or cannot be read

    @property
    def first_day(self) -> date:
        year, month = self.period.split("-")
        return date(int(year), int(month), 1)

    @property
    def last_day(self) -> date:
        following = date.fromordinal(self.first_day.toordinal() + 31).replace(day=1)
        return date.fromordinal(following.toordinal() - 1)


class _Rows:
    """The rows of Settings by key, with the problems found on the way."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.problems: list[Problem] = []
        self.unread: set[str] = set()
        labels = {
            layout.folded(label): key
            for key, both in layout.SETTING_ROWS.items()
            for label in (*both.values(), key)
        }
        self.rows = {
            labels[text]: row
            for row in reversed(range(len(sheet.table.rows)))
            if (text := layout.folded(sheet.text(row, "item"))) in labels
        }

    def row(self, key: str) -> int | None:
        if key not in self.rows:
            label = " / ".join(layout.SETTING_ROWS[key].values())
            place = Place(self.sheet.table.book, self.sheet.table.sheet)
            self.problems.append(problem.no_setting(place, label))
            self.unread.add(key)
        return self.rows.get(key)

    def text(self, key: str) -> str:
        row = self.row(key)
        return "" if row is None else self.sheet.text(row, "value")

    def choice(self, key: str, choice: str, default: str) -> str:
        row = self.row(key)
        if row is None:
            return default
        code = read_choice(self.sheet, row, "value", choice)
        return self._kept(key, code, default)

    def labelled(self) -> Language:
        """The language of the labels, which stands in for a language that cannot be read."""
        row = self.rows.get("language")
        label = "" if row is None else layout.folded(self.sheet.text(row, "item"))
        return "en" if label == layout.folded(layout.SETTING_ROWS["language"]["en"]) else "zh"

    def edition(self) -> Edition:
        """Which formulas the workbook has; one made before there were editions has no such row."""
        row = self.rows.get("edition")
        if row is None or self.choice("edition", "edition", "portable") != "python":
            return "portable"
        if self.sheet.text(row, "set") != "python":
            self.problems.append(problem.made_portable(self.sheet.place(row, "value")))
            return "portable"
        return "python"

    def later(self, key: str, choice: str, default: str) -> str:
        """A choice that workbooks made before it existed do not have."""
        return self.choice(key, choice, default) if key in self.rows else default

    def number(self, key: str, default: Decimal, unit: Unit) -> Decimal:
        row = self.row(key)
        if row is None:
            return default
        label = " / ".join(layout.SETTING_ROWS[key].values())
        number = read_decimal(self.sheet, row, "value", label, unit)
        if number is None:
            number = problem.not_a_setting_number(self.sheet.place(row, "value"), label, "")
        return self._kept(key, number, default)

    def period(self) -> str:
        row = self.row("period")
        if row is None:
            return ""
        value = self.sheet.cell(row, "value")
        if isinstance(value, Dated):
            return to_date(value.serial).strftime("%Y-%m")
        match = MONTH.fullmatch(self.sheet.text(row, "value"))
        if match and 1 <= int(match[2]) <= 12 and int(match[1]) >= 1900:
            return f"{match[1]}-{int(match[2]):02}"
        self.problems.append(problem.no_period(self.sheet.place(row, "value"), as_shown(value)))
        return ""

    def _kept(self, key: str, value: T | Problem, default: T) -> T:
        if isinstance(value, Problem):
            self.problems.append(value)
            self.unread.add(key)
            return default
        return value


def read_settings(sheet: Sheet) -> tuple[Settings, list[Problem]]:
    """The table Settings."""
    rows = _Rows(sheet)
    weights = {
        key.removeprefix("policy_"): WeightPolicy(rows.choice(key, "policy", "share"))
        for key in layout.SETTING_ROWS
        if key.startswith("policy_")
    }
    settings = Settings(
        period=rows.period(),
        company=rows.text("company"),
        language=cast("Language", rows.choice("language", "language", rows.labelled())),
        edition=rows.edition(),
        policies=_policies(rows, weights),
        clear_rise=rows.number("clear_rise", CLEAR_RISE, Unit.POINTS) if "clear_rise" in rows.rows else CLEAR_RISE,
        deadline=Shift(rows.later("deadline", "deadline", "none")),
        rule_version=rows.text("rule_version"),
        rule_hash=rows.text("rule_hash"),
        unread=frozenset(rows.unread),  # last: what was read before puts its keys in
    )
    return settings, rows.problems


def _policies(rows: _Rows, weights: Mapping[str, WeightPolicy]) -> Policies:
    return Policies(
        weights=weights,
        not_applicable=NotApplicablePolicy(rows.choice("not_applicable", "not_applicable", "shared")),
        provisional=rows.choice("provisional", "yes_no", "no") == "yes",
        green_from=rows.number("green_from", Decimal(100), Unit.POINTS),
        amber_from=rows.number("amber_from", Decimal(80), Unit.POINTS),
        enough_weight=rows.number("enough_weight", Decimal("0.6"), Unit.RATE),
    )


def read_grades(sheet: Sheet) -> tuple[tuple[Grade, ...], list[Problem]]:
    """The table Grades, in its order, whatever rows are blank between them; the catalogue checks it."""
    grades: list[Grade] = []
    problems = []
    for row in sheet.filled():
        found = _grade(sheet, row)
        if isinstance(found, Problem):
            problems.append(found)
        elif found is not None:
            grades.append(found)
    return tuple(grades), problems


def _grade(sheet: Sheet, row: int) -> Grade | Problem | None:
    """The grade of a row; none where nothing but a name is left."""
    letter, name, limit = sheet.text(row, "grade"), sheet.text(row, "name"), sheet.cell(row, "limit")
    if not letter:
        return None if is_empty(limit) else problem.grade_without_letter(sheet.place(row, "grade"), as_shown(limit))
    number = read_decimal(sheet, row, "limit", letter, Unit.POINTS)
    if isinstance(number, Problem):
        return number.about(grade=letter)
    return Grade(letter=letter, name={"zh": name, "en": name}, limit=number)


def read_roles(sheet: Sheet) -> tuple[Role, ...]:
    """The table Roles."""
    return tuple(
        Role(
            code=sheet.text(row, "code"),
            name={"zh": sheet.text(row, "zh"), "en": sheet.text(row, "en")},
            department=dict.fromkeys(("zh", "en"), sheet.text(row, "department")),
            set=sheet.text(row, "set"),
        )
        for row in sheet.filled()
    )


def role_named(roles: tuple[Role, ...], text: str) -> Role | None:
    """The role with this code or name."""
    wanted = layout.folded(text)
    for role in roles:
        if wanted in {layout.folded(role.code), *(layout.folded(name) for name in role.name.values())}:
            return role
    return None


def role_names(roles: tuple[Role, ...], language: str) -> str:
    return "、".join(role.name[language] for role in roles)


def read_role_targets(sheet: Sheet, roles: tuple[Role, ...]) -> tuple[tuple[RoleTarget, ...], list[Problem]]:
    """The table RoleTargets; a row without a target leaves the target open for that role."""
    targets: list[RoleTarget] = []
    problems: list[Problem] = []
    for row in sheet.filled():
        if is_empty(sheet.cell(row, "role")) and is_empty(sheet.cell(row, "kpi")):
            continue
        found = _role_target(sheet, row, roles)
        if isinstance(found, Problem):
            problems.append(found)
        else:
            targets.append(found)
    return tuple(targets), problems


def _role_target(sheet: Sheet, row: int, roles: tuple[Role, ...]) -> RoleTarget | Problem:
    role, kpi = role_named(roles, sheet.text(row, "role")), sheet.text(row, "kpi").upper()
    if role is None:
        shown = as_shown(sheet.cell(row, "role"))
        return problem.unknown_role(sheet.place(row, "role"), shown, role_names(roles, "zh")).about(kpi=kpi)
    target = read_decimal(sheet, row, "target", kpi, Unit.COUNT)
    months = read_decimal(sheet, row, "months", kpi, Unit.COUNT)
    if isinstance(target, Problem):
        return target.about(kpi=kpi, role=role.code)
    if isinstance(months, Problem):
        return months.about(kpi=kpi, role=role.code)
    return RoleTarget(role=role.code, kpi=kpi, target=target, months=int(months or 1) or 1)
