"""Where something is wrong, what it is, and what to do about it.

A Problem is one thing that a person has to mend. It carries facts, no prose:
its sentence and its remedy stand in `kpi/rules/words/*.toml`, in both languages.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple


class Place(NamedTuple):
    """A cell, a sheet, or a line of a file; whatever of it is known."""

    book: str = ""  # file name
    sheet: str = ""
    cell: str = ""

    def __str__(self) -> str:
        """The place as Excel writes it: '[八月.xlsm]销售专员'!D7."""
        if not self.sheet:
            return f"[{self.book}]" if self.book else ""
        where = f"'[{self.book}]{self.sheet}'" if self.book else f"'{self.sheet}'"
        return f"{where}!{self.cell}" if self.cell else where


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing a person has to mend; its sentence is in rules/words."""

    code: str  # "KPI202": documented, never renumbered
    place: Place
    facts: Mapping[str, str]  # what the sentence names
    note: bool = False  # worth knowing, nothing to mend; does not fail a check

    def about(self, **facts: str) -> "Problem":
        """The same with more facts: the KPI, the role or the set that it concerns."""
        return replace(self, facts={**self.facts, **facts})
