"""What a manager wrote stays with its row when a host fills a table of a living sheet."""

from decimal import Decimal

from kpi.carrying import Body, Cells, carried, notes, refusal
from kpi.references import Box
from kpi.tables import Column, Computed, Fill, Table, Uncalculated, Value

HEADERS = ("ID", "Total", "Remark")
ANNA, BERT, CARL = "0001", "0002", "0003"
BESIDE = 5  # a column outside the table


def body(held: dict[int, Cells], *ids: Value, pinned: tuple[Box, ...] = (), totals: bool = False) -> Body:
    rows = [(one, 90.0, None) for one in ids or (ANNA, BERT, CARL)]
    table = Table(name="Summary", book="b.xlsx", sheet="S", headers=HEADERS, first_row=5, first_column=1, rows=rows)
    return Body(table=table, held=held, pinned=pinned, totals=totals)


def fill(*ids: object, key: tuple[str, ...] = ("ID",)) -> tuple[Fill, list[tuple[object, ...]]]:
    rows = [(Computed(f"S!A{n}", one), Decimal(90)) for n, one in enumerate(ids)]
    columns = (Column(header="ID"), Column(header="Total"))
    return Fill(table="Summary", key=key, columns=columns, count=len(rows), rows=rows), rows  # type: ignore[return-value]


def after(old: Body, *ids: object, key: tuple[str, ...] = ("ID",)) -> dict[int, Cells]:
    filled, rows = fill(*ids, key=key)
    return {row: cells for row, cells in carried(old, filled, rows).held.items() if cells}  # type: ignore[arg-type]


def test_a_remark_follows_its_person_wherever_the_row_moves() -> None:
    old = body({5: {3: "late"}, 7: {BESIDE: "see me"}})
    assert after(old, CARL, BERT, ANNA) == {7: {3: "late"}, 5: {BESIDE: "see me"}}


def test_a_remark_stays_when_nobody_moves() -> None:
    old = body({6: {3: "late"}})
    assert after(old, ANNA, BERT, CARL) == {6: {3: "late"}}


def test_of_two_equal_keys_each_keeps_its_own() -> None:
    old = body({5: {3: "first"}, 6: {3: "second"}}, ANNA, ANNA, BERT)
    assert after(old, BERT, ANNA, ANNA) == {6: {3: "first"}, 7: {3: "second"}}


def test_an_id_that_is_a_number_is_the_same_in_the_sheet_and_in_the_fill() -> None:
    assert after(body({6: {3: "x"}}, 1.0, 2.0, 3.0), Decimal(2)) == {5: {3: "x"}}


def test_a_row_goes_by_the_person_it_was_scored_for_and_without_one_by_the_person_it_shows() -> None:
    headers = ("ID", "Scored", "Remark")
    rows = [(ANNA, BERT, "of Bert"), (CARL, None, "of Carl")]
    table = Table(name="Summary", book="b", sheet="S", headers=headers, first_row=5, first_column=1, rows=rows)
    old = Body(table=table, held={5: {3: "of Bert"}, 6: {3: "of Carl"}})
    columns = (Column(header="ID"), Column(header="Scored"))
    new = [(one, one) for one in (CARL, ANNA, BERT)]
    filled = Fill(table="Summary", key=("Scored",), fallback=("ID",), columns=columns, count=3, rows=new)
    done = carried(old, filled, new)
    assert {row: cells for row, cells in done.held.items() if cells} == {5: {3: "of Carl"}, 7: {3: "of Bert"}}
    assert done.lost == []


def test_a_formula_moves_with_its_row_and_points_at_it() -> None:
    old = body({5: {3: Uncalculated("B5*$B$1")}})
    assert after(old, BERT, ANNA) == {6: {3: Uncalculated("B6*$B$1")}}


def test_what_stands_in_another_table_or_a_merged_cell_stays_where_it_is() -> None:
    old = body({5: {3: "late", BESIDE: "pinned"}}, pinned=(Box(BESIDE, 5, BESIDE, 9),))
    assert after(old, BERT, ANNA) == {5: {BESIDE: "pinned"}, 6: {3: "late"}}


def test_rows_that_a_table_grows_over_keep_what_stands_beside_it() -> None:
    old = body({8: {BESIDE: "below"}})
    assert after(old, ANNA, BERT, CARL, "0004") == {8: {BESIDE: "below"}}


def test_texts_of_somebody_who_left_are_told_with_key_and_place() -> None:
    filled, rows = fill(ANNA)
    old = body({6: {3: "late", BESIDE: Uncalculated("A1")}})
    found = list(notes(old, carried(old, filled, rows).lost))  # type: ignore[arg-type]
    assert [(str(one.place), one.facts["key"], one.facts["texts"]) for one in found] == [
        ("'[b.xlsx]S'!C6", BERT, "late")
    ]


def test_a_place_that_is_taken_loses_nothing_silently() -> None:
    filled, rows = fill(BERT, ANNA)
    old = body({5: {BESIDE: "mine"}, 6: {BESIDE: "pinned"}}, pinned=(Box(BESIDE, 6, BESIDE, 6),))
    done = carried(old, filled, rows)  # type: ignore[arg-type]
    assert done.held[6] == {BESIDE: "pinned"}
    assert [one.cells for one in done.lost] == [{BESIDE: "mine"}]


def test_without_keys_what_stands_beside_stays_on_its_row_and_what_stands_inside_is_told() -> None:
    old = body({5: {3: "a"}, 7: {3: "b", BESIDE: "c"}})
    filled, rows = fill("x", key=())
    done = carried(old, filled, rows)  # type: ignore[arg-type]
    assert {row: cells for row, cells in done.held.items() if cells} == {5: {3: "a"}, 7: {BESIDE: "c"}}
    assert [(one.row, one.cells) for one in done.lost] == [(7, {3: "b"})]


def test_a_table_does_not_grow_over_what_stands_below_it() -> None:
    sheet: list[list[Value]] = [[None] * 4 for _ in range(7)] + [[None, "sum"]]
    refused = refusal(body({}), 4, sheet)
    assert refused is not None
    assert (refused.code, str(refused.place)) == ("KPI116", "'[b.xlsx]S'!B8")
    assert refusal(body({}), 3, sheet) is None
    assert refusal(body({}), 2, sheet) is None


def test_a_table_with_totals_keeps_its_height() -> None:
    refused = refusal(body({}, totals=True), 4, [])
    assert refused is not None
    assert refused.code == "KPI115"
    assert refusal(body({}, totals=True), 3, []) is None
