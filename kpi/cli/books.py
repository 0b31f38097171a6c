"""`kpi check` and `kpi score`: judge workbooks, say what is wrong, fill them in place."""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from kpi.appraise import Outcome
from kpi.cli import console
from kpi.cli.watching import Watching
from kpi.headless import Result, check_file, score_file
from kpi.model import Language
from kpi.package import ReceiptLine
from kpi.paper.folder import Folder
from kpi.problems import Problem
from kpi.problems.package import no_folder, not_written
from kpi.results import as_data, people_rows, problem_data, role_rows
from kpi.scored.problems import mend_first, names
from kpi.words import line, say

Books = Annotated[list[Path], typer.Argument(help="Workbooks (.xlsx or .xlsm). / 工作簿。", show_default=False)]
Output = Annotated[
    Path | None,
    typer.Option("-o", "--output", help="Write to this file instead of in place. / 另存为。"),
]
Json = Annotated[
    str | None,
    typer.Option("--json", metavar="FILE|-", help="Results as JSON to a file, or - for the terminal."),
]
Receipt = Annotated[
    bool, typer.Option("--receipt", help="List every part of the file: unchanged, or changed and why.")
]
Watch = Annotated[bool, typer.Option("--watch", help="Score again whenever a workbook is saved.")]

MOST_PEOPLE = 100  # in the table of people
MOST_LINES = 200  # of problems
MOST_WORKERS = 61  # Windows waits for no more processes at once


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What is told about one workbook; small enough to come back from another process."""

    path: Path
    language: Language
    judged: int
    lines: Sequence[str]  # problems, ready to print
    to_mend: int
    people: Sequence[Sequence[str]]  # the rows of the table of people
    data: Mapping[str, object] | None  # for the JSON
    receipt: Sequence[ReceiptLine]


def check(books: Books) -> None:
    """Say what is wrong in workbooks; write nothing. Exit code 1 when there is something to mend."""
    shown = [_shown(check_file(path), with_data=False) for path in books]
    for one in shown:
        _headline(one)
        console.lines(one.lines)
    raise typer.Exit(_exit_code(shown))


def score(
    books: Books,
    output: Output = None,
    json_file: Json = None,
    receipt: Receipt = False,  # noqa: FBT002 - a switch of the command line
    watch: Watch = False,  # noqa: FBT002
) -> None:
    """Score workbooks in place: check, score, fill scores, summary, feedback, report and problems."""
    if output is not None and len(books) > 1:
        console.usage(say("cli_one_output", console.language()))
    if json_file not in (None, "-") and _is_one_of(Path(str(json_file)), [*books, *([output] if output else [])]):
        console.usage(say("cli_json_is_book", console.language()))
    if json_file not in (None, "-") and not Path(str(json_file)).absolute().parent.is_dir():
        console.refuse([no_folder(str(json_file))], console.language())
    with_data = json_file is not None
    latest = {one.path: one for one in _score_all(books, output, with_data=with_data, receipt=receipt)}
    _report(list(latest.values()), latest, json_file=json_file, receipt=receipt)
    if watch:
        waiting = Watching(books, in_place=output is None)
        console.aside(say("cli_waiting", console.language()))
        for path in waiting.saves():
            latest[path] = _shown(score_file(path, output, receipt=receipt), with_data=with_data)
            _report([latest[path]], latest, json_file=json_file, receipt=receipt)
    raise typer.Exit(_exit_code(list(latest.values())))


def _is_one_of(path: Path, books: Sequence[Path]) -> bool:
    """True when that path, however written, leads to one of the workbooks."""
    return os.path.realpath(path) in {os.path.realpath(book) for book in books}


def _exit_code(shown: Sequence[Shown]) -> int:
    return console.PROBLEMS if any(one.to_mend for one in shown) else console.CLEAN


def _score_all(
    books: Sequence[Path], output: Path | None, *, with_data: bool, receipt: bool
) -> list[Shown]:
    """One workbook with a bar over its people, many over all cores with a bar over the files."""
    if len(books) == 1:
        with console.progress(say("cli_scoring", console.language())) as advance:
            result = score_file(books[0], output, advance, receipt=receipt)
            return [_shown(result, with_data=with_data)]
    distinct = list(dict.fromkeys(books))
    shown = {one.path: one for one in _in_parallel(distinct, with_data=with_data, receipt=receipt)}
    return [shown[path] for path in distinct]


def _in_parallel(books: Sequence[Path], *, with_data: bool, receipt: bool) -> Iterator[Shown]:
    from concurrent.futures import ProcessPoolExecutor, as_completed  # noqa: PLC0415 - only many books need it

    cores = (os.cpu_count() or 1) + 1  # one more, because each waits for the disk now and then
    workers = min(cores, len(books), MOST_WORKERS)
    title = say("cli_workbooks", console.language())
    with console.progress(title, len(books)) as advance, ProcessPoolExecutor(workers) as pool:
        jobs = [pool.submit(_score_one, path, with_data=with_data, receipt=receipt) for path in books]
        for number, job in enumerate(as_completed(jobs), 1):
            yield job.result()
            advance(number)


def _score_one(path: Path, *, with_data: bool, receipt: bool) -> Shown:
    return _shown(score_file(path, receipt=receipt), with_data=with_data)


def _shown(result: Result, *, with_data: bool) -> Shown:
    outcome = result.outcome
    language: Language = outcome.settings.language if outcome else console.language()
    known = names(outcome) if outcome else {}
    return Shown(
        path=result.path,
        language=language,
        judged=len(outcome.judged) if outcome else 0,
        lines=_lines(mend_first(result.problems), language, known),
        to_mend=sum(not problem.note for problem in result.problems),
        people=_table(outcome) if outcome else (),
        data=_data(result, outcome) if with_data else None,
        receipt=result.receipt,
    )


def _lines(problems: Sequence[Problem], language: Language, known: Mapping[str, str]) -> list[str]:
    """The problems one a line; the rest of very many is only counted, for the workbook lists them all."""
    shown = [line(problem, language, known) for problem in problems[:MOST_LINES]]
    rest = len(problems) - len(shown)
    return [*shown, say("cli_more", language, count=rest)] if rest else shown


def _table(outcome: Outcome) -> list[tuple[str, ...]]:
    """The people, or the roles where there are too many to read."""
    return people_rows(outcome) if len(outcome.judged) <= MOST_PEOPLE else role_rows(outcome)


def _data(result: Result, outcome: Outcome | None) -> Mapping[str, object]:
    if outcome is not None:
        return as_data(outcome, result.problems)
    problems = problem_data(result.problems, console.language())
    return {"period": None, "rules": None, "people": [], "problems": problems}


def _report(
    shown: Sequence[Shown], latest: Mapping[Path, Shown], *, json_file: str | None, receipt: bool
) -> None:
    """What came of these workbooks; the JSON has every workbook as it stands now."""
    if json_file is not None:
        _write_json([one.data for one in latest.values()], json_file)
    if json_file == "-":
        return
    for one in shown:
        _headline(one)
        if one.people and len(shown) == 1:
            console.table(one.people)
        console.lines(one.lines)
        if receipt:
            console.lines(_receipt_line(line, one.language) for line in one.receipt)


def _receipt_line(line: ReceiptLine, language: Language) -> str:
    """State, hash and name of a part on one line, however long, so that lines can be searched and compared."""
    state = say(f"cli_part_{line.state}", language)
    was = say("cli_part_was", language, hash=line.before) if line.state == "changed" else ""
    told = f"  ({' '.join(filter(None, (line.why, was)))})" if line.why or was else ""
    return f"{state}  {line.after or line.before or '-' * 64}  {line.part}{told}"


def _headline(one: Shown) -> None:
    key = "cli_fine" if not one.to_mend else "cli_scored"
    console.say(say(key, one.language, book=one.path, people=one.judged, problems=one.to_mend))


def _write_json(data: Sequence[Mapping[str, object] | None], target: str) -> None:
    text = json.dumps(data[0] if len(data) == 1 else data, ensure_ascii=False, indent=2)
    if target == "-":
        console.data(text)
        return
    path = Path(os.path.realpath(target))
    if path.exists() and not path.is_file():  # a pipe, which cannot be replaced in one step
        try:
            path.write_text(text + "\n", encoding="utf-8")
        except OSError as error:
            console.refuse([not_written(target, error.strerror or str(error))], console.language())
        return
    folder = Folder(path.parent)
    folder.put(path.name, f"{text}\n".encode())
    if folder.problems:
        console.refuse(folder.problems, console.language())
