"""The rules as plain data for other programs; field names are those of the model."""

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

from kpi.catalogue import digest
from kpi.model import KpiRule, RuleBook, Scorecard, WeightPolicy
from kpi.problems import Problem
from kpi.rule_block import packaged_rules

Plain = dict[str, Any]


def book_data(book: RuleBook) -> Plain:
    """The whole rule book, with the hash that identifies it."""
    return {
        "version": book.version,
        "hash": digest(book),
        "roles": plain(book.roles),
        "sets": [card_data(book, card) for card in book.cards],
        "role_targets": plain(book.role_targets),
        "grades": plain(book.grades),
        "policies": plain(book.policies),
        "process": plain(book.process),
    }


def card_data(book: RuleBook, card: Scorecard) -> Plain:
    """A role set with its KPIs and duties."""
    return {
        "code": card.code,
        "name": plain(card.name),
        "effective_from": card.effective_from.isoformat(),
        "source": plain(card.source),
        "policy": book.policies.weights.get(card.code, WeightPolicy.SHARE).value,
        "sum": plain(packaged_rules(book, "en").sums[card.code]),
        "kpis": [rule_data(book, rule) for rule in card.rules],
    }


def rule_data(book: RuleBook, rule: KpiRule) -> Plain:
    """A KPI with its effective weight; null where its set has no weight at all."""
    effective = packaged_rules(book, "en").effective(rule)
    return {**plain(rule), "effective": None if isinstance(effective, Problem) else float(effective)}


def plain(value: object) -> Any:
    """Model objects as what JSON knows: numbers are floats, sets are sorted lists."""
    for kind, made in MAKERS:
        if isinstance(value, kind):
            return made(value)
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    return value


MAKERS: tuple[tuple[type, Callable[[Any], Any]], ...] = (
    (Decimal, float),
    (Enum, lambda value: value.value),
    (date, date.isoformat),
    (Mapping, lambda value: {key: plain(one) for key, one in value.items()}),
    (frozenset, sorted),
    (tuple, lambda value: [plain(one) for one in value]),
)
