"""What the sheet Feedback holds for each person: our proposal or the manager's wording, and the manager's columns."""

from collections.abc import Mapping
from typing import NamedTuple

from kpi.appraise import Outcome
from kpi.feedback import NO_SCORES, Writer
from kpi.fills.blocks import blocks
from kpi.fills.columns import positions
from kpi.fills.last_month import last_scores
from kpi.scored.feedback import feedback_fill
from kpi.sheets import as_shown, as_text
from kpi.tables import Computed

OURS = ("strengths", "gaps", "direction")
THEIRS = ("carried", "status", "comment", "action", "deadline", "owner")  # the manager's columns


class Talk(NamedTuple):
    """The texts of one person's feedback talk."""

    strengths: str
    gaps: str
    direction: str
    carried: str = ""  # last month's actions
    status: str = ""  # what has become of them, in one word for all or one a line
    comment: str = ""
    action: str = ""
    deadline: str = ""
    owner: str = ""


def talks(outcome: Outcome) -> Mapping[str, Talk]:
    """The texts by person; what a manager has rewritten wins over what we propose."""
    typed = _typed(outcome)
    return {
        identity: Talk(*texts, **typed.get(identity, {}))
        for identity, texts in (_as_in_the_sheet(outcome) if "Feedback" in outcome.writable else _ours(outcome)).items()
    }


def _as_in_the_sheet(outcome: Outcome) -> dict[str, tuple[str, str, str]]:
    """What scoring would write into the sheet."""
    fill = feedback_fill(outcome, blocks(outcome))
    headers = [column.header for column in fill.columns]
    table = outcome.tables["Feedback"]
    at = {key: headers.index(table.headers[position]) for key, position in positions(table).items() if key in OURS}
    rows = [[cell.value if isinstance(cell, Computed) else cell for cell in row] for row in fill.rows]
    return {str(row[0]): (str(row[at["strengths"]]), str(row[at["gaps"]]), str(row[at["direction"]])) for row in rows}


def _ours(outcome: Outcome) -> dict[str, tuple[str, str, str]]:
    """Our proposal, where there is no sheet to look at."""
    writer, last = Writer(outcome.settings.language, outcome.settings.clear_rise), last_scores(outcome)
    people = [one.appraisal for one in outcome.judged]
    said = {one.person.id: writer.feedback(one, last.get(one.person.id, NO_SCORES)) for one in people}
    return {identity: (own.strengths, own.gaps, own.direction) for identity, own in said.items()}


def _typed(outcome: Outcome) -> dict[str, dict[str, str]]:
    """The manager's columns by person; a date as it is shown."""
    table = outcome.tables.get("Feedback")
    if table is None:
        return {}
    at = positions(table)
    if "id" not in at:
        return {}
    return {
        as_text(row[at["id"]]): {key: as_shown(row[at[key]]) for key in THEIRS if key in at} for row in table.rows
    }
