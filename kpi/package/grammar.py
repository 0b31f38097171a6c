"""The patterns by which sheets are read, for elements with and without a prefix."""

import re
from functools import lru_cache
from typing import NamedTuple

from kpi.tables import letters


class Grammar(NamedTuple):
    """The patterns for sheets whose elements carry a certain prefix."""

    prefix: bytes  # b"" or b"x:"
    row_open: bytes
    row_close: bytes
    data_open: re.Pattern[bytes]
    data_close: bytes
    cell: re.Pattern[bytes]  # letters, row, further attributes, what is inside
    cell_open: bytes
    empty_row: re.Pattern[bytes]  # number, further attributes
    value: re.Pattern[bytes]
    formula: re.Pattern[bytes]  # attributes, text
    text: re.Pattern[bytes]
    phonetic: re.Pattern[bytes]


@lru_cache(maxsize=16)
def grammar(prefix: bytes) -> Grammar:
    """The patterns for one prefix."""
    p = re.escape(prefix)
    return Grammar(
        prefix=prefix,
        row_open=b"<" + prefix + b"row",
        row_close=b"</" + prefix + b"row>",
        data_open=re.compile(rb"<" + p + rb"sheetData(?:\s[^>]*?)?(/)?>"),
        data_close=b"</" + prefix + b"sheetData>",
        cell=_cell_pattern(p, rb'(?: r="([A-Z]{1,3})([0-9]{1,7})")?'),
        cell_open=b"<" + prefix + b"c",
        empty_row=re.compile(rb"<" + p + rb'row r="([0-9]{1,7})"((?:\s[^>]*?)?)/>'),
        value=re.compile(rb"<" + p + rb"v(?:\s[^>]*)?(?:/>|>([^<]*)</" + p + rb"v\s*>)"),
        formula=re.compile(rb"<" + p + rb"f((?:\s[^>]*?)?)(?:/>|>([^<]*)</" + p + rb"f\s*>)"),
        text=re.compile(rb"<" + p + rb"t(?:\s[^>]*)?>([^<]*)</" + p + rb"t\s*>"),
        phonetic=re.compile(rb"<" + p + rb"rPh\b(?:(?!<" + p + rb"rPh\b).)*?</" + p + rb"rPh\s*>", re.DOTALL),
    )


def _cell_pattern(p: bytes, reference: bytes) -> re.Pattern[bytes]:
    other = rb"<(?!/?" + p + rb"c[\s/>])"  # a tag that is no cell's
    # no possessive group: Python before 3.11.5, as in Debian 12, takes it to match nothing
    inner = rb"(?:/>|>([^<]*+(?:" + other + rb"[^<]*+)*)</" + p + rb"c\s*>)"
    return re.compile(rb"<" + p + rb"c" + reference + rb"((?:\s[^>]*?)?)" + inner)


@lru_cache(maxsize=16)
def cells_in(prefix: bytes, columns: tuple[int, ...]) -> re.Pattern[bytes]:
    """Finds the cells of a few columns; the groups are those of `Grammar.cell`."""
    names = b"|".join(letters(column).encode() for column in columns)
    return _cell_pattern(re.escape(prefix), rb' r="(' + names + rb')([0-9]{1,7})"')
