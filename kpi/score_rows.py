"""The rows of the table Scores: one per person and KPI, formulas with the values they have."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from kpi import formulas, layout
from kpi.appraise import Judged, Outcome, rules_of
from kpi.model import Actual, Better, Entry, KpiResult, KpiRule, NotApplicablePolicy, State
from kpi.numbers import LARGEST_FLOAT, from_part, rounded, settled
from kpi.reading import is_blank, is_not_applicable, read_target
from kpi.problems import Place
from kpi.roster import EntryCells, RoleSheet
from kpi.tables import NOT_AVAILABLE, Column, Computed, Dated, Fault, Fill, Output, Uncalculated, Value, letters
from kpi.words import say

NO_TEXT = Computed('""', "")
STATE_CODES = {State.ENTERED: 1, State.NOT_APPLICABLE: 2, State.NOT_FILLED_IN: 3, State.UNREADABLE: 4}
OPEN_TARGET = 5
LONGEST_TEXT = 200  # a string in a formula may have 255 characters
NOTHING_READ = (Actual(State.NOT_FILLED_IN), None)


class Block(NamedTuple):
    """The rows of one person in Scores, and the row of the person in a role's table."""

    sheet: RoleSheet
    row: int
    judged: Judged | None  # None: a free row of a sheet that nobody has filled in yet
    rules: Sequence[KpiRule]


def blocks(outcome: Outcome) -> list[Block]:
    """What Scores and Summary show, in order: everybody, or the free rows while there is nobody."""
    if outcome.judged:
        return [
            Block(one.sheet, one.row, one, [result.rule for result in one.appraisal.results])
            for one in outcome.judged
        ]
    return [
        Block(sheet, row, None, [rule for rule in rules_of(outcome.book, sheet.role) if not rule.duty])
        for sheet in outcome.role_sheets.values()
        for row in range(len(sheet.table.rows))
    ]


class Columns(NamedTuple):
    """Where the columns of a table of ours stand."""

    sheet: str  # its title as it stands before "!"
    first_row: int
    letter: Mapping[str, str]  # by column key


def columns_of(outcome: Outcome, name: str) -> Columns:
    """The columns of a table by key, wherever the manager has moved them."""
    table, spec = outcome.tables[name], layout.TABLES[name]
    at = {layout.folded(header): position for position, header in reversed(list(enumerate(table.headers)))}
    letter = {}
    for column in spec.columns:
        position = at.get(layout.folded(column.zh), at.get(layout.folded(column.en)))
        if position is not None:
            letter[column.key] = letters(table.first_column + position)
    return Columns(formulas.sheet_reference(table.sheet), table.first_row, letter)


def printed(outcome: Outcome, name: str, key: str) -> str:
    """The header of a column as the workbook has it."""
    column = layout.TABLES[name].column(key)
    wanted = {layout.folded(column.zh), layout.folded(column.en)}
    return next(header for header in outcome.tables[name].headers if layout.folded(header) in wanted)


def columns(
    outcome: Outcome, name: str, patterns: Mapping[str, Sequence[tuple[int, str]]], skip: Sequence[str] = ()
) -> tuple[Column, ...]:
    """The columns of a fill in the order of the layout, `patterns` being their shared formulas."""
    return tuple(
        Column(header=printed(outcome, name, column.key), formula=patterns.get(column.key))
        for column in layout.TABLES[name].columns
        if column.key not in skip
    )


def scores_fill(outcome: Outcome, shown: Sequence[Block]) -> Fill:
    """The table Scores."""
    at = columns_of(outcome, "Scores")
    language = outcome.settings.language
    patterns = {
        key: ((0, formulas.pattern(text, at.letter)),) for key, text in formulas.scores(language).items()
    }
    return Fill(
        table="Scores",
        key=(printed(outcome, "Scores", "id"), printed(outcome, "Scores", "code")),
        columns=columns(outcome, "Scores", patterns),
        count=sum(len(block.rules) for block in shown),
        rows=_rows(outcome, shown, at),
    )


def _rows(outcome: Outcome, shown: Sequence[Block], at: Columns) -> Iterator[Sequence[Output | Computed]]:
    summary = columns_of(outcome, "Summary")
    writer = _Writer(outcome)
    row = at.first_row
    for number, block in enumerate(shown):
        line = writer.line(block)
        factors = f"{summary.sheet}!", summary.first_row + number
        results = block.judged.appraisal.results if block.judged else (None,) * len(block.rules)
        for rule, result in zip(block.rules, results, strict=True):
            factor = f"{factors[0]}{summary.letter[f'f{rule.order}']}{factors[1]}"
            id_cell = f"{at.letter['id']}{row}"
            weight = f"{at.letter['weight']}{row}*{at.letter['counts']}{row}*{factor}"
            effective = f'IF({id_cell}="","",{weight})'
            yield writer.row(line, rule, result, effective)
            row += 1


