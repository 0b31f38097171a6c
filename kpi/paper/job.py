"""One job: everything that a month's report takes, from a judged workbook into a folder."""

import csv
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from kpi.appraise import Outcome
from kpi.basis import Basis, bases
from kpi.model import Language
from kpi.paper.folder import Folder
from kpi.problems import Problem
from kpi.report import Report
from kpi.report_data import report_data, score_lines
from kpi.reported import reported
from kpi.rule_files import packaged_book
from kpi.translated import translated

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What stands in the folder now, and what could not be written."""

    files: tuple[Path, ...]
    problems: tuple[Problem, ...]


def write(outcome: Outcome, target: Path, language: Language, progress: Progress | None = None) -> Made:
    """Writes the report of everybody in the workbook; the workbook itself is not touched."""
    packaged = packaged_book(outcome.settings.last_day)
    if isinstance(packaged, list):
        return Made(files=(), problems=tuple(packaged))
    told = translated(outcome, packaged, language)
    report = reported(told)
    folder = Folder(target)
    _data_files(folder, report, bases(report.members, told.book, packaged), language)
    if progress is not None:
        progress(len(report.members))
    return Made(files=tuple(folder.written), problems=tuple(folder.problems))


def _data_files(folder: Folder, report: Report, basis: list[Basis], language: Language) -> None:
    data = json.dumps(report_data(report, basis, language), ensure_ascii=False, indent=2)
    folder.put("report.json", f"{data}\n".encode())
    folder.put("scores.csv", _csv(score_lines(report, language)))


def _csv(lines: Iterable[tuple[str, ...]]) -> bytes:
    """A table as Excel opens it: UTF-8 with its mark, lines ending as on Windows."""
    text = StringIO()
    csv.writer(text).writerows(lines)
    return text.getvalue().encode("utf-8-sig")
