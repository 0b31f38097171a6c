"""What depends on a change is found in groups of formulas; a search cell by cell finds the same."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kpi import package
from kpi.package import Book, Changed
from kpi.package.alike import Alike, Looked, few_bytes
from kpi.package.dependents import surroundings
from kpi.package.lookalikes import Lookalikes
from kpi.package.marked import merged
from kpi.package.precedents import Area, Surroundings, precedents
from kpi.references import Box, shifted
from kpi.tables import Edit, letters
from tests.handmade import members, opened, parts, sheet_xml, table_xml
from tests.test_package_fill import row, text

OURS, OTHERS = "得 分", ("T1", "T2", "o")
PARTS = {title: f"xl/worksheets/sheet{at}.xml" for at, title in enumerate((OURS, *OTHERS), 1)}
NAMES = {"_n1": f"'{OURS}'!$B$3:$B$4", "_n2": "T2!$A$2", "XYZ5": f"'{OURS}'!$B$5", "All": 'INDIRECT("A1")'}
LAST = 9  # body row of the table
SPOT = re.compile(r'<c r="([A-Z]+)([0-9]+)"[^>]*><f[^>]*?(?:/>|>[^<]*</f>)(<v>)?')


class Family(NamedTuple):
    """One formula copied down, or shared by what stands below and right of it."""

    title: str
    column: int
    first: int
    rows: int
    step: int  # sheet rows from one to the next
    columns: int
    formula: str
    shared: bool


class Spot(NamedTuple):
    """A cell of a sheet."""

    title: str  # folded
    column: int
    row: int


ROWS = st.integers(1, 14) | st.sampled_from([99, 100, 1_048_575])
CELLS = st.builds("{}{}{}{}".format, *map(st.sampled_from, (["", "$"], ["A", "B", "C", "AB"], ["", "$"])), ROWS)
RANGES = CELLS | st.tuples(CELLS, CELLS).map(":".join)
TERMS = (
    RANGES
    | st.builds("{}!{}".format, st.sampled_from([f"'{OURS}'", "T1", "T2", "'t1'", "o", "T1:T2", "T3", "[1]T1"]), RANGES)
    | st.sampled_from(["Scores[V]", "Scores[K]", "_n1", "_n2", "XYZ5", "XYZ6", '"B2"&"1"', "LOG10(2)", "1E3", "2:3", "$2:9"])
    | st.sampled_from([f"'{OURS}'!B:B", "T1!A:C", "A:XFC", '"\n"', "SUM(B2:INDEX(B:B,3))", "INDIRECT(A1)", "All"])
    | st.builds("SUMIF({},1,{})".format, RANGES, RANGES)
    | st.sampled_from(["_n1:_n2", f"'{OURS}'!B2:_n1", "sumif(A$1:A3,1,B1:B9)"])
)  # fmt: skip
FAMILIES = st.lists(
    st.builds(
        Family,
        st.sampled_from((OURS, *OTHERS)),
        st.integers(1, 3),
        st.integers(1, 12),
        st.integers(1, 6),
        st.integers(1, 2),
        st.integers(1, 2),
        st.lists(TERMS, min_size=1, max_size=3).map("+".join),
        st.booleans(),
    ),
    min_size=1,
    max_size=8,
)


def written(families: Sequence[Family]) -> tuple[dict[Spot, str], dict[Spot, str]]:
    """The formulas of all cells, and how each stands in the file."""
    formulas: dict[Spot, str] = {}
    elements: dict[Spot, str] = {}
    for number, one in enumerate(families):
        places = [(right, down) for down in range(one.rows) for right in range(one.columns)]
        across = 12 if one.title == OURS else 0  # beside our table
        free = [
            (right, down, spot)
            for right, down in places
            if (spot := Spot(one.title, one.column + across + right, one.first + down * one.step)) not in formulas
        ]
        for at, (right, down, spot) in enumerate(free):
            shift = down - free[0][1], right - free[0][0]
            if one.shared:  # in every row of its area, so the shift is that of the rows
                shift = spot.row - free[0][2].row, spot.column - free[0][2].column
            formulas[spot] = shifted(one.formula, *shift)
            master = f' ref="{letters(spot.column)}{spot.row}:{letters(spot.column + 1)}99"' if at == 0 else ""
            shared = f'<f t="shared"{master} si="{number}"'
            body = f"{shared}>{escape(one.formula)}</f>" if at == 0 else f"{shared}/>"
            plain = escape(formulas[spot]).replace('"\n', "&quot;&#10;")
            elements[spot] = body if one.shared else f"<f>{plain}</f>"
    return formulas, elements


def book_of(elements: Mapping[Spot, str]) -> Book:
    rows: dict[str, dict[int, dict[int, str]]] = {title: {} for title in (OURS, *OTHERS)}
    rows[OURS] = {at: {1: text(f"A{at}", "k"), 2: f'<c r="B{at}"><v>1</v></c>'} for at in range(1, LAST + 1)}
    rows[OURS][1][2] = text("B1", "V")
    for spot, element in elements.items():
        place = f'<c r="{letters(spot.column)}{spot.row}" s="1" t="str">{element}<v>50</v></c>'
        rows[spot.title].setdefault(spot.row, {})[spot.column] = place
    sheets = {
        title: sheet_xml("".join(row(at, *(cells for _, cells in sorted(some.items()))) for at, some in sorted(by.items())))
        for title, by in rows.items()
    }
    names = "".join(f'<definedName name="{name}">{formula}</definedName>' for name, formula in NAMES.items())
    table = table_xml("Scores", f"A1:B{LAST}", ["k", "V"])
    return opened(parts(sheets, {OURS: [table]}, after_sheets=f"<definedNames>{names}</definedNames>"))


def naive(book: Book, formulas: Mapping[Spot, str], changed: Sequence[Spot]) -> set[Spot]:
    """The formulas that depend on the cells, each compared with everything over and over."""
    around = surroundings(book, [])
    areas = {spot: precedents(formula, spot.title.casefold(), around) for spot, formula in formulas.items()}
    dirty = {spot._replace(title=spot.title.casefold()) for spot in changed}
    stale: set[Spot] = set()
    while True:
        more = {
            spot
            for spot, some in areas.items()
            if spot not in stale and (some is None or any(holds(area, one) for area in some for one in dirty))
        }
        if not more:
            return stale
        stale |= more
        dirty |= {spot._replace(title=spot.title.casefold()) for spot in more}


def holds(area: Area, spot: Spot) -> bool:
    return area.sheet == spot.title and area.box.meets(Box(spot.column, spot.row, spot.column, spot.row))


def valueless(data: bytes) -> set[Spot]:
    found = members(data)
    return {
        Spot(title, sum((ord(letter) - 64) * 26**at for at, letter in enumerate(reversed(match[1]))), int(match[2]))
        for title, part in PARTS.items()
        for match in SPOT.finditer(found[part].decode())
        if not match[3]
    }


@example([Family("T1", 1, 1, 1, 1, 1, "SUMIF(A1:A2,1,XYZ5)", shared=False)], {6})
@given(FAMILIES, st.sets(st.integers(2, LAST), min_size=1, max_size=4))
def test_groups_of_formulas_lose_the_values_that_a_search_cell_by_cell_finds(families: list[Family], rows: set[int]) -> None:
    formulas, elements = written(families)
    book = book_of(elements)
    answer = package.change(book, [], [Edit("Scores", at - 2, "V", 7.0) for at in rows])
    assert isinstance(answer, Changed)
    assert valueless(answer.data()) == naive(book, formulas, [Spot(OURS, 2, at) for at in rows])


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        ("A1+B$2", "A17+B$1048576", True),
        ("T1!A1", "T1!A2", True),
        ("T1!A1", "T2!A1", False),
        ("_n1+A1", "_n2+A1", False),
        ("XYZ5", "XYZ6", False),
        ("Scores[A1]", "Scores[A2]", True),
        ("A1*0.5", "A1*0.75", True),
        ("SUM(2:3)", "SUM(2:30)", True),
    ],
)
def test_formulas_are_read_together_when_only_their_rows_and_constants_differ(one: str, other: str, together: bool) -> None:
    alike = Lookalikes("t1", Surroundings(["t1", "t2"], {}, {"_n1": ["T1!A1"]}))
    assert all(alike.add(formula.encode(), at, 5, held=True) for at, formula in enumerate((one, other), 1))
    assert [len(group.rows) for group in alike.all()] == ([2] if together else [1, 1])


@pytest.mark.parametrize("formula", ["A0", "A1048577", "A12345678", "A1&amp;&quot;&#10;&quot;"])
def test_a_formula_whose_numbers_may_mean_something_else_is_read_by_itself(formula: str) -> None:
    assert not Lookalikes("t1", Surroundings(["t1"], {}, {})).add(formula.encode(), 1, 1, held=True)


@given(
    st.lists(st.tuples(st.integers(1, 30), st.integers(1, 30)), min_size=1, max_size=30),
    st.lists(st.lists(st.tuples(st.integers(1, 30), st.integers(0, 4)), min_size=1, max_size=4), min_size=1, max_size=4),
)
def test_every_formula_is_found_once_and_when_its_area_is_met(areas: list[tuple[int, int]], asked: list) -> None:
    group = Alike([Looked("s", 1, 1, 0, 1, moves=True)], numbers=[few_bytes(), few_bytes()])
    for at, ends in enumerate(areas):
        group.add(at, 1, held=True)
        for some, end in zip(group.numbers, ends, strict=True):
            some.append(end)
    left = dict(enumerate(areas))
    for spans in ([(first, first + more) for first, more in some] for some in asked):
        met = {at for at, ends in left.items() if any(min(ends) <= last and first <= max(ends) for first, last in spans)}
        found = group.meeting(0, merged(spans))
        assert sorted(found) == sorted(met)
        left = {at: ends for at, ends in left.items() if at not in met}
        assert group.left == len(left)
