"""What was agreed in a talk and is still open: the actions that a new month takes over."""

from collections.abc import Mapping
from typing import NamedTuple

from kpi import layout
from kpi.layout import code_of
from kpi.model import Language
from kpi.problems import Problem
from kpi.problems import closing as problem
from kpi.sheets import Sheet, as_shown, find, is_empty
from kpi.tables import Tables
from kpi.words import say

SETTLED = ("done", "dropped")  # what is not carried on


class Action(NamedTuple):
    """A carried-over action and what the manager says has become of it."""

    text: str
    status: str  # the code of a status, what stands there instead, or nothing


def with_status(carried: str, status: str) -> list[Action]:
    r"""The actions one a line; a single status counts for all of them, else each line has its own.

    >>> with_status("a\nb", "done"), with_status("a\nb", "done\nnot")[1]
    ([Action(text='a', status='done'), Action(text='b', status='done')], Action(text='b', status='not'))
    """
    actions, said = lines(carried), [code_of("action_status", line) or line for line in lines(status)]
    if len(said) == 1:
        said = said * len(actions)
    said += [""] * (len(actions) - len(said))
    return [Action(text, word) for text, word in zip(actions, said, strict=False)]


def lines(text: str) -> list[str]:
    """The lines that hold something."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def open_actions(tables: Tables, month: str, language: Language) -> Mapping[str, str]:
    """What each person takes into the next month by id: what is still open, then what was agreed this month."""
    sheet = _feedback(tables)
    if sheet is None:
        return {}
    return {sheet.text(row, "id"): "\n".join(_open(sheet, row, month, language)) for row in sheet.filled()}


def _open(sheet: Sheet, row: int, month: str, language: Language) -> list[str]:
    before = with_status(sheet.text(row, "carried"), sheet.text(row, "status"))
    facts = {key: as_shown(sheet.cell(row, key)).strip() for key in ("deadline", "owner")}
    comma = say("list_comma", language)
    told = comma.join(say(f"carried_{key}", language, what=text) for key, text in facts.items() if text)
    tail = say("carried_tail", language, facts=told) if told else ""
    new = [say("carried_line", language, month=month, action=line) + tail for line in lines(sheet.text(row, "action"))]
    return [*(action.text for action in before if action.status not in SETTLED), *new]


def status_problems(tables: Tables) -> list[Problem]:
    """Where the column of statuses holds something else."""
    sheet = _feedback(tables)
    if sheet is None or "status" not in sheet.at:
        return []
    return [
        problem.not_a_status(sheet.place(row, "status"), sheet.text(row, "id"), as_shown(sheet.cell(row, "status")))
        for row in sheet.filled()
        if not is_empty(sheet.cell(row, "status")) and not _all_known(sheet.text(row, "status"))
    ]


def _all_known(text: str) -> bool:
    return all(code_of("action_status", line) for line in lines(text)) and bool(lines(text))


def _feedback(tables: Tables) -> Sheet | None:
    table = tables.get(layout.FEEDBACK.name)
    if table is None:
        return None
    sheet, _ = find(table, layout.FEEDBACK, [column.key for column in layout.FEEDBACK.columns])
    return sheet if "id" in sheet.at else None
