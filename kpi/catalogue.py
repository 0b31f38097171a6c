"""The rule book in force on a date, what contradicts itself in it, and which KPI a text means.

The same checks serve the packaged TOML files and the sheet Rules of a workbook.
"""

import difflib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Protocol, TypeVar

from kpi.book_checks import BOOK_CHECKS, every_rule
from kpi.fingerprint import Difference, differences, digest
from kpi.grade_checks import GRADE_CHECKS, somebody_can_get_it
from kpi.model import (
    Bilingual,
    Grade,
    KpiRule,
    Policies,
    ProcessRule,
    Role,
    RoleTarget,
    RuleBook,
    Scorecard,
    WeightPolicy,
)
from kpi.problems import Place, Problem
from kpi.problems import files as problem
from kpi.problems import rules as rule_problem
from kpi.problems.rules import PlaceOf
from kpi.rule_checks import RULE_CHECKS

__all__ = [
    "CENTRE",
    "CardRevision",
    "CentreRevision",
    "Difference",
    "Library",
    "book_on",
    "bound",
    "complete_from",
    "contradictions",
    "differences",
    "digest",
    "find_rule",
    "folded",
    "in_force",
    "policy_contradictions",
    "same_starts",
]

NOWHERE = Place()
CENTRE = "CENTRE"  # what the file that is not of a role set is called in problems


@dataclass(frozen=True, slots=True, kw_only=True)
class CardRevision:
    """One revision of one role set."""

    card: Scorecard
    role_targets: tuple[RoleTarget, ...] = ()

    @property
    def name(self) -> str:
        return self.card.code

    @property
    def effective_from(self) -> date:
        return self.card.effective_from


@dataclass(frozen=True, slots=True, kw_only=True)
class CentreRevision:
    """One revision of what all role sets share."""

    effective_from: date
    source: Bilingual
    roles: tuple[Role, ...]
    grades: tuple[Grade, ...]
    policies: Policies
    allowed: Mapping[str, tuple[WeightPolicy, ...]]  # weight policies by set code
    process: tuple[ProcessRule, ...]

    @property
    def name(self) -> str:
        return CENTRE


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """All revisions of a rule book."""

    centres: tuple[CentreRevision, ...]
    cards: Mapping[str, tuple[CardRevision, ...]]  # by set code
    files: Mapping[str, str]  # name of the file of each set, and of the centre


class Revision(Protocol):
    """Something that holds from a date on, until the next of its kind starts."""

    @property
    def name(self) -> str: ...
    @property
    def effective_from(self) -> date: ...


R = TypeVar("R", bound=Revision)

# In force ----------------------------------------------------------------------


def in_force(revisions: Sequence[R], on: date) -> R | Problem:
    """The revision in force: the latest that has started by `on`.

    A revision holds until the next one starts. Before the first there is none,
    and we say so rather than guess. `revisions` has at least one.
    """
    started = [revision for revision in revisions if revision.effective_from <= on]
    if started:
        return max(started, key=lambda revision: revision.effective_from)
    first = min(revisions, key=lambda revision: revision.effective_from)
    return problem.not_in_force(NOWHERE, first.name, on, first.effective_from)


def book_on(library: Library, on: date) -> RuleBook | list[Problem]:
    """The rule book of a day: for each set, and for the centre, the revision in force."""
    centre = in_force(library.centres, on)
    cards = [in_force(revisions, on) for revisions in library.cards.values()]
    problems = [found for found in (centre, *cards) if isinstance(found, Problem)]
    if problems or isinstance(centre, Problem):
        return problems
    return bound(centre, [card for card in cards if isinstance(card, CardRevision)])


def bound(centre: CentreRevision, cards: Sequence[CardRevision]) -> RuleBook:
    """One rule book from one revision of each part, its sets in the order of the roles."""
    order = [role.set for role in centre.roles]
    cards = sorted(cards, key=lambda one: order.index(one.name) if one.name in order else len(order))
    parts: Sequence[Revision] = (centre, *cards)
    latest = max(revision.effective_from for revision in parts)
    return RuleBook(
        version=latest.isoformat(),
        roles=centre.roles,
        cards=tuple(revision.card for revision in cards),
        role_targets=tuple(target for revision in cards for target in revision.role_targets),
        grades=centre.grades,
        policies=centre.policies,
        process=centre.process,
    )


