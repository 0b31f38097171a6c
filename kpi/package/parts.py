"""The small parts that follow a change: the workbook, its tables, the calculation chain."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kpi.package.book import Book
from kpi.package.ranges import Growth, stretched_name
from kpi.package.structure import BOOK_WANTED, MOST_OF_STRUCTURE, TABLE_WANTED, needed, parsed
from kpi.package.xml import attribute, formula_escaped, tag_at, utf8, with_attribute
from kpi.references import Box, box

BEFORE_CALCULATION = ("definedNames", "externalReferences", "functionGroups", "sheets")  # ECMA-376, 18.2.27
FOLLOWING = re.compile(r"_xlnm\.Print_Titles", re.IGNORECASE)


@dataclass(slots=True)
class NewParts:
    """New content by part name, the parts that go, and why."""

    content: dict[str, bytes] = field(default_factory=dict)
    removed: set[str] = field(default_factory=set)
    why: dict[str, str] = field(default_factory=dict)

    def put(self, part: str, old: bytes, new: bytes, why: str) -> None:
        """Notes the new content of a part where it differs."""
        if new != old:
            self.content[part] = new
            self.why[part] = why


def small(book: Book, part: str) -> bytes:
    """A small part, in UTF-8."""
    return utf8(book.name, part, book.archive.read(needed(book.archive, part), MOST_OF_STRUCTURE))


def put_tables(book: Book, growths: Sequence[Growth], parts: NewParts) -> None:
    """Gives the table parts their new reach."""
    for growth in growths:
        old = small(book, growth.table.part)
        new = old
        found = parsed(book.archive, growth.table.part, TABLE_WANTED)
        for element in reversed([one for one in found if one.name in {"table", "autoFilter"}]):
            tag = tag_at(old, element.start)
            area = box((attribute(tag, b"ref") or b"").decode())
            if area is not None:
                reach = str(_reach(growth, area)).encode()
                new = new[: element.start] + with_attribute(tag, b"ref", reach) + new[element.start + len(tag) :]
        parts.put(growth.table.part, old, new, "table")


def _reach(growth: Growth, area: Box) -> Box:
    return area._replace(bottom=area.bottom + growth.last - growth.was)


def put_workbook(book: Book, growths: Mapping[str, Sequence[Growth]], parts: NewParts) -> None:
    """Defined names follow the tables, and Excel is told to calculate when it opens the file."""
    part = book.structure.part
    old = small(book, part)
    new = old
    for element in reversed(parsed(book.archive, part, BOOK_WANTED)):
        if element.name == "definedName" and not FOLLOWING.match(element.attributes.get("name", "")):
            new = _with_name(old, new, element.start, "".join(element.text), growths)
    parts.put(part, old, _with_calculation(new), "names, calculation")


def _with_name(old: bytes, new: bytes, start: int, formula: str, growths: Mapping[str, Sequence[Growth]]) -> bytes:
    longer = formula
    for title, grown in growths.items():
        longer = stretched_name(longer, title, grown)
    if longer == formula:
        return new
    begin = start + len(tag_at(old, start))
    end = old.index(b"</", begin)
    return new[:begin] + formula_escaped(longer).encode() + new[end:]


def _with_calculation(book: bytes) -> bytes:
    """The workbook part with `fullCalcOnLoad` set."""
    found = re.search(rb"<(?:\w+:)?calcPr\b[^>]*>", book)
    if found:
        tag = with_attribute(found[0], b"fullCalcOnLoad", b"1")
        return book[: found.start()] + tag + book[found.end() :]
    prefix = re.search(rb"<((?:\w+:)?)workbook[\s>]", book)
    name = prefix[1] if prefix else b""
    for before in BEFORE_CALCULATION:
        ends = [
            match.end() for match in re.finditer(rb"</(?:\w+:)?%b>|<(?:\w+:)?%b\s*/>" % ((before.encode(),) * 2), book)
        ]
        if ends:
            return book[: ends[-1]] + b'<%bcalcPr fullCalcOnLoad="1"/>' % name + book[ends[-1] :]
    return book


def drop_calculation_chain(book: Book, parts: NewParts) -> None:
    """Takes out the list of formula cells, which Excel makes again."""
    part = book.structure.related("calcChain")
    member = book.archive.find(part) if part else None
    if member is None:
        return
    parts.removed.add(member.name)
    parts.why[member.name] = "calculation chain"
    folder, _, name = book.structure.part.rpartition("/")
    _without_tag(book, f"{folder}/_rels/{name}.rels", rb"Relationship", b"Type", b"/calcChain", parts)
    _without_tag(book, "[Content_Types].xml", rb"Override", b"PartName", member.name.encode(), parts)


def _without_tag(book: Book, part: str, tag: bytes, name: bytes, ending: bytes, parts: NewParts) -> None:
    member = needed(book.archive, part)
    old = small(book, part)
    pattern = re.compile(rb"<(?:\w+:)?" + tag + rb"\b[^>]*?(?:/>|>\s*</(?:\w+:)?" + tag + rb">)")

    def keep(match: re.Match[bytes]) -> bytes:
        value = attribute(match[0], name) or b""
        return b"" if value.lower().endswith(ending.lower()) else match[0]

    parts.put(member.name, old, pattern.sub(keep, old), "calculation chain")
