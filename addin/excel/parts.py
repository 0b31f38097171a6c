"""The parts of a workbook file, and the few texts in it that hold it together.

The texts are changed where they stand and nothing else is written anew, so that what a part holds
besides stays as it was.
"""

import re
import zipfile
from collections.abc import Mapping
from html import unescape
from io import BytesIO
from xml.sax.saxutils import escape, quoteattr

Parts = Mapping[str, bytes]
TYPES, ROOT_LINKS = "[Content_Types].xml", "_rels/.rels"
BOOK, BOOK_LINKS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
LINK = re.compile(r"<Relationship [^>]*>")
START = (1980, 1, 1, 0, 0, 0)  # of time, for a zip; a clock would change the bytes


def read_parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(data)) as file:
        return {name: file.read(name) for name in file.namelist()}


def write_parts(parts: Parts) -> bytes:
    """The file; the same parts give the same bytes."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as file:
        for name, content in parts.items():
            member = zipfile.ZipInfo(name, START)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.create_system = 0  # the system that writes would change the bytes
            file.writestr(member, content)
    return stream.getvalue()


def tag(name: str, **attributes: str) -> str:
    """An empty element."""
    return f"<{name}{''.join(f' {key}={quoteattr(value)}' for key, value in attributes.items())}/>"


def text(value: str) -> str:
    """A text as XML has it."""
    return escape(value)


def attribute(element: str, name: str) -> str | None:
    """The value of an attribute in a start tag."""
    found = re.search(rf'\s{name}="([^"]*)"', element)
    return unescape(found[1]) if found else None


def with_attribute(element: str, name: str, value: str) -> str:
    """A start tag with an attribute set, in place of one that is there."""
    without = re.sub(rf'\s{name}="[^"]*"', "", element)
    end = re.search(r"\s*/?>$", without)
    if end is None:
        raise ValueError(f"not a tag: {element}")
    return f"{without[: end.start()]} {name}={quoteattr(value)}{without[end.start() :]}"


def replaced(xml: str, pattern: str, new: str) -> str:
    """The text with the only place that the pattern finds written anew."""
    found = re.findall(pattern, xml)
    if len(found) != 1:
        raise ValueError(f"{pattern} stands {len(found)} times in a part of the workbook")
    return re.sub(pattern, lambda _: new, xml)


def linked(xml: str, kind: str, target: str) -> str:
    """Relationships with one more."""
    taken = {attribute(link, "Id") for link in LINK.findall(xml)}
    number = next(n for n in range(1, len(taken) + 2) if f"rId{n}" not in taken)
    link = tag("Relationship", Id=f"rId{number}", Type=kind, Target=target)
    return replaced(xml, "</Relationships>", f"{link}</Relationships>")
