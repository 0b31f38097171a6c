"""Problems of a workbook's sheets, settings and people (KPI4xx, KPI5xx)."""

from kpi.problems import Place, Problem

NO_TABLE = "KPI501"
NO_COLUMN = "KPI502"


def no_table(place: Place, table: str, sheet: str) -> Problem:
    """A table of ours is missing or was renamed."""
    return Problem(code=NO_TABLE, place=place, facts={"table": table, "sheet": sheet})


def no_column(place: Place, table: str, column: str) -> Problem:
    """A column of ours is missing or was renamed."""
    return Problem(code=NO_COLUMN, place=place, facts={"table": table, "column": column})


def no_entry_column(place: Place, kpi: str, column: str) -> Problem:
    """A KPI has weight but the sheet of the role has no column to type it."""
    return Problem(code="KPI503", place=place, facts={"kpi": kpi, "column": column})


def column_twice(place: Place, column: str) -> Problem:
    """Two columns carry the same header."""
    return Problem(code="KPI504", place=place, facts={"column": column})


def made_portable(place: Place) -> Problem:
    """A workbook that was made without our functions is set to have them."""
    return Problem(code="KPI514", place=place, facts={})


def grade_without_letter(place: Place, limit: object) -> Problem:
    """A row of the table Grades has a limit and no letter."""
    return Problem(code="KPI515", place=place, facts={"limit": str(limit)})


def not_a_choice(place: Place, found: object, choices: str) -> Problem:
    """A cell with a list of choices holds something else."""
    return Problem(code="KPI505", place=place, facts={"found": str(found), "choices": choices})


def not_a_setting_number(place: Place, item: str, found: object) -> Problem:
    """A setting or a field of a rule needs a number."""
    return Problem(code="KPI506", place=place, facts={"item": item, "found": str(found)})


def no_setting(place: Place, item: str) -> Problem:
    """A row of the table Settings is missing."""
    return Problem(code="KPI507", place=place, facts={"item": item})


def no_period(place: Place, found: object) -> Problem:
    """The period is not a month."""
    return Problem(code="KPI508", place=place, facts={"found": str(found)})


def newer_rules(place: Place, kpi: str, field: str, here: str, packaged: str) -> Problem:
    """A field of the workbook's rules differs from the packaged revision."""
    facts = {"kpi": kpi, "field": field, "here": here, "packaged": packaged}
    return Problem(code="KPI509", place=place, facts=facts, note=True)


def no_id(place: Place) -> Problem:
    """A row holds something but no id."""
    return Problem(code="KPI401", place=place, facts={})


def unreadable_id(place: Place, found: object) -> Problem:
    """An id is a date, an error, or a number too long for a sheet to keep."""
    return Problem(code="KPI402", place=place, facts={"found": str(found)})


def id_twice(place: Place, person: str, first: Place) -> Problem:
    """The same id stands in two rows."""
    return Problem(code="KPI403", place=place, facts={"person": person, "first": first.cell})


def unknown_role(place: Place, found: object, roles: str) -> Problem:
    """The role of a person is none of the ten."""
    return Problem(code="KPI404", place=place, facts={"found": str(found), "roles": roles})


def unknown_person(place: Place, person: str) -> Problem:
    """A role's sheet has a row for somebody who is not in People."""
    return Problem(code="KPI405", place=place, facts={"person": person})


def wrong_sheet(place: Place, person: str, role: str) -> Problem:
    """A person's row stands on the sheet of another role."""
    return Problem(code="KPI406", place=place, facts={"person": person, "role": role})


def no_row(place: Place, person: str, sheet: str) -> Problem:
    """A person has no row on the sheet of the role."""
    return Problem(code="KPI407", place=place, facts={"person": person, "sheet": sheet})


def not_a_date(place: Place, found: object) -> Problem:
    """A date of a person cannot be read."""
    return Problem(code="KPI408", place=place, facts={"found": str(found)})


def dates_reversed(place: Place, start: str, end: str) -> Problem:
    """A person leaves before joining."""
    return Problem(code="KPI409", place=place, facts={"start": start, "end": end})


def outside_period(place: Place, person: str, period: str) -> Problem:
    """A person was not there in the period, so is not appraised."""
    return Problem(code="KPI410", place=place, facts={"person": person, "period": period}, note=True)


def part_of_period(place: Place, person: str, days: int, month: int) -> Problem:
    """A person was there for a part of the period; targets are for a whole one."""
    facts = {"person": person, "days": str(days), "month": str(month)}
    return Problem(code="KPI411", place=place, facts=facts, note=True)


def no_name(place: Place, person: str) -> Problem:
    """A person has no name."""
    return Problem(code="KPI412", place=place, facts={"person": person}, note=True)


def open_target(place: Place, kpi: str, role: str, weight: str) -> Problem:
    """A KPI has no target, so it is not applicable and its weight goes to the others."""
    return Problem(code="KPI510", place=place, facts={"kpi": kpi, "role": role, "weight": weight}, note=True)
