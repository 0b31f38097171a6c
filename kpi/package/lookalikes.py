"""What formulas look at, read once for all that differ by their row numbers only."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from kpi.package.alike import Alike, Looked, few_bytes
from kpi.package.precedents import Surroundings, Token, as_large, computed, tokens
from kpi.package.xml import unescaped
from kpi.references import COLUMNS, ROWS

NUMBER = re.compile(rb"[0-9]+")
NUMBERS = re.compile("[0-9]+")
LONGEST = 7  # digits of a row number
ANY_DIGIT = bytes.maketrans(b"123456789", b"0" * 9)


class Form(NamedTuple):
    """Which numbers of a formula are rows of the areas it looks at, and which make it another formula."""

    rows: Sequence[int]
    others: Sequence[int]  # in the name of a sheet, say


@dataclass(slots=True)
class Layout:
    """Where those numbers stand in the text."""

    form: Form
    plain: bytes  # the text with one digit for each number
    rows: Sequence[slice]
    others: Sequence[slice]
    group: "_Group | None" = None  # where there are no others, all that look so


class Lookalikes:
    """The formulas of one sheet, those together that differ by their row numbers only."""

    def __init__(self, title: str, around: Surroundings) -> None:
        self.title = title
        self.around = around
        self._layouts: dict[bytes, Layout | None] = {}  # by text with all digits alike
        self._forms: dict[bytes, Form] = {}  # by plain text
        self._found: dict[tuple[bytes, ...], _Group] = {}

    def add(self, text: bytes, row: int, column: int, *, held: bool) -> bool:
        """Takes a formula in; False when it has to be read by itself."""
        shape = text.translate(ANY_DIGIT)
        if shape not in self._layouts:
            self._layouts[shape] = self._layout(text)
        layout = self._layouts[shape]
        if layout is None:
            return False
        numbers = [int(text[at]) for at in layout.rows]
        if numbers and not (min(numbers) > 0 and max(numbers) <= ROWS):
            return False
        group = layout.group or self._group_of(text, layout)
        group.alike.add(row, column, held=held)
        sized = _as_large(group.sizes, numbers) if group.sizes else numbers
        for some, number in zip(group.alike.numbers, sized, strict=False):  # none where everything is looked at
            some.append(number)
        return True

    def _group_of(self, text: bytes, layout: Layout) -> "_Group":
        key = (layout.plain, *(text[at] for at in layout.others))
        group = self._found.get(key)
        if group is None:
            group = self._found[key] = self._group(text, layout.form)
        if not layout.others:
            layout.group = group
        return group

    def all(self) -> Iterator[Alike]:
        """What has come together."""
        return (group.alike for group in self._found.values())

    def _layout(self, text: bytes) -> Layout | None:
        places = [match.span() for match in NUMBER.finditer(text)]
        if b"&#" in text or any(end - start > LONGEST for start, end in places):
            return None
        plain = NUMBER.sub(b"0", text)
        if plain not in self._forms:
            self._forms[plain] = _form(list(tokens(unescaped(NUMBER.sub(b"1", text)), self.title, self.around)))
        form = self._forms[plain]
        rows, others = ([slice(*places[at]) for at in some] for some in form)
        return Layout(form, plain, rows, others)

    def _group(self, text: bytes, form: Form) -> "_Group":
        formula = unescaped(text)
        read = list(tokens(formula, self.title, self.around))
        if computed(formula) or any(token.areas is None for token in read):
            return _Group(Alike([], everything=True))
        place = {number: at for at, number in enumerate(form.rows)}
        starts = _starts(formula)
        looked = [one for token in read for one in _looked(token, starts, place)]
        if not as_large(formula, len(looked)):
            return _Group(Alike(looked, numbers=[few_bytes() for _ in form.rows]))
        width = max(one.right - one.left for one in looked)
        wide = [
            Looked(one.sheet, one.left, min(one.left + width, COLUMNS), 2 * at, 2 * at + 1, moves=True)
            for at, one in enumerate(looked)
        ]
        return _Group(Alike(wide, numbers=[few_bytes() for _ in (*wide, *wide)]), looked)


class _Group(NamedTuple):
    """Formulas that differ by row numbers only; the areas as written, where each is taken as large as the largest."""

    alike: Alike
    sizes: Sequence[Looked] = ()


def _as_large(looked: Sequence[Looked], numbers: Sequence[int]) -> Iterator[int]:
    """The first and the last row of every area, each as high as the highest."""
    ends = [(numbers[one.first], numbers[one.last]) if one.moves else (one.first, one.last) for one in looked]
    down = max(abs(last - first) for first, last in ends)
    for first, last in ends:
        yield min(first, last)
        yield min(min(first, last) + down, ROWS)


def _form(read: Sequence[Token]) -> Form:
    """What the numbers of a formula are; whether its areas are known does not matter here."""
    starts = _starts(read[0].match.string) if read else []
    rows: list[int] = []
    others: list[int] = []
    for token in read:
        if token.has_rows:
            rows += _numbers(token, starts)
        elif token.match["sheet"] or token.match["word"] or token.match["cells"]:
            others += _numbers(token, starts)
    return Form(rows, others)


def _starts(formula: str) -> list[int]:
    return [match.start() for match in NUMBERS.finditer(formula)]


def _numbers(token: Token, starts: Sequence[int]) -> range:
    """The numbers inside a token, counted through the formula."""
    return range(bisect_left(starts, token.match.start()), bisect_left(starts, token.match.end()))


def _looked(token: Token, starts: Sequence[int], place: dict[int, int]) -> Iterator[Looked]:
    inside = [place[number] for number in _numbers(token, starts)] if token.has_rows else []
    for sheet, box in token.areas or ():
        if inside:
            yield Looked(sheet, box.left, box.right, inside[0], inside[-1], moves=True)
        else:
            yield Looked(sheet, box.left, box.right, box.top, box.bottom, moves=False)
