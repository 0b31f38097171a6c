"""Rows of Summary as far as they are the same for everybody of a role whose KPIs stand alike.

Their formulas differ in three row numbers only, and so do few of their values.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from kpi import formulas, layout
from kpi.appraise import Outcome
from kpi.editions import formulas_of
from kpi.fills.blocks import Block, who_on
from kpi.fills.columns import Columns
from kpi.formulas import ALL, STANDINGS
from kpi.model import Appraisal, KpiResult, Language, Standing, State, WeightPolicy
from kpi.tables import NOT_AVAILABLE, Computed, Output
from kpi.weights import EXTRA_FROM
from kpi.words import say

POLICY_CODES = {policy: number for number, policy in enumerate(WeightPolicy, 1)}
STANDING_CODES = {Standing(standing): number for number, standing in enumerate(STANDINGS, 1)}
COMPLETE, MISSING = 1, 3  # codes of standings
LACKING = (State.NOT_FILLED_IN, State.UNREADABLE)
ZERO = Decimal(0)
AT = {column.key: position for position, column in enumerate(layout.SUMMARY.columns)}
SCORE_AT = {n: AT[f"c{n}_score"] for n in ALL}
AREA = re.compile(r"#(\w+)")
ROW, FIRST, LAST, END = "\0", "\1", "\2", "\3"  # stand for row numbers, and between formulas; no title has them

Outputs = Mapping[str, Output]  # by column


class Rows(NamedTuple):
    """The row of a person in Summary, the first and last of the person's rows in Scores, the row in People."""

    own: int
    first: int
    last: int
    person: int | None  # of the body, from 1; None for a free row


class Pattern:
    """Makes the rows of everybody whose KPIs stand like those of the first one."""

    def __init__(self, outcome: Outcome, block: Block, at: Columns, scores: Columns) -> None:
        results = block.judged.appraisal.results if block.judged else ()
        weights = _weights(results)
        total = formulas_of(outcome.settings.edition).total
        texts = _formulas({rule.order for rule in block.rules}, total)
        fixed = _fixed(outcome, block, weights)
        self._who = who_on(block.sheet)
        self._shares = {order: weights.counting[order] * factor for order, factor in weights.factor.items()}
        self._with_extra = isinstance(fixed["extra"], Decimal)
        self._complete = fixed["n_standing"] == COMPLETE
        self._formulas = END.join(_prepared(text, at, scores) for text in texts.values())
        self._values = [fixed[key] for key in texts]
        self._cells: list[Output | Computed] = [fixed[key] for key in AT]
        self._places = [AT[key] for key in texts]
        order = {key: n for n, key in enumerate(texts)}
        self._total = order["total"]
        self._points = {n: order[f"c{n}_points"] for n in ALL if f"c{n}_points" in order}

    def row(
        self, block: Block, rank: int | None, before: Mapping[str, float], rows: Rows
    ) -> Sequence[Output | Computed]:
        """The row of one person; `before` has the totals of the month before."""
        cells = self._cells.copy()
        identity, name = self._who.cells(block)
        cells[AT["id"]] = identity
        cells[AT["name"]] = "" if name is None else name
        cells[AT["scored"]] = block.judged.appraisal.person.id if block.judged else None
        cells[AT["n_person"]] = rows.person
        cells[AT["rank"]] = "" if rank is None else rank
        values = self._judged(cells, block.judged.appraisal, before) if block.judged else self._values
        for place, value, formula in zip(self._places, values, self._filled(rows), strict=True):
            cells[place] = Computed(formula, value)
        return cells

    def _judged(
        self, cells: list[Output | Computed], appraisal: Appraisal, before: Mapping[str, float]
    ) -> Sequence[Output]:
        """Puts what is the person's own into the cells; gives the values of the formulas."""
        person, total = appraisal.person, appraisal.total
        last = before.get(person.id)
        cells[AT["department"]] = person.department
        cells[AT["grade"]] = appraisal.grade.letter if appraisal.grade else ""
        cells[AT["last"]] = "" if last is None else last
        cells[AT["last_scored"]] = last
        cells[AT["change"]] = "" if last is None or total is None else total - Decimal(str(last))
        cells[AT["final"]] = total if self._complete else ""
        values = self._values.copy()
        values[self._total] = NOT_AVAILABLE if total is None else total
        extra = ZERO
        for order, _, _, points in appraisal.categories:
            if points is not None:
                cells[SCORE_AT[order]] = points / self._shares[order]
                values[self._points[order]] = points
                extra += points if order >= EXTRA_FROM else ZERO
        if self._with_extra:
            cells[AT["extra"]] = extra
        return values

    def _filled(self, rows: Rows) -> list[str]:
        """The formulas of one row."""
        text = self._formulas.replace(ROW, str(rows.own))
        return text.replace(FIRST, str(rows.first)).replace(LAST, str(rows.last)).split(END)


