"""What Excel and its add-ins hang on a sheet, written by hand: controls, threads, slicers, pivots, x14 lists."""

import re

import xlsxwriter

from tests.corpus.donor import text_cell, transplant
from tests.corpus.parts import MAIN, RELATIONS, SPREADSHEET, Parts, worksheet

MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
X15 = "http://schemas.microsoft.com/office/spreadsheetml/2010/11/main"
XM = "http://schemas.microsoft.com/office/excel/2006/main"
XDR = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
MICROSOFT = "http://schemas.microsoft.com/office"
THREADS = f"{MICROSOFT}/spreadsheetml/2018/threadedcomments"
PERSON, THREAD = "{7C5A0F1B-0000-4000-8000-000000000001}", "{7C5A0F1B-0000-4000-8000-000000000002}"


def threaded_comments(book: Parts) -> None:
    """A conversation on a cell of 反馈, with the person who began it."""

    def build(donor: xlsxwriter.Workbook) -> None:
        text = "[Threaded comment]\n\nComment:\n    请补充"
        donor.add_worksheet("反馈").write_comment("K6", text, {"author": f"tc={THREAD}"})

    transplant(book, build, "thread")
    sheet = book.sheets()["反馈"]
    thread = (
        f'<ThreadedComments xmlns="{THREADS}"><threadedComment ref="K6" dT="2026-11-01T08:00:00.00"'
        f' personId="{PERSON}" id="{THREAD}"><text>请补充</text></threadedComment></ThreadedComments>'
    )
    person = (
        f'<personList xmlns="{THREADS}"><person displayName="王经理" id="{PERSON}" userId="w" providerId="None"/>'
        "</personList>"
    )
    part = book.put("xl/threadedComments/threadedComment1.xml", thread, "application/vnd.ms-excel.threadedcomments+xml")
    book.relate(sheet, f"{MICROSOFT}/2017/10/relationships/threadedComment", part)
    part = book.put("xl/persons/person.xml", person, "application/vnd.ms-excel.person+xml")
    book.relate("xl/workbook.xml", f"{MICROSOFT}/2017/10/relationships/person", part)


def _anchor(column: int, row: int) -> str:
    def spot(name: str, down: int) -> str:
        return (
            f"<{name}><xdr:col>{column + down}</xdr:col><xdr:colOff>0</xdr:colOff>"
            f"<xdr:row>{row + down}</xdr:row><xdr:rowOff>0</xdr:rowOff></{name}>"
        )

    return f'<anchor moveWithCells="1" sizeWithCells="1" xmlns:xdr="{XDR}">{spot("from", 0)}{spot("to", 2)}</anchor>'


def form_controls(book: Parts) -> None:
    """A drop-down over names of ours, with its control properties beside the old drawing."""

    def build(donor: xlsxwriter.Workbook) -> None:
        donor.add_worksheet("月报").insert_button("E2", {"macro": "Score", "caption": "计算"})

    transplant(book, build, "control")
    sheet = book.sheets()["月报"]
    properties = f'<formControlPr xmlns="{X14}" objectType="Drop" dropStyle="combo" dx="16" fmlaRange="汇总!$B$5:$B$34" noThreeD="1" sel="0" val="0"/>'
    part = book.put("xl/ctrlProps/ctrlProp1.xml", properties, "application/vnd.ms-excel.controlproperties+xml")
    identity = book.relate(sheet, "ctrlProp", part)
    control = (
        f'<mc:AlternateContent xmlns:mc="{MC}"><mc:Choice Requires="x14"><controls>'
        f'<mc:AlternateContent><mc:Choice Requires="x14"><control shapeId="1025" r:id="{identity}" name="Drop Down 1">'
        f'<controlPr defaultSize="0" autoLine="0" autoPict="0">{_anchor(4, 1)}</controlPr></control></mc:Choice>'
        "</mc:AlternateContent></controls></mc:Choice></mc:AlternateContent>"
    )
    book.place(sheet, control)
    book.with_attribute(sheet, "worksheet", f'xmlns:x14="{X14}"')


