"""What stands in a cell becomes an actual in one of four states, never a guess."""

import math
import re
import tomllib
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.model import LANGUAGES, Entry, KpiRule, Measure, State, Unit
from kpi.problems import Place, Problem
from kpi.reading import (
    Unread,
    is_blank,
    is_not_applicable,
    read_actual,
    read_number,
    read_target,
)
from kpi.tables import Dated, Fault, Uncalculated, Value
from kpi.words import explain
from tests.factories import LIMIT_5_TO_10, d, rule

WORDS = tomllib.loads(
    (Path(__file__).parents[1] / "kpi" / "rules" / "words" / "entries.toml").read_text(encoding="utf-8")
)
VECTORS = tomllib.loads((Path(__file__).parent / "vectors" / "reading.toml").read_text(encoding="utf-8"))
D7, E7 = Place("八月.xlsm", "销售专员", "D7"), Place("八月.xlsm", "销售专员", "E7")
RATE = rule("SALES-3", lowest=d(0), highest=d("1.5"))
RATIO = rule("SALES-3", entry=Entry.RATIO, lowest=d(0), highest=d("1.5"))
GROWTH = rule("BRAND-2", entry=Entry.GROWTH, lowest=d(-1), highest=d(5))
EVENT = rule("EVENT-1", entry=Entry.RATIO, unit=Unit.MULTIPLE, event_driven=True)
CONTACTS = rule("SALES-6", unit=Unit.COUNT, counted={"zh": "次触达", "en": "contacts"})


def meanings() -> Iterator[tuple[Unit, str, str]]:
    for table in VECTORS["unit"]:
        for text, number in table["means"].items():
            yield Unit(table["unit"]), text, number


def riddles() -> Iterator[tuple[Unit, str]]:
    for table in VECTORS["unit"]:
        for text in table["unreadable"]:
            yield Unit(table["unit"]), text


def read(rule: KpiRule, first: Value, second: Value = None) -> tuple[State, Decimal | None, list[str]]:
    actual, problems = read_actual(rule, first, second, D7, E7)
    return actual.state, actual.value, [problem.code for problem in problems]


# Cells -------------------------------------------------------------------------


@pytest.mark.parametrize(("unit", "text", "number"), list(meanings()))
def test_a_number_is_understood_however_it_is_typed(unit: Unit, text: str, number: str) -> None:
    assert read_number(text, unit) == Decimal(number)


@pytest.mark.parametrize(("unit", "text"), list(riddles()))
def test_what_could_mean_two_things_means_none(unit: Unit, text: str) -> None:
    assert read_number(text, unit) is Unread.TEXT


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        (None, Unread.BLANK),
        (" \u3000", Unread.BLANK),
        (True, Unread.TICK_BOX),
        (False, Unread.TICK_BOX),
        (Fault("#DIV/0!"), Unread.ERROR),
        (Uncalculated("A1/B1"), Unread.NOT_CALCULATED),
        (Dated(0.0444), Unread.DATE),
        (math.nan, Unread.TOO_LARGE),
        (math.inf, Unread.TOO_LARGE),
        (-1.1e15, Unread.TOO_LARGE),
        ("9999999999999999", Unread.TOO_LARGE),
        ("9" * 41, Unread.TEXT),
    ],
)
def test_what_is_no_number_says_why(cell: Value, why: Unread) -> None:
    assert read_number(cell, Unit.COUNT) is why


@given(st.text(), st.sampled_from(Unit))
def test_free_text_is_never_a_number(text: str, unit: Unit) -> None:
    number = read_number(text, unit)
    if isinstance(number, Decimal):
        assert re.search("[0-9０-９]", text) or unit is Unit.DONE
        assert not re.search("[a-zA-Z]{8}", text)


@given(st.integers(0, 10**9), st.sampled_from(["%", ""]), st.sampled_from(["", " ", "\u3000", "\u00a0"]))
def test_full_width_and_spaces_change_nothing(number: int, sign: str, space: str) -> None:
    typed = f"{space}{number}{space}{sign}{space}"
    wide = typed.translate({code: code + 0xFEE0 for code in range(0x21, 0x7F)})
    assert read_number(wide, Unit.RATE) == read_number(f"{number}{sign}", Unit.RATE)


@pytest.mark.parametrize(
    "text",
    ["不适用", " 不 适 用 ", "不適用", "N/A", "n/a", "NA", "Ｎ／Ａ", "Not applicable", "NOT  APPLICABLE"],
)
def test_not_applicable_is_understood_in_every_spelling(text: str) -> None:
    assert is_not_applicable(text)


