"""Rows that hold nothing, found many at a time: somebody gave a whole sheet a height or a colour.

A million such rows take a second together and many seconds one by one.
"""

import re
from functools import lru_cache
from itertools import count, islice
from operator import lt
from typing import NamedTuple

from kpi.package.grammar import Grammar
from kpi.references import ROWS

MANY = 100  # rows; fewer are not worth counting
NUMBER = re.compile(rb"\sr\s*=")  # of a row or a cell


class Bare(NamedTuple):
    """Rows in order that hold nothing but looks: they close themselves, or their cells do."""

    first: int
    last: int
    text: bytes  # every row with its number
    end: int  # where they end in what was looked at


def bare_rows(text: bytes, before: int, grammar: Grammar) -> Bare | None:
    """Those at the start of a text, behind a row of that number; None where they are few or oddly numbered."""
    pattern, numbered = _patterns(grammar.row_open, grammar.cell_open, grammar.row_close)
    match = pattern.match(text)
    found = match[0] if match else b""
    size = found.count(grammar.row_open)
    if size < MANY:
        return None
    if not NUMBER.search(found):
        found = _with_numbers(found, before, grammar)
    numbers = list(map(int, numbered.findall(found)))
    in_order = len(numbers) == size and all(map(lt, numbers, islice(numbers, 1, None)))
    if not in_order or numbers[0] < 1 or numbers[-1] > ROWS:
        return None
    return Bare(numbers[0], numbers[-1], found, match.end() if match else 0)


def _with_numbers(text: bytes, before: int, grammar: Grammar) -> bytes:
    opening = grammar.row_open
    blank, *rows = text.split(opening)
    return blank + b"".join([b'%b r="%d"%b' % (opening, at, row) for at, row in zip(count(before + 1), rows)])


@lru_cache(maxsize=16)
def _patterns(row: bytes, cell: bytes, close: bytes) -> tuple[re.Pattern[bytes], re.Pattern[bytes]]:
    """Bare rows; the number of one as most writers put it."""
    row, cell, close = map(re.escape, (row, cell, close))
    tag = rb"\s*" + row + rb"(?=[\s/>])[^<>]*>"
    cells = rb"(?:" + cell + rb"\s[^<>]*(?<=/)>)*"
    return (
        re.compile(rb"(?:" + tag + rb"(?:(?<=/>)|" + cells + close + rb"))+"),
        re.compile(row + rb' r="([0-9]{1,7})"'),
    )
