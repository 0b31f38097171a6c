"""Workbooks made by hand, part by part, so that a test can make them odd on purpose."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from kpi import package
from kpi.package import Book, Changed
from kpi.problems import Problem
from kpi.tables import Column, Fill, Output, Table, letters

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
DATE_STYLE = 1  # index of the cell format that shows a date
STYLES = (
    f'{HEAD}<styleSheet xmlns="{MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m"/>'
    "</numFmts><fonts><font/></fonts><fills><fill><patternFill/></fill></fills><borders><border/></borders>"
    '<cellStyleXfs><xf numFmtId="14" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/>'
    '<xf numFmtId="10"/><xf numFmtId="22"/></cellXfs>'
    '<cellStyles><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


TYPES = (
    f'{HEAD}<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)


def sheet_xml(rows: str, *, before: str = "", after: str = "") -> str:
    return f'{HEAD}<worksheet xmlns="{MAIN}" xmlns:r="{RELATIONS}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def table_xml(name: str, ref: str, headers: Sequence[str], number: int = 1, *, extra: str = "", top: str = "") -> str:
    columns = "".join(f'<tableColumn id="{at}" name="{header}"/>' for at, header in enumerate(headers, 1))
    return (
        f'{HEAD}<table xmlns="{MAIN}" id="{number}" name="{name}" displayName="{name}" ref="{ref}"{top}>'
        f'<autoFilter ref="{ref}"/><tableColumns count="{len(headers)}">{columns}</tableColumns>{extra}</table>'
    )


def relations_xml(targets: Sequence[tuple[str, str]]) -> str:
    lines = (
        f'<Relationship Id="rId{at}" Type="{RELATIONS}/{kind}" Target="{target}"/>'
        for at, (kind, target) in enumerate(targets, 1)
    )
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{"".join(lines)}</Relationships>'


def parts(
    sheets: Mapping[str, str],
    tables: Mapping[str, Sequence[str]],
    *,
    strings: str = "",
    after_sheets: str = "",
    properties: str = "",
) -> dict[str, bytes]:
    """The parts of a workbook: XML by sheet title, table parts by sheet title."""
    found: dict[str, str] = {}
    links = [("worksheet", f"worksheets/sheet{at}.xml") for at in range(1, len(sheets) + 1)]
    links += [("styles", "styles.xml")] + ([("sharedStrings", "sharedStrings.xml")] if strings else [])
    listed = "".join(f'<sheet name="{title}" sheetId="{at}" r:id="rId{at}"/>' for at, title in enumerate(sheets, 1))
    found["[Content_Types].xml"] = TYPES
    found["_rels/.rels"] = relations_xml([("officeDocument", "xl/workbook.xml")])
    found["xl/workbook.xml"] = (
        f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}">{properties}<sheets>{listed}</sheets>{after_sheets}</workbook>'
    )
    found["xl/_rels/workbook.xml.rels"] = relations_xml(links)
    found["xl/styles.xml"] = STYLES
    if strings:
        found["xl/sharedStrings.xml"] = f'{HEAD}<sst xmlns="{MAIN}">{strings}</sst>'
    number = 0
    for at, (title, xml) in enumerate(sheets.items(), 1):
        found[f"xl/worksheets/sheet{at}.xml"] = xml
        own = []
        for table in tables.get(title, ()):
            number += 1
            own.append(("table", f"../tables/table{number}.xml"))
            found[f"xl/tables/table{number}.xml"] = table
        if own:
            found[f"xl/worksheets/_rels/sheet{at}.xml.rels"] = relations_xml(own)
    return {name: text.encode() for name, text in found.items()}


def zipped(content: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as file:
        for name, data in content.items():
            file.writestr(zipfile.ZipInfo(name, (2026, 1, 2, 3, 4, 6)), data, method)
    return out.getvalue()


def simple(rows: str, headers: Sequence[str] = ("A", "B", "C"), last: int = 2, **options: str) -> dict[str, bytes]:
    """One sheet with one table T whose header stands in row 1 and whose body ends in row `last`."""
    cells = "".join(
        f'<c r="{letters(at)}1" t="inlineStr"><is><t>{header}</t></is></c>' for at, header in enumerate(headers, 1)
    )
    ref = f"A1:{letters(len(headers))}{last}"
    sheet = sheet_xml(f'<row r="1">{cells}</row>{rows}', after=options.pop("after", ""))
    return parts({"表": sheet}, {"表": [table_xml("T", ref, headers)]}, **options)  # type: ignore[arg-type]


def opened(content: Mapping[str, bytes] | bytes, name: str = "b.xlsx") -> Book:
    data = content if isinstance(content, bytes) else zipped(content)
    book = package.read_bytes(data, name)
    assert isinstance(book, Book), book
    return book


def table(content: Mapping[str, bytes] | bytes, name: str = "T") -> Table:
    tables, problems = opened(content).tables()
    assert problems == []
    return tables[name]


def codes(problems: object) -> list[str]:
    assert isinstance(problems, list), problems
    return [problem.code for problem in problems if isinstance(problem, Problem)]


def fill(name: str, headers: Sequence[str], rows: Sequence[Sequence[Output]], key: Sequence[str] = ()) -> Fill:
    columns = tuple(Column(header=header) for header in headers)
    return Fill(table=name, key=tuple(key), columns=columns, count=len(rows), rows=rows)


def changed(book: Book, *fills: Fill) -> Changed:
    answer = package.change(book, fills)
    assert isinstance(answer, Changed), answer
    return answer


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        assert file.testzip() is None
        return {name: file.read(name) for name in file.namelist()}


def different(before: bytes, after: bytes) -> set[str]:
    """The members that are not the same in both files."""
    old, new = members(before), members(after)
    return {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}


def put(path: Path, content: Mapping[str, bytes]) -> Path:
    path.write_bytes(zipped(content))
    return path
