"""How high a row has to be for its wrapped text; a spreadsheet does not fit rows of a file by itself."""

import re
from collections.abc import Collection, Mapping
from functools import lru_cache

from kpi.fills.columns import positions
from kpi.layout import TEXT_WIDTHS
from kpi.sheets import as_text
from kpi.tables import Table

FILLED = 0.82  # of a line of wrapped text; the rest goes to margins and to words that do not fit
LETTER, WIDE_LETTER = 0.85, 2.0  # digits
LINE, LEAST_LINES, HIGHEST = 16.0, 2, 400.0  # points; a row of Excel has at most 409
WIDE = re.compile("[^\0-\u2e80]+")


def height(table: str, texts: Mapping[str, str]) -> float:
    """Points for the longest of the texts, by column key, each wrapped at the width of its column."""
    widths = TEXT_WIDTHS[table]
    most = max([lines(texts[key], width) for key, width in widths.items() if key in texts])
    return min(max(LEAST_LINES, most) * LINE + 4, HIGHEST)


def lines(text: str, width: float) -> int:
    """The lines of a text that is wrapped in a column of this width, in digits."""
    room = width * FILLED
    return sum([1 + int(_width(line) / room) for line in text.split("\n")])


@lru_cache(maxsize=1 << 12)  # names, roles and many sentences stand in more than one row
def _width(line: str) -> float:
    letters = len(WIDE.sub("", line))
    return LETTER * letters + WIDE_LETTER * (len(line) - letters)


def texts_of(table: Table, keys: Collection[str]) -> dict[str, dict[str, str]]:
    """The texts that stand in these columns of a table, by the id of their row."""
    at = positions(table)
    keys = [key for key in keys if key in at]
    return {
        as_text(row[at["id"]]): {key: text for key in keys if isinstance(text := row[at[key]], str)}
        for row in (table.rows if "id" in at else ())
    }