@pytest.mark.parametrize("cell", [None, "", "无", "-", "0", 0.0, Fault("#N/A"), "适用"])
def test_nothing_else_is_taken_for_not_applicable(cell: Value) -> None:
    assert not is_not_applicable(cell)


@pytest.mark.parametrize(
    ("cell", "blank"), [(None, True), ("", True), ("\u3000\u00a0 ", True), (0.0, False), ("-", False)]
)
def test_only_white_space_is_blank(cell: Value, blank: bool) -> None:
    assert is_blank(cell) is blank


# Actuals -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "second", "state", "value"),
    [
        (97.0, 100.0, State.ENTERED, "0.97"),
        ("97个", "100", State.ENTERED, "0.97"),
        ("12%", 0.1, State.ENTERED, "1.2"),
        ("12%", "10％", State.ENTERED, "1.2"),
        (0.0, 12.0, State.ENTERED, "0"),
        ("97%", None, State.ENTERED, "0.97"),
        ("不适用", None, State.NOT_APPLICABLE, None),
        (None, "N/A", State.NOT_APPLICABLE, None),
        (None, None, State.NOT_FILLED_IN, None),
        (None, 100.0, State.NOT_FILLED_IN, None),
        (0.0, 0.0, State.UNREADABLE, None),
        (5.0, -1.0, State.UNREADABLE, None),
        ("约97", 100.0, State.UNREADABLE, None),
        (None, "约97", State.UNREADABLE, None),
        (Fault("#DIV/0!"), None, State.UNREADABLE, None),
        (200.0, 100.0, State.UNREADABLE, None),
        (-5.0, 100.0, State.UNREADABLE, None),
        (1e15, 1e-300, State.UNREADABLE, None),
        (math.nan, 5.0, State.UNREADABLE, None),
        (5.0, math.nan, State.UNREADABLE, None),
    ],
)
def test_two_cells_make_a_rate(first: Value, second: Value, state: State, value: str | None) -> None:
    found, number, _ = read(RATIO, first, second)
    assert (found, number) == (state, None if value is None else Decimal(value))


def test_a_rate_without_its_denominator_scores_and_is_noted() -> None:
    actual, problems = read_actual(RATIO, "97%", None, D7, E7)
    assert (actual.value, actual.numerator, actual.denominator) == (d("0.97"), d("0.97"), None)
    assert [(problem.code, problem.note) for problem in problems] == [("KPI216", True)]


@pytest.mark.parametrize(
    ("first", "second", "value"),
    [(110.0, 100.0, "0.1"), ("33%", "30%", "0.1"), (50.0, 100.0, "-0.5")],
)
def test_growth_is_current_by_base_less_one(first: Value, second: Value, value: str) -> None:
    assert read(GROWTH, first, second) == (State.ENTERED, Decimal(value), [])


@pytest.mark.parametrize("base", [0.0, -3.0, "0"])
def test_growth_needs_a_positive_base(base: Value) -> None:
    assert read(GROWTH, 5.0, base) == (State.UNREADABLE, None, ["KPI211"])


FAULTS: list[tuple[KpiRule, Value, Value, list[str]]] = [
    (RATE, None, None, ["KPI201"]),
    (EVENT, None, None, ["KPI203"]),
    (RATE, "abc", None, ["KPI202"]),
    (RATE, True, None, ["KPI204"]),
    (RATE, Dated(45000.0), None, ["KPI205"]),
    (RATE, Fault("#N/A"), None, ["KPI206"]),
    (RATE, Uncalculated("A1"), None, ["KPI207"]),
    (RATE, math.inf, None, ["KPI208"]),
    (RATIO, 1e15, 1e-300, ["KPI208"]),
    (rule(entry=Entry.RATIO), 1e15, 1e-300, ["KPI208"]),
    (RATIO, None, 9.0, ["KPI209"]),
    (RATIO, "97%", None, ["KPI216"]),
    (GROWTH, 5.0, 0.0, ["KPI211"]),
    (GROWTH, 9.0, None, ["KPI209"]),
    (RATIO, 0.0, 0.0, ["KPI210"]),
    (RATE, -0.5, None, ["KPI212"]),
    (RATE, 200.0, None, ["KPI213"]),
    (RATE, 98.0, None, ["KPI214"]),
    (RATIO, 500.0, 10.0, ["KPI213"]),
    (RATIO, 98.0, None, ["KPI215"]),
    (RATIO, "不适用", 3.0, ["KPI217"]),
    (RATIO, "97%", 100.0, ["KPI218"]),
    (RATIO, True, "x", ["KPI204", "KPI202"]),
    (RATE, 0.98, "a note", []),
]