# What is the same --------------------------------------------------------------


def _fixed(outcome: Outcome, block: Block, weights: "_Weights") -> Outputs:
    """The values of all columns as they are before a person's own are put in."""
    language = outcome.settings.language
    names = {rule.order: rule.category[language] for rule in block.rules}
    judged = block.judged
    standing = STANDING_CODES[judged.appraisal.standing] if judged else 0
    policy = outcome.book.policies.weights.get(block.sheet.role.set, WeightPolicy.SHARE)
    fixed: dict[str, Output] = {
        **dict.fromkeys(AT, ""),
        "role": block.sheet.role.name[language],
        "standing": _standing(standing, weights.missing, language),
        "last_scored": None,
        "n_person": None,
        "policy": POLICY_CODES[policy] if judged else 0,
        "applicable": weights.applicable,
        "missing": weights.missing,
        "n_standing": standing,
    }
    for n in ALL:
        absent = ZERO if n in names else 0  # a category that the set does not have is a plain 0
        fixed[f"c{n}"] = names.get(n)
        fixed[f"w{n}"] = weights.weight.get(n, absent)
        fixed[f"a{n}"] = weights.counting.get(n, absent)
        fixed[f"f{n}"] = weights.factor.get(n, ZERO)
    if judged and policy is WeightPolicy.BASE_AND_EXTRA:
        fixed["extra"] = ZERO
    for n in weights.failed:
        fixed[f"c{n}_score"] = fixed[f"c{n}_points"] = NOT_AVAILABLE
        fixed["extra"] = NOT_AVAILABLE if n >= EXTRA_FROM and fixed["extra"] != "" else fixed["extra"]
    return fixed


def _standing(code: int, missing: int, language: Language) -> str:
    if code == MISSING:
        return say("standing_missing", language, count=missing)
    return layout.word("standing", STANDINGS[code - 1], language) if code else ""


class _Weights(NamedTuple):
    """What the helper columns hold, by category."""

    weight: Mapping[int, Decimal]
    counting: Mapping[int, Decimal]
    factor: Mapping[int, Decimal]
    applicable: Decimal
    missing: int
    failed: frozenset[int]  # categories in which something that counts has no score


def _weights(results: Sequence[KpiResult]) -> _Weights:
    weight: dict[int, Decimal] = defaultdict(Decimal)
    counting: dict[int, Decimal] = defaultdict(Decimal)
    factor: dict[int, Decimal] = {}
    applicable = ZERO
    for result in results:
        rule = result.rule
        weight[rule.order] += rule.weight
        if result.effective:
            counting[rule.order] += rule.weight
            factor[rule.order] = result.effective / rule.weight
        if result.state is not State.NOT_APPLICABLE:
            applicable += rule.weight
    whole = sum(weight.values(), ZERO)
    return _Weights(
        weight,
        counting,
        factor,
        applicable / whole if whole else ZERO,
        sum(result.state in LACKING and result.rule.weight > 0 for result in results),
        frozenset(result.rule.order for result in results if result.effective and result.points is None),
    )


# Formulas ----------------------------------------------------------------------


def _formulas(orders: Collection[int], total: str) -> Mapping[str, str]:
    """The formulas that look at Scores, by column; `@key` is a cell of the row, `#key` a person's cells there."""
    shown = [n for n in ALL if n in orders]
    share = "SUMPRODUCT(--(#n_state<>2),--(#n_state<>5),#weight)/SUM(#weight)"
    texts = {"total": total}
    texts |= {f"c{n}_points": f'IF(@a{n}=0,"",SUMIF(#order,{n},#points))' for n in shown}
    counts = {f"w{n}": f"SUMIF(#order,{n},#weight)" for n in shown}
    counts |= {f"a{n}": f"SUMPRODUCT(--(#order={n}),#counts,#weight)" for n in shown}
    counts["applicable"] = f"IF(SUM(#weight)=0,0,{share})"
    counts["missing"] = "SUMPRODUCT(--(#n_state>=3),--(#n_state<=4),--(#weight>0))"
    return {
        **{key: f'IF(@id="","",{text})' for key, text in texts.items()},
        **{key: f'IF(@id="",0,{text})' for key, text in counts.items()},
    }


def _prepared(text: str, at: Columns, scores: Columns) -> str:
    """The formula with columns in place, and marks where the rows come."""
    own = formulas.pattern(text, at.letter).replace("{r}", ROW)
    return AREA.sub(lambda match: formulas.block(scores.sheet, scores.letter[match[1]], FIRST, LAST), own)
