"""Ranges that end where a table ended: they end where it ends now."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from kpi.package.structure import TablePart
from kpi.package.xml import attribute, formula_escaped, unescaped, with_attribute
from kpi.references import LETTER, Box, box

OWN_RANGES = re.compile(rb"<(?:\w+:)?(?:conditionalFormatting|dataValidation|ignoredError|protectedRange)\b[^>]*>")
OWN_FILTERS = re.compile(rb"<(?:\w+:)?(?:autoFilter|sortState|sortCondition)\b[^>]*>")
RULES = re.compile(  # with the formulas inside, in both generations of the format
    rb"<((?:\w+:)?(?:conditionalFormatting|dataValidation))\b(?:(?!<\1\b).)*?</\1>", re.DOTALL
)
RULE_TEXT = re.compile(rb"(<((?:\w+:)?(?:formula[12]?|f|sqref))>)([^<]*)(</\2>)")
RANGE = r"(\$?[A-Z]{1,3}\$?)([0-9]{1,7}):(\$?[A-Z]{1,3}\$?)([0-9]{1,7})(?![A-Za-z0-9_.(!])"
TEXT = r'"(?:[^"]|"")*"'
DIMENSION = re.compile(rb"<(?:\w+:)?dimension\b[^>]*>")


class Growth(NamedTuple):
    """A table whose body now ends elsewhere."""

    table: TablePart
    last: int  # its new last body row

    @property
    def was(self) -> int:
        """Its old last body row."""
        return self.table.body.bottom

    @property
    def body(self) -> Box:
        """The new body."""
        return self.table.body._replace(bottom=self.last)

    def stretched(self, area: Box) -> Box | None:
        """The area with the new end, where it is one that follows the body."""
        body = self.table.body
        whole = area.top < area.bottom or body.top == body.bottom
        inside = body.top - 1 <= area.top and area.bottom == body.bottom
        across = area.left <= body.right and body.left <= area.right
        if not (whole and inside and across):
            return None
        return area._replace(top=min(area.top, self.last), bottom=self.last)


def stretched_list(text: str, growths: Sequence[Growth]) -> str:
    """A list of areas, as `sqref` has it."""
    return " ".join(_stretched_text(part, growths) for part in text.split(" "))


def _stretched_text(text: str, growths: Sequence[Growth]) -> str:
    area = box(text)
    for growth in growths:
        longer = growth.stretched(area) if area else None
        if longer:
            return str(longer)
    return text


def stretched_formula(formula: str, growths: Sequence[Growth]) -> str:
    """A formula of the same sheet."""
    pattern = re.compile(rf"""{TEXT}|(?<![!$'])(?<!{LETTER}){RANGE}""")
    return pattern.sub(lambda match: _stretched_range(match, growths), formula)


def stretched_name(formula: str, title: str, growths: Sequence[Growth]) -> str:
    """A formula elsewhere in the workbook; only ranges on the sheet `title` follow.

    They may begin above the table, as a print area does.
    """
    covering = [growth for growth in growths if growth.last != growth.was]
    if not covering or not (title in formula or title.replace("'", "''") in formula):
        return formula
    quoted, plain = re.escape("'" + title.replace("'", "''") + "'"), re.escape(title)
    pattern = re.compile(rf"{TEXT}|(?:{quoted}|(?<!')(?<!{LETTER}){plain})!{RANGE}")
    return pattern.sub(lambda match: _stretched_range(match, covering, covering=True), formula)


def _stretched_range(match: re.Match[str], growths: Sequence[Growth], *, covering: bool = False) -> str:
    if match[1] is None:
        return match[0]
    area = box(f"{match[1]}{match[2]}:{match[3]}{match[4]}")
    for growth in growths:
        body = growth.table.body
        if area and covering and area.top < body.top - 1:
            area = area._replace(top=body.top)
        if area and growth.stretched(area):
            sheet = match[0].rpartition("!")[0]
            top = min(int(match[2]), growth.last)
            return f"{sheet}{'!' if sheet else ''}{match[1]}{top}:{match[3]}{growth.last}"
    return match[0]


def tail_with(tail: bytes, growths: Sequence[Growth]) -> bytes:
    """What follows the rows of a sheet, with its ranges at their new length."""
    if not growths:
        return tail
    tail = OWN_RANGES.sub(lambda match: _tag(match[0], b"sqref", growths), tail)
    tail = OWN_FILTERS.sub(lambda match: _tag(match[0], b"ref", growths), tail)
    return RULES.sub(lambda match: RULE_TEXT.sub(lambda text: _rule_text(text, growths), match[0]), tail)


def _tag(tag: bytes, name: bytes, growths: Sequence[Growth]) -> bytes:
    old = attribute(tag, name)
    if old is None:
        return tag
    new = stretched_list(old.decode(), growths).encode()
    return tag if new == old else with_attribute(tag, name, new)


def _rule_text(match: re.Match[bytes], growths: Sequence[Growth]) -> bytes:
    old = unescaped(match[3])
    areas = match[2].endswith(b"sqref")
    new = stretched_list(old, growths) if areas else stretched_formula(old, growths)
    return match[0] if new == old else match[1] + formula_escaped(new).encode() + match[4]


def head_with(head: bytes, right: int, last_row: int) -> bytes:
    """What stands before the rows, its `dimension` reaching to the last row in use."""
    return DIMENSION.sub(lambda match: _dimension(match[0], right, last_row), head, count=1)


def _dimension(tag: bytes, right: int, last_row: int) -> bytes:
    area = box((attribute(tag, b"ref") or b"").decode())
    if area is None:
        return tag
    used = Box(area.left, min(area.top, last_row), max(area.right, right), max(last_row, 1))
    return tag if used == area else with_attribute(tag, b"ref", str(used).encode())