# Contradictions ----------------------------------------------------------------


def contradictions(book: RuleBook, place: PlaceOf) -> list[Problem]:
    """Everything that the rules say against each other, all at once."""
    found = [one for rule in every_rule(book) for check in RULE_CHECKS for one in check(rule, place)]
    found += [one for check in (*BOOK_CHECKS, *GRADE_CHECKS) for one in check(book, place)]
    return found or list(somebody_can_get_it(book, place))


def policy_contradictions(centre: CentreRevision, place: PlaceOf) -> list[Problem]:
    """Default weight policies that their set does not allow."""
    return [
        rule_problem.policy_not_allowed(
            place(code, "policy"), code, policy.value, " / ".join(one.value for one in centre.allowed[code])
        )
        for code, policy in centre.policies.weights.items()
        if policy not in centre.allowed[code]
    ]


def same_starts(library: Library) -> list[Problem]:
    """Revisions of one set that start on one day: which of them is in force, nobody can say."""
    return [
        problem.same_start(Place(library.files.get(name, ""), name, "effective_from"), start)
        for name, revisions in _parts(library).items()
        for start, count in Counter(one.effective_from for one in revisions).items()
        if count > 1
    ]


def _parts(library: Library) -> Mapping[str, Sequence[Revision]]:
    return {CENTRE: library.centres, **library.cards}


def complete_from(library: Library) -> date:
    """The first day on which every part of the library is in force."""
    return max(min(one.effective_from for one in part) for part in _parts(library).values())


# Look-up -----------------------------------------------------------------------

_DASHES = dict.fromkeys((0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2212), "-")
_PART_OF_A_NAME = 2  # characters, from which on a text is looked for inside names
_CLOSE_ENOUGH = 0.6
_MOST_SUGGESTIONS = 3


def find_rule(book: RuleBook, text: str, place: Place = NOWHERE) -> KpiRule | Problem:
    """The KPI with this code or name, in either language; never the nearest one instead.

    A duty that repeats a KPI carries its name too; the name alone then means the KPI.
    """
    wanted = folded(text)
    rules = tuple(every_rule(book))
    for tier in _tiers(rules):
        found = [rule for rule in tier if wanted in _called(rule)]
        if len(found) == 1:
            return found[0]
        if found:
            return problem.ambiguous_kpi(place, text, " / ".join(rule.code for rule in found))
    return _nothing_found(rules, text, place)


def _tiers(rules: Sequence[KpiRule]) -> tuple[list[KpiRule], ...]:
    kpis = [rule for rule in rules if not rule.duty]
    return kpis, [rule for rule in rules if rule.duty]


def _called(rule: KpiRule) -> set[str]:
    return {folded(text) for text in (rule.code, *rule.name.values())}


def _nothing_found(rules: Iterable[KpiRule], text: str, place: Place) -> Problem:
    labels: dict[str, str] = {}
    for rule in rules:
        for name in rule.name.values():
            labels.setdefault(folded(rule.code), f"{rule.code} {rule.name['zh']}")
            labels.setdefault(folded(name), f"{rule.code} {name}")
    wanted = folded(text)
    near = difflib.get_close_matches(wanted, labels, _MOST_SUGGESTIONS, _CLOSE_ENOUGH)
    if len(wanted) >= _PART_OF_A_NAME:  # 回款 for 回款及时率
        near = [*near, *(one for one in labels if wanted in one and one not in near)][:_MOST_SUGGESTIONS]
    if not near:
        return problem.no_such_kpi(place, text)
    return problem.similar_kpis(place, text, " / ".join(dict.fromkeys(labels[key] for key in near)))


@lru_cache(maxsize=4096)  # the names of a rule book are asked for again with every look-up
def folded(text: str) -> str:
    """Text as it is compared: width, case, white space and kind of dash do not matter.

    >>> folded(" ｓａｌｅｓ－3 "), folded("Sales–3")
    ('sales-3', 'sales-3')
    """
    plain = unicodedata.normalize("NFKC", text).translate(_DASHES)
    return "".join(plain.casefold().split())
