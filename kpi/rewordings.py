"""What a manager wrote over our texts on the sheet Feedback, told from ours by the marks that stand beside them."""

import hashlib
from collections.abc import Collection, Iterator, Mapping

from kpi.layout import TABLES
from kpi.problems import Place, Problem
from kpi.problems.package import cells_without_row
from kpi.sheets import as_shown, as_text, find
from kpi.tables import Fault, Table, Uncalculated, Value

PROPOSED = ("strengths", "gaps", "direction")
COLUMNS = ("id", "proposed", *PROPOSED)
Kept = Mapping[str, Mapping[str, str]]  # texts of a manager's, by person and column


def mark(text: str) -> str:
    """A short fingerprint, by which a text of ours is known again."""
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def rewritten(table: Table) -> Kept:
    """The texts in our columns that are not what we proposed there, by person and column."""
    kept: dict[str, dict[str, str]] = {}
    for identity, key, text, _ in _rewritten(table, ()):
        kept.setdefault(identity, {})[key] = text
    return kept


def without_row(table: Table, people: Collection[str]) -> list[Problem]:
    """A note for each text of somebody who gets no row any more: it is the only copy."""
    return [
        cells_without_row(place, identity, text) for identity, _, text, place in _rewritten(table, people)
    ]


def _rewritten(table: Table, but: Collection[str]) -> Iterator[tuple[str, str, str, Place]]:
    """Person, column, text and place of what a manager wrote there, `but` that of some people.

    A formula of ours shows what holds now, whatever was proposed at the last scoring; it is no rewriting.
    """
    at = find(table, TABLES["Feedback"])[0].at
    if not at.keys() >= set(COLUMNS):
        return
    for line, row in enumerate(table.rows):
        identity = as_text(row[at["id"]])
        if identity in but:
            continue
        marks = as_text(row[at["proposed"]]).split()
        for number, key in enumerate(PROPOSED):
            text = "" if (line, at[key]) in table.formulas else _text(row[at[key]])
            if text.strip() and mark(text) != (marks[number : number + 1] or [""])[0]:
                yield identity, key, text, table.place(line, at[key])


def _text(value: Value) -> str:
    """A text as it was typed, whose blanks count; a number or a date as it is shown; nothing of an error."""
    if isinstance(value, str):
        return value
    return "" if isinstance(value, Fault | Uncalculated) else as_shown(value)
