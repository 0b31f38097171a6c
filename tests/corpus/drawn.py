"""What managers draw on a workbook, as XlsxWriter writes it."""

import io
import struct
import zlib

import xlsxwriter

from tests.corpus.donor import transplant
from tests.corpus.parts import Parts

LAST = 34  # row of 汇总 and 反馈 in the workbook `centre`
TOTALS = f"=汇总!$E$5:$E${LAST}"
NAMES = f"=汇总!$B$5:$B${LAST}"


def png(red: int = 46, green: int = 139, blue: int = 87, side: int = 8) -> bytes:
    """A square of one colour."""
    rows = (b"\0" + bytes((red, green, blue)) * side) * side
    chunks = [(b"IHDR", struct.pack(">2L5B", side, side, 8, 2, 0, 0, 0)), (b"IDAT", zlib.compress(rows)), (b"IEND", b"")]
    packed = (struct.pack(">L", len(d)) + k + d + struct.pack(">L", zlib.crc32(k + d)) for k, d in chunks)
    return b"\x89PNG\r\n\x1a\n" + b"".join(packed)


def _picture() -> dict[str, io.BytesIO]:
    return {"image_data": io.BytesIO(png())}


def charts(book: Parts) -> None:
    """On a sheet of their own, on 汇总, on 得分 and on a chart sheet."""

    def build(donor: xlsxwriter.Workbook) -> None:
        summary, scores = donor.add_worksheet("汇总"), donor.add_worksheet("得分")
        own = donor.add_worksheet("经理图表")
        own.write_row("A1", ["岗位", "均分", 1.5])
        for sheet, place, kind in [(own, "A3", "column"), (summary, "AU5", "line"), (scores, "AF5", "pie")]:
            chart = donor.add_chart({"type": kind})
            chart.add_series({"name": "=汇总!$E$4", "categories": NAMES, "values": TOTALS})
            chart.set_title({"name": "总分 <一览> & 比较"})
            sheet.insert_chart(place, chart)
        radar = donor.add_chart({"type": "radar"})
        radar.add_series({"values": "=得分!$I$5:$I$12", "categories": "=得分!$E$5:$E$12"})
        donor.add_chartsheet("雷达图").set_chart(radar)

    transplant(book, build, "charts")


def sparklines(book: Parts) -> None:
    """Beside our table and on a sheet of their own (extension x14)."""

    def build(donor: xlsxwriter.Workbook) -> None:
        summary, own = donor.add_worksheet("汇总"), donor.add_worksheet("走势")
        for row in (5, 6, LAST):
            summary.add_sparkline(f"AT{row}", {"range": f"汇总!M{row}:T{row}", "markers": True})
        own.add_sparkline("A1", {"range": TOTALS[1:], "type": "column"})
        own.write("B1", "每人总分")

    transplant(book, build, "spark")


def images(book: Parts) -> None:
    """A picture on 汇总, one on a sheet of its own, a background."""

    def build(donor: xlsxwriter.Workbook) -> None:
        summary, own = donor.add_worksheet("汇总"), donor.add_worksheet("公司")
        summary.insert_image("AU1", "logo.png", _picture() | {"description": "公司标志"})
        own.insert_image("B2", "logo.png", _picture() | {"url": "https://example.com/"})
        own.set_background(io.BytesIO(png(200, 220, 240)))

    transplant(book, build, "image")


def text_boxes(book: Parts) -> None:
    """A shape with text on 历史 and one whose text comes from a cell of ours."""

    def build(donor: xlsxwriter.Workbook) -> None:
        history, summary = donor.add_worksheet("历史"), donor.add_worksheet("汇总")
        history.insert_textbox("E3", "本月点评：<请填写> & 签字", {"fill": {"color": "#FFFFCC"}})
        summary.insert_textbox("AU3", "", {"textlink": "=汇总!$E$5"})

    transplant(book, build, "box")


def buttons(book: Parts) -> None:
    """Buttons that call a macro, on 月报 (VML)."""

    def build(donor: xlsxwriter.Workbook) -> None:
        donor.add_worksheet("月报").insert_button("E2", {"macro": "Score", "caption": "计算得分"})

    transplant(book, build, "button")


def comments(book: Parts) -> None:
    """Remarks on our cells, on the manager's cells and outside our tables."""

    def build(donor: xlsxwriter.Workbook) -> None:
        summary, feedback = donor.add_worksheet("汇总"), donor.add_worksheet("反馈")
        summary.write_comment("E5", "为什么这么低？", {"author": "经理"})
        summary.write_comment("AU2", "表外批注", {"visible": True})
        feedback.write_comment("J7", "面谈后补")

    transplant(book, build, "remark")


def new_formats(book: Parts) -> None:
    """Data bars and icons of Excel 2010 (extension x14), over whole columns of ours."""

    def build(donor: xlsxwriter.Workbook) -> None:
        summary, scores = donor.add_worksheet("汇总"), donor.add_worksheet("得分")
        summary.conditional_format(f"E5:E{LAST}", {"type": "data_bar", "data_bar_2010": True, "bar_axis_position": "middle"})
        summary.conditional_format(f"M5:M{LAST}", {"type": "icon_set", "icon_style": "3_flags"})
        scores.conditional_format("I5:I172", {"type": "data_bar", "bar_direction": "right", "bar_solid": True})
        scores.conditional_format("L5:L172", {"type": "3_color_scale"})

    transplant(book, build, "format")


def header_pictures(book: Parts) -> None:
    """Pictures in the header of 得分 and in the footer of a sheet of its own."""

    def build(donor: xlsxwriter.Workbook) -> None:
        scores, own = donor.add_worksheet("得分"), donor.add_worksheet("封面")
        scores.set_header("&L&G&C得分一览", {"image_left": io.BytesIO(png())})
        own.set_footer("&R&G", {"image_right": io.BytesIO(png(1, 2, 3))})
        own.write("A1", "封面")

    transplant(book, build, "head")


def pasted_tables(book: Parts) -> None:
    """Tables, lists, rules and filters of the manager's on a sheet of its own."""

    def build(donor: xlsxwriter.Workbook) -> None:
        own = donor.add_worksheet("预算")
        columns = [{"header": "项目"}, {"header": "金额"}, {"header": "加倍", "formula": "=[@金额]*2"}]
        own.add_table("B3:D8", {"name": "Budget", "columns": columns, "data": [["广告", 1], ["会展", 2]]})
        own.data_validation("C4:C8", {"validate": "decimal", "criteria": ">", "value": 0})
        own.conditional_format("C4:C8", {"type": "cell", "criteria": ">", "value": 1})
        own.autofilter("F3:G8")
        own.write_rich_string("A1", "预算 ", "（草案）", "2026")
        own.merge_range("F1:G1", "合并", None)
        own.freeze_panes(3, 0)
        own.write_url("A12", "https://example.com/?a=1&b=2", string="门户")

    transplant(book, build, "budget")
