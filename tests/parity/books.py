"""Workbooks for the judges: rules and settings edited as a manager would, entries that visit every corner.

Each is scored by the program, then made stale: every formula shows a number that nobody would believe, and
some entries are typed after the scoring. Only a judge that really calculates gets what the engine gets.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from kpi import layout, new, package
from kpi.appraise import Outcome, rules_of, score
from kpi.headless import score_file
from kpi.layout import EntryColumn, entry_columns, entry_table
from kpi.model import Edition, KpiRule, Language, Person, Role
from kpi.output import fills
from kpi.pending import with_edits, with_fills
from kpi.problems import Problem
from kpi.scoring import target_in_cycle
from kpi.tables import Column, Edit, Fill, Table, Value, letters
from tests.desk import tables
from tests.judges import with_wrong_values
from tests.parity.parts import formula_cells, retype
from tests.parity.variants import Cell, Typed, met, numbers, odd

PERIOD = "2026-10"
CLEAN, MIXED, ODD = 6, 2, 4  # people in each role with true numbers, with one or two odd entries, with odd ones only
PEOPLE = CLEAN + MIXED + ODD + 1  # the last one meets every target exactly, so that totals stand on a limit


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What a workbook is to show."""

    name: str
    language: Language = "zh"
    settings: Mapping[str, Value] = field(default_factory=dict)  # by key; a choice by its code
    rules: Mapping[tuple[str, str], Value] = field(default_factory=dict, repr=False)  # by KPI and column
    grades: Sequence[tuple[str | None, float | None]] = ()  # letters and limits, best first
    role_targets: Sequence[tuple[str, str, float | None, float]] = ()  # role, KPI, target, months
    typed: Mapping[tuple[str, str], Typed] = field(default_factory=dict)  # by person and KPI, instead of the usual
    number: int = 0  # how far to go on with what is typed


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A workbook ready to be judged, and what the engine says to it."""

    case: Case
    stale: Path  # scored, then typed into, every formula wrong
    truth: Mapping[str, Table]  # the same entries, scored by the engine
    outcome: Outcome
    before: Mapping[str, Table]  # the tables of the program before the last entries were typed
    visited: frozenset[tuple[str, tuple[Cell, ...]]]  # KPI and the cells that were typed for it
    formulas: Mapping[str, frozenset[str]]  # the cells that hold formulas, by sheet


class Workshop:
    """Makes workbooks in a folder, each from an empty one of its language and edition."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.empty = cache(self._empty)
        self._last: tuple[Case | None, dict[Edition, Made]] = None, {}

    def _empty(self, language: Language, edition: Edition) -> tuple[package.Book, Mapping[str, Table]]:
        path = self.folder / f"empty-{language}-{edition}.xlsx"
        rules = new.rules_for(PERIOD)
        assert not isinstance(rules, list)
        people = [
            Person(id=person_id(role.code, n), name=f"员工 {role.code}{n}", role=role.code, department="营销中心")
            for role in rules.roles
            for n in range(PEOPLE)
        ]
        assert new.make(path, language=language, period=PERIOD, edition=edition, people=people) == []
        book = package.read(path)
        assert not isinstance(book, list), book
        return book, book.tables()[0]

    def make(self, case: Case, edition: Edition = "portable") -> Made:
        """The workbook of a case; made once while judge after judge asks for it."""
        if self._last[0] is not case:
            self._last = case, {}
        made = self._last[1]
        if edition not in made:
            made[edition] = self._made(case, edition)
        return made[edition]

    def _made(self, case: Case, edition: Edition) -> Made:
        path = self.folder / f"{case.name} {edition}.xlsx"
        book, empty = self.empty(case.language, edition)
        edits = list(_edits(case, empty))
        read = _scored(with_edits(empty, edits))
        assert contradictory(read) == [], f"{case.name}: the rules contradict themselves"
        planned = {role.code: _rows(read, role, case) for role in read.book.roles}
        typed = [_fill(read, role, planned[role.code], case.language) for role in read.book.roles]
        outcome = _scored(with_fills(with_edits(empty, edits), typed))
        changed = package.change(book, [*typed, *fills(outcome)], edits)
        assert not isinstance(changed, list), changed
        assert package.save(changed, path) == []
        before = tables(path)
        retype(path, _canaries(read, before, case.language))
        truth = path.with_name(f"truth of {path.name}")
        scored = score_file(path, truth)
        assert scored.written
        assert scored.outcome is not None
        path.write_bytes(with_wrong_values(path.read_bytes()))
        formulas = formula_cells(path)
        visited = frozenset(
            (code, typed[:3]) for rows in planned.values() for row in rows for code, typed in row.items()
        )
        return Made(
            case=case,
            stale=path,
            truth=tables(truth),
            outcome=scored.outcome,
            before=before,
            visited=visited,
            formulas=formulas,
        )


def contradictory(read: Outcome) -> list[Problem]:
    """What keeps a KPI or a set from being scored."""
    return [one for one in read.problems if one.code.startswith("KPI3") and {"kpi", "set"} & set(one.facts) and not one.note]


def _scored(read: Mapping[str, Table]) -> Outcome:
    outcome = score(read, "parity.xlsx")
    assert not isinstance(outcome, list), outcome
    return outcome


# Rules and settings ------------------------------------------------------------

CHOICE_OF = {"language": "language", "not_applicable": "not_applicable", "provisional": "yes_no"}
RULE_CHOICES = ("better", "measure", "curve", "entry", "months_add", "unit")


