"""`kpi report`: everything that is handed in by the 5th, from one workbook into one folder."""

import os
from collections.abc import Collection
from pathlib import Path
from typing import Annotated

import typer

from kpi.book_checks import every_rule
from kpi.cli import console
from kpi.cli.crash import logged
from kpi.headless import check_file
from kpi.model import Language
from kpi.paper import job
from kpi.problems.report import nobody_appraised
from kpi.scored.problems import mend_first
from kpi.words import say

Book = Annotated[Path, typer.Argument(help="Workbook (.xlsx or .xlsm). / 工作簿。", show_default=False)]
Folder = Annotated[
    Path | None,
    typer.Option("-o", "--output", metavar="DIR", help="Folder for the files. / 输出文件夹。", show_default=False),
]
Lang = Annotated[
    Language | None,
    typer.Option("--lang", help="The workbook's own if left out. / 报告语言，默认与工作簿相同。", show_default=False),
]
Split = Annotated[
    bool, typer.Option("--split", help="Also a protected workbook for each person. / 另存每人一个工作簿。")
]
Parts = Annotated[
    list[job.Part] | None,
    typer.Option("--part", help="Only this; may be repeated. / 只生成这一部分，可重复。", show_default=False),
]


def report(
    book: Book,
    output: Folder = None,
    lang: Lang = None,
    split: Split = False,  # noqa: FBT002 - a switch of the command line
    part: Parts = None,
) -> None:
    """Write the monthly report: team PDF, a form and an interview form for each person, JSON, CSV.

    The workbook is judged as it stands and is not changed. Files of the same name are replaced.
    """
    checked = check_file(book)
    outcome = checked.outcome
    language = lang or (outcome.settings.language if outcome else console.language())
    if outcome is None or not outcome.judged:
        nobody = [nobody_appraised(book.name, outcome.settings.period)] if outcome else []
        console.problems(mend_first((*checked.problems, *nobody)), language)
        raise typer.Exit(console.PROBLEMS)
    folder = output or report_folder(book)
    with console.progress(say("cli_reporting", language), len(outcome.judged)) as advance:
        parts, workers = _parts(part, split=split), os.cpu_count() or 1
        made = job.write(outcome, checked.problems, folder, language, advance, parts=parts, workers=workers)
    found = [*made.problems, *checked.problems]
    to_mend = sum(not one.note for one in found)
    key = "cli_scored" if to_mend else "cli_fine"
    console.say(say(key, language, book=book, people=len(outcome.judged), problems=to_mend))
    console.say(say("cli_report_files", language, count=len(made.files), folder=folder))
    if made.traces:
        console.say(say("cli_report_log", language, log=logged("\n".join(made.traces))))
    known = {rule.code: rule.name[language] for rule in every_rule(outcome.book)}
    console.problems(mend_first(found), language, known)
    raise typer.Exit(console.PROBLEMS if to_mend else console.CLEAN)


def report_folder(book: Path) -> Path:
    """Where the report of a workbook stands when nobody names a folder."""
    return book.with_name(f"{book.stem}-report")


def _parts(asked: Collection[job.Part] | None, *, split: bool) -> frozenset[job.Part]:
    """What to make: the month's report unless parts are named, and a workbook for each person with --split."""
    return frozenset(asked or job.MONTHLY) | ({job.Part.WORKBOOKS} if split else frozenset())
