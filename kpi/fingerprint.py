"""What identifies a rule book: everything that can move a score, as text, hashed or compared.

Names, definitions and phrases are left out: rewording one does not change anybody's score.
"""

import hashlib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from enum import Enum
from typing import NamedTuple

from kpi.book_checks import every_rule
from kpi.model import KpiRule, RoleTarget, RuleBook, WeightPolicy
from kpi.problems.rules import plain

DIGITS = 12
Fields = Mapping[tuple[str, str], str]  # (code, field) -> value as text


class Difference(NamedTuple):
    """One field that two rule books do not agree on; "" where one of them has nothing."""

    code: str  # KPI code, role set, grade letter, role and KPI, or "" for the whole book
    field: str
    here: str
    packaged: str


def digest(book: RuleBook) -> str:
    """Twelve hexadecimal digits that change whenever a score could."""
    text = "\n".join(f"{code}\t{field}\t{value}" for (code, field), value in sorted(_fields(book).items()))
    return hashlib.sha256(text.encode()).hexdigest()[:DIGITS]


def differences(ours: RuleBook, packaged: RuleBook) -> list[Difference]:
    """Field by field, in the order of the packaged rule book, what ours adds last."""
    here, there = _fields(ours), _fields(packaged)
    return [
        Difference(*key, here.get(key, ""), there.get(key, ""))
        for key in dict.fromkeys((*there, *here))
        if here.get(key) != there.get(key)
    ]


def _fields(book: RuleBook) -> Fields:
    return {key: _text(value) for key, value in (*_rules(book), *_targets(book), *_centre(book))}


def _rules(book: RuleBook) -> Iterator[tuple[tuple[str, str], object]]:
    for rule in every_rule(book):
        for field, value in _of_rule(rule).items():
            yield (rule.code, field), value


def _of_rule(rule: KpiRule) -> Mapping[str, object]:
    fields = (
        "set", "order", "unit", "target", "target_months", "pass_line", "measure", "weight",
        "entry", "months_add", "event_driven", "lowest", "highest",
    )
    scale = rule.scale
    return {
        **{field: getattr(rule, field) for field in fields},
        "curve": scale.curve,
        "better": scale.better,
        "knots": ", ".join(f"{plain(x)}→{plain(points)}" for x, points in scale.knots),
        "roles": ", ".join(sorted(rule.roles)),
    }


def _targets(book: RuleBook) -> Iterator[tuple[tuple[str, str], object]]:
    """The targets of roles; one that leaves open what is open anyway says nothing."""
    open_kpis = {rule.code for rule in every_rule(book) if rule.target is None}
    for target in book.role_targets:
        if target.target is not None or target.kpi not in open_kpis:
            yield (f"{target.role} {target.kpi}", "role_target"), _of_target(target)


def _of_target(target: RoleTarget) -> str:
    return f"{_text(target.target)} / {target.months}"


def _centre(book: RuleBook) -> Iterator[tuple[tuple[str, str], object]]:
    for role in book.roles:
        yield (role.code, "role"), role.set
    for grade in book.grades:
        yield (grade.letter, "grade"), "-" if grade.limit is None else grade.limit
    policies = book.policies
    for card in book.cards:
        yield (card.code, "policy"), policies.weights.get(card.code, WeightPolicy.SHARE)
    for field in ("not_applicable", "provisional", "green_from", "amber_from", "enough_weight"):
        yield ("", field), getattr(policies, field)


def _text(value: object) -> str:
    """One spelling for one value: 0.10 and 0.1 are the same weight."""
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, Enum):
        return str(value.value)
    return "" if value is None else str(value)
