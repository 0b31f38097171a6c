"""The monthly report as facts: who is in it, headline numbers of any group of people, ranks.

A mean, a spread and a grade come from final totals only, as they are shown, with two decimals. Nothing
here is worded; the package `report_files` puts it into words and rows.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from kpi.model import Appraisal, Grade, Role, Standing
from kpi.numbers import rounded


class Past(NamedTuple):
    """The total of a closed month."""

    period: str  # "2026-09"
    total: Decimal


class Quarter(NamedTuple):
    """The calendar quarter so far of one person, in totals."""

    months: tuple[str, ...]
    pooled: Decimal  # from the raw numbers of the months together
    mean: Decimal  # of the months' totals

    @property
    def apart(self) -> Decimal:
        """How far the two are from each other."""
        return abs(self.pooled - self.mean)


class Member(NamedTuple):
    """One appraised person as the report sees them."""

    appraisal: Appraisal
    role: Role
    department: str
    past: tuple[Past, ...] = ()  # closed months before the period, oldest first
    last: Decimal | None = None  # the total of the month before
    quarter: Quarter | None = None  # None in its first month, and while a month of it has no total
    cells: tuple[tuple[str, str], ...] = ()  # code and cell on the role's sheet of each entry that is missing

    @property
    def final(self) -> Decimal | None:
        """The total where nothing is missing; a provisional one is none."""
        return self.appraisal.total if self.appraisal.standing is Standing.COMPLETE else None

    @property
    def change(self) -> Decimal | None:
        """How far the total moved since last month."""
        return None if self.final is None or self.last is None else self.final - self.last


Ranks = list[tuple[int | None, Member]]  # people with their ranks in the role, best first


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The facts of one month."""

    period: str  # "2026-11"
    company: str
    version: str  # of the rule book
    digest: str
    grades: tuple[Grade, ...]  # best first
    members: tuple[Member, ...]  # role by role, in the order of the sheets
    sets: Mapping[str, str]  # names of the role sets by code
    due: date  # the day by which the report is handed in

    @property
    def appraisals(self) -> list[Appraisal]:
        return [member.appraisal for member in self.members]


class Figures(NamedTuple):
    """The headline numbers of some people; None where nobody has what it takes."""

    people: int
    final: int  # people with a final total
    mean: Decimal | None
    lowest: Decimal | None
    highest: Decimal | None
    spread: Decimal | None  # standard deviation of these totals
    change: Decimal | None  # mean change on last month, of those who have both totals
    compared: int  # how many these are
    grades: Counter[str]  # people by letter
    standings: Mapping[Standing, int]


def figures(members: Sequence[Member]) -> Figures:
    """The headline numbers of some people."""
    totals = [member.final for member in members if member.final is not None]
    changes = [member.change for member in members if member.change is not None]
    letters = [member.appraisal.grade.letter for member in members if member.appraisal.grade]
    return Figures(
        people=len(members),
        final=len(totals),
        mean=mean(totals),
        lowest=min(totals, default=None),
        highest=max(totals, default=None),
        spread=spread(totals),
        change=mean(changes),
        compared=len(changes),
        grades=Counter(letters),
        standings=Counter(member.appraisal.standing for member in members),
    )


def mean(numbers: Sequence[Decimal]) -> Decimal | None:
    """The mean with two decimals; None of nothing."""
    return rounded(sum(numbers, Decimal(0)) / len(numbers)) if numbers else None


def spread(numbers: Sequence[Decimal]) -> Decimal | None:
    """The standard deviation of these very numbers (as STDEV.P), with two decimals.

    >>> spread([Decimal(90), Decimal(110)])
    Decimal('10.00')
    """
    if not numbers:
        return None
    middle = sum(numbers, Decimal(0)) / len(numbers)
    return rounded((sum(((number - middle) ** 2 for number in numbers), Decimal(0)) / len(numbers)).sqrt())


def grouped(members: Sequence[Member], key: Callable[[Member], str]) -> dict[str, list[Member]]:
    """The members by department, role or set, in the order in which they first appear."""
    groups: dict[str, list[Member]] = {}
    for member in members:
        groups.setdefault(key(member), []).append(member)
    return groups


def departments(members: Sequence[Member]) -> dict[str, list[Member]]:
    """The members by department, as its name is first written; capitals do not tell two apart, as in a sheet."""
    same = grouped(members, lambda one: one.department.casefold())
    return {own[0].department: own for own in same.values()}


def mean_of(ranks: Ranks) -> Decimal | None:
    """The mean of the final totals among people with their ranks."""
    return mean([member.final for _, member in ranks if member.final is not None])


def ranked(members: Sequence[Member]) -> Ranks:
    """The members of one role with their ranks, best first; ties share a rank, without a final total there is none."""
    final = sorted(
        [member for member in members if member.final is not None], key=lambda one: one.final or 0, reverse=True
    )
    totals = [member.final for member in final]
    others = [(None, member) for member in members if member.final is None]
    return [*((totals.index(member.final) + 1, member) for member in final), *others]
