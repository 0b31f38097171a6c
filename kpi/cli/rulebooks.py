"""Which rules a command works with: packaged or of a folder, in force on a day."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer

from kpi.cli import console
from kpi.model import Language, RuleBook
from kpi.problems import Problem
from kpi.rule_files import packaged_book

Lang = Annotated[
    Language | None,
    typer.Option("--lang", help="Language; left out, that of the machine. / 语言。", show_default=False),
]
On = Annotated[
    str,
    typer.Option(
        metavar="2026-11-30", help="Rules in force on this day. / 采用该日生效的标准。", show_default=False
    ),
]
Folder = Annotated[
    Path | None,
    typer.Option(
        "--rules", metavar="FOLDER", help="Other rule files. / 其他标准文件夹。", show_default=False
    ),
]


def book_of(on: str, folder: Path | None, tongue: Language) -> RuleBook:
    """The rule book; the command ends where there is none."""
    day = _day(on)
    book = packaged_book(day) if folder is None else _from(folder, day)
    if isinstance(book, RuleBook):
        return book
    console.reasons(book, tongue)
    raise typer.Exit(console.PROBLEMS)


def _from(folder: Path, day: date) -> RuleBook | list[Problem]:
    from kpi.schema import rule_book  # noqa: PLC0415 - loads pydantic, which a single score needs not

    return rule_book(day, folder)


def _day(text: str) -> date:
    if not text:
        return datetime.now(tz=UTC).astimezone().date()
    try:
        return date.fromisoformat(text)
    except ValueError:
        console.usage(f"日期应写成 2026-11-30：{text} / A date is written 2026-11-30, not {text}.")
