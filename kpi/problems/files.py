"""Problems of finding a KPI or a revision (KPI36x) and of the files of a rule book (KPI37x)."""

from datetime import date

from kpi.problems import Place, Problem

# Look-up -----------------------------------------------------------------------


def no_such_kpi(place: Place, found: str) -> Problem:
    """A KPI that nobody has heard of."""
    return Problem(code="KPI361", place=place, facts={"found": found})


def similar_kpis(place: Place, found: str, suggestions: str) -> Problem:
    """A KPI that is not there, but some are spelt nearly like it."""
    return Problem(code="KPI362", place=place, facts={"found": found, "suggestions": suggestions})


def ambiguous_kpi(place: Place, found: str, codes: str) -> Problem:
    """A name that several KPIs carry."""
    return Problem(code="KPI363", place=place, facts={"found": found, "codes": codes})


def not_in_force(place: Place, found: str, on: date, first: date) -> Problem:
    """No revision has started by that date."""
    facts = {"found": found, "on": on.isoformat(), "first": first.isoformat()}
    return Problem(code="KPI364", place=place, facts=facts)


# Files -------------------------------------------------------------------------


def unreadable_file(place: Place, reason: str) -> Problem:
    """A rule file is missing, is a folder, or is not UTF-8."""
    return Problem(code="KPI371", place=place, facts={"reason": reason})


def broken_toml(place: Place, line: str, reason: str) -> Problem:
    """A rule file is not TOML."""
    return Problem(code="KPI372", place=place, facts={"line": line, "reason": reason})


def field_missing(place: Place, item: str, field: str) -> Problem:
    """A field that every entry needs is not there."""
    return Problem(code="KPI373", place=place, facts={"item": item, "field": field})


def field_unknown(place: Place, item: str, field: str) -> Problem:
    """A field that nobody reads: usually a misspelling."""
    return Problem(code="KPI374", place=place, facts={"item": item, "field": field})


def field_wrong(place: Place, item: str, field: str, found: str, example: str) -> Problem:
    """A field holds something else than it should."""
    facts = {"item": item, "field": field, "found": found, "example": example}
    return Problem(code="KPI375", place=place, facts=facts)


def same_start(place: Place, start: date) -> Problem:
    """Two revisions start on one day."""
    return Problem(code="KPI376", place=place, facts={"start": start.isoformat()})


def file_missing(place: Place, found: str) -> Problem:
    """A role set, or the centre, has no rule file."""
    return Problem(code="KPI377", place=place, facts={"found": found})


def marked_twice(place: Place, item: str, fields: str) -> Problem:
    """A field is named both among the proposed and among the stated ones."""
    return Problem(code="KPI379", place=place, facts={"item": item, "field": fields})


def listed_twice(place: Place, item: str, field: str, found: str) -> Problem:
    """Two entries of a list carry one code."""
    return Problem(code="KPI380", place=place, facts={"item": item, "field": field, "found": found})


def set_twice(place: Place, role_set: str, first: str) -> Problem:
    """Two files hold the same role set, or both hold the centre."""
    return Problem(code="KPI378", place=place, facts={"found": role_set, "first": first})
