"""The rows of the table Summary: one per person, formulas with the values they have."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from kpi import formulas
from kpi.appraise import Outcome
from kpi.cycle import moved
from kpi.editions import formulas_of
from kpi.fills.blocks import Block
from kpi.fills.columns import Columns, as_made, columns, columns_of, keys_of, lacking, positions, shared, written_out
from kpi.model import Standing
from kpi.month.closed_months import totals_of
from kpi.roster import RoleSheet
from kpi.scored.summary_pattern import Pattern, Rows
from kpi.sheets import id_text
from kpi.tables import Computed, Fill, Output

COMPLETE = Standing.COMPLETE


def summary_fill(outcome: Outcome, shown: Sequence[Block]) -> Fill:
    """The table Summary."""
    at = columns_of(outcome, "Summary")
    language = outcome.settings.language
    own = formulas_of(outcome.settings.edition)
    texts = own.summary(language, checked=not lacking(outcome, "Grades"))
    patterns = shared(texts, at, own.apart)
    patterns["policy"] = [
        (start, formulas.pattern(f'IF(@id="",0,Set_policy_{sheet.role.set})', at.letter))
        for start, _, sheet in _roles(shown)
    ]
    patterns["rank"] = [
        (start, formulas.rank(at.letter, at.first_row + start, at.first_row + end - 1))
        for start, end, _ in _roles(shown)
    ]
    before = last_totals(outcome)
    patterns |= _departments(outcome, at)
    if before and "last_scored" in at.letter:
        patterns["last"] = [
            (start, formulas.last_month(at.letter, at.first_row + start, at.first_row + end - 1))
            for start, end, _ in _roles(shown)
        ]
    key, fallback = keys_of(outcome, "Summary")
    rows = written_out("Summary", _rows(outcome, shown, at, before), texts, at, own.apart)
    return Fill(
        table="Summary",
        key=key,
        fallback=fallback,
        columns=columns(outcome, "Summary", patterns),
        count=len(shown),
        rows=as_made(outcome, "Summary", rows),
    )


def _departments(outcome: Outcome, at: Columns) -> Mapping[str, Sequence[tuple[int, str]]]:
    """The formula that finds the department of whoever a row shows, where People has departments."""
    people = columns_of(outcome, "People")
    if "department" not in people.letter or "n_person" not in at.letter:
        return {}
    last = people.first_row + len(outcome.tables["People"].rows) - 1
    ids, departments = (
        formulas.area(people.sheet, people.letter[key], people.first_row, last) for key in ("id", "department")
    )
    return {"department": ((0, formulas.pattern(formulas.department(ids, departments), at.letter)),)}


def _roles(shown: Sequence[Block]) -> Iterator[tuple[int, int, RoleSheet]]:
    """The stretches of rows that belong to one role: start, end, sheet."""
    start = 0
    for number, block in enumerate(shown):
        following = shown[number + 1] if number + 1 < len(shown) else None
        if following is None or following.sheet is not block.sheet:
            yield start, number + 1, block.sheet
            start = number + 1


def _rows(
    outcome: Outcome, shown: Sequence[Block], at: Columns, before: Mapping[str, float]
) -> Iterator[Sequence[Output | Computed]]:
    scores = columns_of(outcome, "Scores")
    patterns: dict[tuple[str, int], Pattern] = {}
    first = scores.first_row
    of_people = _people_rows(outcome)
    for number, (block, rank) in enumerate(zip(shown, _ranks(shown), strict=True), at.first_row):
        alike = block.sheet.role.code, id(block.judged and block.judged.weighed)
        if alike not in patterns:
            patterns[alike] = Pattern(outcome, block, at, scores)
        last = first + len(block.rules) - 1
        person = of_people.get(block.judged.appraisal.person.id) if block.judged else None
        yield patterns[alike].row(block, rank, before, Rows(number, first, last, person))
        first = last + 1


def _people_rows(outcome: Outcome) -> Mapping[str, int]:
    """The row of each id in People, from 1; the first where it stands twice."""
    table = outcome.tables["People"]
    at = positions(table)["id"]
    return {id_text(row[at]) or "": number for number, row in reversed(list(enumerate(table.rows, 1)))}


def _ranks(shown: Sequence[Block]) -> list[int | None]:
    """The rank of each block's person among the complete appraisals of the role; ties share it."""
    totals: dict[str, list[Decimal]] = defaultdict(list)
    for block in shown:
        if (total := _final(block)) is not None:
            totals[block.sheet.role.code].append(total)
    places: dict[tuple[str, Decimal], int] = {}
    for role, of_role in totals.items():
        for number, total in enumerate(sorted(of_role, reverse=True), 1):
            places.setdefault((role, total), number)
    return [
        None if (total := _final(block)) is None else places[block.sheet.role.code, total] for block in shown
    ]


def _final(block: Block) -> Decimal | None:
    if block.judged is None or block.judged.appraisal.standing is not COMPLETE:
        return None
    return block.judged.appraisal.total


def last_totals(outcome: Outcome) -> Mapping[str, float]:
    """The totals of the month before, from the table History."""
    before = moved(outcome.settings.period, -1)
    totals = totals_of(outcome.tables, [before])
    return {person: float(own[before]) for person, own in totals.items()}
