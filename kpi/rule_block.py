"""The rules that a sheet function judges by: the packaged rule book, or a workbook's table Rules.

Ten thousand cells hand over the same table, so it is read once and known again by its content.
"""

import marshal
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import lru_cache
from typing import Any

from kpi import layout
from kpi.arguments import Block, as_block, is_blank_block
from kpi.catalogue import contradictions, find_rule
from kpi.model import Entry, KpiRule, Language, Role, RuleBook, Scorecard, Unit, WeightPolicy
from kpi.numbers import settled
from kpi.problems import Place, Problem
from kpi.problems import functions as problem
from kpi.problems import rules as rule_problem
from kpi.problems.workbook import NO_COLUMN
from kpi.reading import Unread, read_number
from kpi.rule_text import table_of
from kpi.rulesheet import OPTIONAL, read_rules
from kpi.sheets import EPOCH, Sheet, find
from kpi.tables import Table
from kpi.weights import HUNDRED, NOTHING, ONE

TABLES_KEPT = 16  # a host has few workbooks open at a time
BY_SUM = (WeightPolicy.SHARE, WeightPolicy.FILL)
NOTHING_SAID = {"zh": "", "en": ""}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Rules that can be asked for one KPI after the other."""

    book: RuleBook
    language: Language  # of the table; the host's for the packaged rule book
    wholes: Mapping[str, Decimal | Problem]  # by set: what a raw weight is divided by
    sums: Mapping[str, Decimal]  # by set: the sum of its raw weights
    broken: Mapping[str, Problem] = field(default_factory=dict)  # by code: why a KPI cannot be judged
    _known: dict[str, KpiRule | Problem] = field(default_factory=dict)

    def find(self, text: str) -> KpiRule | Problem:
        """The KPI with this code or name, its actual in one cell as a function gets it."""
        if text not in self._known:
            self._known[text] = self._found(text)
        return self._known[text]

    def _found(self, text: str) -> KpiRule | Problem:
        rule = find_rule(self.book, text)
        if isinstance(rule, Problem):
            return rule
        return self.broken.get(rule.code) or replace(rule, entry=Entry.VALUE)

    def effective(self, rule: KpiRule) -> Decimal | Problem:
        """The effective weight while all KPIs of the set apply."""
        whole = self.wholes[rule.set] if rule.weight else ONE
        return whole if isinstance(whole, Problem) else rule.weight / whole

    def names(self, language: Language) -> dict[str, str]:
        """The name of each KPI."""
        return {rule.code: rule.name[language] for card in self.book.cards for rule in card.rules}


# The packaged rule book --------------------------------------------------------


class _Same:
    """A rule book known by being the same object; its content is too large to compare."""

    __slots__ = ("book",)

    def __init__(self, book: RuleBook) -> None:
        self.book = book

    def __hash__(self) -> int:
        return id(self.book)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.book is self.book


def packaged_rules(book: RuleBook, language: Language) -> Rules:
    """The rules of a whole rule book."""
    return _packaged(_Same(book), language)


@lru_cache(maxsize=TABLES_KEPT)
def _packaged(same: _Same, language: Language) -> Rules:
    book = same.book
    sums = _sums(book.cards)
    wholes = {
        code: _whole(code, total, by_sum=book.policies.weights.get(code, WeightPolicy.SHARE) in BY_SUM)
        for code, total in sums.items()
    }
    return Rules(book=book, language=language, wholes=wholes, sums=sums)


def _sums(cards: Iterable[Scorecard]) -> dict[str, Decimal]:
    return {card.code: sum((rule.weight for rule in card.rules), NOTHING) for card in cards}


def _whole(role_set: str, total: Decimal, *, by_sum: bool) -> Decimal | Problem:
    if not total:
        return rule_problem.no_weight(Place(), role_set)
    return total if by_sum else HUNDRED


# A table of a workbook ---------------------------------------------------------


class Handed:
    """A table as a host hands it over, known by its content; a host may keep it for the next call."""

    __slots__ = ("content", "raw")

    def __init__(self, raw: object) -> None:
        self.raw = raw
        self.content = _bytes(raw)

    def __hash__(self) -> int:
        return hash(self.content)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Handed) and other.content == self.content


def _bytes(raw: Any) -> bytes:
    """The cells as bytes, TRUE and 1 apart; marshal is quick but knows only plain values."""
    try:
        return marshal.dumps(raw, 2)  # version 2 makes no references, so equal cells give equal bytes
    except ValueError:
        return repr(raw).encode(errors="surrogatepass")


def given_rules(raw: object, packaged: RuleBook, language: Language) -> Rules | Problem:
    """The rules of an argument: a table with its headers, or the packaged ones when it is left out."""
    if raw is None:
        return packaged_rules(packaged, language)
    return _given(raw if isinstance(raw, Handed) else Handed(raw), _Same(packaged), language)


@lru_cache(maxsize=TABLES_KEPT)
def _given(given: Handed, packaged: _Same, language: Language) -> Rules | Problem:
    block = _table(as_block(given.raw))
    if is_blank_block(block):
        return packaged_rules(packaged.book, language)
    if len(block) == 1 or len(block[0]) == 1:
        return problem.not_a_rules_table()
    return _read(block, packaged.book)


def _table(block: Block) -> Block:
    """The table of a block; a single cell may tell it as text."""
    return as_block(table_of(block[0][0])) if len(block) == 1 and len(block[0]) == 1 else block


def _read(block: Block, packaged: RuleBook) -> Rules | Problem:
    headers = tuple(cell if isinstance(cell, str) else "" for cell in block[0])
    table = Table(
        name="Rules", book="", sheet="", headers=headers, first_row=2, first_column=1, rows=block[1:]
    )
    sheet, problems = find(table, layout.RULES, OPTIONAL)
    missing = [one for one in problems if one.code == NO_COLUMN]  # of a repeated header the first counts
    if missing:
        return problem.not_a_rules_table() if len(missing) > len(sheet.at) else missing[0]
    rules, problems = read_rules(sheet, packaged.roles)
    book = replace(packaged, cards=_cards(rules, packaged.roles), role_targets=())
    problems += contradictions(book, lambda code, item: Place())  # noqa: ARG005 - the cell is not known
    sums = _sums(book.cards)
    return Rules(
        book=book,
        language="zh" if layout.RULES.column("code").zh in headers else "en",
        wholes={code: _whole_of(code, sums, sheet, problems) for code in sums},
        sums=sums,
        broken=_broken(problems),
    )


def _cards(rules: Sequence[KpiRule], roles: Sequence[Role]) -> tuple[Scorecard, ...]:
    sets = dict.fromkeys((*(role.set for role in roles), *(rule.set for rule in rules)))
    cards = (
        Scorecard(
            code=code,
            name={"zh": code, "en": code},
            effective_from=EPOCH,
            source=NOTHING_SAID,
            rules=tuple(rule for rule in rules if rule.set == code),
        )
        for code in sets
    )
    return tuple(card for card in cards if card.rules)


def _broken(problems: Iterable[Problem]) -> dict[str, Problem]:
    """The first thing that is wrong with each KPI."""
    broken: dict[str, Problem] = {}
    for one in problems:
        if "kpi" in one.facts and not one.note:
            broken.setdefault(one.facts["kpi"], one)
    return broken


# Weights of a table ------------------------------------------------------------

WEIGHT_CODES = frozenset({"KPI307", "KPI321"})  # negative, or the same KPI twice


def _whole_of(
    role_set: str, sums: Mapping[str, Decimal], sheet: Sheet, problems: Iterable[Problem]
) -> Decimal | Problem:
    """What a raw weight of the set is divided by, as the table's own effective weights have it.

    A weight that cannot be read spoils the sum, so the whole set then has no effective weights.
    """
    rows = [row for row in sheet.filled() if sheet.text(row, "set").upper() == role_set]
    codes = {sheet.text(row, "code").upper() for row in rows}
    spoilt = (one for one in problems if one.facts.get("kpi") in codes and _is_of_weight(one))
    by_sum = not any(_is_hundredth(sheet, row) for row in rows) or sums[role_set] == HUNDRED
    return next(spoilt, None) or _whole(role_set, sums[role_set], by_sum=by_sum)


def _is_of_weight(found: Problem) -> bool:
    item = f"{found.facts.get('kpi')} weight"
    return found.code in WEIGHT_CODES or found.facts.get("item") == item


def _is_hundredth(sheet: Sheet, row: int) -> bool:
    """True when the effective weight is the raw one divided by 100, as points and base_and_extra do."""
    weight = read_number(sheet.cell(row, "weight"), Unit.COUNT)
    effective = read_number(sheet.cell(row, "effective"), Unit.RATE)
    if isinstance(weight, Unread) or isinstance(effective, Unread) or not weight:
        return False
    return settled(effective) == settled(weight / HUNDRED)