@pytest.mark.parametrize(("one", "first", "second", "codes"), FAULTS)
def test_every_fault_has_its_own_sentence(
    one: KpiRule, first: Value, second: Value, codes: list[str]
) -> None:
    assert read(one, first, second)[2] == codes


def test_every_sentence_about_an_entry_can_be_met_and_filled() -> None:
    problems = [
        problem for one, first, second, _ in FAULTS for problem in read_actual(one, first, second, D7, E7)[1]
    ]
    knots_only = rule(measure=Measure.VALUE)
    for one, cell in ((RATE, 0.0), (RATE, "高"), (knots_only, 0.5)):
        found = read_target(one, cell, D7)
        assert isinstance(found, Problem)
        problems.append(found)
    assert {problem.code for problem in problems} == WORDS.keys()
    for problem in problems:
        for language in LANGUAGES:
            wrong, bar, remedy = explain(problem, language, {"SALES-3": "回款及时率"}, "|").partition("|")
            assert problem.facts["kpi"] in wrong
            assert bar
            assert remedy


def test_a_problem_names_the_cell_that_is_wrong() -> None:
    places: list[Place] = []

    def second() -> Place:
        places.append(E7)
        return E7

    _, (problem,) = read_actual(RATIO, 5.0, "x", D7, second)
    assert problem.place == E7
    assert places == [E7]


def test_a_clean_cell_asks_for_no_place() -> None:
    def refused() -> Place:
        raise AssertionError("asked for a place")

    assert read_actual(RATIO, 97.0, 100.0, refused, refused)[1] == ()


def test_ninety_eight_is_asked_back_as_98_per_cent() -> None:
    _, (problem,) = read_actual(RATE, 98.0, None, D7, E7)
    assert "98%" in explain(problem, "zh", {})
    assert "Did you mean 98%?" in explain(problem, "en", {})


def test_a_month_without_events_is_told_how_to_say_so() -> None:
    _, (problem,) = read_actual(EVENT, None, None, D7, E7)
    assert "没有发生" in explain(problem, "zh", {})
    assert "no event" in explain(problem, "en", {})


def test_the_noun_of_a_count_may_stand_beside_it() -> None:
    assert read(CONTACTS, "62 次触达") == (State.ENTERED, d(62), [])
    assert read(CONTACTS, "62 Contacts") == (State.ENTERED, d(62), [])
    assert read(CONTACTS, "contacts")[0] is State.UNREADABLE


def test_limits_of_an_actual_are_allowed_themselves() -> None:
    third = rule(entry=Entry.RATIO, highest=d("0.333333333333333"))
    assert read(RATE, 1.5)[0] is State.ENTERED
    assert read(RATE, 0.0)[0] is State.ENTERED
    assert read(third, 1.0, 3.0)[0] is State.ENTERED


@given(
    st.sampled_from([RATE, RATIO, GROWTH, EVENT, CONTACTS]),
    *(st.one_of(st.none(), st.text(), st.floats(), st.booleans(), st.builds(Fault, st.text())),) * 2,
)
def test_only_a_clean_entry_is_without_a_word(one: KpiRule, first: Value, second: Value) -> None:
    actual, problems = read_actual(one, first, second, D7, E7)
    assert (actual.value is None) == (actual.state is not State.ENTERED)
    if actual.state in (State.NOT_FILLED_IN, State.UNREADABLE):
        assert [problem for problem in problems if not problem.note]
    for problem in problems:
        for language in LANGUAGES:
            assert explain(problem, language, {})


# Personal targets --------------------------------------------------------------


def test_a_blank_target_is_no_target() -> None:
    assert read_target(RATE, None, D7) is None
    assert read_target(RATE, " ", D7) is None


@pytest.mark.parametrize(("cell", "target"), [("95%", "0.95"), (0.5, "0.5")])
def test_a_personal_target_is_read_like_an_actual(cell: Value, target: str) -> None:
    assert read_target(RATE, cell, D7) == Decimal(target)


@pytest.mark.parametrize(
    ("cell", "code"),
    [(0.0, "KPI219"), ("-1", "KPI219"), ("高", "KPI220"), (True, "KPI220"), (math.nan, "KPI220")],
)
def test_a_target_that_cannot_be_used_is_a_problem(cell: Value, code: str) -> None:
    found = read_target(RATE, cell, lambda: D7)
    assert isinstance(found, Problem)
    assert (found.code, found.place) == (code, D7)


def test_a_kpi_scored_by_its_knots_takes_no_target() -> None:
    found = read_target(rule(measure=Measure.VALUE, scale=LIMIT_5_TO_10), 0.5, D7)
    assert isinstance(found, Problem)
    assert found.code == "KPI221"
