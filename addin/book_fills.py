"""Fills written into an open workbook: tables at their new height, formulas, values, and what is the manager's.

Everything is planned before the first cell is written, so that a table that cannot grow leaves the
workbook as it was.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from addin.book_tables import Page, Read
from addin.cell_content import content
from addin.free_xlwings import ListObject, xw
from addin.start import Anchored, Area
from kpi.carrying import Body, Carried, Cells, Row, carried, notes, refusal, reshown, strayed
from kpi.problems import Problem
from kpi.references import Box
from kpi.tables import Computed, Fill, Uncalculated, Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One table and everything that will stand in it and beside it."""

    fill: Fill
    rows: Sequence[Row]
    page: Page
    body: Body
    carried: Carried

    @property
    def first(self) -> int:
        """The first row of the body."""
        return self.body.table.first_row

    @property
    def last(self) -> int:
        """The last row of the new body."""
        return self.first + max(self.fill.count, 1) - 1

    @property
    def table(self) -> ListObject:
        """The table as xlwings has it."""
        return self.page.sheet.tables[self.fill.table]

    def block(self, top: int, left: int, bottom: int, right: int) -> xw.Range:
        """Some cells of the sheet."""
        return self.page.sheet.range((top, left), (bottom, right))


def plan(read: Read, fill: Fill) -> Plan | Problem:
    """What filling a table comes to, or why it cannot be filled."""
    page, rows = read.pages[fill.table], list(fill.rows)
    body = _body(read, fill, page, len(rows))
    refused = refusal(body, fill.count, page.cells)
    if refused is not None:
        return refused
    return Plan(fill=fill, rows=rows, page=page, body=body, carried=carried(body, fill, rows))


def reach(made: Plan) -> Area:
    """Everything that filling the table may write to."""
    bottom = max(made.last, made.body.last)
    return Area(made.page.sheet, made.first, 1, bottom, max(made.page.right, made.body.right), made.fill.table)


def lost(made: Plan) -> list[Problem]:
    """A note for each text of the manager's that has no place any more."""
    return list(notes(made.body, made.carried.lost))


def moved_on(made: Plan, anchored: Anchored) -> list[Problem]:
    """Notes on rows that moved: what hangs on their cells stays, and words may be about somebody else."""
    rows = anchored(made.page.sheet) if made.carried.moved else ()
    return [*strayed(made.body, made.carried.moved, rows), *reshown(made.body, made.fill)]


# What is the manager's ----------------------------------------------------------


def _body(read: Read, fill: Fill, page: Page, count: int) -> Body:
    table = read.tables[fill.table]
    bottom = max(table.first_row + max(count, len(table.rows), 1) - 1, table.first_row)
    ours = set(_places(fill, table.headers, table.first_column).values())
    theirs = [column for column in range(1, page.right + 1) if column not in ours]
    held = _held(page, table.first_row, bottom, theirs)
    others = [area for name, area in page.areas.items() if name != fill.table]
    return Body(
        table=table,
        held=held,
        pinned=[*others, *_merged(page, held)],
        totals=fill.table in page.totals,
    )


def _places(fill: Fill, headers: Sequence[str], first: int) -> dict[str, int]:
    """The sheet column of each column of the fill."""
    at = {header: first + number for number, header in reversed(list(enumerate(headers)))}
    return {column.header: at[column.header] for column in fill.columns}


def _held(page: Page, top: int, bottom: int, columns: Sequence[int]) -> Mapping[int, Cells]:
    """What stands in some columns, each formula as one: it may well show nothing."""
    held: dict[int, dict[int, Value]] = {}
    for left, right in _runs(columns):
        formulas = _formulas(page.sheet.range((top, left), (bottom, right)))
        for row, texts in enumerate(formulas, top):
            values = page.row(row, left, right)
            for column, (value, text) in enumerate(zip(values, texts, strict=True), left):
                if isinstance(text, str) and text.startswith("=") and text != value:
                    held.setdefault(row, {})[column] = Uncalculated(text[1:])
                elif value not in (None, ""):
                    held.setdefault(row, {})[column] = value
    return held


