"""Features that XlsxWriter writes, carried from a workbook of its own into ours.

What the donor has on a sheet that we have too is hung on ours; its other sheets come along whole.
"""

import io
import re
from collections.abc import Callable
from html import escape

import xlsxwriter

from tests.corpus.parts import HEAD, Parts, absolute, children, relations_part

SKELETON = re.compile(r"\[Content_Types\]|_rels/\.rels|docProps/|xl/(?:workbook|styles|theme/|sharedStrings|_rels/)")
CARRIED = frozenset(
    ["conditionalFormatting", "dataValidations", "headerFooter", "drawing", "legacyDrawing", "legacyDrawingHF", "picture", "extLst"]
)
STRING = re.compile(r'<c r="([A-Z]+[0-9]+)"((?: s="[0-9]+")?) t="s"><v>([0-9]+)</v></c>')


def transplant(book: Parts, build: Callable[[xlsxwriter.Workbook], None], label: str) -> None:
    """Adds what `build` draws; `label` keeps the names of its parts apart."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as drawn:
        build(drawn)
    donor = Parts.read(out.getvalue())
    titles = donor.sheets()
    ours = book.sheets()
    grafted = {part for title, part in titles.items() if title in ours}
    names = {name: _renamed(name, label) for name in donor.content if not SKELETON.match(name)}
    for name, new in names.items():
        if not name.endswith(".rels") and name not in grafted:
            _copy(book, donor, name, new)
            _copy_relations(book, donor, name, new, names)
    for title, part in titles.items():
        if title in ours:
            _graft(book, donor, part, ours[title], names)
        else:
            kind = next(kind for _, kind, target in donor.relations("xl/workbook.xml") if target == part)
            book.add_sheet(title, names[part], kind)


def _renamed(name: str, label: str) -> str:
    folder, _, last = name.rpartition("/")
    return f"{folder}/{label}_{last}"


def _copy(book: Parts, donor: Parts, name: str, new: str) -> None:
    data = donor.content[name]
    if name.startswith("xl/worksheets/"):
        data = _with_inline_strings(donor, data.decode()).encode()
    if name.startswith("xl/tables/"):
        number = sum(part.startswith("xl/tables/") for part in book.content) + 1
        data = re.sub(rb'(<table\b[^>]*?\sid=")\d+', rb"\g<1>%d" % number, data)
    types = donor.text("[Content_Types].xml")
    override = re.search(rf'PartName="/{re.escape(name)}" ContentType="([^"]+)"', types)
    default = re.search(rf'Extension="{name.rpartition(".")[2]}" ContentType="([^"]+)"', types)
    kind = override or default
    assert kind, name
    book.put(new, data, kind[1])


def _with_inline_strings(donor: Parts, xml: str) -> str:
    if "xl/sharedStrings.xml" not in donor.content:
        return xml
    strings = re.findall(r"<si>(.*?)</si>", donor.text("xl/sharedStrings.xml"))
    return STRING.sub(lambda m: f'<c r="{m[1]}"{m[2]} t="inlineStr"><is>{strings[int(m[3])]}</is></c>', xml)


def _copy_relations(book: Parts, donor: Parts, name: str, new: str, names: dict[str, str]) -> None:
    rels = relations_part(name)
    if rels in donor.content:
        text = donor.text(rels)
        for target in re.findall(r'Target="([^"]+)"(?! TargetMode)', text):
            text = text.replace(f'"{target}"', f'"/{names[absolute(name, target)]}"')
        book.content[relations_part(new)] = text.encode()


def _graft(book: Parts, donor: Parts, source: str, part: str, names: dict[str, str]) -> None:
    """Hangs on a sheet of ours what the donor has after its cells."""
    xml = donor.text(source)
    pieces = [(name, xml[start:end]) for name, start, end in children(xml) if name in CARRIED]
    new_ids = {
        identity: book.relate(part, kind, names.get(target, target), outside=target not in names)
        for identity, kind, target in donor.relations(source)
    }
    for name, piece in pieces:
        text = re.sub(r'r:id="([^"]+)"', lambda match: f'r:id="{new_ids[match[1]]}"', piece)
        if name == "headerFooter":
            _drop(book, part, name)
        if name == "extLst":
            book.extend(part, text.removeprefix("<extLst>").removesuffix("</extLst>"))
        else:
            book.place(part, text)


def _drop(book: Parts, part: str, element: str) -> None:
    xml = book.text(part)
    for name, start, end in reversed(list(children(xml))):
        if name == element:
            xml = xml[:start] + xml[end:]
    book.content[part] = xml.encode()


def text_cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{escape(text, quote=False)}</t></is></c>'


__all__ = ["HEAD", "text_cell", "transplant"]
