"""Problems of lists that are taken in, and of making workbooks (KPI6xx).

KPI60x the file, KPI61x its people, KPI62x and KPI63x its entries, KPI65x what `kpi new` and
`kpi demo` are asked for.
"""

from collections.abc import Mapping, Sequence

from kpi.model import LANGUAGES
from kpi.problems import Place, Problem

LONGEST = 40  # characters of a cell that a sentence quotes


def _quoted(found: str) -> str:
    return found if len(found) <= LONGEST else found[: LONGEST - 1] + "…"


def _both(key: str, texts: Mapping[str, str]) -> dict[str, str]:
    """A fact that differs by language: role_zh, role_en."""
    return {f"{key}_{language}": texts[language] for language in LANGUAGES}


# The file ----------------------------------------------------------------------


def nothing_in_it(file: str) -> Problem:
    """The file is empty, or holds nothing but blanks."""
    return Problem(code="KPI601", place=Place(file), facts={})


def unknown_encoding(file: str) -> Problem:
    """Text in none of the encodings that lists come in."""
    return Problem(code="KPI602", place=Place(file), facts={})


def broken_quotes(place: Place) -> Problem:
    """A quotation mark that is never closed, or closed too early."""
    return Problem(code="KPI603", place=place, facts={})


def too_much(file: str, limit: str) -> Problem:
    """More rows or bytes than any list of a marketing centre has."""
    return Problem(code="KPI604", place=Place(file), facts={"limit": limit})


def wrong_kind(file: str, found: str) -> Problem:
    """Neither text nor a workbook; `found` is its kind, such as PDF."""
    return Problem(code="KPI605", place=Place(file), facts={"found": found})


def no_such_columns(place: Place, missing: str, found: str) -> Problem:
    """No line of headers, or one without a column that is needed."""
    return Problem(code="KPI606", place=place, facts={"missing": missing, "found": found})


def header_twice(place: Place, header: str) -> Problem:
    """Two columns of one name: nobody knows which is meant."""
    return Problem(code="KPI607", place=place, facts={"header": header})


def columns_ignored(place: Place, headers: str) -> Problem:
    """Columns that the command has no use for."""
    return Problem(code="KPI608", place=place, facts={"headers": headers}, note=True)


def no_lines(place: Place) -> Problem:
    """Headers with nothing below."""
    return Problem(code="KPI609", place=place, facts={})


def sheets_ignored(place: Place, sheets: Sequence[str]) -> Problem:
    """Sheets of a workbook that have not the columns of the list."""
    zh, en = "、".join(sheets), ", ".join(sheets)
    return Problem(code="KPI610", place=place, facts={"sheets_zh": zh[:200], "sheets_en": en[:200]}, note=True)


# People ------------------------------------------------------------------------


def no_id(place: Place) -> Problem:
    """A line without an id."""
    return Problem(code="KPI611", place=place, facts={})


def cut_id(place: Place, found: str) -> Problem:
    """An id of 16 and more digits that a spreadsheet has kept as a number, and so cut."""
    return Problem(code="KPI612", place=place, facts={"found": _quoted(found)})


def person_twice(place: Place, person: str, first: str) -> Problem:
    """The id stands in an earlier line too."""
    return Problem(code="KPI613", place=place, facts={"person": person, "first": first})


def unknown_role(place: Place, found: str, roles: Mapping[str, str]) -> Problem:
    """A role that the centre does not have, or none at all."""
    return Problem(code="KPI614", place=place, facts={"found": _quoted(found), **_both("roles", roles)})


def role_left_out(place: Place, person: str, role: Mapping[str, str]) -> Problem:
    """A person whose role is not among those that the workbook is made for."""
    return Problem(code="KPI615", place=place, facts={"person": person, **_both("role", role)})


# Entries -----------------------------------------------------------------------


def unknown_person(place: Place, person: str) -> Problem:
    """An id that is not on the sheet People."""
    return Problem(code="KPI621", place=place, facts={"person": _quoted(person)})


def zeros_lost(place: Place, person: str, meant: str) -> Problem:
    """An id that is on the sheet People with zeros in front."""
    return Problem(code="KPI622", place=place, facts={"person": _quoted(person), "meant": meant})


