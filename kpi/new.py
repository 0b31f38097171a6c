"""A new workbook: the rule book's sheets, the people who are known, and free rows to type.

The tables of the program are filled as a scoring fills them, so that nothing in a new workbook
waits for its first calculation.
"""

import unicodedata
from calendar import monthrange
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kpi import layout, package, template
from kpi.appraise import score
from kpi.catalogue import digest
from kpi.formulas import NAME_OF_ID
from kpi.headless import uncollected
from kpi.layout import entry_table
from kpi.model import Edition, Language, Person, Role, RuleBook
from kpi.output import fills
from kpi.pending import with_fills
from kpi.problems import Problem
from kpi.rule_files import packaged_book
from kpi.settings import MONTH
from kpi.sheets import EPOCH
from kpi.tables import Column, Computed, Dated, Fill, Output, Table, letters

ENDING = ".xlsx"
FIRST_YEAR = 1900
FREE_PEOPLE = 40, 10  # rows to type on the sheet People: without people, with
FREE_ENTRIES = 12, 5  # and on the sheet of each role
Progress = Callable[[int], None]
Finish = Callable[[bytes, Language], bytes]  # makes a file of another ending out of an .xlsx


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a workbook is made for."""

    language: Language
    period: str  # "2026-11"
    edition: Edition = "portable"
    people: Sequence[Person] = ()
    roles: Sequence[str] | None = None  # codes; None means all
    company: str = ""


def make(
    target: Path,
    *,
    language: Language,
    period: str,
    edition: Edition = "portable",
    people: Sequence[Person] = (),
    roles: Sequence[str] | None = None,
    company: str = "",
    progress: Progress | None = None,
    finish: Finish | None = None,
) -> list[Problem]:
    """Makes a workbook at `target`, in place of a file that is there; says why when it cannot."""
    plan = Plan(
        language=language, period=period, edition=edition, people=people, roles=roles, company=company
    )
    changed = _changed(plan, target.name, progress)
    if finish and not isinstance(changed, list):
        changed = _finished(finish(changed.data(), language), target.name)
    return changed if isinstance(changed, list) else package.save(changed, target)


def _finished(data: bytes, name: str) -> package.Changed | list[Problem]:
    """The finished file, as it is saved."""
    book = package.read_bytes(data, name)
    return book if isinstance(book, list) else package.Changed(book)


def workbook(
    *,
    language: Language,
    period: str,
    edition: Edition = "portable",
    people: Sequence[Person] = (),
    roles: Sequence[str] | None = None,
    company: str = "",
) -> bytes | list[Problem]:
    """The bytes of a workbook."""
    plan = Plan(
        language=language, period=period, edition=edition, people=people, roles=roles, company=company
    )
    changed = _changed(plan, "KPI.xlsx", None)
    return changed if isinstance(changed, list) else changed.data()


def month_of(text: str) -> str | None:
    """The month in a text, as 2026-11; None where there is none.

    >>> month_of("2026年9月"), month_of("2026-13")
    ('2026-09', None)
    """
    found = MONTH.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if found is None or not (1 <= int(found[2]) <= 12 and int(found[1]) >= FIRST_YEAR):
        return None
    return f"{found[1]}-{int(found[2]):02}"


def rules_for(period: str) -> RuleBook | list[Problem]:
    """The rule book in force on the last day of a month."""
    year, month = (int(part) for part in period.split("-"))
    return packaged_book(date(year, month, monthrange(year, month)[1]))


@uncollected()
def _changed(plan: Plan, name: str, progress: Progress | None) -> package.Changed | list[Problem]:
    rules = rules_for(plan.period)
    if isinstance(rules, list):
        return rules
    codes = [role.code for role in rules.roles if plan.roles is None or role.code in plan.roles]
    skeleton = template.build(
        rules, plan.language, plan.period, plan.company, codes, digest(rules), plan.edition
    )
    book = package.read_bytes(skeleton, name)
    if isinstance(book, list):
        return book
    tables, problems = book.tables()
    staffed = _staffed(plan, rules, codes, tables)
    outcome = score(with_fills(tables, staffed), name, progress)
    if isinstance(outcome, list):
        return problems + outcome
    return package.change(book, [*staffed, *fills(outcome)])


# People and their rows ---------------------------------------------------------


def _staffed(plan: Plan, rules: RuleBook, codes: Sequence[str], tables: Mapping[str, Table]) -> list[Fill]:
    """The sheet People and the sheets of the roles: who is known, then free rows."""
    by_role: dict[str, list[Person]] = defaultdict(list)
    for person in plan.people:
        by_role[person.role].append(person)
    free = FREE_ENTRIES[bool(plan.people)]
    sheets = [_role_fill(tables[entry_table(code)], by_role[code], free) for code in codes]
    return [_people_fill(plan, {role.code: role for role in rules.roles}), *sheets]


def _people_fill(plan: Plan, roles: Mapping[str, Role]) -> Fill:
    """Everybody as the list has them; a department that it leaves blank is the one of the role."""
    language = plan.language
    rows: list[Sequence[Output | Computed]] = [
        (
            one.id, one.name, roles[one.role].name[language], one.department or roles[one.role].department[language],
            one.reviewer, _day(one.start), _day(one.end),
        )
        for one in plan.people
    ]  # fmt: skip
    rows += [(None,) * len(layout.PEOPLE.columns)] * FREE_PEOPLE[bool(plan.people)]
    columns = tuple(Column(header=header) for header in layout.PEOPLE.headers(plan.language))
    return Fill(table="People", key=(), columns=columns, count=len(rows), rows=rows)


def _day(day: date | None) -> Dated | None:
    return None if day is None else Dated(float((day - EPOCH).days))


def _role_fill(table: Table, people: Sequence[Person], free: int) -> Fill:
    """Ids and names of one role; the name is looked up by a formula, as the template has it."""
    id_cell = f"${letters(table.first_column)}" + "{r}"
    name = Column(header=table.headers[1], formula=((0, NAME_OF_ID.format(id=id_cell)),))
    rows: list[Sequence[Output]] = [(one.id, one.name) for one in people]
    rows += [(None, "")] * free
    columns = (Column(header=table.headers[0]), name)
    return Fill(table=table.name, key=(), columns=columns, count=len(rows), rows=rows)
