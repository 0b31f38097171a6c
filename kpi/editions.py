"""Which formulas a workbook of an edition has; everything else is the same in both."""

from collections.abc import Mapping
from typing import NamedTuple, Protocol

from kpi import formulas, python_formulas
from kpi.model import Edition, Language


class Patterns(Protocol):
    """The formulas of a table by column; `checked` where the workbook's own cells see contradictions."""

    def __call__(self, language: Language, *, checked: bool) -> Mapping[str, str]: ...


class Formulas(NamedTuple):
    """The formulas that differ."""

    scores: Patterns
    summary: Patterns
    total: str
    apart: frozenset[str]  # columns whose formula is written out in every row


_PORTABLE = Formulas(formulas.scores, formulas.summary, formulas.TOTAL, frozenset())
_PYTHON = Formulas(
    python_formulas.scores, python_formulas.summary, python_formulas.TOTAL, python_formulas.APART
)


def formulas_of(edition: Edition) -> Formulas:
    """The formulas of an edition."""
    return _PYTHON if edition == "python" else _PORTABLE
