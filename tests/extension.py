"""A live Calc with kpi.oxt in it: a profile of the test's own, one for each language of the user interface."""

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

import xlsxwriter

from tests.judges import WRONG
from tests.office import SETTINGS, Office

ITEM = '<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
HAS_CHINESE = (
    '<item oor:path="/org.openoffice.Setup/Office/InstalledLocales"><node oor:name="zh-CN" oor:op="replace">'
    '<prop oor:name="Packages" oor:type="oor:string-list"><value>Module</value></prop></node></item>'
)  # as its language pack would say
LANGUAGES = {
    "en": "",
    "zh": HAS_CHINESE + ITEM.format(path="/org.openoffice.Office.Linguistic/General", name="UILocale", value="zh-CN"),
    "de": ITEM.format(path="/org.openoffice.Setup/L10N", name="ooSetupSystemLocale", value="de-DE"),  # writes 0,97
}
ERRORS = {521: "#NULL!", 532: "#DIV/0!", 519: "#VALUE!", 524: "#REF!", 525: "#NAME?", 503: "#NUM!", 32767: "#N/A"}
A_NUMBER = 1  # what FormulaResultType2 calls one


def installed(extension: Path, folder: Path) -> Path:
    """A profile with the extension, to be copied."""
    office = Office(folder).start()
    office.install(extension)
    office.stop()
    return folder


def profile(template: Path, folder: Path, language: str) -> Path:
    """A copy of the profile for one language."""
    shutil.copytree(template, folder)
    settings = folder / "user" / "registrymodifications.xcu"
    text = settings.read_text(encoding="utf-8")
    assert "OOXMLRecalcMode" in SETTINGS
    assert "OOXMLRecalcMode" in text  # what is in a file is recalculated when it is loaded
    settings.write_text(text.replace("</oor:items>", LANGUAGES[language] + "</oor:items>"), encoding="utf-8")
    return folder


def shown(cell) -> object:
    """What a cell shows: a number, a text, or the name of an error value."""
    if cell.getError():
        return ERRORS.get(cell.getError(), f"Err:{cell.getError()}")
    return cell.Value if cell.FormulaResultType2 == A_NUMBER else cell.String


class Book:
    """A workbook as XlsxWriter stores it: cells, formulas under their bare names, wrong cached values."""

    def __init__(
        self, path: Path, cells: Mapping[str, object], formulas: Sequence[str], rules: Sequence[Sequence[object]] = ()
    ) -> None:
        self.path = path
        with xlsxwriter.Workbook(path) as book:
            sheet = book.add_worksheet("Cells")
            for where, value in cells.items():
                sheet.write(where, value)
            for number, formula in enumerate(formulas, 1):
                sheet.write_formula(f"Z{number}", formula, value=WRONG)
            table = book.add_worksheet("Rules")
            for number, row in enumerate(rules):
                table.write_row(number, 0, row)
        self.count = len(formulas)

    def answers(self, office: Office) -> list[object]:
        """What the formulas give in Calc, one after the other."""
        document = office.open(self.path)
        try:
            sheet = document.Sheets.getByIndex(0)
            return [shown(sheet.getCellRangeByName(f"Z{number}")) for number in range(1, self.count + 1)]
        finally:
            document.close(True)


def ask(office: Office, folder: Path, *formulas: str, **cells: object) -> list[object]:
    """What formulas give over these cells."""
    return Book(folder / "asked.xlsx", cells, formulas).answers(office)
