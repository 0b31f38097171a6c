"""Where the numbers behind a score come from: the document (原文), our proposal (建议), or the workbook itself."""

from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from typing import NamedTuple

from kpi.book_checks import every_rule
from kpi.model import KpiRule, RuleBook
from kpi.report import Member

FIELDS = ("target", "weight", "measure", "scale")  # what moves a score and may be 原文 or 建议


class Source(Enum):
    """Who says so."""

    STATED = "stated"
    PROPOSED = "proposed"
    WORKBOOK = "workbook"  # the manager has changed it, or the KPI is the workbook's own


class Basis(NamedTuple):
    """The source of each field of one KPI."""

    rule: KpiRule
    fields: Mapping[str, Source]


def bases(members: Sequence[Member], book: RuleBook, packaged: RuleBook) -> list[Basis]:
    """The sources of every KPI with weight that somebody is held to, in the order of the report."""
    known = {rule.code: rule for rule in every_rule(packaged)}
    moved = _moved_targets(book, packaged)
    return [
        Basis(rule, {field: _source(rule, known.get(rule.code), field, moved) for field in FIELDS})
        for rule in weighted(members)
    ]


def weighted(members: Sequence[Member]) -> Iterable[KpiRule]:
    """The KPIs with weight that somebody is held to, each once."""
    rules = (result.rule for member in members for result in member.appraisal.results)
    return {rule.code: rule for rule in rules if rule.weight}.values()


def _source(rule: KpiRule, known: KpiRule | None, field: str, moved: frozenset[str]) -> Source:
    changed = known is None or getattr(rule, field) != getattr(known, field)
    if known is None or changed or (field == "target" and rule.code in moved):
        return Source.WORKBOOK
    return Source.PROPOSED if field in known.proposed else Source.STATED


def _moved_targets(book: RuleBook, packaged: RuleBook) -> frozenset[str]:
    """The KPIs whose targets for single roles differ from the packaged ones."""
    ours, theirs = ({(one.role, one.kpi, one.target, one.months) for one in of.role_targets} for of in (book, packaged))
    return frozenset(kpi for _, kpi, _, _ in ours ^ theirs)
