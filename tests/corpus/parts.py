"""A workbook as its parts, and how a part, a relationship or an element is added to it.

Knows the order that the format wants and nothing of our own writer.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from posixpath import dirname, join, normpath, relpath

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"

IN_SHEET = ["sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection", "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells", "phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup", "headerFooter", "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors", "smartTags", "drawing", "legacyDrawing", "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "mc:AlternateContent", "controls", "webPublishItems", "tableParts", "extLst"]
IN_BOOK = ["fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets", "functionGroups", "externalReferences", "definedNames", "calcPr", "oleSize", "customWorkbookViews", "pivotCaches", "smartTagPr", "smartTagTypes", "webPublishing", "fileRecoveryPr", "webPublishObjects", "extLst"]
TAG = re.compile(r"<(/?)([\w:]+)((?:\s[^<>]*?)?)(/?)>")


@dataclass
class Parts:
    """The parts of one workbook by name, in file order."""

    content: dict[str, bytes] = field(default_factory=dict)

    @classmethod
    def read(cls, data: bytes) -> "Parts":
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            return cls({name: file.read(name) for name in file.namelist()})

    def packed(self) -> bytes:
        """The file; the same parts always give the same bytes."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
            for name, data in self.content.items():
                file.writestr(zipfile.ZipInfo(name, (2026, 1, 2, 3, 4, 6)), data, zipfile.ZIP_DEFLATED)
        return out.getvalue()

    def write(self, path: Path) -> Path:
        path.write_bytes(self.packed())
        return path

    def text(self, part: str) -> str:
        return self.content[part].decode()

    def edit(self, part: str, old: str, new: str) -> None:
        """Replaces the one place where that text stands."""
        assert self.text(part).count(old) == 1, (part, old)
        self.content[part] = self.text(part).replace(old, new).encode()

    # Parts and relationships ---------------------------------------------------

    def put(self, part: str, data: bytes | str, content_type: str) -> str:
        """Adds a part with its content type."""
        assert part not in self.content, part
        self.content[part] = data if isinstance(data, bytes) else (HEAD + data).encode()
        self.declare(f'<Override PartName="/{part}" ContentType="{content_type}"/>')
        return part

    def declare(self, line: str) -> None:
        """A line of the content types, unless it is there."""
        if line not in self.text("[Content_Types].xml"):
            self.edit("[Content_Types].xml", "</Types>", f"{line}</Types>")

    def relate(self, source: str, kind: str, target: str, *, outside: bool = False) -> str:
        """Relates a part ("" for the package) to another; gives the id."""
        name = relations_part(source)
        if name not in self.content:
            self.content[name] = f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships"></Relationships>'.encode()
        number = self.text(name).count("<Relationship ") + 1
        kind = kind if kind.startswith("http") else f"{RELATIONS}/{kind}"
        where = f'{target}" TargetMode="External' if outside else f"/{target}"
        line = f'<Relationship Id="rIdX{number}" Type="{kind}" Target="{where}"/>'
        self.edit(name, "</Relationships>", f"{line}</Relationships>")
        return f"rIdX{number}"

    def relations(self, source: str) -> list[tuple[str, str, str]]:
        """Id, type and target of every relationship of a part; the target as it is written when outside."""
        name = relations_part(source)
        found = []
        for line in re.findall(r"<Relationship\b[^>]*>", self.text(name)) if name in self.content else ():
            one = dict(re.findall(r'(\w+)="([^"]*)"', line))
            inside = one.get("TargetMode") != "External"
            target = absolute(source, one["Target"]) if inside else one["Target"]
            found.append((one["Id"], one["Type"], target))
        return found

    # Sheets --------------------------------------------------------------------

    def sheets(self) -> dict[str, str]:
        """Part by title, chart sheets too."""
        targets = {identity: target for identity, _, target in self.relations("xl/workbook.xml")}
        lines = re.findall(r"<sheet\b[^>]*>", self.text("xl/workbook.xml"))
        found = [dict(re.findall(r'([\w:]+)="([^"]*)"', line)) for line in lines]
        return {one["name"]: targets[one["r:id"]] for one in found}

    def add_sheet(self, title: str, part: str, kind: str = "worksheet") -> None:
        """Lists a part as the last sheet of the workbook."""
        identity = self.relate("xl/workbook.xml", kind, part)
        number = max(map(int, re.findall(r'sheetId="(\d+)"', self.text("xl/workbook.xml")))) + 1
        line = f'<sheet name="{title}" sheetId="{number}" r:id="{identity}"/>'
        self.edit("xl/workbook.xml", "</sheets>", f"{line}</sheets>")

    def new_sheet(self, title: str, xml: str) -> str:
        """A worksheet with that XML, the last one."""
        part = f"xl/worksheets/own{len(self.sheets())}.xml"
        self.put(part, xml, f"{SPREADSHEET}.worksheet+xml")
        self.add_sheet(title, part)
        return part

    def name(self, name: str, formula: str) -> None:
        """A defined name."""
        line = f'<definedName name="{name}">{formula}</definedName>'
        self.edit("xl/workbook.xml", "</definedNames>", f"{line}</definedNames>")

    def place(self, part: str, xml: str) -> None:
        """Puts an element where the order of a worksheet or of the workbook has it."""
        order = IN_BOOK if part == "xl/workbook.xml" else IN_SHEET
        rank = order.index(_first_tag(xml))
        text = self.text(part)
        later = [start for name, start, _ in children(text) if order.index(name) > rank]
        at = min(later, default=text.rindex("</"))
        self.content[part] = (text[:at] + xml + text[at:]).encode()

    def extend(self, part: str, ext: str) -> None:
        """Puts an `ext` into the extension list."""
        lists = [end for name, _, end in children(self.text(part)) if name == "extLst"]
        if lists:
            text, at = self.text(part), lists[0] - len("</extLst>")
            self.content[part] = (text[:at] + ext + text[at:]).encode()
        else:
            self.place(part, f"<extLst>{ext}</extLst>")

    def with_attribute(self, part: str, element: str, attribute: str) -> None:
        """Gives the first element of that name one more attribute."""
        text = self.text(part)
        self.content[part] = re.sub(rf"<{element}\b", f"<{element} {attribute}", text, count=1).encode()


def _first_tag(xml: str) -> str:
    found = TAG.search(xml)
    assert found
    return found[2]


def children(xml: str) -> Iterator[tuple[str, int, int]]:
    """The elements under the root: name, start, end."""
    depth, start = 0, 0
    for tag in TAG.finditer(xml):
        if not tag[1]:
            start = tag.start() if depth == 1 else start
            depth += 1
        if tag[1] or tag[4]:
            depth -= 1
            if depth == 1:
                yield tag[2], start, tag.end()


def relations_part(source: str) -> str:
    folder, _, name = source.rpartition("/")
    return f"{folder}/_rels/{name}.rels".lstrip("/")


def absolute(source: str, target: str) -> str:
    """The part that a relationship means."""
    return target.lstrip("/") if target.startswith("/") else normpath(join(dirname(source), target))


def relative(source: str, target: str) -> str:
    """A part as relationships of most writers give it."""
    return relpath(target, dirname(source) or ".")


def worksheet(rows: str, *, before: str = "", after: str = "", spaces: Sequence[str] = ()) -> str:
    """A worksheet of our own hand."""
    return (
        f'<worksheet xmlns="{MAIN}" xmlns:r="{RELATIONS}" {" ".join(spaces)}>{before}'
        f"<sheetData>{rows}</sheetData>{after}</worksheet>"
    )