class _Line(NamedTuple):
    """What all rows of one person share."""

    block: Block
    identity: Computed
    name: Output | Computed
    role: str
    cells: Mapping[str, EntryCells]
    sheet: str
    table_row: int
    values: Sequence[Value]


class _Writer:
    """Turns results into rows; keeps the words of the workbook's language at hand."""

    def __init__(self, outcome: Outcome) -> None:
        language = outcome.settings.language
        self.outcome = outcome
        self.language = language
        self.states = ["", *(layout.word("state", state, language) for state in formulas.STATES)]
        self.whys = ["", "", *(say(f"why_{state}", language) for state in formulas.STATES[1:])]
        self.monitored = say("why_monitored", language)
        self.met = say("why_met", language)
        self.lights = {code: layout.word("light", code, language) for code in layout.CHOICES["light"]}
        policies = outcome.book.policies
        self.full_mark = policies.not_applicable is NotApplicablePolicy.FULL_MARK
        self.provisional = policies.provisional
        self.counts = (0, 1, int(self.full_mark), *(int(not self.provisional),) * 2, 0)
        self.sheets = {code: self._sheet(sheet) for code, sheet in outcome.role_sheets.items()}

    def _sheet(self, sheet: RoleSheet) -> tuple[str, str, Mapping[str, EntryCells]]:
        title = formulas.sheet_reference(sheet.table.sheet)
        return title, sheet.role.name[self.language], {cells.rule.code: cells for cells in sheet.cells}

    def line(self, block: Block) -> _Line:
        sheet = block.sheet
        title, role, cells = self.sheets[sheet.role.code]
        table_row = sheet.table.first_row + block.row
        first = sheet.table.first_column
        identity = f"{title}!{letters(first + sheet.id)}{table_row}&\"\""
        person = block.judged.appraisal.person if block.judged else None
        name: Computed = NO_TEXT
        if sheet.name is not None:
            name_cell = f"{title}!{letters(first + sheet.name)}{table_row}&\"\""
            name = Computed(name_cell, person.name if person else "")
        return _Line(
            block,
            Computed(identity, person.id if person else ""),
            name,
            role,
            cells,
            title,
            table_row,
            sheet.table.rows[block.row],
        )

    def row(
        self, line: _Line, rule: KpiRule, result: KpiResult | None, effective: str
    ) -> Sequence[Output | Computed]:
        cells = line.cells[rule.code]
        actual, _ = line.block.judged.entries[rule.code] if line.block.judged else NOTHING_READ
        if actual.state is State.NOT_FILLED_IN:
            actual = _half(line, cells)
        top = actual.value if actual.numerator is None else actual.numerator
        first = self._typed(line, cells.first, top)
        second = self._typed(line, cells.second, actual.denominator)
        personal = self._typed(line, cells.target, _personal(rule, line, cells.target))
        rule_row = self.outcome.rule_rows[rule.code]
        role = line.block.sheet.role.code
        target_row = self.outcome.target_rows.get((role, rule.code), "")
        head = (line.identity, line.name, line.role, rule.code)
        tail = (first, second, personal, role, rule_row, target_row)
        if result is None:
            return (
                *head, "", "", "", "", "", "", Computed(effective, ""), "", "", "", "", "",
                *tail, "", 0, "", len(rule.scale.knots), "", 0, rule.order,
            )
        return self._result_row(line, result, effective, head, tail)

    def _result_row(
        self,
        line: _Line,
        result: KpiResult,
        effective: str,
        head: tuple[Output | Computed, ...],
        tail: tuple[Output | Computed, ...],
    ) -> Sequence[Output | Computed]:
        rule = result.rule
        state = self._state(result)
        entered = state == 1
        failed = state in (3, 4)
        counts = self.counts[state] if rule.weight > 0 else 0
        blank: Output = NOT_AVAILABLE if failed else ""
        decree: Output = Decimal(100) if self.full_mark and state == 2 else blank
        score = result.score if entered and result.score is not None else decree
        points: Output = ""
        lost: Output = ""
        if counts:
            points = NOT_AVAILABLE if result.points is None else result.points
        elif entered:
            points = Decimal(0)
        if points != "" and points is not NOT_AVAILABLE:
            lost = result.lost
        return (
            *head,
            rule.name[self.language],
            rule.category[self.language],
            result.actual if entered and result.actual is not None else blank,
            self._target(line, result, state, tail[2]),
            score,
            rule.weight,
            Computed(effective, result.effective),
            points,
            lost,
            self.states[state],
            self.lights[result.light.value] if entered and result.light else "",
            self._why(state, rule, lost),
            *tail,
            self._quotient(line, rule, state, tail),
            state,
            self._measure(result) if entered else "",
            len(rule.scale.knots),
            self._reached(result) if entered else "",
            counts,
            rule.order,
        )

    def _state(self, result: KpiResult) -> int:
        code = STATE_CODES[result.state]
        if code == 2 and result.target is None and result.rule.measure.needs_target:
            return OPEN_TARGET
        return code

    def _target(self, line: _Line, result: KpiResult, state: int, personal: Output | Computed) -> Output:
        typed = personal.value if isinstance(personal, Computed) else personal
        if typed != "" and not (isinstance(typed, (float, Decimal)) and typed > 0):
            return "?"
        return "" if result.target is None else result.target

    def _why(self, state: int, rule: KpiRule, lost: Output) -> str:
        if state != 1:
            return self.whys[state]
        if not rule.weight:
            return self.monitored
        shown = f"{rounded(lost):.2f}" if isinstance(lost, Decimal) else "0.00"
        return self.met if shown == "0.00" else say("why_lost", self.language, lost=shown)

    def _measure(self, result: KpiResult) -> Output:
        if result.measure is None:
            return ""
        return result.measure if result.rule.scale.better is Better.HIGHER else -result.measure

    def _reached(self, result: KpiResult) -> int:
        scale, x = result.rule.scale, result.measure
        return sum(x is not None and scale.better.reaches(x, knot.x) for knot in scale.knots)

    def _quotient(
        self, line: _Line, rule: KpiRule, state: int, tail: tuple[Output | Computed, ...]
    ) -> Output:
        """What the formula of the column gives; the actual itself wherever it was understood."""
        if state == 1:
            actual, _ = line.block.judged.entries[rule.code] if line.block.judged else NOTHING_READ
            return "" if actual.value is None else actual.value
        if state == 2:
            return "-"
        first, second = (cell.value if isinstance(cell, Computed) else cell for cell in tail[:2])
        return _native_quotient(rule.entry, first, second)

    def _typed(self, line: _Line, column: int | None, meaning: Decimal | None) -> Output | Computed:
        """An entry cell echoed as understood."""
        if column is None:
            return NO_TEXT
        value = line.values[column]
        reference = f"{line.sheet}!{letters(line.block.sheet.table.first_column + column)}{line.table_row}"
        if isinstance(value, float) and -LARGEST_FLOAT <= value <= LARGEST_FLOAT:
            return Computed(f'IF({reference}="","",{reference})', value)
        return _odd(reference, value, meaning)


