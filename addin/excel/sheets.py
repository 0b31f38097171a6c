"""The sheets of a workbook file and the names that code knows them by."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import count
from posixpath import join, normpath
from typing import NamedTuple

from addin.excel.parts import BOOK, BOOK_LINKS, LINK, Parts, attribute, with_attribute
from addin.vba_project.modules import CHART_SHEET, NAME, WORKBOOK, WORKSHEET, Module, document

SHEET = re.compile(r"<sheet [^>]*>")
PROPERTIES = re.compile(r"<sheetPr\b[^>]*>")
OPENING = re.compile(r"<(worksheet|chartsheet)\b[^>]*>")
BOOK_NAME = "ThisWorkbook"
CLASSES = {"worksheet": WORKSHEET, "chartsheet": CHART_SHEET}  # by the last word of the relationship


class Sheet(NamedTuple):
    """A sheet, its part, and the name of its module."""

    part: str
    kind: str
    code_name: str


def sheets(parts: Parts) -> list[Sheet]:
    """All sheets in the order of their tabs; one without a code name gets the next free."""
    found = [(part, kind, _code_name(parts[part].decode())) for part, kind in _sheet_parts(parts)]
    given = {name.lower() for _, _, name in found if name}
    free = (name for name in (f"Sheet{n}" for n in count(1)) if name.lower() not in given)
    return [Sheet(part, kind, name or next(free)) for part, kind, name in found]


def _sheet_parts(parts: Parts) -> Iterator[tuple[str, str]]:
    links = {attribute(link, "Id"): link for link in LINK.findall(parts[BOOK_LINKS].decode())}
    for sheet in SHEET.findall(parts[BOOK].decode()):
        link = links[attribute(sheet, "r:id")]
        kind = str(attribute(link, "Type")).rpartition("/")[2]
        if kind not in CLASSES:
            raise ValueError(f"no code can belong to a {kind}")
        yield normpath(join("/xl", str(attribute(link, "Target")))).lstrip("/"), kind


def _code_name(xml: str) -> str:
    found = PROPERTIES.search(xml)
    name = attribute(found[0], "codeName") if found else None
    return name if name and NAME.fullmatch(name) else ""


def named(xml: str, code_name: str) -> str:
    """The part of a sheet with its code name."""
    found = PROPERTIES.search(xml)
    if found:
        return xml[: found.start()] + with_attribute(found[0], "codeName", code_name) + xml[found.end() :]
    opening = OPENING.search(xml)
    if opening is None:
        raise ValueError("not a sheet")
    return f'{xml[: opening.end()]}<sheetPr codeName="{code_name}"/>{xml[opening.end() :]}'


def documents(found: Sequence[Sheet]) -> Iterable[Module]:
    """The modules of the workbook and of its sheets."""
    yield document(BOOK_NAME, WORKBOOK)
    for sheet in found:
        yield document(sheet.code_name, CLASSES[sheet.kind])
