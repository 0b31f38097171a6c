"""Problems of the add-in and of the spreadsheet program that it goes into (KPI8xx)."""

from kpi.problems import Place, Problem

NOWHERE = Place()


def which_host() -> Problem:
    """The command means Excel, which is on Windows only."""
    return Problem(code="KPI801", place=NOWHERE, facts={})


def no_office() -> Problem:
    """LibreOffice is not on this machine, or not where we look."""
    return Problem(code="KPI802", place=NOWHERE, facts={})


def office_too_old(found: str, least: str) -> Problem:
    """A LibreOffice that the extension was not made for."""
    return Problem(code="KPI803", place=NOWHERE, facts={"found": found, "least": least})


def no_office_python() -> Problem:
    """LibreOffice is there without its Python, in which the functions run."""
    return Problem(code="KPI804", place=NOWHERE, facts={})


def office_open(lock: str) -> Problem:
    """LibreOffice is open with this profile."""
    return Problem(code="KPI805", place=NOWHERE, facts={"lock": lock})


def office_failed(reason: str) -> Problem:
    """LibreOffice started and did not do what it was asked for."""
    return Problem(code="KPI806", place=NOWHERE, facts={"reason": reason})


def not_installed() -> Problem:
    """The extension is not there."""
    return Problem(code="KPI807", place=NOWHERE, facts={})


def other_version(found: str, ours: str) -> Problem:
    """The extension is there in another version than this program."""
    return Problem(code="KPI808", place=NOWHERE, facts={"found": found, "ours": ours})


def wrong_answer(formula: str, found: str, known: str) -> Problem:
    """The extension is there and a function does not give what is known."""
    return Problem(code="KPI809", place=NOWHERE, facts={"formula": formula, "found": found, "known": known})
