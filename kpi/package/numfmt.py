"""Which cell formats show a number as a date or a time."""

import re
from collections.abc import Sequence

from kpi.package.xml import Element

BUILT_IN = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])  # ECMA-376, 18.8.30
LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]|General|E[+-]', re.IGNORECASE)
DATE_LETTER = re.compile(r"[ymdhs]|aaa|ggge|\be\b", re.IGNORECASE)
WANTED = frozenset(["numFmt", "xf"])


def shows_a_date(code: str) -> bool:
    """True when a number format has a part of a date or a time.

    >>> shows_a_date('yyyy"年"m"月"'), shows_a_date("[h]:mm"), shows_a_date('0.0"hours"'), shows_a_date("[Red]0.00E+00")
    (True, True, False, False)
    """
    return bool(DATE_LETTER.search(LITERAL.sub(" ", code)))


def date_styles(found: Sequence[Element]) -> frozenset[bytes]:
    """The indexes of cell formats (the `s` of a cell) that show dates (`found`: its elements `WANTED`)."""
    own = {
        element.attributes.get("numFmtId", ""): shows_a_date(element.attributes.get("formatCode", ""))
        for element in found
        if element.name == "numFmt" and element.parent == "numFmts"
    }
    formats = [element for element in found if element.name == "xf" and element.parent == "cellXfs"]
    return frozenset(str(index).encode() for index, element in enumerate(formats) if _dates(element.attributes, own))


def _dates(attributes: dict[str, str], own: dict[str, bool]) -> bool:
    number = attributes.get("numFmtId", "0")
    if number in own:
        return own[number]
    return number.isdecimal() and len(number) < 6 and int(number) in BUILT_IN
