"""The files of a rule book: found, read, and put together into the book of a day.

The packaged files are read without `schema`, because tests have proved their form and loading
pydantic takes longer than all the rest. That they do not contradict each other is checked always.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import NamedTuple

from kpi.catalogue import (
    CENTRE,
    CentreRevision,
    Library,
    book_on,
    contradictions,
    in_force,
    policy_contradictions,
    same_starts,
)
from kpi.from_toml import Raw, card_revisions, centre_revisions
from kpi.model import RuleBook
from kpi.name_checks import kpis_are_named_apart, roles_are_named_apart, sets_have_policies
from kpi.problems import Place, Problem
from kpi.problems import files as problem
from kpi.problems.rules import PlaceOf

LINE_OF_ERROR = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)")


class RuleFile(NamedTuple):
    """One rule file: its name and what stands in it."""

    name: str
    raw: Raw

    @property
    def subject(self) -> str:
        """The role set that it is about, or the centre."""
        return str(self.raw.get("set", CENTRE))


# Reading -----------------------------------------------------------------------


def read(file: Traversable) -> RuleFile | Problem:
    """A file as TOML, or why it is none."""
    place = Place(file.name)
    try:
        text = file.read_text(encoding="utf-8-sig")  # editors on Windows may begin it with a mark
        return RuleFile(file.name, tomllib.loads(text, parse_float=Decimal))
    except OSError as error:
        return problem.unreadable_file(place, error.strerror or type(error).__name__)
    except UnicodeDecodeError:
        return problem.unreadable_file(place, "UTF-8")
    except tomllib.TOMLDecodeError as error:
        found = LINE_OF_ERROR.search(str(error))
        line = found[1] if found and found[1] else str(text.count("\n") + 1)
        return problem.broken_toml(place, line, LINE_OF_ERROR.sub("", str(error)))


def read_all(folder: Traversable) -> tuple[list[RuleFile], list[Problem]]:
    """The rule files of a folder by name; each role set, and the centre, in one of them."""
    if not folder.is_dir():
        return [], [problem.unreadable_file(Place(folder.name), folder.name)]
    names = (file for file in folder.iterdir() if file.name.endswith(".toml"))
    found = [read(file) for file in sorted(names, key=lambda file: file.name)]
    whole = [one for one in found if isinstance(one, RuleFile)]
    problems = [one for one in found if isinstance(one, Problem)]
    return whole, problems + _one_file_each(whole, folder)


def _one_file_each(found: Sequence[RuleFile], folder: Traversable) -> list[Problem]:
    first: dict[str, str] = {}
    problems = [
        problem.set_twice(Place(file.name), file.subject, first[file.subject])
        for file in found
        if first.setdefault(file.subject, file.name) != file.name
    ]
    if CENTRE not in first:
        problems.append(problem.file_missing(Place(folder.name), CENTRE))
    return problems


def library_of(found: Sequence[RuleFile]) -> Library:
    """All revisions of well-formed files; one of them is the centre's."""
    centre = next(file.raw for file in found if file.subject == CENTRE)
    cards = {file.subject: card_revisions(file.raw) for file in found if file.subject != CENTRE}
    names = {file.subject: file.name for file in found}
    return Library(centres=centre_revisions(centre), cards=cards, files=names)


# Packaged ----------------------------------------------------------------------


def packaged_book(on: date) -> RuleBook | list[Problem]:
    """The packaged rule book in force on a date."""
    return sound_book(packaged_library(), on)


@cache
def packaged_library() -> Library:
    """All packaged revisions."""
    found, problems = read_all(packaged_folder())
    if problems:
        raise ValueError(f"the installation is damaged: {problems}")
    return library_of(found)


def packaged_folder() -> Traversable:
    """Where the rule book of this version lies."""
    return files("kpi") / "rules"


def sound_book(library: Library, on: date) -> RuleBook | list[Problem]:
    """The rule book of a day, if nothing in it is contradictory."""
    book = book_on(library, on)
    if isinstance(book, list):
        return book
    centre = in_force(library.centres, on)
    place = places(book, library.files)
    problems = same_starts(library) + contradictions(book, place)
    problems += [*kpis_are_named_apart(book, place), *roles_are_named_apart(book, place)]
    if isinstance(centre, CentreRevision):
        problems += [*policy_contradictions(centre, place), *sets_have_policies(centre, place)]
    return problems or book


def places(book: RuleBook, files_by_subject: Mapping[str, str]) -> PlaceOf:
    """Where a field stands: the file; the KPI, set, role or grade; the field."""
    sets = {rule.code: card.code for card in book.cards for rule in card.rules}
    sets |= {card.code: card.code for card in book.cards}

    def place(code: str, field: str) -> Place:
        code = code.rpartition(" ")[2]  # of a role's own target: "SS SALES-2"
        shared = field in {"role", "grade", "policy"}
        named = code.partition("-")[0]  # of a code that no KPI has
        subject = CENTRE if shared else sets.get(code, sets.get(named, CENTRE))
        return Place(files_by_subject.get(subject, ""), code or subject, field)

    return place
