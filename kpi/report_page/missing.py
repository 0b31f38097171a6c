"""The last table of the sheet 月报: every entry that is still missing before the report is due, each with a link."""

from collections.abc import Iterator
from typing import NamedTuple

from kpi import formulas, layout
from kpi.entry_cells import missing_cell
from kpi.fills.blocks import Block
from kpi.fills.columns import columns
from kpi.model import KpiResult
from kpi.report_notes import LACKING
from kpi.report_page.facts import Facts, Row
from kpi.tables import Computed, Fill, Output
from kpi.words import say

MOST = 60  # entries; early in a month everything is missing, and the sheet 问题 has it all


class _Entry(NamedTuple):
    """One missing entry and its row on the sheet 得分."""

    block: Block
    result: KpiResult
    row: int


def missing_fill(facts: Facts) -> Fill:
    """The table, as long as it has to be."""
    rows = list(_rows(facts))
    made = columns(facts.outcome, "ReportMissing", {})
    return Fill(table="ReportMissing", key=(), columns=made, count=len(rows), rows=rows)


def _rows(facts: Facts) -> Iterator[Row]:
    found = list(_entries(facts))
    for entry in found[:MOST]:
        yield _row(facts, entry)
    if len(found) > MOST:
        yield say("report_more_missing", facts.language, count=len(found) - MOST), None, None, None
    if facts.members and not found:
        yield say("report_nothing_missing", facts.language), None, None, None


def _entries(facts: Facts) -> Iterator[_Entry]:
    row = facts.scores.at.first_row
    for block in facts.shown:
        if block.judged is None:
            continue
        for result in block.judged.appraisal.results:
            if result.state in LACKING and result.rule.weight:
                yield _Entry(block, result, row)
            row += 1


def _row(facts: Facts, entry: _Entry) -> Row:
    """Person, KPI, state as it is on 得分 at this moment, place."""
    block, result, row = entry
    assert block.judged is not None
    person, scores = block.judged.appraisal.person, facts.scores.at
    state = Computed(
        f"{scores.sheet}!${scores.letter['state']}${row}", layout.word("state", result.state.value, facts.language)
    )
    return f"{person.name} {person.id}", result.rule.code, state, _place(facts, block, result)


def _place(facts: Facts, block: Block, result: KpiResult) -> Output | Computed:
    """A link to the cell, or only its sheet where the person stands in no row."""
    table, name = block.sheet.table, result.rule.name[facts.language]
    if block.row is None:
        return f"{table.sheet} {name}"
    cell = missing_cell(block.sheet, block.row, result.rule.code)
    shown = f"{table.sheet}!{cell} {name}"
    target = f"#{formulas.sheet_reference(table.sheet)}!{cell}"
    return Computed(f"HYPERLINK({formulas.quoted(target)},{formulas.quoted(shown)})", shown)
