"""`kpi enter`: take a list of entries into a workbook and score it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from kpi import layout
from kpi.cli import console
from kpi.entering import Change
from kpi.importing import Imported, enter_file, preview
from kpi.model import Language
from kpi.scored.problems import names
from kpi.sheets import as_shown
from kpi.words import say

Book = Annotated[Path, typer.Argument(help="The workbook. / 工作簿。", show_default=False)]
Entries = Annotated[
    Path,
    typer.Argument(
        help="CSV or .xlsx: id, kpi, value, numerator, denominator, state, target. / "
        "工号、指标、数值、分子、分母、状态、目标。",
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
    else:
        with console.progress(say("enter_progress", console.language())) as advance:
            imported = enter_file(book, entries, output, advance)
    _report(imported, output or book, dry_run=dry_run)
    clean = all(one.note for one in imported.entering.problems)
    raise typer.Exit(console.CLEAN if clean else console.PROBLEMS)


def _report(imported: Imported, target: Path, *, dry_run: bool) -> None:
    entering, outcome = imported.entering, imported.outcome
    if outcome is None:
        console.reasons(entering.problems, console.language())
        return
    language = outcome.settings.language
    if dry_run and entering.changes:
        console.table(list(_diff(entering.changes, language)))
    console.problems(entering.problems, language, names(outcome))
    if not dry_run and entering.edits and not imported.written:
        console.say(say("enter_refused", language, file=target))
        return
    console.say(say("enter_counts", language, **_counts(imported)))
    if dry_run:
        console.say(say("enter_dry", language))
    if imported.written:
        problems = sum(not one.note for one in outcome.problems)
        facts = {"file": target, "people": len(outcome.judged), "problems": problems}
        console.say(say("enter_scored", language, **facts))


def _counts(imported: Imported) -> dict[str, int]:
    entering = imported.entering
    entered = sum(change.old in (None, "") for change in entering.changes)
    return {
        "entered": entered,
        "changed": len(entering.changes) - entered,
        "unchanged": entering.unchanged,
        "rejected": entering.rejected,
    }


def _diff(changes: list[Change], language: Language) -> Iterator[tuple[str, ...]]:
    headers = (layout.SCORES.column(key).header(language) for key in ("id", "name", "code"))
    yield say("diff_cell", language), *headers, say("diff_old", language), say("diff_new", language)
    for change in changes:
        cells = (as_shown(value) or BLANK for value in (change.old, change.new))
        where = f"{change.place.sheet}!{change.place.cell}"
        yield where, change.person.id, change.person.name, change.kpi, *cells
