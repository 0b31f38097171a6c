"""All engines give the same scores, totals, grades and states as ours, on the same files.

The packaged rule book under every policy in both languages, then rule books that hypothesis draws.
The table at the end of the run says who calculated how much.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from kpi import package
from kpi.book_checks import every_rule
from kpi.model import Edition
from kpi.scoring import target_in_cycle
from kpi.tables import Dated, Table, Uncalculated, Value, letters
from tests.desk import tables
from tests.judges import WRONG
from tests.parity.books import Case, Made
from tests.parity.cases import SHIPPED, packaged
from tests.parity.compare import TABLES, Difference, Tally, cached, judged
from tests.parity.conftest import NAMES
from tests.parity.judge import Area, Block
from tests.parity.random_books import cases
from tests.parity.variants import Typed, numbers, odd

SHOWN = 12  # differences named in a failure
LEAST_SCORES = 10_000  # by each judge in every run
Make = Callable[[int, Edition], Made]
shipped = pytest.mark.parametrize("number", range(len(SHIPPED)), ids=[case.name for case in SHIPPED])


def agreed(differences: Sequence[Difference]) -> bool:
    """True when there are none; the first few are printed."""
    for one in differences[:SHOWN]:
        print(one)
    return not differences


@shipped
@pytest.mark.parametrize("name", NAMES)
def test_a_judge_gets_what_the_engine_gets(name: str, number: int, judges, shipped_book: Make, tallies) -> None:
    judge = judges[name]
    tally = tallies.setdefault(name, Tally(judge.name, judge.cannot))
    assert agreed(judged(judge, shipped_book(number, judge.edition), tally))


@shipped
def test_a_file_shows_what_the_engine_gave(number: int, shipped_book: Make, tallies) -> None:
    tally = tallies.setdefault("file", Tally("the values that `kpi score` writes"))
    assert agreed(cached(shipped_book(number, "portable"), tally))


@settings(
    max_examples=6,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(case=cases())
def test_random_rule_books_score_alike_everywhere(case, judges, present, workshop, tallies) -> None:
    differences = []
    for name in present:
        judge = judges[name]
        tally = tallies.setdefault(name, Tally(judge.name, judge.cannot))
        differences += judged(judge, workshop.make(case, judge.edition), tally)
    tally = tallies.setdefault("file", Tally("the values that `kpi score` writes"))
    differences += cached(workshop.make(case, "portable"), tally)
    assert agreed(differences)


# What was found ----------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_lost_points_that_are_half_a_cent_are_told_as_they_are_shown(name: str, judges, workshop) -> None:
    """5 % of 0.1 points is 0.005 and shown as 0.01, although 5 - 4.995 in floats is a little less."""
    judge, weights = judges[name], {"EVENT-1": 5.0, "EVENT-2": 45.0, "EVENT-3": 50.0}
    entries = {"EVENT-1": Typed(2.997, 1.0), "EVENT-2": Typed(0.15, 1.0), "EVENT-3": Typed(90.0)}
    case = Case(
        name="half a cent",
        rules={(code, "weight"): weight for code, weight in weights.items()},
        typed={("EO001", code): typed for code, typed in entries.items()},
    )
    made = workshop.make(case, judge.edition)
    table = made.truth["Scores"]
    why = table.headers.index("说明")
    assert next(row[why] for row in table.rows if row[0] == "EO001") == "失 0.01 分"
    assert agreed(judged(judge, made, Tally(name)))


# Nobody is fooled ----------------------------------------------------------------


def test_every_knot_and_every_state_of_every_kpi_is_typed(shipped_book: Make) -> None:
    typed = frozenset().union(*(shipped_book(number, "portable").visited for number in range(len(SHIPPED))))
    book = packaged()
    for rule in every_rule(book):
        for role in rule.roles:
            wanted = numbers(rule, target_in_cycle(rule, role, book.role_targets, None))
            missing = {(rule.code, one[:3]) for one in (*wanted, *(() if rule.duty else odd(rule)))} - typed
            assert not missing


def test_no_right_value_is_left_in_a_file_that_is_judged(shipped_book: Make) -> None:
    made = shipped_book(0, "portable")
    for name, table in tables(made.stale).items():
        at = {f"{column}{row}": value for column, row, value in _cells(table)}
        formulas = made.formulas.get(table.sheet, frozenset()) & at.keys()
        values = (at[cell] for cell in formulas if not isinstance(at[cell], Uncalculated))
        shown = {value.serial if isinstance(value, Dated) else value for value in values}
        assert shown <= {float(WRONG)}, name
        assert formulas or name not in TABLES


def _cells(table: Table) -> Iterator[tuple[str, int, Value]]:
    for row, values in enumerate(table.rows, table.first_row):
        for column, value in enumerate(values, table.first_column):
            yield letters(column), row, value


class Cached:
    """A judge that believes the values in a file and calculates nothing."""

    name, edition, cannot = "cached", "portable", ()

    def start(self) -> None:
        """Nothing to start."""

    def __init__(self, read: Mapping[str, Table] | None = None) -> None:
        self._read = read

    def read(self, path: Path, areas: Sequence[Area]) -> list[Block]:  # noqa: ARG002 - a judge is given them
        found = self._read
        if found is None:
            book = package.read(path)
            assert not isinstance(book, list)
            found, _ = book.tables(TABLES)
        return [found[name].rows for name in TABLES]


def test_a_judge_that_calculates_nothing_is_seen_in_every_cell(shipped_book: Make) -> None:
    made, tally = shipped_book(0, "portable"), Tally("cached")
    assert len(judged(Cached(), made, tally)) >= tally.cells.total() > LEAST_SCORES


def test_a_judge_that_remembers_the_last_scoring_is_seen_in_every_canary(shipped_book: Make) -> None:
    made, tally = shipped_book(0, "portable"), Tally("last scoring")
    differences: list[Difference] = judged(Cached(made.before), made, tally)
    assert len(differences) == tally.canaries > 500
    assert {one.column for one in differences} >= {"score", "total", "points", "quotient"}


def test_each_judge_scored_ten_thousand_cells(tallies, request: pytest.FixtureRequest) -> None:
    """Last in this file; only when nothing was deselected."""
    if len([item for item in request.session.items if item.path == request.path]) < len(SHIPPED) * (len(NAMES) + 1):
        pytest.skip("only a part of the suite is run")
    here = {name: tally for name, tally in tallies.items() if not tally.absent}
    assert here
    assert all(tally.cells["scores"] >= LEAST_SCORES for tally in here.values())