def slicers(book: Parts) -> None:
    """A slicer on 等级 of the table Summary."""
    sheet = book.sheets()["汇总"]
    table = next(target for _, kind, target in book.relations(sheet) if kind.endswith("/table"))
    number = re.search(r'\sid="(\d+)"', book.text(table))
    assert number
    cache = (
        f'<slicerCacheDefinition xmlns="{X14}" xmlns:x="{MAIN}" name="Slicer_grade" sourceName="等级"><extLst>'
        f'<x:ext uri="{{2F2917AC-EB37-4324-AD4E-5DD8C200BD13}}" xmlns:x15="{X15}">'
        f'<x15:tableSlicerCache tableId="{number[1]}" column="6"/></x:ext></extLst></slicerCacheDefinition>'
    )
    part = book.put("xl/slicerCaches/slicerCache1.xml", cache, "application/vnd.ms-excel.slicerCache+xml")
    identity = book.relate("xl/workbook.xml", f"{MICROSOFT}/2007/relationships/slicerCache", part)
    book.extend(
        "xl/workbook.xml",
        f'<ext uri="{{46BE6895-7355-4a93-B00E-2C351335B9C9}}" xmlns:x15="{X15}"><x15:slicerCaches xmlns:x14="{X14}">'
        f'<x14:slicerCache r:id="{identity}"/></x15:slicerCaches></ext>',
    )
    book.name("Slicer_grade", "#N/A")
    shown = f'<slicers xmlns="{X14}"><slicer name="等级" cache="Slicer_grade" caption="等级" rowHeight="241300"/></slicers>'
    part = book.put("xl/slicers/slicer1.xml", shown, "application/vnd.ms-excel.slicer+xml")
    identity = book.relate(sheet, f"{MICROSOFT}/2007/relationships/slicer", part)
    book.extend(
        sheet,
        f'<ext uri="{{3A4CF648-6AED-40f4-86FF-DC5316D8AED3}}" xmlns:x15="{X15}"><x14:slicerList xmlns:x14="{X14}">'
        f'<x14:slicer r:id="{identity}"/></x14:slicerList></ext>',
    )
    _slicer_drawing(book, sheet)


def _slicer_drawing(book: Parts, sheet: str) -> None:
    drawing_ml = "http://schemas.openxmlformats.org/drawingml/2006/main"
    slicer_ml = "http://schemas.microsoft.com/office/drawing/2010/slicer"
    frame = (
        '<xdr:graphicFrame macro=""><xdr:nvGraphicFramePr><xdr:cNvPr id="2" name="等级"/><xdr:cNvGraphicFramePr/>'
        '</xdr:nvGraphicFramePr><xdr:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/></xdr:xfrm><a:graphic>'
        f'<a:graphicData uri="{slicer_ml}"><sle:slicer xmlns:sle="{slicer_ml}" name="等级"/></a:graphicData>'
        "</a:graphic></xdr:graphicFrame>"
    )
    box = (
        '<xdr:sp macro="" textlink=""><xdr:nvSpPr><xdr:cNvPr id="0" name=""/><xdr:cNvSpPr/></xdr:nvSpPr><xdr:spPr>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr></xdr:sp>'
    )
    corners = "".join(
        f"<xdr:{name}><xdr:col>{at}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>{row}</xdr:row>"
        f"<xdr:rowOff>0</xdr:rowOff></xdr:{name}>"
        for name, at, row in (("from", 42, 1), ("to", 44, 12))
    )
    drawing = (
        f'<xdr:wsDr xmlns:xdr="{XDR}" xmlns:a="{drawing_ml}"><xdr:twoCellAnchor>{corners}'
        f'<mc:AlternateContent xmlns:mc="{MC}" xmlns:sle15="http://schemas.microsoft.com/office/drawing/2012/slicer">'
        f'<mc:Choice Requires="sle15">{frame}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>'
        "<xdr:clientData/>"
        "</xdr:twoCellAnchor></xdr:wsDr>"
    )
    part = book.put("xl/drawings/slicers.xml", drawing, "application/vnd.openxmlformats-officedocument.drawing+xml")
    book.place(sheet, f'<drawing r:id="{book.relate(sheet, "drawing", part)}"/>')


