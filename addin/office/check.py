"""What the doctor finds out about LibreOffice: the program, its Python, the extension, a known answer."""

from pathlib import Path
from typing import NoReturn, TypeVar

import typer

from addin.office import session
from addin.office.found import office, own_profile
from kpi import __version__
from kpi.cli import console
from kpi.problems import Problem
from kpi.problems import addin as problem
from kpi.words import say

T = TypeVar("T")


def doctor(profile: Path | None) -> None:
    """Says what is fine, link by link, and ends at the first that is broken."""
    found = sound(office())
    _fine("doctor_office", version=found.version, program=found.program)
    _fine("doctor_python", python=found.python)
    answer = sound(session.probe(found, profile or own_profile()))
    version, shown = answer["version"], answer["shown"]
    if version is None:
        end(problem.not_installed())
    if version != __version__:
        end(problem.other_version(version, __version__))
    _fine("doctor_extension", version=version)
    if shown != session.KNOWN:
        end(problem.wrong_answer(session.FORMULA, shown or "", session.KNOWN))
    _fine("doctor_answer", formula=session.FORMULA, shown=shown)


def sound(found: T | Problem) -> T:
    """What was asked for; the command ends when there is a problem instead."""
    if isinstance(found, Problem):
        end(found)
    return found


def end(found: Problem) -> NoReturn:
    """Ends the command with what is wrong."""
    console.reasons([found], console.language())
    raise typer.Exit(console.PROBLEMS)


def _fine(key: str, **facts: object) -> None:
    console.say(say(key, console.language(), **facts))
