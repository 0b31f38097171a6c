"""Problems of making a monthly report (KPI15x)."""

from kpi.problems import Place, Problem


def nobody_appraised(book: str, period: str) -> Problem:
    """There is nobody to report on."""
    return Problem(code="KPI151", place=Place(book), facts={"period": period})


def no_chinese_font(wanted: str) -> Problem:
    """None of the fonts that have Chinese characters is installed; a PDF would show boxes."""
    return Problem(code="KPI152", place=Place(), facts={"wanted": wanted})


def no_glyph(characters: str) -> Problem:
    """Characters that are in no installed font; a stand-in is printed for each."""
    return Problem(code="KPI153", place=Place(), facts={"characters": characters})


def left_out(person: str, files: str, error: str) -> Problem:
    """The program failed at what it makes for one person."""
    return Problem(code="KPI154", place=Place(), facts={"person": person, "files": files, "error": error})
