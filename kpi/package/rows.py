"""A sheet part as a stream: what stands before its rows, the rows, what follows.

Patterns, not a parser: a row is cut at its end tag, which cannot occur inside
text. Comments and CDATA, which could hide one, are rewritten first. Whatever does
not look like a row is refused rather than skipped.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from kpi.package.archive import MOST_AT_ONCE
from kpi.package.bare import bare_rows
from kpi.package.grammar import Grammar, grammar
from kpi.package.refused import Refused
from kpi.package.xml import attribute, utf8, without_markup
from kpi.problems.package import damaged, too_large
from kpi.references import ROWS

MARKUP = re.compile(rb"!(?<=<!)")  # a comment, CDATA or a declaration; "!" is rarer than "<"
LONGEST_ROW = 64 << 20  # bytes; 16,384 cells of ordinary text take a tenth


class Row(NamedTuple):
    """One row of a sheet, still as bytes; or many that hold nothing, from `number` to `last`."""

    number: int
    attributes: bytes  # of the start tag, without `r`: b' s="1" ht="20"'
    cells: bytes  # what stands between the tags
    tag: bytes  # the start tag as written, b"" where it does not say its number; of many rows everything
    last: int = 0  # of many rows; they stand in order


Skip = Callable[[int, bytes, int, int], bool] | None
"""Turns a row down, given its number, its bytes, and where its further attributes begin and end."""
Together = Callable[[int, int], bool] | None
"""True when rows that hold nothing, from one number to another, may come as one."""


class SheetStream:
    """A sheet part, read once from front to back."""

    def __init__(self, book: str, part: str, chunks: Iterable[bytes]) -> None:
        self.book = book
        self.part = part
        self._last = 0  # number of the last row seen
        self.tail = b""  # from the end of the rows; known when they are read
        self._chunks = self._plain(iter(chunks))
        self.head, self._rest, self.empty = self._find_rows()

    def _plain(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        """The part in UTF-8 and without markup that could mislead a pattern."""
        first = next(chunks, b"")
        if not _is_utf8(first):
            first = utf8(self.book, self.part, self._whole(first, chunks))
        held = b""
        for piece in chain([first], chunks):
            chunk = held + piece if held else piece
            if MARKUP.search(chunk):  # faster than `in`
                chunk = self._without_markup(self._whole(chunk, chunks))
            held = b"<" if chunk.endswith(b"<") else b""
            yield chunk[:-1] if held else chunk
        yield held

    def _whole(self, start: bytes, chunks: Iterator[bytes]) -> bytes:
        pieces = [start]
        length = len(start)
        for chunk in chunks:
            length += len(chunk)
            if length > MOST_AT_ONCE:
                raise Refused(too_large(self.book, self.part, f"{MOST_AT_ONCE >> 20} MB"))
            pieces.append(chunk)
        return b"".join(pieces)

    def _without_markup(self, whole: bytes) -> bytes:
        return without_markup(self.book, self.part, whole)

    def _find_rows(self) -> tuple[bytes, bytes, bool]:
        buffer = b""
        for chunk in self._chunks:
            buffer += chunk
            root = re.search(rb"<((?:[\w.-]+:)?)worksheet[\s>]", buffer)
            if root:
                self.grammar = grammar(root[1])
                opening = self.grammar.data_open.search(buffer)
                if opening:
                    return buffer[: opening.end()], buffer[opening.end() :], opening[1] is not None
            if len(buffer) > LONGEST_ROW:
                break
        raise Refused(damaged(self.book, self.part))

    def blocks(self) -> Iterator[bytes]:
        """The rows, some megabytes at a time, cut between rows."""
        if self.empty:
            self.tail = self._rest + b"".join(self._chunks)
            return
        start, chunk, self._rest = b"", self._rest, b""
        opening, close = self.grammar.row_open, self.grammar.data_close
        while (end := chunk.rfind(close)) < 0:  # it stands near the end
            first, last = chunk.find(opening), chunk.rfind(opening)
            if last > first >= 0:  # the first row of a chunk is joined to what came before, the rest is not copied
                yield start + chunk[:first]
                yield chunk[first:last]
                start, chunk = chunk[last:], b""
            more = next(self._chunks, None)
            if more is None:
                raise Refused(damaged(self.book, self.part))
            if len(start) + len(chunk) > LONGEST_ROW:
                raise Refused(too_large(self.book, self.part, f"{LONGEST_ROW >> 20} MB"))
            start, chunk = self._joined(start + chunk, more)
        yield start + chunk[:end]
        self.tail = chunk[end:] + b"".join(self._chunks)
        if b"worksheet" not in self.tail[-200:]:
            raise Refused(damaged(self.book, self.part))

    def _joined(self, start: bytes, more: bytes) -> tuple[bytes, bytes]:
        """Both, in one piece where the end of all rows lies across the seam."""
        close = self.grammar.data_close
        across = close in start[-len(close) :] + more[: len(close)]
        return (b"", start + more) if across else (start, more)

    def rows(self, skip: Skip = None, together: Together = None) -> Iterator[Row]:
        """All rows in the order of the file, but those that `skip` turns down."""
        self._last = 0
        for block in self.blocks():
            yield from self._rows_in(block, skip, together)

    def parted(self, many: Row, first: int, last: int) -> Iterator[Row]:
        """Many rows that hold nothing: those from `first` to `last` one by one, the others together."""
        rows = list(self._rows_in(many.tag, None, None))
        yield from self._as_one([row for row in rows if row.number < first])
        yield from (row for row in rows if first <= row.number <= last)
        yield from self._as_one([row for row in rows if row.number > last])

    def _as_one(self, rows: Sequence[Row]) -> Iterator[Row]:
        if rows:
            tags = b"".join([raw(row, self.grammar) for row in rows])
            yield Row(rows[0].number, b"", b"", tags, rows[-1].number)

    def _many(self, text: bytes, before: int, together: Together) -> tuple[Row, int] | None:
        """The rows that hold nothing at the start of a text, where they may come as one, and where they end."""
        bare = bare_rows(text, before, self.grammar) if together else None
        if bare is None or together is None or not together(bare.first, bare.last):
            return None
        return Row(bare.first, b"", b"", bare.text, bare.last), bare.end

    def _rows_in(self, block: bytes, skip: Skip, together: Together) -> Iterator[Row]:
        """The rows of one block."""
        many = self._many(block, self._last, together)
        if many:
            yield many[0]
            self._last, block = many[0].last, block[many[1] :]
        number = self._last
        common = self.grammar.row_open + b' r="'
        digits = len(common)
        for piece in block.split(self.grammar.row_close):
            if piece.startswith(common):
                end = piece.find(b">")
                if end > 0 and piece[end - 1] != 47:  # "/"
                    quote = piece.find(b'"', digits)
                    number = self._number(piece[digits:quote])
                    if skip is None or not skip(number, piece, quote + 1, end):
                        yield Row(number, piece[quote + 1 : end], piece[end + 1 :], piece[: end + 1])
                    continue
            for row in self._odd_rows(piece, number, together):
                number = row.last or row.number
                if skip is None or row.cells or row.last or not skip(number, row.attributes, 0, len(row.attributes)):
                    yield row
        self._last = number

    def _odd_rows(self, piece: bytes, number: int, together: Together) -> Iterator[Row]:
        """Rows that close themselves, have no number, or stand between blanks."""
        at = 0
        many = self._many(piece, number, together)
        if many:
            yield many[0]
            number, at = many[0].last, many[1]
        for match in self.grammar.empty_row.finditer(piece, at):
            if match.start() != at:
                break
            at = match.end()
            number = self._number(match[1])
            yield Row(number, match[2], b"", match[0])
        end = len(piece.rstrip())
        while at < end:
            row, at = self._odd_row(piece, at, number)
            number = row.number
            yield row

    def _odd_row(self, piece: bytes, begin: int, before: int) -> tuple[Row, int]:
        """The row that begins there, and where the next one does."""
        opening = self.grammar.row_open
        at = _skip_blanks(piece, begin)
        end = piece.find(b">", at)
        if not piece.startswith(opening, at) or end < 0:
            raise Refused(damaged(self.book, self.part))
        closed = piece[end - 1] == 47
        attributes = piece[at + len(opening) : end - closed]
        plain = _without_number(attributes)
        number = self._number_in(attributes, before)
        tag = b"" if plain == attributes else piece[begin : end + 1]
        row = Row(number, plain, b"" if closed else piece[end + 1 :], tag)
        return row, end + 1 if closed else len(piece)

    def _number_in(self, attributes: bytes, before: int) -> int:
        text = attribute(attributes, b"r")
        return before + 1 if text is None else self._number(text)

    def _number(self, text: bytes) -> int:
        number = int(text) if text.isdigit() and len(text) < 8 else 0
        if not 0 < number <= ROWS:
            raise Refused(damaged(self.book, self.part))
        return number


def as_one(_first: int, _last: int) -> bool:
    """Lets many rows that hold nothing come as one."""
    return True


def raw(row: Row, grammar: Grammar) -> bytes:
    """The row as it stands in the file."""
    if row.last or row.tag.endswith(b"/>"):
        return row.tag
    tag = row.tag or b'%b r="%d"%b>' % (grammar.row_open, row.number, row.attributes)
    return tag + row.cells + grammar.row_close


def _is_utf8(start: bytes) -> bool:
    if start[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return False
    declared = re.match(rb"""(?:\xef\xbb\xbf)?\s*<\?xml[^>]*?\sencoding=["'](.*?)["']""", start[:200])
    return declared is None or declared[1].lower() in {b"utf-8", b"us-ascii", b"ascii"}


def _skip_blanks(piece: bytes, at: int) -> int:
    while at < len(piece) and piece[at] in b" \t\r\n":
        at += 1
    return at


def _without_number(attributes: bytes) -> bytes:
    return re.sub(rb"""\sr\s*=\s*(?:"[^"]*"|'[^']*')""", b"", attributes, count=1)