def pivot_tables(book: Parts) -> None:
    """Total by role from the table Summary, with its cache, on a sheet of its own."""
    summary = book.sheets()["汇总"]
    table = next(target for _, kind, target in book.relations(summary) if kind.endswith("/table"))
    headers = re.findall(r'<tableColumn id="\d+" name="([^"]+)"', book.text(table))
    shared = {2: '<sharedItems count="2"><s v="销售专员"/><s v="销售经理"/></sharedItems>'}
    number = '<sharedItems containsString="0" containsBlank="1" containsNumber="1" minValue="1" maxValue="99"/>'
    fields = "".join(
        f'<cacheField name="{header}" numFmtId="0">{shared.get(at, number if at == 4 else "<sharedItems/>")}</cacheField>'
        for at, header in enumerate(headers)
    )
    rows = "".join(
        "<r>" + "".join('<x v="0"/>' if at == 2 else '<n v="50"/>' if at == 4 else "<m/>" for at in range(len(headers))) + "</r>"
        for _ in range(2)
    )
    records = f'<pivotCacheRecords xmlns="{MAIN}" count="2">{rows}</pivotCacheRecords>'
    records_part = "xl/pivotCache/pivotCacheRecords1.xml"
    cache_part = "xl/pivotCache/pivotCacheDefinition1.xml"
    book.put(records_part, records, f"{SPREADSHEET}.pivotCacheRecords+xml")
    identity = book.relate(cache_part, "pivotCacheRecords", records_part)
    cache = (
        f'<pivotCacheDefinition xmlns="{MAIN}" xmlns:r="{RELATIONS}" r:id="{identity}" refreshedBy="w" refreshedDate="46000"'
        ' createdVersion="6" refreshedVersion="6" minRefreshableVersion="3" recordCount="2"><cacheSource type="worksheet">'
        f'<worksheetSource name="Summary"/></cacheSource><cacheFields count="{len(headers)}">{fields}</cacheFields>'
        "</pivotCacheDefinition>"
    )
    book.put(cache_part, cache, f"{SPREADSHEET}.pivotCacheDefinition+xml")
    identity = book.relate("xl/workbook.xml", "pivotCacheDefinition", cache_part)
    book.place("xl/workbook.xml", f'<pivotCaches><pivotCache cacheId="7" r:id="{identity}"/></pivotCaches>')
    axes = {
        2: '<pivotField axis="axisRow" showAll="0"><items count="3"><item x="0"/><item x="1"/><item t="default"/></items></pivotField>',
        4: '<pivotField dataField="1" showAll="0"/>',
    }
    pivot = (
        f'<pivotTableDefinition xmlns="{MAIN}" name="透视" cacheId="7" dataCaption="值" updatedVersion="6"'
        ' minRefreshableVersion="3" createdVersion="6" outline="1" outlineData="1"><location ref="A3:B5" firstHeaderRow="1"'
        f' firstDataRow="1" firstDataCol="1"/><pivotFields count="{len(headers)}">'
        + "".join(axes.get(at, '<pivotField showAll="0"/>') for at in range(len(headers)))
        + '</pivotFields><rowFields count="1"><field x="2"/></rowFields><rowItems count="2"><i><x/></i><i t="grand"><x/></i>'
        '</rowItems><colItems count="1"><i/></colItems><dataFields count="1"><dataField name="合计" fld="4" baseField="0"'
        ' baseItem="0"/></dataFields></pivotTableDefinition>'
    )
    part = book.put("xl/pivotTables/pivotTable1.xml", pivot, f"{SPREADSHEET}.pivotTable+xml")
    book.relate(part, "pivotCacheDefinition", cache_part)
    rows = f'<row r="3">{text_cell("A3", "岗位")}{text_cell("B3", "合计")}</row><row r="4">{text_cell("A4", "销售专员")}<c r="B4"><v>100</v></c></row>'
    own = book.new_sheet("透视", worksheet(rows))
    book.relate(own, "pivotTable", part)


def new_validations(book: Parts) -> None:
    """A list that stands on another sheet (extension x14), for the manager's columns of 反馈."""
    items = "".join(f'<row r="{at}">{text_cell(f"A{at}", text)}</row>' for at, text in enumerate("高中低", 1))
    book.new_sheet("名单", worksheet(items))
    rule = (
        '<x14:dataValidation type="list" allowBlank="1" showErrorMessage="1"><x14:formula1><xm:f>名单!$A$1:$A$3</xm:f>'
        "</x14:formula1><xm:sqref>M5:M34</xm:sqref></x14:dataValidation>"
    )
    ext = (
        f'<ext uri="{{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}}" xmlns:x14="{X14}"><x14:dataValidations count="1"'
        f' xmlns:xm="{XM}">{rule}</x14:dataValidations></ext>'
    )
    book.extend(book.sheets()["反馈"], ext)


