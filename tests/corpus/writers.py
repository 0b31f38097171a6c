"""A workbook of ours as other programs write it when a manager opens and saves it there."""

import shutil
from pathlib import Path

import openpyxl
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName

from tests.corpus.books import REMARK
from tests.judges import soffice


def by_openpyxl(centre: Path, target: Path) -> Path:
    """Opened with openpyxl and given a chart, a comment, a name, a sheet and formulas."""
    book = openpyxl.load_workbook(centre)
    summary = book["汇总"]
    summary["AS5"], summary["AT5"] = REMARK, "=E5*2"
    book["反馈"]["K7"] = REMARK
    book["反馈"]["K7"].comment = Comment("请补充", "经理")
    own = book.create_sheet("经理分析")
    own["A1"], own["A2"] = "=AVERAGE(汇总!E5:E34)", "=SUM(Summary[总分])"
    chart = BarChart()
    chart.add_data(Reference(summary, min_col=5, min_row=4, max_row=34), titles_from_data=True)
    own.add_chart(chart, "C3")
    book.defined_names["全体总分"] = DefinedName("全体总分", attr_text="汇总!$E$5:$E$34")
    book.save(target)
    return target


def by_libreoffice(source: Path, folder: Path) -> Path:
    """Opened and saved with LibreOffice."""
    target = folder / "libreoffice.xlsx"
    copy = Path(shutil.copy(source, folder / target.name))
    arguments = ("--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder / "saved"), str(copy))
    soffice(*arguments, profile=folder / "profile")
    return Path(shutil.move(folder / "saved" / target.name, target))
