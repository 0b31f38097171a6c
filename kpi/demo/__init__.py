"""A sample centre, made, entered and scored the way a real one is.

Thirty people of all ten roles in one month behind two closed ones, awkward on purpose: a month without an event,
somebody who joined on the 12th and somebody who had left, blanks, `98%` as text, a rate of
104 %, full-width digits, half a ratio, personal targets, and targets that are still open.
"""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from kpi import package
from kpi.appraise import Outcome
from kpi.demo.past import MONTHS, closed
from kpi.entry_lines import HEADINGS
from kpi.importing import enter_file, type_in
from kpi.intake import listing_of, read_listing
from kpi.listing import Listing, arranged
from kpi.model import Language, Person
from kpi.new import make, rules_for
from kpi.problems import Problem
from kpi.problems import imports as problem
from kpi.problems.package import not_written
from kpi.staff import people_of
from kpi.tables import Edit, Value

PERIOD = "2026-10"
COMPANIES = {"zh": "云杉家居营销中心", "en": "Spruce Home Marketing Centre"}
WORKBOOK, PEOPLE, ENTRIES = f"KPI-demo-{PERIOD}.xlsx", "people.csv", "entries.csv"
Progress = Callable[[int], None]


class Typed(NamedTuple):
    """What a manager types into one cell."""

    person: str
    column: str  # the beginning of its header
    value: Value


TYPED = (
    Typed("YS213", "SALES-3a", "98%"),  # text; the rate alone
    Typed("YS214", "SALES-6", "８６"),
    Typed("YS222", "SALES-4b", 42.0),  # the numerator is still to come
    Typed("YS323", "SERVICE-5a", 52.0),  # 52 of 50 are 104 %
    Typed("YS323", "SERVICE-5b", 50.0),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo:
    """What the demo has left in its folder."""

    workbook: Path
    people: Path
    entries: Path
    outcome: Outcome


def write(folder: Path, language: Language, progress: Progress | None = None) -> Demo | list[Problem]:
    """Makes the demo in a folder; earlier demo files are replaced, any other file is left alone."""
    demo_files = [folder / name for name in (WORKBOOK, PEOPLE, ENTRIES)]
    foreign = [problem.not_of_the_demo(path.name, str(folder)) for path in demo_files if not _may_write(path)]
    if foreign:
        return foreign
    workbook, people, entries = demo_files
    try:
        folder.mkdir(parents=True, exist_ok=True)
        people.write_bytes(sample("people", language))
        entries.write_bytes(sample("entries", language))
    except OSError as error:
        return [not_written(folder.name, error.strerror or str(error))]
    failed = _begun(workbook, language)
    if failed:
        return failed
    entered = enter_file(workbook, entries)
    if entered.outcome is None or not entered.written:
        return entered.entering.problems
    outcome = type_in(workbook, list(_edits(entered.outcome)), progress)
    if isinstance(outcome, list):
        return outcome
    return Demo(workbook=workbook, people=people, entries=entries, outcome=outcome)


def _begun(workbook: Path, language: Language) -> list[Problem]:
    """The empty workbook of the demo's month, behind two closed ones."""
    with TemporaryDirectory() as folder:
        first = Path(folder) / workbook.name.replace(PERIOD, MONTHS[0])
        failed = make(
            first, language=language, period=MONTHS[0], people=everybody(language), company=COMPANIES[language]
        )
        begun = failed or closed(first, sample("entries", language), language)
        if isinstance(begun, list):
            return begun
        try:
            shutil.copyfile(begun, workbook)
        except OSError as error:
            return [not_written(workbook.name, error.strerror or str(error))]
    return []


def sample(name: str, language: Language) -> bytes:
    """A list of the demo, as it stands in the package."""
    return (files(__name__) / f"{name}_{language}.csv").read_bytes()


def everybody(language: Language) -> list[Person]:
    """The people of the sample centre."""
    listing, book = listing_of(sample("people", language), PEOPLE), rules_for(PERIOD)
    if isinstance(listing, list) or isinstance(book, list):
        raise TypeError("the packaged demo cannot be read")
    people, _ = people_of(listing, book.roles)
    return people


def _edits(outcome: Outcome) -> Iterator[Edit]:
    at = {one.appraisal.person.id: one for one in outcome.judged}
    for typed in TYPED:
        one = at[typed.person]
        assert one.row is not None
        header = next(h for h in one.sheet.table.headers if h.partition(" ")[0] == typed.column)
        yield Edit(one.sheet.table.name, one.row, header, typed.value)


# Earlier demos -----------------------------------------------------------------


def _may_write(path: Path) -> bool:
    """True where there is no file yet, or one that a demo has written."""
    if not path.exists():
        return True
    return _is_demo_book(path) if path.name == WORKBOOK else _is_demo_list(path)


def _is_demo_book(path: Path) -> bool:
    book = package.read(path)
    if isinstance(book, list):
        return False
    tables, _ = book.tables({"Settings"})
    cells = {cell for table in tables.values() for row in table.rows for cell in row}
    return not cells.isdisjoint(COMPANIES.values())


def _is_demo_list(path: Path) -> bool:
    """True when nobody else stands in it."""
    listing = read_listing(path)
    ours = {person.id for person in everybody("zh")}
    return isinstance(listing, Listing) and _ids(listing) <= ours


def _ids(listing: Listing) -> set[str]:
    found = arranged(listing, HEADINGS[:1])
    return {"?"} if isinstance(found, list) else {found.text(line, "id") for line in found.lines}
