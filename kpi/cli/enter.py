"""`kpi enter`: take a list of entries into a workbook and score it."""

from pathlib import Path
from typing import Annotated

import typer

from kpi.cli import console
from kpi.entering import Change
from kpi.importing import Imported, enter_file, preview
from kpi.model import Language
from kpi.output import names
from kpi.results import mended
from kpi.sheets import as_shown

Book = Annotated[Path, typer.Argument(help="The workbook. / 工作簿。", show_default=False)]
Entries = Annotated[
    Path,
    typer.Argument(
        help="CSV or .xlsx: id, kpi, value, numerator, denominator, state, target. / 工号、指标、数值、分子、分母、状态、目标。",
        show_default=False,
    ),
]
Output = Annotated[
    Path | None, typer.Option("-o", "--output", help="Write to this file instead of in place. / 另存为。")
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Show what would change; write nothing. / 只显示将要改动的内容。")
]
BLANK = "—"


def enter(
    book: Book,
    entries: Entries,
    output: Output = None,
    dry_run: DryRun = False,  # noqa: FBT002 - a switch of the command line
) -> None:
    """Enter a list of actuals into a workbook, in place, and score it."""
    if dry_run:
        imported = preview(book, entries)
        console.table([HEADER, *map(_diff_line, imported.entering.changes)])
    else:
        with console.progress("录入并计分 / entering and scoring") as advance:
            imported = enter_file(book, entries, output, advance)
    _report(imported)
    raise typer.Exit(console.CLEAN if mended(imported.entering.problems) else console.PROBLEMS)


HEADER = ("单元格 / cell", "工号 / id", "姓名 / name", "指标 / KPI", "原内容 / old", "新内容 / new")


def _diff_line(change: Change) -> tuple[str, ...]:
    place, person = change.place, change.person
    cells = (as_shown(value) or BLANK for value in (change.old, change.new))
    return f"{place.sheet}!{place.cell}", person.id, person.name, change.kpi, *cells


def _report(imported: Imported) -> None:
    entering, outcome = imported.entering, imported.outcome
    language: Language = outcome.settings.language if outcome else console.language()
    console.problems(entering.problems, language, names(outcome) if outcome else {})
    entered = sum(change.old in (None, "") for change in entering.changes)
    console.say(
        f"录入 {entered} 格，修改 {len(entering.changes) - entered} 格，未变 {entering.unchanged} 格，"
        f"退回 {entering.rejected} 行。 / {entered} cells entered, {len(entering.changes) - entered} changed, "
        f"{entering.unchanged} unchanged, {entering.rejected} lines rejected."
    )
    if imported.written and outcome is not None:
        to_mend = sum(not one.note for one in outcome.problems)
        console.say(
            f"已计分 {len(outcome.judged)} 人，{to_mend} 个问题见“问题”表。 / "
            f"{len(outcome.judged)} people scored; {to_mend} problems, see the sheet Problems."
        )
