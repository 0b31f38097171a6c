"""The one pure call behind every host: tables in, appraisals, problems and fills out.

`check` reads everything and says what is wrong; `score` judges everybody and writes down
what belongs into the workbook. A problem of one person stops nobody else.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from operator import itemgetter
from typing import NamedTuple

from kpi import layout
from kpi.catalogue import contradictions
from kpi.doubts import Doubts, doubts
from kpi.idle_targets import idle_targets
from kpi.memory import Memory
from kpi.model import Appraisal, KpiRule, Language, Person, Role, RuleBook, Scorecard, WeightPolicy
from kpi.month.actions import status_problems
from kpi.month.closed_months import changed_since
from kpi.month.holidays import due_of
from kpi.month.ticks import tick_problems
from kpi.needed import may_be_missing, missing_columns, missing_tables
from kpi.problems import Place, Problem
from kpi.problems import workbook as problem
from kpi.rewordings import without_row
from kpi.roster import (
    EntryReader,
    RoleSheet,
    absent_sheet,
    find_role_sheet,
    people_on,
    presence,
    read_people,
)
from kpi.rule_places import RulePlaces
from kpi.rulesheet import read_rules
from kpi.scoring import Entries, Judge, target_in_cycle
from kpi.settings import Settings, read_grades, read_role_targets, read_roles, read_settings, role_named
from kpi.sheets import Sheet, find
from kpi.tables import Table, Tables
from kpi.weights import Weighed

OUTPUTS = ("Scores", "Summary", "Feedback", "Due", "Progress", "Report", *layout.REPORT_TABLES, "Checks", "Problems")
NEEDS = {  # tables whose cells the formulas of a table refer to
    "Scores": frozenset({"Summary"}),
    "Summary": frozenset({"Scores"}),
    "Feedback": frozenset({"Scores", "Summary"}),
    **dict.fromkeys(("Report", *layout.REPORT_TABLES), frozenset({"Scores", "Summary"})),
    "Due": frozenset({"Progress", "Summary", "Scores"}),
    "Progress": frozenset({"Summary", "Scores"}),
}
BOOKS: Memory[tuple[RuleBook, bool]] = Memory(4, itemgetter(1))  # with True where nothing is wrong with it
PlaceOf = Callable[[], Place]


class Judged(NamedTuple):
    """One person's appraisal and where the entries stand."""

    appraisal: Appraisal
    entries: Entries
    sheet: RoleSheet
    row: int | None  # of the role's table, from 0; None where the person stands in none
    weighed: Weighed  # shared by everybody whose KPIs stand alike


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Everything that a scored workbook says."""

    tables: Tables
    settings: Settings
    book: RuleBook
    rule_rows: Mapping[str, int]  # row of each rule in Rules, from 1
    target_rows: Mapping[tuple[str, str], int]  # row of each (role, KPI) in RoleTargets, from 1
    role_sheets: Mapping[str, RoleSheet]
    due: date  # of the month's report
    judged: Sequence[Judged]
    writable: frozenset[str]  # tables of ours that are there with all their columns
    problems: Sequence[Problem]


def _nowhere(_code: str, _field: str) -> Place:
    return Place()


@dataclass(slots=True)
class _Reading:
    """What has been read so far, with the problems found."""

    tables: Tables
    problems: list[Problem] = field(default_factory=list)
    place: Callable[[str, str], Place] = field(default=_nowhere)  # of a rule's field
    language: Language = "zh"

    def sheet(self, name: str) -> Sheet:
        found, problems = find(self.tables[name], layout.TABLES[name], may_be_missing(name))
        self.problems += problems
        return found

    def keep(self, problems: Sequence[Problem]) -> None:
        self.problems += problems


def score(tables: Tables, book: str, progress: Callable[[int], None] | None = None) -> Outcome | list[Problem]:
    """Judge everybody in a workbook.

    `tables` holds every table of ours that the workbook has; `book` is its file name. Problems
    come back inside the outcome; alone only when there is nothing to judge by. `progress` is
    told how many people have been judged.
    """
    missing = missing_tables(tables, book) or missing_columns(tables)
    if missing:
        return missing
    reading = _Reading(tables)
    settings, problems = read_settings(reading.sheet("Settings"))
    reading.keep(problems)
    if not settings.period:
        return reading.problems
    reading.language = settings.language
    rule_sheet = reading.sheet("Rules")
    due, problems = due_of(settings, tables)
    reading.keep(problems)
    rules = _read_book(reading, settings, rule_sheet)
    people_sheet = reading.sheet("People")
    people, problems = read_people(people_sheet, rules.roles)
    reading.keep(problems)
    role_sheets = _role_sheets(reading, rules, people)
    judged = _judge_all(reading, settings, rules, people, role_sheets, progress)
    reading.keep([*tick_problems(tables), *status_problems(tables)])
    reading.keep(changed_since(tables, settings.period, judged, settings.language))
    if "Feedback" in tables:
        reading.keep(without_row(tables["Feedback"], {one.appraisal.person.id for one in judged}))
    writable = _writable(reading)
    return Outcome(
        tables=tables,
        settings=settings,
        book=rules,
        rule_rows={code: row + 1 for code, row in rule_sheet.rows_by("code").items()},
        target_rows=_target_rows(reading, rules),
        role_sheets=role_sheets,
        due=due,
        judged=judged,
        writable=writable,
        problems=once(reading.problems),
    )


def _writable(reading: _Reading) -> frozenset[str]:
    """The output tables that can be filled; a Problem for each that is missing or lacks a column."""
    whole = set()
    for name in OUTPUTS:
        if name not in reading.tables:
            if name in layout.ADDED_TABLES:
                continue
            sheet = layout.SHEETS[layout.TABLES[name].sheet]["zh"]
            reading.keep([problem.no_table(Place(reading.tables["Rules"].book), name, sheet)])
            continue
        before = len(reading.problems)
        reading.sheet(name)
        if all(found.note for found in reading.problems[before:]):
            whole.add(name)
    return frozenset(name for name in whole if NEEDS.get(name, frozenset()) <= whole)


def once(problems: Sequence[Problem]) -> list[Problem]:
    """The problems without repeats, in the order they were found."""
    seen: dict[tuple[object, ...], Problem] = {}
    for found in problems:
        seen.setdefault((found.code, found.place, *found.facts.items()), found)
    return list(seen.values())


def _read_book(reading: _Reading, settings: Settings, rule_sheet: Sheet) -> RuleBook:
    """The rule book as the workbook's own sheets have it; one without a problem is known again in the next workbook."""
    before = len(reading.problems)

    def read() -> tuple[RuleBook, bool]:
        book = _book(reading, settings, rule_sheet)
        return book, len(reading.problems) == before

    policies = repr(settings.policies)
    content = [_content(reading.tables[name]) for name in ("Roles", "Grades", "RoleTargets", "Rules")]
    book, _ = BOOKS.get((settings.rule_version, settings.first_day, policies, *content), read)
    reading.place = RulePlaces(reading.tables, book.roles)
    return book


