"""What every command prints with: tables, problems one a line, progress, and the exit codes.

Results go to the output, reasons of a refusal and progress to the error output, so that a pipe
gets results only. Nothing is coloured or cut when the output is not a terminal.
"""

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import TextIOWrapper
from locale import getlocale
from shutil import get_terminal_size
from types import ModuleType
from typing import NoReturn

import typer

from kpi.cli import plain
from kpi.model import Language
from kpi.problems import Problem
from kpi.words import line

CLEAN, PROBLEMS, USAGE = 0, 1, 2
VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")  # the first that is set decides, as for every program
NO_NAMES: Mapping[str, str] = {}

Advance = Callable[[int], None]  # told how many are done


def language() -> Language:
    """The language of the machine: Chinese where the locale is, else English."""
    chosen = next((os.environ[name] for name in VARIABLES if os.environ.get(name)), None)
    tongue = chosen or getlocale()[0] or ""  # Windows has no such variables
    return "zh" if tongue.lower().startswith(("zh", "chinese")) else "en"


def say(text: str) -> None:
    """One line of the result."""
    typer.echo(text)


def aside(text: str) -> None:
    """One line beside the result."""
    typer.echo(text, err=True)


def data(text: str) -> None:
    """JSON for another program: in UTF-8, whatever a pipe is written in otherwise (on Windows a code page)."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    typer.echo(text)


def lines(texts: Iterable[str]) -> None:
    """Several lines of the result."""
    for text in texts:
        say(text)


def problems(found: Iterable[Problem], tongue: Language, names: Mapping[str, str] = NO_NAMES) -> None:
    """Problems, one a line, as a part of the result."""
    lines(line(one, tongue, names) for one in found)


def reasons(found: Iterable[Problem], tongue: Language, names: Mapping[str, str] = NO_NAMES) -> None:
    """Problems, one a line, beside the result."""
    for one in found:
        typer.echo(line(one, tongue, names), err=True)


def usage(text: str) -> NoReturn:
    """Ends a command that was given something it cannot work with."""
    typer.echo(text, err=True)
    raise typer.Exit(USAGE)


def refuse(found: Iterable[Problem], tongue: Language) -> NoReturn:
    """Ends a command before it did anything, with what is wrong with it."""
    reasons(found, tongue)
    raise typer.Exit(USAGE)


def table(rows: Sequence[Sequence[str]]) -> None:
    """A table, its first row the headers; long cells are folded, never cut."""
    as_it_is = None if sys.stdout.isatty() else plain.table(rows, get_terminal_size().columns)
    lines(_drawing().table(rows) if as_it_is is None else as_it_is)


def grid(rows: Iterable[Sequence[str]], indent: int = 2) -> None:
    """Labels and what belongs to them, without headers."""
    lines(_drawing().grid(rows, indent))


@contextmanager
def progress(title: str, total: int | None = None) -> Iterator[Advance]:
    """A progress bar on a terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    with _drawing().progress(title, total) as advance:
        yield advance


def _drawing() -> ModuleType:
    from kpi.cli import drawing  # noqa: PLC0415 - rich is slow to load, and a single score needs none

    return drawing
