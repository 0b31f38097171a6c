"""An empty Word document of ours: A4, our fonts with what to take in their place, and nothing that we do not use."""

from functools import cache
from io import BytesIO
from typing import Any

from docx import Document
from docx.document import Document as Doc
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

CHINESE, LATIN = "Microsoft YaHei", "Arial"
INSTEAD = {LATIN: ("Liberation Sans", "00"), CHINESE: ("PingFang SC, Noto Sans CJK SC", "86")}  # and the character set
NAVY = RGBColor(0x1F, 0x3F, 0x66)
FONT_TABLE = "fontTable"
NEEDLESS = ("stylesWithEffects", "customXml", "thumbnail")  # parts of the empty document; the first alone is 430 kB
STYLES = (
    "Normal", "Heading 2", "Heading 2 Char", "List Bullet", "Default Paragraph Font",
    "Normal Table", "Table Grid", "No List",
)  # fmt: skip


def blank() -> Doc:
    """A document to write into."""
    return Document(BytesIO(_template()))


@cache
def _template() -> bytes:
    """Made once: every document starts as a copy of it."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(14)
    section.top_margin = section.bottom_margin = Mm(13)
    for name in ("Normal", "Heading 2"):
        _fonts(document.styles[name])
    normal = document.styles["Normal"]
    normal.font.size = Pt(9.5)
    normal.paragraph_format.space_after = Pt(2)
    heading = document.styles["Heading 2"]
    heading.font.size, heading.font.color.rgb = Pt(11), NAVY
    heading.paragraph_format.space_before, heading.paragraph_format.space_after = Pt(6), Pt(2)
    for tongue in document.styles.element.iter(qn("w:lang")):
        tongue.set(qn("w:eastAsia"), "zh-CN")  # or Chinese is set with Japanese forms
    for style in [one for one in document.styles if one.name not in STYLES]:
        style.element.getparent().remove(style.element)  # each look-up goes through all of 160
    document.core_properties.comments = ""
    for rels in (document.part.rels, document.part.package.rels):
        for name in [name for name, rel in rels.items() if rel.reltype.rpartition("/")[2] in NEEDLESS]:
            del rels[name]
    _state_fallbacks(document)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _fonts(style: Any) -> None:
    style.font.name = LATIN
    fonts = style.element.rPr.rFonts
    for name in list(fonts.attrib):
        if name.endswith("Theme"):
            del fonts.attrib[name]
    fonts.set(qn("w:eastAsia"), CHINESE)


def _state_fallbacks(document: Doc) -> None:
    """What a machine without our fonts takes: the one that is named, else any other without serifs."""
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="{charset}"/>'
        f'<w:family w:val="swiss"/><w:pitch w:val="variable"/></w:font>'
        for name, (other, charset) in INSTEAD.items()
    )
    table = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:fonts {nsdecls("w")}>{fonts}</w:fonts>'
    for rel in document.part.rels.values():
        if rel.reltype.rpartition("/")[2] == FONT_TABLE:
            rel.target_part._blob = table.encode()  # noqa: SLF001 - python-docx has no call for the fonts
