"""A workbook with macros (.xlsm) or an add-in (.xlam) from a plain .xlsx and VBA text.

Everything the .xlsx holds stays; what is added is the VBA project, the ribbon, the code names of the
sheets and what the function wizard shows. The same input gives the same bytes.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from addin.excel import wizard
from addin.excel.parts import (
    BOOK,
    BOOK_LINKS,
    ROOT_LINKS,
    TYPES,
    linked,
    read_parts,
    replaced,
    tag,
    text,
    with_attribute,
    write_parts,
)
from addin.excel.sheets import BOOK_NAME, documents, named, sheets
from addin.vba_project import Module, Project, build
from kpi.model import Language
from kpi.sheet_function import SheetFunction

PROJECT_PART, RIBBON_PART = "xl/vbaProject.bin", "customUI/customUI14.xml"
PROJECT_LINK = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"
RIBBON_LINK = "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"
PROJECT_TYPE = "application/vnd.ms-office.vbaProject"
PLAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
LONGEST_TEXT = 255
CALCULATED_BY = "191029"  # the calculation engine of Excel since 2019, which trusts the values of its own files


class Kind(Enum):
    """What the file is, by the content type of its workbook."""

    BOOK = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    TEMPLATE = "application/vnd.ms-excel.template.macroEnabled.main+xml"
    ADDIN = "application/vnd.ms-excel.addin.macroEnabled.main+xml"


@dataclass(frozen=True, kw_only=True)
class Code:
    """What is added to a workbook."""

    project: str  # the name of the VBA project
    modules: Sequence[Module]  # without those of the workbook and its sheets
    functions: Sequence[SheetFunction]
    language: Language
    ribbon: str = ""
    texts: Mapping[str, str]  # said by VBA, whose own text is ASCII; kept as hidden names


def with_code(workbook: bytes, kind: Kind, code: Code) -> bytes:
    """The file with macros; raises ValueError for a file that is no plain workbook."""
    parts = read_parts(workbook)
    found = sheets(parts)
    for sheet in found:
        parts[sheet.part] = named(parts[sheet.part].decode(), sheet.code_name).encode()
    parts[BOOK] = _book(parts[BOOK].decode(), kind, code).encode()
    parts[TYPES] = _types(parts[TYPES].decode(), kind).encode()
    parts[BOOK_LINKS] = linked(parts[BOOK_LINKS].decode(), PROJECT_LINK, "vbaProject.bin").encode()
    parts[PROJECT_PART] = build(Project(code.project, (*documents(found), *code.modules)))
    if code.ribbon:
        parts[ROOT_LINKS] = linked(parts[ROOT_LINKS].decode(), RIBBON_LINK, RIBBON_PART).encode()
        parts[RIBBON_PART] = code.ribbon.encode()
    return write_parts(parts)


def _types(xml: str, kind: Kind) -> str:
    xml = replaced(xml, re.escape(f'ContentType="{PLAIN}"'), f'ContentType="{kind.value}"')
    project = tag("Override", PartName=f"/{PROJECT_PART}", ContentType=PROJECT_TYPE)
    return replaced(xml, "</Types>", f"{project}</Types>")


def _book(xml: str, kind: Kind, code: Code) -> str:
    xml = _changed(xml, "workbookPr", codeName=BOOK_NAME)
    if kind is Kind.ADDIN:
        xml = _changed(xml, "workbookView", visibility="hidden")
    xml = replaced(xml, "</sheets>", f"</sheets>{wizard.group()}")
    xml = _with_texts(xml, code.texts)
    xml = replaced(xml, r"<calcPr\b[^>]*>", tag("calcPr", calcId=CALCULATED_BY))
    return _with_extension(xml, wizard.argument_help(code.functions, code.language))


def _changed(xml: str, name: str, **attributes: str) -> str:
    """The only element of that name with these attributes."""
    pattern = rf"<{name}\b[^>]*>"
    found = re.search(pattern, xml)
    element = found[0] if found else ""
    for key, value in attributes.items():
        element = with_attribute(element, key, value)
    return replaced(xml, pattern, element)


def _with_texts(xml: str, texts: Mapping[str, str]) -> str:
    """Hidden names that stand for texts; they come first among the names."""
    if any(len(said) > LONGEST_TEXT or '"' in said for said in texts.values()):
        raise ValueError(f"a text in a name has at most {LONGEST_TEXT} characters, and no quotation mark")
    names = "".join(
        f'<definedName name="{name}" hidden="1">"{text(said)}"</definedName>'
        for name, said in sorted(texts.items())
    )
    if "<definedNames>" in xml:
        return replaced(xml, "<definedNames>", f"<definedNames>{names}")
    before = "</externalReferences>" if "</externalReferences>" in xml else "</functionGroups>"
    return replaced(xml, before, f"{before}<definedNames>{names}</definedNames>") if names else xml


def _with_extension(xml: str, extension: str) -> str:
    """The extensions of a workbook stand last in it."""
    inside = re.search(r"</extLst>\s*</workbook>", xml)
    if inside:
        return f"{xml[: inside.start()]}{extension}{xml[inside.start() :]}"
    return replaced(xml, "</workbook>", f"<extLst>{extension}</extLst></workbook>")
