"""XML as a workbook uses it: text and escapes, encodings, and the small structural parts.

Sheets and shared strings are too large for a tree; `rows` and `cells` read them
with patterns. Everything else goes through expat here, which refuses what is
not well formed.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from kpi.package.refused import Refused
from kpi.problems.package import damaged, declares_entities

if TYPE_CHECKING:
    from xml.parsers.expat import XMLParserType

MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?\sencoding=["']([A-Za-z0-9._-]+)["']""")
ENTITY = re.compile(r"&(#x[0-9A-Fa-f]{1,6}|#[0-9]{1,7}|[a-z]{2,4});")
NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
HEX_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
ILLEGAL = re.compile("[&<>\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]|_(?=x[0-9A-Fa-f]{4}_)")


@dataclass(slots=True)
class Element:
    """One element of a small part."""

    name: str  # without its prefix
    space: str  # its namespace
    attributes: dict[str, str]  # a name in a namespace begins with ":"
    start: int  # byte offset of its "<"
    parent: str  # name of the element around it
    text: list[str] = field(default_factory=list)


def utf8(book: str, part: str, data: bytes) -> bytes:
    """The part in UTF-8, whatever it was written in."""
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return data if encoding == "utf-8" else _recoded(book, part, data, encoding)
    declared = DECLARED.match(data[:200])
    name = declared[1].decode("ascii").lower() if declared else "utf-8"
    return data if name in {"utf-8", "us-ascii", "ascii"} else _recoded(book, part, data, name)


def _recoded(book: str, part: str, data: bytes, encoding: str) -> bytes:
    try:
        text = data.decode(encoding)
    except (UnicodeDecodeError, LookupError) as error:
        raise Refused(damaged(book, part)) from error
    text = re.sub(r"""(<\?xml[^>]*?\sencoding=)(["'])[^"']*\2""", r"\1\2UTF-8\2", text, count=1)
    return text.encode("utf-8", "replace")


def elements(book: str, part: str, data: bytes, wanted: frozenset[str]) -> Sequence[Element]:
    """The elements of those names, in document order."""
    from xml.parsers.expat import ExpatError  # noqa: PLC0415 - slow to load

    try:
        return _parsed(data, wanted)
    except _DoctypeFound:
        raise Refused(declares_entities(book, part)) from None
    except (ExpatError, ValueError, LookupError) as error:
        raise Refused(damaged(book, part)) from error


def _parsed(data: bytes, wanted: frozenset[str]) -> tuple[Element, ...]:
    from xml.parsers.expat import ParserCreate  # noqa: PLC0415 - slow to load

    parser = ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    collector = _Collector(parser, wanted)
    parser.StartElementHandler = collector.start
    parser.EndElementHandler = collector.end
    parser.CharacterDataHandler = collector.characters
    parser.StartDoctypeDeclHandler = collector.doctype
    try:
        parser.Parse(data, True)
    finally:
        del collector.parser  # no cycle, which would outlive the workbook
    return tuple(collector.found)


class _DoctypeFound(Exception):  # noqa: N818 - stops, and is no error
    """Stops expat at a document type declaration."""


class _Collector:
    def __init__(self, parser: "XMLParserType", wanted: frozenset[str]) -> None:
        self.parser = parser
        self.wanted = wanted
        self.found: list[Element] = []
        self.path: list[str] = [""]
        self.open: list[Element | None] = [None]

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        space, _, name = tag.rpartition(" ")
        element = None
        if name in self.wanted:
            plain = {_local(key): value for key, value in attributes.items()}
            element = Element(name, space, plain, self.parser.CurrentByteIndex, self.path[-1])
            self.found.append(element)
        self.open.append(element)
        self.path.append(name)

    def end(self, _tag: str) -> None:
        self.open.pop()
        self.path.pop()

    def characters(self, text: str) -> None:
        element = self.open[-1]
        if element is not None:
            element.text.append(text)

    def doctype(self, *_declaration: object) -> None:
        raise _DoctypeFound


