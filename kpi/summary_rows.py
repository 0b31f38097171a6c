"""The rows of the table Summary: one per person, formulas with the values they have."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from kpi import formulas, layout
from kpi.appraise import Outcome
from kpi.formulas import ALL, STANDINGS
from kpi.model import Appraisal, KpiResult, Standing, State, WeightPolicy
from kpi.roster import RoleSheet
from kpi.score_rows import Block, Columns, columns, columns_of, printed
from kpi.tables import NOT_AVAILABLE, Column, Computed, Fill, Output, letters
from kpi.words import say

POLICY_CODES = {policy: number for number, policy in enumerate(WeightPolicy, 1)}
STANDING_CODES = {Standing(standing): number for number, standing in enumerate(STANDINGS, 1)}
ZERO = Decimal(0)


class _Weights(NamedTuple):
    """What the helper columns of one person hold, by category."""

    weight: Mapping[int, Decimal]
    counting: Mapping[int, Decimal]
    factor: Mapping[int, Decimal]
    applicable: Decimal
    missing: int


def summary_fill(outcome: Outcome, shown: Sequence[Block]) -> Fill:
    """The table Summary."""
    at = columns_of(outcome, "Summary")
    language = outcome.settings.language
    patterns: dict[str, Sequence[tuple[int, str]]] = {
        key: ((0, formulas.pattern(text, at.letter)),) for key, text in formulas.summary(language).items()
    }
    patterns["policy"] = [
        (start, formulas.pattern(f'IF(@id="",0,Set_policy_{sheet.role.set})', at.letter))
        for start, _, sheet in _roles(shown)
    ]
    patterns["rank"] = [
        (start, formulas.rank(at.letter, at.first_row + start, at.first_row + end - 1))
        for start, end, _ in _roles(shown)
    ]
    return Fill(
        table="Summary",
        key=(printed(outcome, "Summary", "id"),),
        columns=columns(outcome, "Summary", patterns),
        count=len(shown),
        rows=_rows(outcome, shown, at),
    )


def _roles(shown: Sequence[Block]) -> Iterator[tuple[int, int, RoleSheet]]:
    """The stretches of rows that belong to one role: start, end, sheet."""
    start = 0
    for number, block in enumerate(shown):
        following = shown[number + 1] if number + 1 < len(shown) else None
        if following is None or following.sheet is not block.sheet:
            yield start, number + 1, block.sheet
            start = number + 1


def _rows(outcome: Outcome, shown: Sequence[Block], at: Columns) -> Iterator[Sequence[Output | Computed]]:
    scores = columns_of(outcome, "Scores")
    ranks = _ranks(shown)
    before = last_totals(outcome)
    first = scores.first_row
    for number, block in enumerate(shown):
        last = first + len(block.rules) - 1
        row = _Row(outcome, block, at, at.first_row + number, scores, first, last)
        yield row.cells(ranks[number], before)
        first = last + 1


def _ranks(shown: Sequence[Block]) -> list[int | None]:
    """The rank of each block's person among the complete appraisals of the role; ties share it."""
    totals: dict[str, list[Decimal]] = defaultdict(list)
    for block in shown:
        if (total := _final(block)) is not None:
            totals[block.sheet.role.code].append(total)
    places: dict[tuple[str, Decimal], int] = {}
    for role, of_role in totals.items():
        for number, total in enumerate(sorted(of_role, reverse=True), 1):
            places.setdefault((role, total), number)
    return [
        None if (total := _final(block)) is None else places[block.sheet.role.code, total] for block in shown
    ]


def _final(block: Block) -> Decimal | None:
    if block.judged is None or block.judged.appraisal.standing is not Standing.COMPLETE:
        return None
    return block.judged.appraisal.total


def last_totals(outcome: Outcome) -> Mapping[str, float]:
    """The totals of the month before, from the table History."""
    table = outcome.tables.get("History")
    if table is None:
        return {}
    at = {layout.folded(header): position for position, header in enumerate(table.headers)}
    keys = ("period", "id", "total")
    specs = [layout.HISTORY.column(key) for key in keys]
    found = [at.get(layout.folded(spec.zh), at.get(layout.folded(spec.en))) for spec in specs]
    if any(position is None for position in found):
        return {}
    period, identity, total = (position or 0 for position in found)
    year, month = (int(part) for part in outcome.settings.period.split("-"))
    before = f"{year - (month == 1)}-{(month - 2) % 12 + 1:02}"
    return {
        str(row[identity]): value
        for row in table.rows
        if row[period] == before and isinstance(value := row[total], float)
    }


