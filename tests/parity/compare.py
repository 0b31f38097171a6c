"""What the engine says against what a judge calculates, cell by cell, and how many of each kind."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from kpi import layout
from kpi.appraise import Outcome
from kpi.layout import word
from kpi.model import State
from kpi.tables import Fault, Table, Value, letters
from tests.parity.books import Made
from tests.parity.judge import Area, Block, Judge

TABLES = ("Scores", "Summary", "Feedback", "Report", "Checks")
KINDS = {  # what a column is counted as; any other is a cell of another kind
    ("Scores", "score"): "scores",
    ("Scores", "state"): "states",
    ("Scores", "light"): "lights",
    ("Summary", "total"): "totals",
    ("Summary", "grade"): "grades",
    ("Summary", "standing"): "states",
    ("Feedback", "total"): "totals",
    ("Feedback", "grade"): "grades",
}
POINTS = {"score", "points", "lost", "effective", "total", "extra"}
NEAR = 1e-9


class Difference(NamedTuple):
    """One cell in which a judge disagrees."""

    book: str
    table: str
    row: tuple[Value, ...]  # id and KPI
    column: str
    ours: Value
    theirs: Value


@dataclass(slots=True)
class Tally:
    """What became of one judge so far."""

    judge: str
    cannot: Sequence[str] = ()
    books: int = 0
    canaries: int = 0
    cells: Counter[str] = field(default_factory=Counter)
    differences: int = 0
    absent: str = ""  # why it is not on this machine


def judged(judge: Judge, made: Made, tally: Tally) -> list[Difference]:
    """Every cell of the program's tables, as the judge calculates it, against the engine's."""
    found = {name: made.truth[name] for name in TABLES}
    blocks = judge.read(made.stale, [_area(table) for table in found.values()])
    differences = [
        difference
        for (name, table), block in zip(found.items(), blocks, strict=True)
        for difference in _differing(made, name, table, block, tally)
    ]
    tally.books += 1
    tally.differences += len(differences)
    return differences


def _area(table: Table) -> Area:
    return Area(table.sheet, table.first_row, table.first_column, len(table.rows), len(table.headers))


def _differing(made: Made, name: str, table: Table, block: Block, tally: Tally) -> Iterator[Difference]:
    keys = [column.key for column in layout.TABLES[name].columns]
    formulas = made.formulas.get(table.sheet, frozenset())
    columns = [letters(table.first_column + at) for at in range(len(keys))]
    lines = zip(table.rows, block, made.before[name].rows, strict=True)
    for row, (ours, theirs, earlier) in enumerate(lines, table.first_row):
        named = tuple(ours[at] for at in ((0, 3) if name == "Scores" else (0,)))
        for key, column, right, value, old in zip(keys, columns, ours, theirs, earlier, strict=True):
            if f"{column}{row}" not in formulas:
                continue
            if named[0]:
                tally.cells[KINDS.get((name, key), "other")] += 1
                tally.canaries += not same(right, old, key)
            if not same(right, value, key):
                yield Difference(made.case.name, name, named, key, right, value)


def same(ours: Value, theirs: Value, key: str = "") -> bool:
    """Numbers to 1e-9, of points and weights absolutely; errors, text and truth values exactly; a blank text is a blank."""
    if isinstance(ours, float) and isinstance(theirs, int | float) and not isinstance(theirs, bool):
        size = 1.0 if key in POINTS else max(1.0, abs(ours))
        return abs(ours - theirs) <= NEAR * size
    return (ours if ours != "" else None) == (theirs if theirs != "" else None)


# The engine against its own file -------------------------------------------------


def cached(made: Made, tally: Tally) -> list[Difference]:
    """What `kpi score` wrote as the values of its formulas, against the appraisals that it wrote them from."""
    differences = [one for one in _cached(made, tally) if not same(one.ours, one.theirs, one.column)]
    tally.books += 1
    tally.differences += len(differences)
    return differences


def _cached(made: Made, tally: Tally) -> Iterator[Difference]:
    scores = _by_key(made.truth["Scores"], "Scores", ("id", "code"))
    totals = _by_key(made.truth["Summary"], "Summary", ("id",))
    for table, row, column, ours in appraised(made.outcome):
        found = scores if table == "Scores" else totals
        tally.cells[KINDS.get((table, column), "other")] += 1
        yield Difference(made.case.name, table, row, column, ours, found[row][column])


def _by_key(table: Table, name: str, keys: tuple[str, ...]) -> dict[tuple[Value, ...], dict[str, Value]]:
    columns = [column.key for column in layout.TABLES[name].columns]
    rows = (dict(zip(columns, row, strict=True)) for row in table.rows)
    return {tuple(row[key] for key in keys): row for row in rows if row["id"]}


def appraised(outcome: Outcome) -> Iterator[tuple[str, tuple[Value, ...], str, Value]]:
    """Score, state, total and grade of everybody, straight from the appraisals: table, row, column, value."""
    language = outcome.settings.language
    for one in outcome.judged:
        appraisal = one.appraisal
        for result in appraisal.results:
            row = (appraisal.person.id, result.rule.code)
            lacking = result.state in (State.NOT_FILLED_IN, State.UNREADABLE)
            yield "Scores", row, "score", Fault("#N/A") if lacking else _number(result.score)
            is_open = result.target is None and result.rule.measure.needs_target
            state = "open_target" if is_open and result.state is State.NOT_APPLICABLE else result.state.value
            yield "Scores", row, "state", word("state", state, language)
            yield "Scores", row, "light", word("light", result.light.value, language) if result.light else ""
        person = (appraisal.person.id,)
        yield "Summary", person, "total", Fault("#N/A") if appraisal.total is None else _number(appraisal.total)
        yield "Summary", person, "grade", appraisal.grade.letter if appraisal.grade else ""


def _number(value: Decimal | None) -> Value:
    return "" if value is None else float(value)