def no_kpi(place: Place) -> Problem:
    """A line without a KPI."""
    return Problem(code="KPI623", place=place, facts={})


def not_of_role(place: Place, kpi: str, person: str, role: Mapping[str, str]) -> Problem:
    """A KPI that the person's role is not held to."""
    return Problem(code="KPI624", place=place, facts={"kpi": kpi, "person": person, **_both("role", role)})


def no_cell(place: Place, kpi: str, sheet: Mapping[str, str]) -> Problem:
    """The workbook has no sheet of the role, or the sheet no column for the KPI."""
    return Problem(code="KPI625", place=place, facts={"kpi": kpi, **_both("sheet", sheet)})


def on_another_sheet(place: Place, person: str, sheet: str, role: Mapping[str, str]) -> Problem:
    """The person's row stands on the sheet of a role that is not the person's."""
    facts = {"person": person, "sheet": sheet, **_both("role", role)}
    return Problem(code="KPI626", place=place, facts=facts)


def lines_differ(place: Place, kpi: str, person: str, lines: str) -> Problem:
    """Several lines give one KPI of one person different entries."""
    return Problem(code="KPI627", place=place, facts={"kpi": kpi, "person": person, "lines": lines})


def value_and_parts(place: Place, kpi: str) -> Problem:
    """A value beside a numerator or denominator."""
    return Problem(code="KPI628", place=place, facts={"kpi": kpi})


def half_given(place: Place, kpi: str) -> Problem:
    """One of numerator and denominator is blank, in the file and in the workbook."""
    return Problem(code="KPI629", place=place, facts={"kpi": kpi})


def only_a_value(place: Place, kpi: str) -> Problem:
    """A numerator or denominator for a KPI that is one number."""
    return Problem(code="KPI630", place=place, facts={"kpi": kpi})


def unknown_state(place: Place, kpi: str, found: str) -> Problem:
    """The column state holds neither nothing nor 不适用."""
    return Problem(code="KPI631", place=place, facts={"kpi": kpi, "found": _quoted(found)})


def state_beside_value(place: Place, kpi: str) -> Problem:
    """不适用, and an entry all the same."""
    return Problem(code="KPI632", place=place, facts={"kpi": kpi})


def formula(place: Place, kpi: str, found: str) -> Problem:
    """Text that a spreadsheet would run as a formula."""
    return Problem(code="KPI633", place=place, facts={"kpi": kpi, "found": _quoted(found)})


def no_target_column(place: Place, kpi: str) -> Problem:
    """The role's sheet has no personal target for the KPI."""
    return Problem(code="KPI634", place=place, facts={"kpi": kpi})


def nothing_to_enter(place: Place, kpi: str, person: str) -> Problem:
    """A line that names a person and a KPI and gives nothing."""
    return Problem(code="KPI635", place=place, facts={"kpi": kpi, "person": person}, note=True)


# What is asked for -------------------------------------------------------------


def not_a_month(found: str) -> Problem:
    """The period of a new workbook."""
    return Problem(code="KPI651", place=Place(), facts={"found": _quoted(found)})


def wrong_ending(file: str) -> Problem:
    """A new workbook is an .xlsx, or an .xlsm for Excel."""
    return Problem(code="KPI652", place=Place(file), facts={})


def no_folder(file: str, folder: str) -> Problem:
    """The folder for a new file does not exist."""
    return Problem(code="KPI653", place=Place(file), facts={"folder": folder})


def already_there(file: str) -> Problem:
    """A new workbook would take the place of a file."""
    return Problem(code="KPI654", place=Place(file), facts={})


def no_such_edition(found: str) -> Problem:
    """An edition that does not exist."""
    return Problem(code="KPI655", place=Place(), facts={"found": _quoted(found)})


def no_such_role(found: str, roles: Mapping[str, str]) -> Problem:
    """A role that --roles names and the centre does not have."""
    return Problem(code="KPI656", place=Place(), facts={"found": _quoted(found), **_both("roles", roles)})


def not_of_the_demo(file: str, folder: str) -> Problem:
    """A file in the demo's folder that an earlier demo did not write."""
    return Problem(code="KPI657", place=Place(file), facts={"folder": folder})
