"""The table Problems: each with a link to its cell, what is wrong and what to do."""

import re
from collections.abc import Collection, Iterator, Sequence

from kpi import formulas, layout
from kpi.appraise import Outcome
from kpi.fills.blocks import Block
from kpi.fills.columns import columns, positions
from kpi.fills.heights import height
from kpi.problems import Place, Problem
from kpi.problems.package import LOST_TEXTS
from kpi.sheets import as_text
from kpi.tables import Computed, Fill, Output, Table
from kpi.words import explain

SHOWN_PLACE = re.compile(r"'\[(.*?)\](.+)'!([A-Z]+[0-9]+)")
LONGEST_TEXT = 200  # a string in a formula may have 255 characters


def mend_first(problems: Sequence[Problem]) -> list[Problem]:
    """What has to be mended, then what is only worth knowing, each in the order it was found."""
    return sorted(problems, key=lambda problem: problem.note)


def names(outcome: Outcome) -> dict[str, str]:
    """The name of each KPI in the workbook's language."""
    language = outcome.settings.language
    return {rule.code: rule.name[language] for card in outcome.book.cards for rule in card.rules}


def problems_fill(outcome: Outcome, shown: Sequence[Block]) -> Fill:
    """The table Problems: what has to be mended first, then what is worth knowing."""
    del shown
    rows = list(_problem_rows(outcome, mend_first(outcome.problems)))
    rows += _still_lost(outcome.tables["Problems"], {str(row[2]) for row in rows})
    return Fill(
        table="Problems",
        key=(),
        columns=columns(outcome, "Problems", {}),
        count=len(rows),
        rows=rows,
        heights=[_problem_height(row) for row in rows],
    )


def _problem_height(row: Sequence[Output | Computed]) -> float:
    keys = [column.key for column in layout.PROBLEMS.columns]
    shown = {key: cell.value if isinstance(cell, Computed) else cell for key, cell in zip(keys, row, strict=True)}
    return height("Problems", {key: text for key, text in shown.items() if isinstance(text, str)})


def _still_lost(table: Table, told: Collection[str]) -> Iterator[Sequence[Output | Computed]]:
    """The rows of an earlier scoring that hold the only copy of what a manager had written."""
    at = positions(table)
    for row in table.rows:
        if row[at["code"]] != LOST_TEXTS:
            continue
        place, kpi, wrong, remedy, code = (row[at[column.key]] for column in layout.PROBLEMS.columns)
        if str(wrong) not in told:
            yield _relinked(as_text(place)), kpi, wrong, remedy, code


def _relinked(text: str) -> Output | Computed:
    """A place as the sheet shows it, as a link again."""
    found = SHOWN_PLACE.fullmatch(text)
    return _linked(Place(*found.groups())) if found else text


def _problem_rows(outcome: Outcome, found: Sequence[Problem]) -> Iterator[Sequence[Output | Computed]]:
    known = names(outcome)
    language = outcome.settings.language
    for problem in found:
        wrong, _, remedy = explain(problem, language, known, divider="|").partition("|")
        kpi = problem.facts.get("kpi", "")
        yield _linked(problem.place), f"{kpi} {known.get(kpi, '')}".strip() or None, wrong, remedy, problem.code


def _linked(place: Place) -> Output | Computed:
    if not place.sheet:
        return str(place)
    target = f"#{formulas.sheet_reference(place.sheet)}!{place.cell or 'A1'}"
    shown = str(place)[-LONGEST_TEXT:]
    return Computed(f"HYPERLINK({formulas.quoted(target)},{formulas.quoted(shown)})", shown)
