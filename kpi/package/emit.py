"""New body rows of a table as XML, a thousand at a time.

Columns are turned into cells one after another, each distinct value once, and
rows are put together with one template.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import count as count_from
from itertools import islice, pairwise
from typing import Any, Generic, NamedTuple, TypeVar

from kpi.package.cellxml import Cells, Item, Pieces, numbers
from kpi.package.sharing import Place, Segment, Shared
from kpi.package.xml import formula_escaped
from kpi.tables import Computed, Output, letters

ROWS_AT_ONCE = 1_000
MOST_KNOWN = 20_000  # values of one column
T = TypeVar("T")


class Style(NamedTuple):
    """What new rows look like: taken from the first row of the old body."""

    cells: dict[int, str]  # style index by sheet column
    row: str  # attributes of the row: ' ht="20" customHeight="1"'


class Layout(NamedTuple):
    """Where the columns of a fill go."""

    prefix: str  # of the elements of this sheet
    first_row: int
    columns: tuple[tuple[int, int | None], ...]  # sheet column, index in the fill; None: the manager's
    style: Style
    shared_from: int  # first free number for a shared formula
    days: int  # 1462 in a workbook that counts from 1904, else 0


class Block(NamedTuple):
    """Some rows of a fill."""

    first: int  # index of the first
    rows: list[Sequence[Item]]
    cells: list[Sequence[str]]  # by column of the fill in sheet order, from behind the style on


class Emitter:
    """Rows of one fill, block by block."""

    def __init__(self, layout: Layout, segments: Sequence[Sequence[Segment] | None], count: int) -> None:
        self.layout = layout
        self.count = count
        self.cells = Cells(layout.prefix, layout.days)
        self.numbers = count_from(layout.shared_from)  # free ones for shared formulas
        self.formulas = self._formulas(segments)
        self.memos: dict[int, _Memo[Any]] = {}  # by index in the fill
        self.ours = [(at, index) for at, index in layout.columns if index is not None]
        self.starts = self._starts()

    def _formulas(self, segments: Sequence[Sequence[Segment] | None]) -> list[Shared | None]:
        """The shared formulas of each column of the fill."""
        letter = {index: letters(at) for at, index in self.layout.columns}
        prefix, first = self.layout.prefix, self.layout.first_row
        return [
            None if one is None else Shared(one, self.count, Place(prefix, letter[index], first), self.numbers)
            for index, one in enumerate(segments)
        ]

    def _starts(self) -> dict[int, str]:
        """The start of each cell up to its style; NUL stands for the row number."""
        prefix, styles = self.layout.prefix, self.layout.style.cells
        return {
            at: f'<{prefix}c r="{letters(at)}\0"' + (f' s="{styles[at]}"' if styles.get(at) else "")
            for at, _ in self.layout.columns
        }

    def parts(self) -> str:
        """The cells of a row, NUL where its number goes and STX where the values go."""
        return "".join(self.starts[at] + ("/>" if index is None else "\2") for at, index in self.layout.columns)

    def template(self) -> str:
        """The cells of a row, "%s" where the values go."""
        return "".join(
            self.starts[at].replace("%", "%%") + ("/>" if index is None else "%s") for at, index in self.layout.columns
        )

    def blocks(self, rows: Iterable[Sequence[Item]]) -> Iterator[Block]:
        """The rows with their cells, a thousand at a time."""
        source = iter(rows)
        stops = sorted({at for shared in self.formulas if shared for at, _ in shared.segments} | {0, self.count})
        for start, stop in pairwise(stops):
            for first in range(start, stop, ROWS_AT_ONCE):
                size = min(ROWS_AT_ONCE, stop - first)
                block = list(islice(source, size))
                if len(block) < size:
                    raise ValueError(f"{first + len(block)} rows, {self.count} announced")
                yield Block(first, block, self._cells(list(zip(*block, strict=True)), first))
        if next(source, None) is not None:
            raise ValueError(f"more than the {self.count} rows announced")

    def _cells(self, columns: list[tuple[Item, ...]], first: int) -> list[Sequence[str]]:
        return [self._tails(index, columns[index], first) for _, index in self.ours]

    def _tails(self, index: int, column: tuple[Item, ...], first: int) -> Sequence[str]:
        shared = self.formulas[index]
        if shared is None:
            return self._values(index, column)
        values = _values_of(column)
        apart = shared.apart(first, values)
        if first in shared.by_start:
            self.memos.pop(index, None)
        if not shared.child:
            return self._values(index, column)
        tails = self._shared_values(index, values, shared.child)
        for n, formula in apart.items():
            kind, rest = self.cells.pieces(values[n])
            tails[n] = f"{kind}>{formula}{rest}"
        return tails

    def _values(self, index: int, column: tuple[Item, ...]) -> Sequence[str]:
        kinds = set(map(type, column))
        if kinds == {Computed}:
            return self._own_formulas(index, column)  # type: ignore[arg-type]
        if Computed in kinds:
            return self._some_formulas(index, column)
        return self._cells_of(index, column, kinds, "", self.cells.plain)  # type: ignore[arg-type]

    def _some_formulas(self, index: int, column: Sequence[Item]) -> list[str]:
        """Cells some of which have a formula of their own."""
        computed = [item for item in column if isinstance(item, Computed)]
        plain = [item for item in column if not isinstance(item, Computed)]
        own = iter(self._own_formulas(index, computed))
        others = iter(self._cells_of(index, plain, set(map(type, plain)), "", self.cells.plain))
        return [next(own) if type(item) is Computed else next(others) for item in column]

    def _own_formulas(self, index: int, column: Sequence[Computed]) -> list[str]:
        distinct = dict(zip(map(id, column), column, strict=True))
        if len(distinct) * 2 > len(column):
            return self._written(index, column)
        cells = dict(zip(distinct, self._written(index, tuple(distinct.values())), strict=True))
        return [cells[id(item)] for item in column]  # one and the same in all rows of a person

    def _written(self, index: int, column: Sequence[Computed]) -> list[str]:
        """Cells with formulas of their own."""
        formulas, values = zip(*column, strict=True)
        together = "\n\0".join(formulas)
        if "&" in together or "<" in together or ">" in together:
            formulas = tuple(formula_escaped(together).split("\n\0"))
        opening, close = self.cells.formula
        memo = self._memo(~index)  # apart from the plain cells of the column
        pieces = memo.each(values, set(map(type, values)), self._pieces_of)
        return [
            f"{kind}>{opening}{formula}{close}{rest}" for formula, (kind, rest) in zip(formulas, pieces, strict=True)
        ]

    def _pieces_of(self, values: Sequence[Output]) -> Sequence[Pieces]:
        """The types and values of formula cells, which are all of one kind."""
        texts = numbers(values)
        if texts is None:
            return list(map(self.cells.pieces, values))
        start, end = self.cells.number
        return [("", f"{start}{text}{end}") for text in texts]

    def _shared_values(self, index: int, column: Sequence[Output], formula: str) -> list[str]:
        def tail(value: Output) -> str:
            kind, rest = self.cells.pieces(value)
            return f"{kind}>{formula}{rest}"

        return self._cells_of(index, column, set(map(type, column)), formula, tail)

    def _cells_of(
        self, index: int, column: Sequence[Output], kinds: set[type], formula: str, write: Callable[[Output], str]
    ) -> list[str]:
        """The cells of a column whose formula, if any, is one and the same."""
        opening, close = f">{formula}{self.cells.number[0]}", self.cells.number[1]

        def write_all(values: Sequence[Output]) -> list[str]:
            texts = numbers(values)
            if texts is None:
                return list(map(write, values))
            return [f"{opening}{text}{close}" for text in texts]

        if kinds == {Decimal} or (kinds == {float} and len(set(column)) * 2 > len(column)):
            return write_all(column)  # to look for equal decimals costs more than to write them
        return self._memo(index).each(column, kinds, write_all)

    def _memo(self, index: int) -> "_Memo[Any]":
        if index not in self.memos:
            self.memos[index] = _Memo()
        return self.memos[index]


class _Memo(Generic[T]):
    """Writes each distinct value of a column once; 1, 1.0 and TRUE are distinct."""

    def __init__(self) -> None:
        self.kinds: set[type] = set()
        self.known: dict[object, T] = {}

    def each(
        self, column: Sequence[Output], kinds: set[type], write_all: Callable[[Sequence[Output]], Sequence[T]]
    ) -> list[T]:
        """The column as `write_all` gives it, which is handed values of one kind."""
        if kinds != self.kinds or len(self.known) > MOST_KNOWN:
            self.kinds, self.known = kinds, {}
        known = self.known
        if len(kinds) == 1:
            fresh = list(set(column).difference(known))
            if fresh:
                known.update(zip(fresh, write_all(fresh), strict=True))
            return list(map(known.__getitem__, column))
        pairs = list(zip(map(type, column), column, strict=True))
        by_kind: dict[type, list[tuple[type, Output]]] = {}
        for pair in set(pairs).difference(known):
            by_kind.setdefault(pair[0], []).append(pair)
        for alike in by_kind.values():
            known.update(zip(alike, write_all([value for _, value in alike]), strict=True))
        return list(map(known.__getitem__, pairs))


def _values_of(column: Sequence[Item]) -> Sequence[Output]:
    if Computed not in set(map(type, column)):
        return column  # type: ignore[return-value]
    return [item.value if isinstance(item, Computed) else item for item in column]
