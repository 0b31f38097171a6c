"""`kpi demo`: a sample centre in one command."""

import os
from pathlib import Path
from typing import Annotated

import typer

from kpi.cli import console
from kpi.cli.report import report_folder
from kpi.demo import COMPANIES, PERIOD, Demo, write
from kpi.headless import check_file
from kpi.model import Language
from kpi.paper import job
from kpi.results import people_rows
from kpi.scored.problems import names
from kpi.words import say

Out = Annotated[Path, typer.Option(metavar="DIR", help="Folder for the files. / 存放文件的文件夹。")]
Lang = Annotated[
    Language | None, typer.Option("--lang", help="Language of the sample. / 示例语言。", show_default=False)
]


def demo(out: Out = Path("demo"), lang: Lang = None) -> None:
    """Make, enter and score a sample centre: 30 people, all ten roles, an awkward month and its report."""
    language = lang or console.language()
    with console.progress(say("demo_progress", language)) as advance:
        made = write(out, language, advance)
    if isinstance(made, list):
        console.reasons(made, language)
        raise typer.Exit(console.PROBLEMS)
    folder, paper = _paper(made, language)
    _report(made, folder, language)
    console.problems(paper.problems, language, names(made.outcome))


def _paper(made: Demo, language: Language) -> tuple[Path, job.Made]:
    """The folder of the month's report, as `kpi report` makes it of the workbook."""
    folder = report_folder(made.workbook)
    checked = check_file(made.workbook)
    outcome = checked.outcome or made.outcome
    with console.progress(say("cli_reporting", language), len(outcome.judged)) as advance:
        paper = job.write(outcome, checked.problems, folder, language, advance, workers=os.cpu_count() or 1)
    return folder, paper


def _report(made: Demo, folder: Path, language: Language) -> None:
    outcome = made.outcome
    known = names(outcome)
    people = str(len(outcome.judged))
    console.say(say("demo_about", language, company=COMPANIES[language], period=PERIOD, people=people))
    console.table(people_rows(outcome))
    for key, note in (("demo_problems", False), ("demo_notes", True)):
        console.say("")
        console.say(say(key, language))
        console.problems([one for one in outcome.problems if one.note is note], language, known)
    console.say("")
    console.say(say("demo_files", language))
    console.lines(f"  {path}" for path in (made.workbook, made.people, made.entries, folder))
    console.say(say("demo_next", language, file=made.workbook))