def _half(line: _Line, cells: EntryCells) -> Actual:
    """The one number of a pair whose other half is blank, typed as text."""
    typed = [None if at is None else line.values[at] for at in (cells.first, cells.second)]
    numbers = [from_part(text, cells.rule.unit) if isinstance(text, str) else None for text in typed]
    return Actual(State.NOT_FILLED_IN, None, *numbers)


def _personal(rule: KpiRule, line: _Line, column: int | None) -> Decimal | None:
    """What a personal target typed as text means."""
    if column is None or not isinstance(line.values[column], str):
        return None
    target = read_target(rule, line.values[column], Place())
    return target if isinstance(target, Decimal) else None


def _odd(reference: str, value: Value, meaning: Decimal | None) -> Computed:
    """An entry that is not a plain number; its formula says what the program made of this very content."""
    echo = formulas.echo(reference)
    match value:
        case None:
            return Computed(echo, "")
        case Dated():
            return Computed(f"IF({reference}={value.serial!r},NA(),{echo})", NOT_AVAILABLE)
        case float():  # beyond what a KPI can be
            return Computed(f"IF({reference}={value!r},NA(),{echo})", NOT_AVAILABLE)
        case bool():  # LibreOffice would take it for 1 or 0
            return Computed(f"IF({reference}={str(value).upper()},NA(),{echo})", NOT_AVAILABLE)
        case Uncalculated():
            return Computed(echo, NOT_AVAILABLE)
        case str() if value not in formulas.NOT_APPLICABLE_WORDS and len(value) <= LONGEST_TEXT:
            return _text(reference, value, meaning)
        case _:
            return Computed(echo, value)


def _text(reference: str, value: str, meaning: Decimal | None) -> Computed:
    if is_blank(value):
        return Computed(formulas.understood(reference, value, '""'), "")
    if is_not_applicable(value):
        said = formulas.NOT_APPLICABLE_WORDS[0]
        return Computed(formulas.understood(reference, value, formulas.quoted(said)), said)
    if meaning is None:
        return Computed(formulas.echo(reference), value)
    return Computed(formulas.understood(reference, value, format(meaning, "f")), meaning)


def _native_quotient(entry: Entry, first: Output, second: Output) -> Output:
    if any(value in formulas.NOT_APPLICABLE_WORDS for value in (first, second)):
        return "-"
    if any(isinstance(value, Fault) for value in (first, second)):
        return "?"
    if first == "" and second == "":
        return ""
    numbers = [value if isinstance(value, (float, Decimal)) else None for value in (first, second)]
    if any(number is None and value != "" for number, value in zip(numbers, (first, second), strict=True)):
        return "?"
    if entry is Entry.VALUE:
        return first
    if first == "" or (second == "" and entry is Entry.GROWTH):
        return ""
    if second == "":
        return first
    top, bottom = (Decimal(str(number)) for number in numbers)
    return "?" if bottom <= 0 else settled(top / bottom - (entry is Entry.GROWTH))

