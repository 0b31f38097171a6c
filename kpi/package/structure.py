"""What a workbook consists of: sheets, tables, names, and the parts they live in."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kpi.memory import Memory
from kpi.package.archive import Archive, Member
from kpi.package.foreign import other_package
from kpi.package.refused import Refused
from kpi.package.xml import Element, elements, unhexed, utf8
from kpi.problems.package import damaged, missing_part, strict_format
from kpi.references import Box, box

MOST_OF_STRUCTURE = 16 << 20  # bytes of a part that describes others
MOST_KNOWN = 64 << 10  # bytes of a part that is known again
KNOWN: Memory[Sequence[Element]] = Memory(200)  # a workbook of ours has about a hundred such parts
STRICT = "http://purl.oclc.org/ooxml"
BOOK_WANTED = frozenset(["workbook", "workbookPr", "sheet", "definedName", "calcPr"])
TABLE_WANTED = frozenset(["table", "tableColumn", "calculatedColumnFormula", "autoFilter"])
RELATION = frozenset(["Relationship"])


class TablePart(NamedTuple):
    """A table as its part describes it."""

    name: str
    part: str
    sheet: str  # title
    box: Box  # headers, body and totals
    headers: tuple[str, ...]
    header_rows: int
    totals_rows: int
    calculated: frozenset[int]  # columns, from 0, that fill themselves in Excel

    @property
    def body(self) -> Box:
        """The rows between the header and the totals."""
        top, bottom = self.box.top + self.header_rows, self.box.bottom - self.totals_rows
        return self.box._replace(top=top, bottom=bottom)


class SheetPart(NamedTuple):
    """A worksheet and what hangs on it."""

    title: str
    part: str
    relations: tuple["Relation", ...]
    tables: tuple[TablePart, ...]
    hidden: bool = False


class Relation(NamedTuple):
    """One relationship of a part."""

    id: str
    kind: str  # the last word of its type
    target: str  # part name; "" when outside the file


class Name(NamedTuple):
    """A defined name."""

    name: str
    scope: int  # position of the sheet it belongs to; -1 for the whole workbook
    formula: str


class Structure(NamedTuple):
    """The plan of a workbook."""

    part: str  # of the workbook itself
    relations: tuple[Relation, ...]
    titles: tuple[str, ...]  # of all sheets, chart sheets too
    sheets: tuple[SheetPart, ...]
    names: tuple[Name, ...]
    from_1904: bool

    def related(self, kind: str) -> str:
        """The part that the workbook relates to in that way; "" when there is none."""
        return next((one.target for one in self.relations if one.kind == kind), "")


def structure_of(archive: Archive) -> Structure:
    """The plan, or Refused."""
    part = _workbook_part(archive)
    found = parsed(archive, part, BOOK_WANTED)
    if any(element.space.startswith(STRICT) for element in found):
        raise Refused(strict_format(archive.book))
    relations = relations_of(archive, part)
    named = [element for element in found if element.name == "sheet" and element.parent == "sheets"]
    return Structure(
        part=part,
        relations=relations,
        titles=tuple(element.attributes.get("name", "") for element in named),
        sheets=tuple(_sheets(archive, named, relations)),
        names=tuple(_name(element) for element in found if element.name == "definedName"),
        from_1904=any(_from_1904(element) for element in found),
    )


def _workbook_part(archive: Archive) -> str:
    for relation in relations_of(archive, ""):
        if relation.kind == "officeDocument":
            found = archive.find(relation.target)
            if found and found.name.casefold().endswith(".xml") and not _of_other_program(found):
                return found.name
    raise Refused(other_package(archive.book, [member.name for member in archive.members]))


def _of_other_program(member: Member) -> bool:
    return member.name.casefold().startswith(("word/", "ppt/", "visio/"))


def _from_1904(element: Element) -> bool:
    return element.name == "workbookPr" and element.attributes.get("date1904") in {"1", "true", "on"}


def _name(element: Element) -> Name:
    scope = element.attributes.get("localSheetId", "")
    return Name(
        name=element.attributes.get("name", ""),
        scope=_count(scope, -1),
        formula="".join(element.text),
    )


def _sheets(archive: Archive, named: list[Element], relations: tuple[Relation, ...]) -> Iterator[SheetPart]:
    by_id = {relation.id: relation for relation in relations}
    for element in named:
        relation = by_id.get(element.attributes.get(":id", ""))
        if relation is None:
            raise Refused(damaged(archive.book, "xl/workbook.xml"))
        if relation.kind == "worksheet":
            hidden = element.attributes.get("state", "visible") != "visible"
            yield _sheet(archive, element.attributes.get("name", ""), relation.target)._replace(hidden=hidden)


def _sheet(archive: Archive, title: str, part: str) -> SheetPart:
    member = needed(archive, part)
    relations = relations_of(archive, member.name)
    tables = tuple(_table(archive, title, one.target) for one in relations if one.kind == "table")
    return SheetPart(title=title, part=member.name, relations=relations, tables=tables)


def _table(archive: Archive, title: str, part: str) -> TablePart:
    member = needed(archive, part)
    found = parsed(archive, member.name, TABLE_WANTED)
    top = found[0].attributes if found and found[0].name == "table" else {}
    area = box(top.get("ref", ""))
    headers = tuple(unhexed(element.attributes.get("name", "")) for element in found if element.name == "tableColumn")
    if area is None or len(headers) != area.right - area.left + 1:
        raise Refused(damaged(archive.book, member.name))
    table = TablePart(
        name=unhexed(top.get("displayName") or top.get("name", "")),
        part=member.name,
        sheet=title,
        box=area,
        headers=headers,
        header_rows=_count(top.get("headerRowCount"), 1),
        totals_rows=_count(top.get("totalsRowCount"), 0),
        calculated=frozenset(_calculated(found)),
    )
    if table.body.top > table.body.bottom:
        raise Refused(damaged(archive.book, member.name))
    return table


def _calculated(found: Sequence[Element]) -> Iterator[int]:
    column = -1
    for element in found:
        column += element.name == "tableColumn"
        if element.name == "calculatedColumnFormula":
            yield column


def _count(text: str | None, otherwise: int) -> int:
    return int(text) if text is not None and text.isdecimal() and len(text) < 6 else otherwise


def needed(archive: Archive, part: str) -> Member:
    """The member of that part, or Refused."""
    member = archive.find(part)
    if member is None:
        raise Refused(missing_part(archive.book, part))
    return member


def parsed(
    archive: Archive, part: str, wanted: frozenset[str], most: int = MOST_OF_STRUCTURE
) -> Sequence[Element]:
    """The wanted elements of a part of at most so many bytes."""
    member = needed(archive, part)

    def read() -> Sequence[Element]:
        data = archive.read(member, most)
        return elements(archive.book, part, utf8(archive.book, part, data), wanted)

    content = archive.fingerprint(member, MOST_KNOWN)
    return read() if content is None else KNOWN.get((content, wanted), read)


def relations_of(archive: Archive, part: str) -> tuple[Relation, ...]:
    """The relationships of a part ("" for those of the package)."""
    folder, _, name = part.rpartition("/")
    rels = archive.find(f"{folder}/_rels/{name}.rels")
    if rels is None:
        return ()
    return tuple(_relation(folder, element) for element in parsed(archive, rels.name, RELATION))


def _relation(folder: str, element: Element) -> Relation:
    outside = element.attributes.get("TargetMode", "") == "External"
    target = element.attributes.get("Target", "")
    return Relation(
        id=element.attributes.get("Id", ""),
        kind=element.attributes.get("Type", "").rpartition("/")[2],
        target="" if outside else _resolved(folder, target),
    )


def _resolved(folder: str, target: str) -> str:
    """The part name that a target means, seen from a folder.

    >>> _resolved("xl/worksheets", "../tables/table1.xml"), _resolved("xl", "/xl/styles.xml")
    ('xl/tables/table1.xml', 'xl/styles.xml')
    """
    target = target.replace("\\", "/")
    path: list[str] = [] if target.startswith("/") else [step for step in folder.split("/") if step]
    for step in target.split("/"):
        if step == "..":
            path = path[:-1]
        elif step not in {"", "."}:
            path.append(step)
    return "/".join(path)
