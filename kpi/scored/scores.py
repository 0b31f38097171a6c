"""The rows of the table Scores: one per person and KPI, formulas with the values they have."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from kpi import formulas, layout
from kpi.appraise import Outcome
from kpi.editions import formulas_of
from kpi.feedback import NO_SCORES, Scores
from kpi.fills.blocks import Block, Who, who_on
from kpi.fills.columns import Columns, as_made, columns, columns_of, keys_of, lacking, shared, written_out
from kpi.fills.echoes import echo, half, native_quotient, target_meant
from kpi.fills.last_month import last_scores
from kpi.layout import CATEGORIES
from kpi.model import Actual, Better, KpiResult, KpiRule, NotApplicablePolicy, State
from kpi.numbers import rounded
from kpi.roster import EntryCells, RoleSheet
from kpi.scales import rungs
from kpi.tables import NOT_AVAILABLE, Computed, Fill, Output, Value, letters
from kpi.words import say

NO_TEXT = Computed('""', "")
NOTHING_THERE = NO_TEXT, NO_TEXT, NO_TEXT
UNSEEN = Computed("NA()", NOT_AVAILABLE), NO_TEXT, NO_TEXT
NOTHING = Decimal(0)
FULL_MARK = Decimal(100)
STATE_CODES = {State.ENTERED: 1, State.NOT_APPLICABLE: 2, State.NOT_FILLED_IN: 3, State.UNREADABLE: 4}
EXCUSED, OPEN_TARGET, FAILED = 2, 5, (3, 4)
NOTHING_READ = Actual(State.NOT_FILLED_IN)
_NOT_FILLED_IN = State.NOT_FILLED_IN


def scores_fill(outcome: Outcome, shown: Sequence[Block]) -> Fill:
    """The table Scores."""
    at = columns_of(outcome, "Scores")
    language = outcome.settings.language
    own = formulas_of(outcome.settings.edition)
    texts = own.scores(language, checked=not lacking(outcome, "Rules"))
    rows = written_out("Scores", _rows(outcome, shown, at), texts, at, own.apart)
    key, fallback = keys_of(outcome, "Scores", "code")
    return Fill(
        table="Scores",
        key=key,
        fallback=fallback,
        columns=columns(outcome, "Scores", shared(texts, at, own.apart)),
        count=sum(len(block.rules) for block in shown),
        rows=as_made(outcome, "Scores", rows),
    )


def _rows(outcome: Outcome, shown: Sequence[Block], at: Columns) -> Iterator[Sequence[Output | Computed]]:
    summary = columns_of(outcome, "Summary")
    writer = _Writer(outcome, at, summary)
    row = at.first_row
    for number, block in enumerate(shown, summary.first_row):
        yield from writer.rows(block, row, number)
        row += len(block.rules)


class _EntryCell(NamedTuple):
    """A column of a role's sheet."""

    at: int
    reference: str  # everything but the row


class _Kpi(NamedTuple):
    """A rule on a role's sheet, with what all of its rows share."""

    rule: KpiRule
    cells: tuple[_EntryCell | None, ...]  # first, second, personal target
    words: tuple[str, str, str]  # code, name, category
    weight: Decimal
    counted: int  # 1 when it has weight
    rows: tuple[str, Output, Output]  # role code, row of the rule, row of the role's target
    rising: bool
    rungs: Sequence[Decimal]
    knots: int
    order: int
    factor: str  # everything of a reference to Summary but the row


class _Line(NamedTuple):
    """What all rows of one person share."""

    head: tuple[Output | Computed, ...]  # id, name, role
    values: Sequence[Value] | None  # None: the person stands in no row
    row: str  # on the role's sheet
    scored: str | None  # the id as plain text
    last: Scores  # of the month before


