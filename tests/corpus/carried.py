"""What rides along in a workbook: macros, ribbon, data of other tools, links, names, the manager's own sheets."""

from tests.corpus.by_hand import MC, MICROSOFT, X14
from tests.corpus.compound import compound
from tests.corpus.donor import text_cell
from tests.corpus.parts import MAIN, PACKAGE, RELATIONS, SPREADSHEET, Parts, worksheet

STALE = 987654  # the cached value of a formula that depends on us
FRESH = 123454321  # and of one that does not
VBA = f"{MICROSOFT}/2006/relationships/vbaProject"


def macros(book: Parts) -> None:
    """A VBA project with its signature; the workbook becomes an .xlsm."""
    types = ("application/vnd.ms-office.vbaProject", "application/vnd.ms-office.vbaProjectSignature")
    project = book.put("xl/vbaProject.bin", compound("VBA", b"Attribute VB_Name" * 400), types[0])
    signature = book.put("xl/vbaProjectSignature.bin", bytes(range(256)) * 3, types[1])
    book.relate("xl/workbook.xml", VBA, project)
    book.relate(project, f"{VBA}Signature", signature)
    plain, macro = f"{SPREADSHEET}.sheet.main+xml", "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    book.edit("[Content_Types].xml", plain, macro)
    book.with_attribute("xl/workbook.xml", "workbookPr", 'codeName="ThisWorkbook"')
    for title in ("汇总", "得分"):
        book.with_attribute(book.sheets()[title], "sheetPr", f'codeName="{"S" + str(len(title))}_{ord(title[0])}"')


def ribbon(book: Parts) -> None:
    """A tab of the ribbon with a picture of its own."""
    ui = (
        f'<customUI xmlns="{MICROSOFT}/2009/07/customui"><ribbon><tabs><tab id="kpi" label="绩效"><group id="g" label="计算">'
        '<button id="b" label="计算得分" image="logo" onAction="Score"/></group></tab></tabs></ribbon></customUI>'
    )
    part = book.put("customUI/customUI14.xml", ui, "application/xml")
    book.relate("", f"{MICROSOFT}/2007/relationships/ui/extensibility", part)
    image = book.put("customUI/images/logo.png", bytes.fromhex("89504e470d0a1a0a"), "image/png")
    book.relate(part, "image", image)


def custom_xml(book: Parts) -> None:
    """Data that another tool keeps in the file."""
    part = book.put("customXml/item1.xml", '<plan xmlns="urn:erp"><month>2026-10</month></plan>', "application/xml")
    data_store = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"
    properties = (
        f'<ds:datastoreItem xmlns:ds="{data_store}" ds:itemID="{{0F1E2D3C-0000-4000-8000-000000000003}}">'
        '<ds:schemaRefs><ds:schemaRef ds:uri="urn:erp"/></ds:schemaRefs></ds:datastoreItem>'
    )
    kind = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
    about = book.put("customXml/itemProps1.xml", properties, kind)
    book.relate(part, "customXmlProps", about)
    book.relate("xl/workbook.xml", "customXml", part)


def external_links(book: Parts) -> None:
    """A link to another workbook, a connection to a database, a formula that uses the link."""
    part = "xl/externalLinks/externalLink1.xml"
    outside = book.relate(part, "externalLinkPath", "file:///D:/%E5%B9%B4%E5%BA%A6.xlsx", outside=True)
    link = (
        f'<externalLink xmlns="{MAIN}"><externalBook xmlns:r="{RELATIONS}" r:id="{outside}"><sheetNames>'
        '<sheetName val="汇总"/></sheetNames><sheetDataSet><sheetData sheetId="0"><row r="5"><cell r="E5"><v>77</v></cell>'
        "</row></sheetData></sheetDataSet></externalBook></externalLink>"
    )
    book.put(part, link, f"{SPREADSHEET}.externalLink+xml")
    identity = book.relate("xl/workbook.xml", "externalLink", part)
    book.place(
        "xl/workbook.xml", f'<externalReferences><externalReference r:id="{identity}"/></externalReferences>'
    )
    connections = (
        f'<connections xmlns="{MAIN}"><connection id="1" name="ERP" type="1" refreshedVersion="6">'
        '<dbPr connection="DSN=erp" command="select 1"/></connection></connections>'
    )
    part = book.put("xl/connections.xml", connections, f"{SPREADSHEET}.connections+xml")
    book.relate("xl/workbook.xml", "connections", part)
    row = f'<row r="1"><c r="A1"><f>[1]汇总!$E$5</f><v>{FRESH}</v></c></row>'
    book.new_sheet("去年", worksheet(row))


def print_settings(book: Parts) -> None:
    """What a printer driver keeps, page breaks and print options, on 汇总."""
    sheet = book.sheets()["汇总"]
    settings = book.put("xl/printerSettings/printerSettings1.bin", bytes(range(256)) * 8, f"{SPREADSHEET}.printerSettings")
    book.with_attribute(sheet, "pageSetup", f'r:id="{book.relate(sheet, "printerSettings", settings)}"')
    book.place(sheet, '<printOptions horizontalCentered="1"/>')
    book.place(sheet, '<rowBreaks count="1" manualBreakCount="1"><brk id="20" max="16383" man="1"/></rowBreaks>')