class _Row:
    """One row of Summary; knows where the person's rows of Scores stand."""

    def __init__(
        self,
        outcome: Outcome,
        block: Block,
        at: Columns,
        row: int,
        scores: Columns,
        first: int,
        last: int,
    ) -> None:
        self.outcome = outcome
        self.block = block
        self.letter = at.letter
        self.row = row
        self.scores = scores
        self.first, self.last = first, last
        self.orders = {rule.order: rule.category[outcome.settings.language] for rule in block.rules}
        self.appraisal = block.judged.appraisal if block.judged else None

    def cells(self, rank: int | None, before: Mapping[str, float]) -> Sequence[Output | Computed]:
        appraisal = self.appraisal
        weights = self._weights()
        standing = STANDING_CODES[appraisal.standing] if appraisal else 0
        last: Output = before.get(appraisal.person.id, "") if appraisal else ""
        total = self._total(appraisal)
        return (
            *self._who(appraisal),
            self._formula('IF(OR(@n_standing=1,@n_standing=2),ROUND(ROUND(SUM(#points),9),2),NA())', total),
            appraisal.grade.letter if appraisal and appraisal.grade else "",
            self._standing(standing, weights.missing),
            "" if rank is None else rank,
            last if last != "" else None,
            self._change(total, last),
            self._extra(appraisal),
            *self._categories(appraisal, weights),
            POLICY_CODES[self._policy()] if appraisal else 0,
            *(self._category_cell(n, "SUMIF(#order,{n},#weight)", weights.weight) for n in ALL),
            *(self._category_cell(n, "SUMPRODUCT(--(#order={n}),#counts,#weight)", weights.counting) for n in ALL),
            *(weights.factor.get(n, ZERO) for n in ALL),
            self._formula(self._applicable(), weights.applicable, blank="0"),
            self._formula("SUMPRODUCT(--(#n_state>=3),--(#n_state<=4),--(#weight>0))", weights.missing, blank="0"),
            standing,
            total if standing == 1 else "",
        )

    def _who(self, appraisal: Appraisal | None) -> tuple[Output | Computed, ...]:
        sheet = self.block.sheet
        table = sheet.table
        title = formulas.sheet_reference(table.sheet)
        row = table.first_row + self.block.row
        person = appraisal.person if appraisal else None
        id_cell = f"{title}!{letters(table.first_column + sheet.id)}{row}&\"\""
        name: Output | Computed = ""
        if sheet.name is not None:
            name_cell = f"{title}!{letters(table.first_column + sheet.name)}{row}&\"\""
            name = Computed(name_cell, person.name if person else "")
        role = sheet.role.name[self.outcome.settings.language]
        department = person.department if person else ""
        return Computed(id_cell, person.id if person else ""), name, role, department or None

    def _formula(self, text: str, value: Output, blank: str = '""') -> Computed:
        """`@key` is a cell of this row, `#key` the person's rows of a column of Scores."""
        for key in ("points", "order", "weight", "counts", "n_state"):
            if f"#{key}" in text:
                area = formulas.block(self.scores.sheet, self.scores.letter[key], self.first, self.last)
                text = text.replace(f"#{key}", area)
        text = formulas.pattern(text, self.letter).replace("{r}", str(self.row))
        return Computed(f"IF({self.letter['id']}{self.row}=\"\",{blank},{text})", value)

    def _policy(self) -> WeightPolicy:
        return self.outcome.book.policies.weights.get(self.block.sheet.role.set, WeightPolicy.SHARE)

    def _total(self, appraisal: Appraisal | None) -> Output:
        if appraisal is None:
            return ""
        return NOT_AVAILABLE if appraisal.total is None else appraisal.total

    def _standing(self, standing: int, missing: int) -> str:
        language = self.outcome.settings.language
        if standing == 3:
            return say("standing_missing", language, count=missing)
        return layout.word("standing", STANDINGS[standing - 1], language) if standing else ""

    def _change(self, total: Output, last: Output) -> Output:
        if isinstance(total, Decimal) and isinstance(last, float):
            return total - Decimal(str(last))
        return ""

    def _extra(self, appraisal: Appraisal | None) -> Output:
        if appraisal is None or self._policy() is not WeightPolicy.BASE_AND_EXTRA:
            return ""
        return NOT_AVAILABLE if self._failed(3) or self._failed(4) else self._points(3) + self._points(4)

    def _categories(self, appraisal: Appraisal | None, weights: _Weights) -> Iterator[Output | Computed]:
        for n in ALL:
            yield self.orders.get(n, None)
            counting = weights.counting.get(n, ZERO)
            if appraisal is None or not counting:
                score: Output = ""
                points: Output = ""
            elif self._failed(n):
                score = points = NOT_AVAILABLE
            else:
                points = self._points(n)
                score = points / (counting * weights.factor[n])
            yield score
            yield self._category_points(n, points)

    def _category_points(self, n: int, points: Output) -> Output | Computed:
        if n not in self.orders:
            return ""
        return self._formula(f'IF(@a{n}=0,"",SUMIF(#order,{n},#points))', points)

    def _category_cell(self, n: int, text: str, values: Mapping[int, Decimal]) -> Output | Computed:
        """A category that the set does not have is a plain 0."""
        if n not in self.orders:
            return 0
        return self._formula(text.replace("{n}", str(n)), values.get(n, ZERO), blank="0")

    def _applicable(self) -> str:
        share = "SUMPRODUCT(--(#n_state<>2),--(#n_state<>5),#weight)/SUM(#weight)"
        return f"IF(SUM(#weight)=0,0,{share})"

    def _of(self, n: int) -> Iterator[KpiResult]:
        if self.appraisal is not None:
            yield from (result for result in self.appraisal.results if result.rule.order == n)

    def _failed(self, n: int) -> bool:
        return any(result.effective and result.points is None for result in self._of(n))

    def _points(self, n: int) -> Decimal:
        return sum((result.points for result in self._of(n) if result.points is not None), ZERO)

    def _weights(self) -> _Weights:
        weight: dict[int, Decimal] = defaultdict(Decimal)
        counting: dict[int, Decimal] = defaultdict(Decimal)
        factor: dict[int, Decimal] = {}
        applicable, missing = ZERO, 0
        for result in self.appraisal.results if self.appraisal else ():
            rule = result.rule
            weight[rule.order] += rule.weight
            if result.effective:
                counting[rule.order] += rule.weight
                factor[rule.order] = result.effective / rule.weight
            if result.state is not State.NOT_APPLICABLE:
                applicable += rule.weight
            if result.state in (State.NOT_FILLED_IN, State.UNREADABLE) and rule.weight > 0:
                missing += 1
        whole = sum(weight.values(), ZERO)
        return _Weights(weight, counting, factor, applicable / whole if whole else ZERO, missing)