class _Sheet(NamedTuple):
    """A role's sheet, with what all of its people share."""

    who: Who
    role: str
    kpis: Mapping[str, _Kpi]
    last: Mapping[str, Scores]  # of everybody

    def line(self, block: Block) -> _Line:
        table = block.sheet.table
        identity, name = self.who.cells(block)
        head = identity, NO_TEXT if name is None else name, self.role
        scored = block.judged.appraisal.person.id if block.judged else None
        last = NO_SCORES if scored is None else self.last.get(scored, NO_SCORES)
        if block.row is None:
            return _Line(head, None, "", scored, last)
        return _Line(head, table.rows[block.row], str(table.first_row + block.row), scored, last)


class _Writer:
    """Turns results into rows; keeps at hand what is the same for many."""

    def __init__(self, outcome: Outcome, at: Columns, summary: Columns) -> None:
        language = outcome.settings.language
        self.outcome = outcome
        self.language = language
        self.summary = summary
        self.factors = tuple(at.letter[key] for key in ("id", "weight", "counts"))
        self.states = ["", *(layout.word("state", state, language) for state in formulas.STATES)]
        self.whys = ["", "", *(say(f"why_{state}", language) for state in formulas.STATES[1:])]
        self.monitored = say("why_monitored", language)
        self.met = say("why_met", language)
        self.lost, _, self.points = say("why_lost", language, lost="\0").partition("\0")
        self.lights = {code: layout.word("light", code, language) for code in layout.CHOICES["light"]}
        policies = outcome.book.policies
        self.full_mark = policies.not_applicable is NotApplicablePolicy.FULL_MARK
        self.counts = (0, 1, int(self.full_mark), *(int(not policies.provisional),) * 2, 0)
        self.last = last_scores(outcome)
        self.sheets = {code: self._sheet(sheet) for code, sheet in outcome.role_sheets.items()}

    def _sheet(self, sheet: RoleSheet) -> _Sheet:
        who = who_on(sheet)
        kpis = {cells.rule.code: self._kpi(sheet, cells, who.sheet) for cells in sheet.cells}
        return _Sheet(who, sheet.role.name[self.language], kpis, self.last)

    def _kpi(self, sheet: RoleSheet, cells: EntryCells, title: str) -> _Kpi:
        rule, role, first = cells.rule, sheet.role.code, sheet.table.first_column
        rows = self.outcome.rule_rows[rule.code], self.outcome.target_rows.get((role, rule.code), 0)
        return _Kpi(
            rule=rule,
            cells=tuple(
                None if at is None else _EntryCell(at, f"{title}!{letters(first + at)}")
                for at in (cells.first, cells.second, cells.target)
            ),
            words=(rule.code, rule.name[self.language], rule.category[self.language]),
            weight=rule.weight,
            counted=int(rule.weight > 0),
            rows=(role, *rows),
            rising=rule.scale.better is Better.HIGHER,
            rungs=rungs(rule.scale),
            knots=len(rule.scale.knots),
            order=rule.order,
            factor=f"{self.summary.sheet}!{self.summary.letter[f'f{min(max(rule.order, 1), CATEGORIES)}']}",
        )

    def rows(self, block: Block, row: int, summary_row: int) -> Iterator[Sequence[Output | Computed]]:
        """The rows of one person, the first of which is `row`."""
        sheet = self.sheets[block.sheet.role.code]
        line = sheet.line(block)
        identity, weight, counts = self.factors
        factor_row = str(summary_row)
        judged = block.judged
        for number, rule in enumerate(block.rules):
            kpi = sheet.kpis[rule.code]
            at = str(row + number)
            formula = f'IF({identity}{at}="","",{weight}{at}*{counts}{at}*{kpi.factor}{factor_row})'
            if judged is None:
                yield _free(line, kpi, formula)
            else:
                actual, _ = judged.entries[rule.code]
                yield self._judged(line, kpi, actual, judged.appraisal.results[number], formula)

    def _judged(
        self, line: _Line, kpi: _Kpi, actual: Actual, result: KpiResult, effective: str
    ) -> Sequence[Output | Computed]:
        _, _, value, _, measure, score, weight, points, lost, light = result
        if measure is None or light is None:
            return self._unscored(line, kpi, actual, result, effective)
        typed = _typed(line, kpi, actual)
        x = measure if kpi.rising else -measure
        return (
            *line.head,
            *kpi.words,
            value,
            _target(result, typed[2]),
            score,
            kpi.weight,
            Computed(effective, weight),
            points if kpi.counted else NOTHING,
            lost,
            self.states[1],
            self.lights[light._value_],  # the property takes six times as long
            self._why(kpi.weight, lost),
            *typed,
            *kpi.rows,
            actual.value,
            1,
            x,
            kpi.knots,
            bisect_right(kpi.rungs, x),
            kpi.counted,
            kpi.order,
            line.scored,
            line.last.get(kpi.words[0]),
        )

    def _why(self, weight: Decimal, lost: Decimal) -> str:
        if not weight:
            return self.monitored
        shown = rounded(lost) if lost else lost
        return f"{self.lost}{shown}{self.points}" if shown else self.met

    def _unscored(
        self, line: _Line, kpi: _Kpi, actual: Actual, result: KpiResult, effective: str
    ) -> Sequence[Output | Computed]:
        typed = _typed(line, kpi, actual)
        state = _state(result)
        blank: Output = NOT_AVAILABLE if state in FAILED else ""
        counts = self.counts[state] * kpi.counted
        points: Output = "" if not counts else NOT_AVAILABLE if result.points is None else result.points
        return (
            *line.head,
            *kpi.words,
            blank,
            _target(result, typed[2]),
            FULL_MARK if self.full_mark and state == EXCUSED else blank,
            kpi.weight,
            Computed(effective, result.effective),
            points,
            result.lost if isinstance(points, Decimal) else "",
            self.states[state],
            "",
            self.whys[state],
            *typed,
            *kpi.rows,
            "-" if state == EXCUSED else native_quotient(kpi.rule.entry, typed[0].value, typed[1].value),
            state,
            "",
            kpi.knots,
            "",
            counts,
            kpi.order,
            line.scored,
            line.last.get(kpi.words[0]),
        )


