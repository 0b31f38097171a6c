"""Problems of closing a month and of the actions that it hands on (KPI53x)."""

from kpi.problems import Place, Problem


def without_total(place: Place, period: str, people: str, count: int) -> Problem:
    """A month is to be closed while entries are missing."""
    facts = {"period": period, "people": people, "count": str(count)}
    return Problem(code="KPI531", place=place, facts=facts)


def already_closed(place: Place, period: str) -> Problem:
    """A month is to be closed that is closed."""
    return Problem(code="KPI532", place=place, facts={"period": period})


def next_is_there(file: str) -> Problem:
    """The workbook of the next month is there already and is never written over."""
    return Problem(code="KPI533", place=Place(file), facts={"file": file})


def other_ending(file: str, ending: str) -> Problem:
    """The next workbook is a copy, so it ends as this one does."""
    return Problem(code="KPI534", place=Place(file), facts={"file": file, "ending": ending})


def not_a_status(place: Place, person: str, found: object) -> Problem:
    """What has become of an action is none of the four words."""
    return Problem(code="KPI535", place=place, facts={"person": person, "found": str(found)}, note=True)


def changed_since_closing(place: Place, period: str, people: str) -> Problem:
    """A closed month scores differently now; the next workbook holds the old totals."""
    return Problem(code="KPI536", place=place, facts={"period": period, "people": people}, note=True)
