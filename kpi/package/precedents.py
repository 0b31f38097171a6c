"""What a formula looks at: areas of sheets, or everything."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from kpi.references import COLUMNS, LETTER, ROWS, Box, box, column

WORD = r"[^\x00-@\[\]^`{-\x7f][^\x00-\-/:->@\[\]^`{-\x7f]*"  # LETTERs, "\", and "?" further on; begins with no digit
DEEPEST = 100  # names that refer to names that refer to names
EVERYTHING = frozenset(["indirect", "offset", "evaluate"])  # cells that only a calculation finds out
AS_LARGE = re.compile(r"(?:sumif|averageif)\(", re.IGNORECASE)  # sum an area as large as the first
HERE = re.compile(r"(?:^|[-=(,;+*/^&<> :{])!")  # on whichever sheet the name is used


class Area(NamedTuple):
    """Some cells of one sheet."""

    sheet: str  # title, folded
    box: Box


@cache
def _tokens() -> re.Pattern[str]:
    return re.compile(
        r'"(?:[^"]|"")*"'
        rf"|(?P<sheet>'(?:[^']|'')+'|(?:\[[0-9]+\])?(?:{LETTER}+:)?{LETTER}+)!"
        r"|(?P<brackets>\[(?:[^\[\]']|'.|\[(?:[^\[\]']|'.)*\])*\])"
        r"|(?P<cells>\$?[A-Za-z]{1,3}\$?[0-9]{1,7}(?::\$?[A-Za-z]{1,3}\$?[0-9]{1,7})?)(?![\w.(\[\\?!])"
        r"|(?P<columns>\$?[A-Za-z]{1,3}:\$?[A-Za-z]{1,3})(?![\w.(\[\\?!])"
        r"|(?P<rows>\$?[0-9]{1,7}:\$?[0-9]{1,7})(?![\w.])"
        rf"|(?P<word>{WORD})(?P<call>\()?"
        r"|[0-9.]+(?:[eE][+-]?[0-9]+)?"
    )


@cache
def _computed_range() -> re.Pattern[str]:
    """A range one end of which is found by a function, has its own sheet, or is a range itself."""
    return re.compile(rf":\s*{WORD}\(|\)\s*:|(?<=[0-9]):(?:'|{LETTER}+!|\$?[A-Za-z]{{1,3}}\$?[0-9]+:)")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The names that formulas may use."""

    titles: Sequence[str]  # of all sheets, folded, in order
    tables: Mapping[str, Area]  # by folded name
    names: Mapping[str, Sequence[str]]  # formulas by folded name
    _known: dict[str, "Sequence[Area] | None"] = field(default_factory=dict)
    _open: list[str] = field(default_factory=list)  # names that are being looked into

    def named(self, name: str) -> "Sequence[Area] | None":
        """The areas behind a defined name."""
        if name not in self._known:
            if len(self._open) == DEEPEST:
                return None
            self._known[name] = ()  # a name that refers to itself refers to nothing more
            self._open.append(name)
            areas = [None if HERE.search(formula) else precedents(formula, "", self) for formula in self.names[name]]
            self._open.pop()
            self._known[name] = None if None in areas else [one for some in areas for one in some or ()]
        return self._known[name]


def precedents(formula: str, sheet: str, around: Surroundings) -> Sequence[Area] | None:
    """The areas that a formula on `sheet` (folded title) looks at; None for everything."""
    found = as_written(formula, sheet, around)
    return _as_large(found) if found and as_large(formula, len(found)) else found


def as_written(formula: str, sheet: str, around: Surroundings) -> Sequence[Area] | None:
    """The areas that the formula names; None for everything."""
    if computed(formula):
        return None
    found: list[Area] = []
    for token in tokens(formula, sheet, around):
        if token.areas is None:
            return None
        found += token.areas
    return found


def computed(formula: str) -> bool:
    """True when only a calculation finds out where a range of the formula ends."""
    return _computed_range().search(formula) is not None