def _runs(columns: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Columns side by side as first and last."""
    for _, group in groupby(enumerate(columns), key=lambda pair: pair[1] - pair[0]):
        run = [column for _, column in group]
        yield run[0], run[-1]


def _formulas(block: xw.Range) -> Sequence[Sequence[Any]]:
    found = block.formula
    return found if isinstance(found, (list, tuple)) else [[found]]


def _merged(page: Page, held: Mapping[int, Cells]) -> Iterator[Box]:
    """The merged cells among the manager's."""
    for row, cells in held.items():
        left, right = min(cells), max(cells)
        if page.sheet.range((row, left), (row, right)).merge_cells is not False:
            for column in cells:
                if page.sheet.range((row, column)).merge_cells:
                    yield Box(column, row, column, row)


# Writing ------------------------------------------------------------------------


def write(made: Plan) -> None:
    """Fills the table."""
    _resize(made)
    if made.fill.count:
        _write_ours(made)
    _clear_rest(made)
    _write_theirs(made)
    _set_heights(made)


def _resize(made: Plan) -> None:
    body, last = made.body, made.last
    if last == body.last:
        return
    left, right = body.table.first_column, body.right
    made.table.resize(made.block(made.first - 1, left, last, right))
    if last > body.last:
        lowest = made.block(body.last, left, body.last, right)
        lowest.autofill(made.block(body.last, left, last, right), "fill_formats")
        made.block(body.last + 1, left, last, right).row_height = float(lowest.row_height or 15)


def _clear_rest(made: Plan) -> None:
    """Blanks the rows that the table has left, and our columns while nobody stands in it."""
    body = made.body
    top = made.last + 1 if made.fill.count else made.first
    if top <= body.last:
        made.block(top, body.table.first_column, body.last, body.right).clear_contents()


def _write_ours(made: Plan) -> None:
    table, fill = made.body.table, made.fill
    places = _places(fill, table.headers, table.first_column)
    plain = []
    for index, column in sorted(enumerate(fill.columns), key=lambda pair: places[pair[1].header]):
        if column.formula is None:
            plain.append((places[column.header], index))
        else:
            _write_pattern(made, places[column.header], column.formula)
    for kind, group in _neighbours(plain, made.rows):
        contents = [[content(row[index]) for _, index in group] for row in made.rows]
        setattr(made.block(made.first, group[0][0], made.last, group[-1][0]), kind, contents)


def _write_pattern(made: Plan, column: int, segments: Sequence[tuple[int, str]]) -> None:
    """A column whose cells share one formula, or one for each stretch of rows."""
    stops = [start for start, _ in segments[1:]] + [made.fill.count]
    for (start, pattern), stop in zip(segments, stops, strict=True):
        top, bottom = made.first + start, made.first + stop - 1
        made.block(top, column, bottom, column).formula = "=" + pattern.replace("{r}", str(top))


def _neighbours(
    columns: Sequence[tuple[int, int]], rows: Sequence[Row]
) -> Iterator[tuple[str, list[tuple[int, int]]]]:
    """Columns side by side that are all values, or all formulas: each group is written as one block."""
    kinds = {
        index: "formula" if any(isinstance(row[index], Computed) for row in rows) else "value" for _, index in columns
    }
    for (_, kind), group in groupby(enumerate(columns), key=lambda pair: (pair[1][0] - pair[0], kinds[pair[1][1]])):
        yield kind, [place for _, place in group]


def _write_theirs(made: Plan) -> None:
    """The manager's cells, column by column, from the first that has changed to the last."""
    after, before, body = made.carried.held, made.body.held, made.body
    columns = sorted({column for rows in (after, before) for cells in rows.values() for column in cells})
    for column in columns:
        held = {row: cells[column] for row, cells in after.items() if column in cells}
        was = {row: cells[column] for row, cells in before.items() if column in cells}
        if not body.beside(column):  # blanked with the rows that the table has left
            was = {row: cell for row, cell in was.items() if row <= made.last}
        changed = [row for row in {*held, *was} if held.get(row) != was.get(row)]
        if changed:
            top, bottom = min(changed), max(changed)
            contents = [[content(held.get(row))] for row in range(top, bottom + 1)]
            made.block(top, column, bottom, column).value = contents


def _set_heights(made: Plan) -> None:
    heights = made.fill.heights if made.fill.count else None
    if heights is None:
        return
    left = made.body.table.first_column
    for height, group in groupby(enumerate(heights, made.first), key=lambda pair: pair[1]):
        rows = [row for row, _ in group]
        made.block(rows[0], left, rows[-1], left).row_height = height
