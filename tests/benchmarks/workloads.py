"""The workloads: 10 roles x 30 (S), x 500 (M), x 5,000 (L) people, every KPI entered, made by the product itself."""

import csv
import random
from collections.abc import Iterator
from pathlib import Path

from kpi import new, package
from kpi.appraise import rules_of
from kpi.layout import entry_columns, entry_table, role_title
from kpi.model import Edition, KpiRule, Person, Role, Unit
from kpi.tables import Column, Fill

PERIOD = "2026-10"
SIZES = {"S": 30, "M": 500, "L": 5000}


def people(each: int) -> list[Person]:
    """As many people in every role."""
    rules = new.rules_for(PERIOD)
    assert not isinstance(rules, list)
    return [
        Person(id=f"{role.code}{n:05}", name=f"员工{role.code}{n}", role=role.code, department="营销中心")
        for role in rules.roles
        for n in range(each)
    ]


def make(target: Path, each: int, edition: Edition = "portable") -> Path:
    """A workbook with that many people in every role and a full month of entries."""
    assert new.make(target, language="zh", period=PERIOD, edition=edition, people=people(each)) == []
    return fill_in(target, target, each, seed=each)


def fill_in(source: Path, target: Path, each: int, seed: int) -> Path:
    """The workbook with another month of entries."""
    rules = new.rules_for(PERIOD)
    assert not isinstance(rules, list)
    book = package.read(source)
    assert not isinstance(book, list)
    dice = random.Random(seed)
    fills = [_entries(role, rules_of(rules, role), each, dice) for role in rules.roles]
    changed = package.change(book, fills)
    assert not isinstance(changed, list)
    assert package.save(changed, target) == []
    return target


def _entries(role: Role, rules: tuple[KpiRule, ...], each: int, dice: random.Random) -> Fill:
    by_code = {rule.code: rule for rule in rules}
    columns = [column for column in entry_columns(rules, role.code) if not by_code[column.code].duty]
    columns = [column for column in columns if column.part != "t" or by_code[column.code].target is None]
    assert role_title(role, "zh")
    return Fill(
        table=entry_table(role.code),
        key=(),
        columns=tuple(Column(header=column.header("zh")) for column in columns),
        count=each + 5,
        rows=_rows(columns, by_code, each, dice),
    )


def listing(target: Path, each: int, seed: int) -> Path:
    """Another month of entries as a list for `kpi enter`, a line for every KPI of everybody."""
    rules = new.rules_for(PERIOD)
    assert not isinstance(rules, list)
    dice = random.Random(seed)
    with target.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(["id", "kpi", "value", "numerator", "denominator"])
        for role in rules.roles:
            by_code = {rule.code: rule for rule in rules_of(rules, role)}
            columns = [one for one in entry_columns(tuple(by_code.values()), role.code) if not by_code[one.code].duty]
            for n in range(each):
                cells: dict[str, dict[str, float]] = {}
                for one in columns:
                    cells.setdefault(one.code, {})[one.part] = _value(one.part, by_code[one.code], dice)
                for code, parts in cells.items():
                    pair = [parts.get("a", ""), parts.get("b", "")]
                    value = "" if "a" in parts else next(number for part, number in parts.items() if part != "t")
                    lines.writerow([f"{role.code}{n:05}", code, value, *pair])
    return target


def _rows(columns: list, by_code: dict[str, KpiRule], each: int, dice: random.Random) -> Iterator[list[object]]:
    for n in range(each + 5):
        yield [_value(column.part, by_code[column.code], dice) if n < each else None for column in columns]


def _value(part: str, rule: KpiRule, dice: random.Random) -> float:
    """A number that can be true: around the target, within what the KPI allows."""
    target = float(rule.target or 1)
    if part == "t":
        return 0.05 if rule.unit is Unit.RATE else 2.0
    if part == "b":
        return float(dice.randint(200, 400))
    highest = float(rule.highest) if rule.highest is not None else 1e9
    wanted = min(target * dice.uniform(0.6, 1.3), highest)
    if part == "a":
        whole = 200 * (1 + wanted if rule.entry.value == "growth" else wanted)
        return float(round(whole, 0 if whole > 50 else 2))
    return float(round(wanted, 1))
