"""Names and sets of rule files that cannot be told apart, or that do not meet.

A workbook is not asked: its codes decide there, and a manager may call two KPIs alike.
"""

from collections.abc import Iterator, Sequence

from kpi.book_checks import every_rule
from kpi.catalogue import CentreRevision, folded
from kpi.model import LANGUAGES, Bilingual, RuleBook
from kpi.problems import Problem
from kpi.problems import rules as problem
from kpi.problems.rules import PlaceOf


def kpis_are_named_apart(book: RuleBook, place: PlaceOf) -> Iterator[Problem]:
    """A name means one KPI; a duty may repeat it, for the name alone then means the KPI."""
    names = [(rule.code, rule.name) for rule in every_rule(book) if not rule.duty]
    for code, first, name in _repeated(names):
        yield problem.duplicate_name(place(code, "name"), code, first, name)


def roles_are_named_apart(book: RuleBook, place: PlaceOf) -> Iterator[Problem]:
    """A role is chosen by its name, and its sheet carries it."""
    names = [(role.code, role.name) for role in book.roles]
    for code, first, name in _repeated(names):
        yield problem.duplicate_role_name(place(code, "role"), code, first, name)


def sets_have_policies(centre: CentreRevision, place: PlaceOf) -> Iterator[Problem]:
    """Every set that a role is scored by, and no other, has its weight policies."""
    sets = dict.fromkeys(role.set for role in centre.roles)
    for code in sets:
        if code not in centre.allowed:
            yield problem.set_without_policy(place(code, "policy"), code)
    for code in centre.allowed:
        if code not in sets:
            yield problem.policy_of_no_set(place(code, "policy"), code, " / ".join(sets))


def _repeated(names: Sequence[tuple[str, Bilingual]]) -> Iterator[tuple[str, str, str]]:
    """Each code with a name that an earlier code has in the same language, that code, and the name."""
    for language in LANGUAGES:
        first: dict[str, str] = {}
        for code, name in names:
            if first.setdefault(folded(name[language]), code) != code:
                yield code, first[folded(name[language])], name[language]
