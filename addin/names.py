"""The names that LibreOffice knows us by."""

IDENTIFIER = "org.kpiscorecards.kpi"  # of the extension
MODULE = ("org", "kpiscorecards")  # of the UNO types
FUNCTIONS = "org.kpiscorecards.Functions"  # the service behind the cell functions
HANDLER = "org.kpiscorecards.Handler"  # the service behind the buttons
PROTOCOL = "org.kpiscorecards:"  # of a button's command; what follows is its id
PACKAGE = "org_kpiscorecards"  # all extensions share one sys.path, and an installed kpi may stand on it
FILE = "kpi.oxt"
PROGRAM_NOTE = "kpi-scorecards.json"  # in the user's part of a profile: where the program is that installed us


def method(function: str) -> str:
    """The UNO method of a sheet function.

    >>> method("KPI_SCORE")
    'kpiScore'
    """
    first, *others = function.lower().split("_")
    return first + "".join(map(str.capitalize, others))
