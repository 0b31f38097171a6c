"""`kpi close`: a month goes into the history, and the workbook of the next month is made."""

from pathlib import Path
from typing import Annotated

import typer

from kpi.cli import console
from kpi.close_file import close_file
from kpi.cycle import moved
from kpi.scored.problems import mend_first, names
from kpi.scored.progress import is_scored
from kpi.words import say

Book = Annotated[Path, typer.Argument(help="The workbook of the month. / 本月工作簿。", show_default=False)]
Next = Annotated[
    Path | None,
    typer.Option("-o", "--output", metavar="NEXT", help="The new workbook. / 下月工作簿。", show_default=False),
]
Anyway = Annotated[bool, typer.Option("--anyway", help="Although totals are missing. / 有缺项也关闭。")]
Again = Annotated[bool, typer.Option("--again", help="In place of an earlier closing. / 重新关闭，替换历史记录。")]


def close(
    book: Book,
    output: Next = None,
    anyway: Anyway = False,  # noqa: FBT002 - a switch of the command line
    again: Again = False,  # noqa: FBT002
) -> None:
    """Close a month: scores go into the history, open actions and settings into a workbook for the next month.

    Nothing is written while totals are missing, and no file that is there is written over.
    """
    closing = close_file(book, output, anyway=anyway, again=again)
    outcome = closing.outcome
    language = outcome.settings.language if outcome else console.language()
    known = names(outcome) if outcome else {}
    if not closing.written or outcome is None:
        console.reasons(closing.problems, language, known)
        raise typer.Exit(console.PROBLEMS)
    console.problems(mend_first(closing.problems), language, known)
    month, without = outcome.settings.period, sum(not is_scored(one) for one in outcome.judged)
    console.say(say("close_done", language, period=month, people=len(outcome.judged), without=without))
    console.say(say("close_next", language, next=moved(month, 1), file=closing.target, actions=closing.actions))
