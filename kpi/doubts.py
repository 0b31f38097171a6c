"""What is not scored because the rule or the setting behind it cannot be read, or contradicts itself.

A guess in its place would give a wrong number without a word: whoever it touches gets no total, or no grade.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from kpi.model import RuleBook
from kpi.problems import Problem

CONTRADICTION = "KPI3"  # how the codes of contradictions in a rule book begin
UNREAD = ("KPI404", "KPI505", "KPI506")  # a role, a word or a number in the workbook that cannot be read
GRADES = ("KPI352", "KPI353", "KPI354", "KPI355", "KPI515")  # two grades for one total, or none
OF_EVERY_TOTAL = frozenset({"not_applicable", "provisional", "enough_weight"})  # keys in Settings
POLICY = "policy_"


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubts:
    """The KPIs that nobody, or nobody of a role, is scored in; and whether grades can be given."""

    kpis: frozenset[str]
    of_role: Mapping[str, frozenset[str]]
    grades: bool

    def about(self, role: str) -> frozenset[str]:
        """The KPIs that nobody of a role is scored in."""
        return self.kpis | self.of_role.get(role, frozenset())


def doubts(problems: Sequence[Problem], book: RuleBook, unread: Collection[str]) -> Doubts:
    """What the problems found in rules and settings leave open; `unread` are keys of Settings without a value."""
    wrong = [one for one in problems if not one.note and one.code.startswith(CONTRADICTION)]
    lost = [one for one in problems if one.code in UNREAD and "kpi" in one.facts]
    everywhere = {one.facts["kpi"] for one in wrong if "kpi" in one.facts}
    everywhere |= {one.facts["kpi"] for one in lost if "role" not in one.facts}
    sets = {one.facts["set"] for one in wrong if "set" in one.facts and "kpi" not in one.facts}
    sets |= {one.facts["set"] for one in lost if "set" in one.facts}
    sets |= {key.removeprefix(POLICY) for key in unread if key.startswith(POLICY)}
    if OF_EVERY_TOTAL.intersection(unread):
        sets |= {card.code for card in book.cards}
    of_role: dict[str, set[str]] = defaultdict(set)
    for one in lost:
        if "role" in one.facts:
            of_role[one.facts["role"]].add(one.facts["kpi"])
    return Doubts(
        kpis=frozenset(everywhere | {rule.code for card in book.cards if card.code in sets for rule in card.rules}),
        of_role={role: frozenset(codes) for role, codes in of_role.items()},
        grades=any(one.code in GRADES or (one.code in UNREAD and "grade" in one.facts) for one in problems),
    )