def properties(book: Parts) -> None:
    """Document properties of the company's own and a thumbnail."""
    value_types = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
    xml = (
        '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"'
        f' xmlns:vt="{value_types}"><property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="2" name="密级">'
        "<vt:lpwstr>内部</vt:lpwstr></property></Properties>"
    )
    kind = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
    book.relate("", "custom-properties", book.put("docProps/custom.xml", xml, kind))
    picture = book.put("docProps/thumbnail.jpeg", b"\xff\xd8\xff\xd9", "image/jpeg")
    book.relate("", f"{PACKAGE}/relationships/metadata/thumbnail", picture)


def signature(book: Parts) -> None:
    """The origin of a digital signature and one signature."""
    kinds = "application/vnd.openxmlformats-package.digital-signature"
    origin = book.put("_xmlsignatures/origin.sigs", b"", f"{kinds}-origin")
    book.relate("", f"{PACKAGE}/relationships/digital-signature/origin", origin)
    signed = '<Signature xmlns="http://www.w3.org/2000/09/xmldsig#" Id="idPackageSignature"><SignatureValue>AA==</SignatureValue></Signature>'
    part = book.put("_xmlsignatures/sig1.xml", signed, f"{kinds}-xmlsignature+xml")
    book.relate(origin, f"{PACKAGE}/relationships/digital-signature/signature", part)


def calculation_chain(book: Parts) -> None:
    """The list of formula cells that Excel keeps."""
    summary = list(book.sheets()).index("汇总") + 1
    chain = f'<calcChain xmlns="{MAIN}"><c r="E5" i="{summary}"/><c r="F5" i="{summary}"/></calcChain>'
    book.relate("xl/workbook.xml", "calcChain", book.put("xl/calcChain.xml", chain, f"{SPREADSHEET}.calcChain+xml"))


def _formula(place: str, formula: str, value: int, more: str = "") -> str:
    return f'<c r="{place}"><f{more}>{formula}</f><v>{value}</v></c>'


def own_formulas(book: Parts) -> None:
    """Names and sheets of the manager's; some formulas look at our cells, some do not."""
    book.name("全体总分", "汇总!$E$5:$E$34")
    book.name("目标线", "85")
    book.name("折算", "_xlfn.LAMBDA(_xlpm.x,_xlpm.x*1.1)")
    cells = [
        _formula("A1", "AVERAGE(汇总!E5:E34)", STALE),
        _formula("B1", "SUM(Summary[总分])", STALE),
        _formula("C1", "MAX(全体总分)", STALE),
        _formula("D1", "目标线*2", FRESH),
        _formula("E1", "SUM(A1:C1)", STALE),
        _formula("F1", "COUNTA(人员!A5:A44)", FRESH),
        _formula("G1", "SUM(H1:H3)+COUNTA(销售专员!A5:A12)", FRESH),
        _formula("K1", "INDIRECT(&quot;汇总!E5&quot;)", STALE),
    ]
    shared, array = ' t="shared" ref="A2:A4" si="0"', ' t="array" ref="A6:C6"'
    more = f'<c r="B6"><v>{STALE}</v></c><c r="C6"><v>{STALE}</v></c>'
    rows = f'<row r="1">{"".join(cells)}</row><row r="2">{_formula("A2", "得分!I5*1", STALE, shared)}</row>'
    rows += "".join(f'<row r="{at}"><c r="A{at}"><f t="shared" si="0"/><v>{STALE}</v></c></row>' for at in (3, 4))
    rows += f'<row r="6">{_formula("A6", "TRANSPOSE(汇总!E5:E7)", STALE, array)}{more}</row>'
    rows += f'<row r="9">{text_cell("A9", "手写备注 <保留> & 不动")}<c r="B9"><v>{FRESH}</v></c></row>'
    book.new_sheet("经理分析", worksheet(rows))
    other = f'<row r="1">{_formula("A1", "经理分析!E1*2", STALE)}{_formula("B1", "B2+1", FRESH)}</row>'
    book.new_sheet("上报", worksheet(other))


def revision_marks(book: Parts) -> None:
    """Attributes and extensions of newer programs that older ones may ignore."""
    sheet = book.sheets()["汇总"]
    revision = "http://schemas.microsoft.com/office/spreadsheetml/2014/revision"
    book.with_attribute(sheet, "worksheet", f'xmlns:mc="{MC}" mc:Ignorable="xr" xmlns:xr="{revision}" xr:uid="{{0F1E2D3C-0000-4000-8000-000000000004}}"')
    book.extend("xl/workbook.xml", f'<ext uri="{{140A7094-0E35-4892-8432-C4D2E57EDEB5}}" xmlns:x14="{X14}"><x14:workbookPr defaultImageDpi="220"/></ext>')