def _content(table: Table) -> tuple[object, ...]:
    """What a table says, wherever it stands; TRUE and 1 are equal, so types count."""
    rows = tuple(map(tuple, table.rows))
    return table.headers, rows, tuple([tuple(map(type, row)) for row in rows])


def _book(reading: _Reading, settings: Settings, rule_sheet: Sheet) -> RuleBook:
    roles = read_roles(reading.sheet("Roles"))
    reading.place = RulePlaces(reading.tables, roles)
    grades, problems = read_grades(reading.sheet("Grades"))
    reading.keep(problems)
    targets, problems = read_role_targets(reading.sheet("RoleTargets"), roles)
    reading.keep(problems)
    rules, problems = read_rules(rule_sheet, roles)
    reading.keep(problems)
    book = RuleBook(
        version=settings.rule_version,
        roles=roles,
        cards=_cards(rules, settings),
        role_targets=targets,
        grades=grades,
        policies=settings.policies,
    )
    reading.keep([*contradictions(book, reading.place), *idle_targets(book, reading.place)])
    return book


def _cards(rules: Sequence[KpiRule], settings: Settings) -> tuple[Scorecard, ...]:
    sets = dict.fromkeys(rule.set for rule in rules)
    nothing = {"zh": "", "en": ""}
    return tuple(
        Scorecard(
            code=code,
            name={"zh": code, "en": code},
            effective_from=settings.first_day,
            source=nothing,
            rules=tuple(rule for rule in rules if rule.set == code),
        )
        for code in sets
    )


def _role_sheets(reading: _Reading, book: RuleBook, people: Mapping[str, Person]) -> dict[str, RoleSheet]:
    """The sheets of the roles; a Problem and an absent one for a role that has people but no sheet."""
    sheets = {}
    taken = {person.role for person in people.values()}
    for role in book.roles:
        table = reading.tables.get(layout.entry_table(role.code))
        if table is not None:
            sheets[role.code], problems = find_role_sheet(table, role, rules_of(book, role))
            reading.keep(problems)
        elif role.code in taken:
            name = reading.tables["People"].book
            title = layout.role_title(role, "zh")
            reading.keep([problem.no_table(Place(name), layout.entry_table(role.code), title)])
            sheets[role.code] = absent_sheet(name, role, rules_of(book, role))
    return sheets


