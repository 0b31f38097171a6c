"""Problems of the holidays and of the board that shows how far a month is (KPI52x)."""

from kpi.problems import Place, Problem


def wrong_span(place: Place, first: str, last: str) -> Problem:
    """A holiday ends before it begins, or lasts so long that one of its dates is mistyped."""
    return Problem(code="KPI521", place=place, facts={"first": first, "last": last})


def off_and_worked(place: Place, day: str) -> Problem:
    """A day stands as a day off and as a working day."""
    return Problem(code="KPI522", place=place, facts={"day": day})


def no_working_day(place: Place, day: str) -> Problem:
    """Around the 5th every day is off."""
    return Problem(code="KPI523", place=place, facts={"day": day})


def not_a_tick(place: Place, person: str, found: object) -> Problem:
    """A cell for a tick holds something that is neither a tick nor a no."""
    return Problem(code="KPI524", place=place, facts={"person": person, "found": str(found)})


def date_as_text(place: Place, found: object) -> Problem:
    """A date stands there as text, which no formula of the sheet takes for a date."""
    return Problem(code="KPI525", place=place, facts={"found": str(found)})
