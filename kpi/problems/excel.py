"""Problems of the files for Excel and of the machine that they are made for (KPI82x)."""

from kpi.problems import Place, Problem


def not_plain(book: str) -> Problem:
    """A workbook that has macros already, or is of another kind than .xlsx."""
    return Problem(code="KPI821", place=Place(book), facts={"book": book})


def no_macro_ending(book: str) -> Problem:
    """The name of the new file does not say that there are macros in it."""
    return Problem(code="KPI822", place=Place(book), facts={"book": book})


def not_our_workbook(book: str) -> Problem:
    """A workbook without our tables, in which the buttons would have nothing to do."""
    return Problem(code="KPI823", place=Place(book), facts={"book": book})


def not_windows() -> Problem:
    """The add-in belongs to one machine, and this is not one."""
    return Problem(code="KPI824", place=Place(), facts={})


def unusable_path(path: str) -> Problem:
    """A path that Excel's way to Python cannot take."""
    return Problem(code="KPI825", place=Place(), facts={"path": path})


def no_library(path: str) -> Problem:
    """The library between Excel and Python is not where it should be."""
    return Problem(code="KPI826", place=Place(), facts={"path": path})


def needs_excel() -> Problem:
    """A check inside Excel was asked for where there is none."""
    return Problem(code="KPI827", place=Place(), facts={})


def excel_failed(reason: str) -> Problem:
    """Excel did not start, or did not stay."""
    return Problem(code="KPI828", place=Place(), facts={"reason": reason})


def wrong_inside(failed: int) -> Problem:
    """Excel runs, and something in it does not give what is known."""
    return Problem(code="KPI829", place=Place(), facts={"failed": str(failed)})


def no_addin(path: str) -> Problem:
    """Excel would start without our add-in."""
    return Problem(code="KPI830", place=Place(), facts={"path": path})