def _local(name: str) -> str:
    space, _, local = name.rpartition(" ")
    return f":{local}" if space else local


def unescaped(text: bytes) -> str:
    """Character data as a reader of XML sees it."""
    plain = text.decode("utf-8")
    if "\r" in plain:
        plain = plain.replace("\r\n", "\n").replace("\r", "\n")
    return ENTITY.sub(_entity, plain) if "&" in plain else plain


def _entity(match: re.Match[str]) -> str:
    name = match[1]
    if name.startswith("#"):
        digits = name.removeprefix("#")
        code = int(digits[1:], 16) if digits.startswith("x") else int(digits)
        return chr(code) if code < 0x110000 else "\ufffd"
    return NAMED.get(name, match[0])


def unhexed(text: str) -> str:
    r"""Text of a cell with its `_x000D_` escapes undone.

    >>> unhexed("a_x000A_b_x005F_x000A_")
    'a\nb_x000A_'
    """
    return HEX_ESCAPE.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def escaped(text: str) -> str:
    r"""Text of a cell, safe between tags; what XML cannot hold is written as `_xHHHH_`.

    >>> escaped("a<b\r_x000D_")
    'a&lt;b_x000D__x005F_x000D_'
    """
    return ILLEGAL.sub(_escape, text) if ILLEGAL.search(text) else text


def _escape(match: re.Match[str]) -> str:
    char = match[0]
    known = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "_": "_x005F_"}
    if char in known:
        return known[char]
    return "\ufffd" if "\ud800" <= char <= "\udfff" else f"_x{ord(char):04X}_"


def formula_escaped(formula: str) -> str:
    """A formula between its tags."""
    return formula.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def attribute(tag: bytes, name: bytes) -> bytes | None:
    r"""The raw value of one attribute of a start tag.

    >>> attribute(b"<row r='5' s=\"1\">", b"s")
    b'1'
    """
    found = _attribute_pattern(name).search(tag)
    if not found:
        return None
    return found[2] if found[1] is None else found[1]


@cache
def _attribute_pattern(name: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"\s" + re.escape(name) + rb"""\s*=\s*(?:"([^"]*)"|'([^']*)')""")


def with_attribute(tag: bytes, name: bytes, value: bytes) -> bytes:
    """The start tag with one attribute set, the others as they were."""
    pattern = rb"(\s" + re.escape(name) + rb"""\s*=\s*)(?:"[^"]*"|'[^']*')"""
    if re.search(pattern, tag):
        return re.sub(pattern, lambda match: match[1] + b'"' + value + b'"', tag, count=1)
    close = b"/>" if tag.endswith(b"/>") else b">"
    return tag[: -len(close)] + b" " + name + b'="' + value + b'"' + close


def tag_at(data: bytes, start: int) -> bytes:
    """The whole start tag that begins at `start`."""
    found = re.compile(rb"""<(?:[^>"']|"[^"]*"|'[^']*')*>""").match(data, start)
    return found[0] if found else b""


def without_markup(book: str, part: str, data: bytes) -> bytes:
    """Comments dropped and CDATA turned into escaped text, so that patterns can read the rest."""
    plain = []
    at = 0
    while (start := data.find(b"<!", at)) >= 0:
        plain.append(data[at:start])
        comment = data.startswith(b"<!--", start)
        if not comment and not data.startswith(b"<![CDATA[", start):
            raise Refused(declares_entities(book, part))
        end = data.find(b"-->" if comment else b"]]>", start)
        if end < 0:
            raise Refused(damaged(book, part))
        if not comment:
            text = data[start + 9 : end]
            plain.append(text.replace(b"&", b"&amp;").replace(b"<", b"&lt;").replace(b">", b"&gt;"))
        at = end + 3
    plain.append(data[at:])
    return b"".join(plain)