def rules_of(book: RuleBook, role: Role) -> tuple[KpiRule, ...]:
    """The KPIs and duties that a role is held to, in the order of the rules."""
    return tuple(
        rule for card in book.cards if card.code == role.set for rule in card.rules if role.code in rule.roles
    )


def _judge_all(
    reading: _Reading,
    settings: Settings,
    book: RuleBook,
    people: Mapping[str, Person],
    role_sheets: Mapping[str, RoleSheet],
    progress: Callable[[int], None] | None,
) -> list[Judged]:
    """Everybody who was there in the period, role by role in the order of the sheets."""
    present = _present(reading, settings, people)
    roles = {role.code: role for role in book.roles}
    doubt = doubts(reading.problems, book, settings.unread)
    judged: list[Judged] = []
    by_role: dict[str, list[Person]] = defaultdict(list)
    for identity in present:
        by_role[people[identity].role].append(people[identity])
    nowhere: dict[str, str] = {}  # whoever stands in no row, and the sheet it should be on
    for sheet in role_sheets.values():
        rows, problems = people_on(sheet, people, roles, settings.language)
        reading.keep(problems)
        others = [person for person in by_role[sheet.role.code] if person.id not in rows]
        there = [(people[identity], row) for identity, row in rows.items() if identity in present]
        judged += _judge_role(reading, book, sheet, [*there, *((person, None) for person in others)], doubt)
        nowhere |= {} if sheet.absent else {person.id: sheet.table.sheet for person in others}
        if progress is not None:
            progress(len(judged))
    for identity in (one for one in present if one in nowhere):
        said = f"{identity} {people[identity].name}".strip()
        reading.keep([problem.no_row(present[identity](), said, nowhere[identity])])
    return judged


def _present(reading: _Reading, settings: Settings, people: Mapping[str, Person]) -> dict[str, PlaceOf]:
    """Everybody who was there in the period, and how to find the cell of the id in People."""
    sheet, _ = find(reading.tables["People"], layout.PEOPLE, may_be_missing("People"))
    places = {sheet.text(row, "id"): row for row in reversed(range(len(sheet.table.rows)))}
    present: dict[str, PlaceOf] = {}
    for person in people.values():
        place = partial(sheet.place, places.get(person.id, 0), "id")
        note = presence(person, settings, place()) if person.start or person.end else None
        if note is not None:
            reading.keep([note])
        if note is None or note.code != "KPI410":
            present[person.id] = place
    return present


def _judge_role(
    reading: _Reading,
    book: RuleBook,
    sheet: RoleSheet,
    people: Sequence[tuple[Person, int | None]],
    doubt: Doubts,
) -> list[Judged]:
    role = sheet.role
    rules = {rule.code: rule for rule in rules_of(book, role)}
    usual = {code: target_in_cycle(rule, role.code, book.role_targets, None) for code, rule in rules.items()}
    policy = book.policies.weights.get(role.set, WeightPolicy.SHARE)
    judge = Judge(tuple(rules.values()), book.policies, policy, () if doubt.grades else book.grades)
    reader = EntryReader(sheet, usual, doubt.about(role.code), reading.problems)
    nowhere = reader.no_entries()
    judged = []
    for person, row in people:
        entries = nowhere if row is None else reader.entries(row)
        appraisal, weighed = judge.weighed(person, entries)
        judged.append(Judged(appraisal, entries, sheet, row, weighed))
    sure = rules.keys() - doubt.about(role.code)  # of the others nobody has looked at the targets
    reading.keep(_open_targets(role, judged, sure, reading.place, reading.language))
    return judged


def _open_targets(
    role: Role, judged: Sequence[Judged], sure: Collection[str], place: Callable[[str, str], Place], language: str
) -> list[Problem]:
    """A note for each weighted KPI whose target is open for somebody."""
    rules = {
        result.rule.code: result.rule
        for one in judged
        for result in one.appraisal.results
        if result.target is None and result.rule.measure.needs_target and result.rule.weight
        and result.rule.code in sure
    }
    return [
        problem.open_target(place(code, "target"), code, role.name[language], str(rule.weight))
        for code, rule in rules.items()
    ]


def _target_rows(reading: _Reading, book: RuleBook) -> dict[tuple[str, str], int]:
    sheet, _ = find(reading.tables["RoleTargets"], layout.ROLE_TARGETS, may_be_missing("RoleTargets"))
    rows = {}
    for row in reversed(range(len(sheet.table.rows))):
        role = role_named(book.roles, sheet.text(row, "role"))
        if role is not None:
            rows[role.code, sheet.text(row, "kpi").upper()] = row + 1
    return rows
