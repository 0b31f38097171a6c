"""A validation error of a rule file in the terms of the person who wrote the file.

The place is the file, the KPI (or role, grade, revision) and the field, never an index alone.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from kpi.from_toml import Raw
from kpi.problems import Place, Problem
from kpi.problems import files as problem
from kpi.problems.rules import plain
from kpi.rule_files import RuleFile

EXAMPLES: Mapping[str, str] = {  # by kind of error, what a good value looks like in the file
    "bool_type": "true / false",
    "date_type": "2025-01-01",
    "decimal_type": "0.95",
    "finite_number": "0.95",
    "is_instance_of": "0.95",
    "greater_than_equal": "1",
    "int_type": "1",
    "model_type": '{ zh = "…", en = "…" }',
    "string_pattern_mismatch": "SALES-3",
    "string_too_short": '"…"',
    "string_type": '"…"',
}
KNOTS_EXAMPLE = "[[0, 0], [1.2, 120]]"
LIST_EXAMPLE = "[ …, … ]"
CHOICE = re.compile(r"'([^']*)'")
MARKED_TWICE, LISTED_TWICE = "marked_twice", "listed_twice"  # kinds of error that are our own
LONGEST = 40  # characters of a value that are quoted


class FormError(NamedTuple):
    """One error as the validator gives it."""

    kind: str
    path: Sequence[int | str]
    found: object
    context: Mapping[str, Any]


def as_problem(file: RuleFile, error: FormError) -> Problem:
    """What is wrong, where, and what would be right."""
    if error.kind == MARKED_TWICE:  # an error of the whole table: the place is its field `stated`
        item, field = _where(file, (*error.path, "stated"))
        return problem.marked_twice(Place(file.name, item, field), item, error.context["found"])
    item, field = _where(file, error.path)
    place = Place(file.name, item, field)
    if error.kind == "missing":
        return problem.field_missing(place, item, field)
    if error.kind == LISTED_TWICE:
        return problem.listed_twice(place, item, field, error.context["found"])
    if error.kind == "extra_forbidden":
        return problem.field_unknown(place, item, field)
    return problem.field_wrong(place, item, field, _shown(error.found), _example(error, field))


def _where(file: RuleFile, path: Sequence[int | str]) -> tuple[str, str]:
    """The innermost table of a list on the way to the error, by its name, and the rest of the path."""
    item, field = file.subject or file.name, list(path)
    here: Any = file.raw
    for depth, step in enumerate(path[:-1], start=1):
        here = here[step]
        if isinstance(step, int) and isinstance(here, Mapping):
            item, field = _label(here, f"{path[depth - 2]} {step + 1}"), list(path[depth:])
    return item, ".".join(str(step + 1) if isinstance(step, int) else step for step in field)


def _label(table: Raw, otherwise: str) -> str:
    names = (table.get(key) for key in ("code", "letter", "kpi", "effective_from"))
    return next((str(name) for name in names if name and isinstance(name, str | date)), otherwise)


def _shown(value: object) -> str:
    """A value as it stands in the file, cut when it is long."""
    if isinstance(value, Decimal):
        return plain(value)
    text = f'"{value}"' if isinstance(value, str) else str(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _example(error: FormError, field: str) -> str:
    if "expected" in error.context:
        return " / ".join(CHOICE.findall(str(error.context["expected"])))
    if "knots" in field:
        return KNOTS_EXAMPLE
    return EXAMPLES.get(error.kind, LIST_EXAMPLE)