def as_large(formula: str, areas: int) -> bool:
    """True when each of so many areas is taken as large as the largest."""
    return areas > 1 and AS_LARGE.search(formula) is not None


class Token(NamedTuple):
    """A piece of a formula, and the areas that it names; None for everything."""

    match: re.Match[str]
    areas: Sequence[Area] | None
    has_rows: bool  # its numbers are the rows of its areas


def tokens(formula: str, sheet: str, around: Surroundings) -> Iterator[Token]:
    """The pieces of a formula on `sheet` (folded title)."""
    where: Sequence[str] | None = None
    for match in _tokens().finditer(formula):
        if match["sheet"]:
            where = _sheets(match["sheet"], around.titles)
            yield Token(match, (), has_rows=False)
        else:
            here, where = (sheet,) if where is None else where, None
            yield _token(match, here, around)


def _is_end(match: re.Match[str]) -> bool:
    """True for a name that is one end of a range."""
    start, end = match.span()
    return match.string.startswith(":", end) or (start > 0 and match.string[start - 1] == ":")


def _as_large(areas: Sequence[Area]) -> Sequence[Area]:
    """The areas, each as high and wide as the largest."""
    down = max(area.box.bottom - area.box.top for area in areas)
    right = max(area.box.right - area.box.left for area in areas)
    return [
        Area(sheet, Box(one.left, one.top, min(one.left + right, COLUMNS), min(one.top + down, ROWS)))
        for sheet, one in areas
    ]


def _sheets(text: str, titles: Sequence[str]) -> Sequence[str]:
    """The sheets that stand before `!`; those of another workbook have a title that none of ours can have."""
    plain = text.strip("'").replace("''", "'").casefold()
    first, _, last = plain.partition(":")
    if last and first in titles and last in titles:
        ends = sorted((titles.index(first), titles.index(last)))
        return titles[ends[0] : ends[1] + 1]
    return (plain,)


def _token(match: re.Match[str], sheets: Sequence[str], around: Surroundings) -> Token:
    word = match["word"]
    if word is not None:
        areas = _meant(word.casefold(), called=match["call"] is not None, around=around)
        return Token(match, None if areas and _is_end(match) else areas, has_rows=False)
    area = _box(match)
    if area is None:  # `XYZ1` lies outside the sheet, so it may be a name
        return Token(match, _meant((match["cells"] or "").casefold(), called=False, around=around), has_rows=False)
    return Token(match, [Area(sheet, area) for sheet in sheets], has_rows=match["columns"] is None)


def _meant(word: str, *, called: bool, around: Surroundings) -> Sequence[Area] | None:
    if called and word in EVERYTHING:
        return None
    if word in around.tables:
        return (around.tables[word],)
    return around.named(word) if word in around.names else ()


def _box(match: re.Match[str]) -> Box | None:
    if match["cells"]:
        return box(match["cells"])
    if match["columns"]:
        ends = sorted(column(part.lstrip("$")) for part in match["columns"].split(":"))
        return Box(ends[0], 1, min(ends[1], COLUMNS), ROWS)
    if match["rows"]:
        ends = sorted(int(part.lstrip("$")) for part in match["rows"].split(":"))
        return Box(1, ends[0], COLUMNS, min(ends[1], ROWS))
    return None


def spread(first: Sequence[Area] | None, last: Sequence[Area] | None) -> Iterator[Area] | None:
    """What a block of equal formulas looks at, from what its first and its last cell do."""
    if first is None or last is None or len(first) != len(last):
        return None
    return (Area(one.sheet, _around(one.box, other.box)) for one, other in zip(first, last, strict=True))


def _around(one: Box, other: Box) -> Box:
    return Box(
        min(one.left, other.left),
        min(one.top, other.top),
        max(one.right, other.right),
        max(one.bottom, other.bottom),
    )