def _edits(case: Case, read: Mapping[str, Table]) -> Iterator[Edit]:
    yield from _settings(case, read["Settings"])
    yield from _rules(case, read["Rules"])
    for row, (letter, limit) in enumerate(case.grades):
        yield from _row("Grades", row, case.language, {"grade": letter, "name": letter, "limit": limit})
    known = sum(row[0] is not None for row in read["RoleTargets"].rows)
    for row, (role, kpi, target, months) in enumerate(case.role_targets, known):
        values = {"role": role, "kpi": kpi, "target": target, "months": months}
        yield from _row("RoleTargets", row, case.language, values)


def _row(table: str, row: int, language: Language, values: Mapping[str, Value]) -> Iterator[Edit]:
    spec = layout.TABLES[table]
    return (Edit(table, row, spec.column(key).header(language), value) for key, value in values.items())


def _settings(case: Case, table: Table) -> Iterator[Edit]:
    labels = [row[0] for row in table.rows]
    for key, value in case.settings.items():
        choice = "policy" if key.startswith(layout.POLICY_PREFIX) else CHOICE_OF.get(key)
        meant = layout.word(choice, str(value), case.language) if choice else value
        row = labels.index(layout.SETTING_ROWS[key][case.language])
        yield from _row("Settings", row, case.language, {"value": meant})


def _rules(case: Case, table: Table) -> Iterator[Edit]:
    codes = [row[0] for row in table.rows]
    for (code, key), value in case.rules.items():
        meant = layout.word(key, str(value), case.language) if key in RULE_CHOICES else value
        yield from _row("Rules", codes.index(code), case.language, {key: meant})


# Entries -----------------------------------------------------------------------

Row = Mapping[str, Typed]  # by KPI


def _rows(read: Outcome, role: Role, case: Case) -> list[Row]:
    """What everybody of a role has typed."""
    usual = _usual(read, role, case.number)
    return [
        {code: case.typed.get((person_id(role.code, n), code), typed) for code, typed in row.items()}
        for n, row in enumerate(usual)
    ]


def person_id(role: str, number: int) -> str:
    return f"{role}{number:03}"


def _usual(read: Outcome, role: Role, number: int) -> list[Row]:
    """Numbers, states and spellings by turns; case after case goes on where the last one stopped."""
    rules = [rule for rule in rules_of(read.book, role) if rule.weight or not rule.duty]
    fitting = [_numbers(read, rule, role) for rule in rules]
    strange = [odd(rule) for rule in rules]
    rows: list[Row] = []
    for person in range(CLEAN + MIXED + ODD):
        clean, mixed = number * CLEAN + person, person - CLEAN
        dirty = number * ODD + mixed - MIXED
        row = {}
        for n, rule in enumerate(rules):
            few = mixed < MIXED and (n + number) % len(rules) > mixed
            row[rule.code] = _turn(fitting[n], clean + n) if mixed < 0 or few else _turn(strange[n], dirty + 7 * n)
        rows.append(row)
    rows.append({rule.code: met(rule, typed) for rule, typed in zip(rules, fitting, strict=True)})
    return rows


def _numbers(read: Outcome, rule: KpiRule, role: Role) -> list[Typed]:
    usual = target_in_cycle(rule, role.code, read.book.role_targets, None)
    return numbers(rule, usual) or odd(rule)


def _turn(typed: Sequence[Typed], at: int) -> Typed:
    return typed[at % len(typed)]


def _fill(read: Outcome, role: Role, rows: Sequence[Row], language: Language) -> Fill:
    table, columns = read.role_sheets[role.code].table, _columns(read, role)
    typed = (*rows, *[{}] * (len(table.rows) - len(rows)))
    return Fill(
        table=table.name,
        key=(),
        columns=tuple(Column(header=header) for header in (table.headers[0], *(one.header(language) for one in columns))),
        count=len(table.rows),
        rows=[
            [who[0], *(_cell(column, row) for column in columns)]
            for who, row in zip(table.rows, typed, strict=True)
        ],
    )


def _columns(read: Outcome, role: Role) -> tuple[EntryColumn, ...]:
    """The columns that the role's sheet has: those of the packaged rules, whatever was edited since."""
    packaged = new.rules_for(PERIOD)
    assert not isinstance(packaged, list)
    return entry_columns(rules_of(packaged, role), role.code)


def _cell(column: EntryColumn, row: Row) -> Cell:
    typed = row.get(column.code)
    if typed is None:
        return None
    return {"": typed.first, "a": typed.first, "b": typed.second, "t": typed.target}[column.part]


def _canaries(read: Outcome, before: Mapping[str, Table], language: Language) -> Iterator[tuple[str, str, float]]:
    """New numbers for the first person of each role: sheet, cell, number."""
    dice = random.Random(len(read.judged))
    for role in read.book.roles:
        held = {rule.code: rule for rule in rules_of(read.book, role)}
        table = before[entry_table(role.code)]
        for column in _columns(read, role):
            at = table.headers.index(column.header(language))
            number = dice.randint(3, 9) if column.part != "b" else dice.randint(10, 12)
            if column.part != "t" and held[column.code].weight and isinstance(table.rows[0][at], float):
                cell = f"{letters(table.first_column + at)}{table.first_row}"
                yield table.sheet, cell, float(number) if column.part else number / 10
