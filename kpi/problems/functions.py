"""Problems of what a sheet function was given (KPI7xx)."""

from collections.abc import Iterable
from decimal import Decimal

from kpi.problems import Place, Problem
from kpi.problems.rules import plain

NOWHERE = Place()
OPEN_TARGET = "KPI712"
ERROR_IN_ARGUMENT = "KPI701"
WRONG_COUNT = "KPI704"


def error_in_argument(parameter: str, found: str) -> Problem:
    """An argument holds an error value, which goes through as it is."""
    return Problem(code=ERROR_IN_ARGUMENT, place=NOWHERE, facts={"parameter": parameter, "found": found})


def not_one_cell(parameter: str) -> Problem:
    """Several cells where one is asked for."""
    return Problem(code="KPI702", place=NOWHERE, facts={"parameter": parameter})


def no_value_yet(parameter: str, formula: str) -> Problem:
    """A formula that nobody has calculated."""
    return Problem(code="KPI703", place=NOWHERE, facts={"parameter": parameter, "found": f"={formula}"})


def wrong_count(function: str, least: int, most: int, found: int) -> Problem:
    """Too few or too many arguments."""
    facts = {"function": function, "least": str(least), "most": str(most), "found": str(found)}
    return Problem(code=WRONG_COUNT, place=NOWHERE, facts=facts)


def unknown_function(found: str, known: Iterable[str]) -> Problem:
    """No function carries that name; `known` are those that come near, or all."""
    return Problem(code="KPI705", place=NOWHERE, facts={"found": found, "known": " / ".join(known)})


def unknown_language(found: str) -> Problem:
    """A language that nobody wrote sentences for."""
    return Problem(code="KPI706", place=NOWHERE, facts={"found": found})


def table_too_long(found: int, most: int) -> Problem:
    """A table Rules that does not fit into one cell."""
    return Problem(code="KPI707", place=NOWHERE, facts={"found": str(found), "most": str(most)})


# Rules -----------------------------------------------------------------------


def not_a_rules_table() -> Problem:
    """The argument `rules` is something else than the table Rules with its headers."""
    return Problem(code="KPI711", place=NOWHERE, facts={})


def open_target(kpi: str) -> Problem:
    """A KPI without a target cannot be judged."""
    return Problem(code=OPEN_TARGET, place=NOWHERE, facts={"kpi": kpi})


# Blocks ----------------------------------------------------------------------


def sizes_differ(first: str, second: str, counts: tuple[int, int]) -> Problem:
    """Two blocks that belong together have different numbers of cells."""
    facts = {"first": first, "second": second, "count": str(counts[0]), "other": str(counts[1])}
    return Problem(code="KPI721", place=NOWHERE, facts=facts)


SCORE_MISSING = "KPI722"


def score_missing(number: int) -> Problem:
    """A weight stands beside a blank score; `number` counts from 1."""
    return Problem(code=SCORE_MISSING, place=NOWHERE, facts={"number": str(number)})


def weight_missing(number: int) -> Problem:
    """A score stands beside a blank weight."""
    return Problem(code="KPI723", place=NOWHERE, facts={"number": str(number)})


def not_a_score(number: int, found: str) -> Problem:
    """A score is text, a tick box or a date."""
    return Problem(code="KPI724", place=NOWHERE, facts={"number": str(number), "found": found})


def not_a_weight(number: int, found: str) -> Problem:
    """A weight is not a number of at least 0."""
    return Problem(code="KPI725", place=NOWHERE, facts={"number": str(number), "found": found})


def nothing_weighs() -> Problem:
    """The weights sum to 0."""
    return Problem(code="KPI726", place=NOWHERE, facts={})


def too_little_applies(share: str, least: str) -> Problem:
    """Less weight applies than a total needs: 数据不足."""
    return Problem(code="KPI727", place=NOWHERE, facts={"share": share, "least": least})


def unknown_policy(found: str) -> Problem:
    """A weight policy that does not exist."""
    return Problem(code="KPI728", place=NOWHERE, facts={"found": found})


def policy_needs_categories() -> Problem:
    """A policy asks for the category of each KPI, and the call does not have them."""
    return Problem(code="KPI729", place=NOWHERE, facts={})


def fill_not_100(total: Decimal) -> Problem:
    """The policy fill, but the weights do not sum to 100."""
    return Problem(code="KPI730", place=NOWHERE, facts={"sum": plain(total)})


def not_a_category(number: int, found: str) -> Problem:
    """The category of a KPI is not a whole number from 1."""
    return Problem(code="KPI731", place=NOWHERE, facts={"number": str(number), "found": found})


def not_a_state(number: int, found: str) -> Problem:
    """The state of a KPI is none that there is."""
    return Problem(code="KPI732", place=NOWHERE, facts={"number": str(number), "found": found})


def unknown_not_applicable(found: str) -> Problem:
    """A policy for KPIs that do not apply that does not exist."""
    return Problem(code="KPI733", place=NOWHERE, facts={"found": found})


WRONG_LIMIT = "KPI734"


def not_a_limit(parameter: str, found: str) -> Problem:
    """A limit that is handed over is no number that can be used."""
    return Problem(code=WRONG_LIMIT, place=NOWHERE, facts={"parameter": parameter, "found": found})


def unknown_part(found: str) -> Problem:
    """A part of the feedback that does not exist."""
    return Problem(code="KPI735", place=NOWHERE, facts={"found": found})


# Grades ----------------------------------------------------------------------


def not_a_total(found: str) -> Problem:
    """A grade is asked for something that is not a number."""
    return Problem(code="KPI741", place=NOWHERE, facts={"found": found})


def not_grades() -> Problem:
    """The argument `grades` is something else than letters beside limits."""
    return Problem(code="KPI742", place=NOWHERE, facts={})


def grade_limit_wrong(grade: str, found: str) -> Problem:
    """The limit of a grade is not a number."""
    return Problem(code="KPI743", place=NOWHERE, facts={"grade": grade, "found": found})


def grade_limit_twice(grade: str, limit: str) -> Problem:
    """Two grades start at one limit, or two have none."""
    return Problem(code="KPI744", place=NOWHERE, facts={"grade": grade, "limit": limit})


def below_all_grades(total: str) -> Problem:
    """A total below every limit."""
    return Problem(code="KPI745", place=NOWHERE, facts={"total": total})


# Rule files ------------------------------------------------------------------


def nothing_to_check() -> Problem:
    """A check was asked for without a file."""
    return Problem(code="KPI751", place=NOWHERE, facts={})