def _free(line: _Line, kpi: _Kpi, effective: str) -> Sequence[Output | Computed]:
    """A row that waits for somebody."""
    typed = _typed(line, kpi, NOTHING_READ)
    return (
        *line.head, kpi.words[0], "", "", "", "", "", "", Computed(effective, ""), "", "", "", "", "",
        *typed, *kpi.rows, "", 0, "", kpi.knots, "", 0, kpi.order, line.scored, None,
    )  # fmt: skip


def _typed(line: _Line, kpi: _Kpi, actual: Actual) -> tuple[Computed, Computed, Computed]:
    """The entry cells and the personal target, each echoed as understood."""
    first, second, target = kpi.cells
    values, row = line.values, line.row
    if values is None:
        return UNSEEN if actual.state is State.UNREADABLE else NOTHING_THERE
    if actual.state is _NOT_FILLED_IN:
        actual = half(kpi.rule, [None if cell is None else values[cell.at] for cell in (first, second)])
    top = actual.value if actual.numerator is None else actual.numerator
    return (
        NO_TEXT if first is None else echo(first.reference + row, values[first.at], top),
        NO_TEXT if second is None else echo(second.reference + row, values[second.at], actual.denominator),
        NO_TEXT if target is None else _own_target(kpi.rule, target.reference + row, values[target.at]),
    )


def _own_target(rule: KpiRule, reference: str, cell: Value) -> Computed:
    return echo(reference, cell, target_meant(rule, cell) if isinstance(cell, str) else None)


def _target(result: KpiResult, personal: Computed) -> Output:
    typed = personal.value
    if typed != "" and not (isinstance(typed, (float, Decimal)) and typed > 0):
        return "?"
    return "" if result.target is None else result.target


def _state(result: KpiResult) -> int:
    """The code of the state of a result that has no measure."""
    code = STATE_CODES[result.state]
    if code == EXCUSED and result.target is None and result.rule.measure.needs_target:
        return OPEN_TARGET
    return code
