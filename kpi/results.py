"""An outcome as plain data for other systems."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from kpi import layout
from kpi.appraise import Judged, Outcome
from kpi.catalogue import digest
from kpi.model import CategoryTotal, KpiResult, Language, Standing
from kpi.numbers import rounded
from kpi.problems import Problem
from kpi.scored.problems import names
from kpi.sheets import id_text
from kpi.words import explain, say

Plain = dict[str, object]
BY_PERSON = ("People", "Feedback", "Progress")  # beside the sheets of the roles
NO_NAMES: Mapping[str, str] = {}


def as_data(outcome: Outcome, problems: Sequence[Problem]) -> Plain:
    """The JSON of `kpi score`: period, rules, people and problems; numbers are floats, missing is null."""
    found = problems_by_person(outcome)
    language, known = outcome.settings.language, names(outcome)
    return {
        "period": outcome.settings.period,
        "rules": {"version": outcome.settings.rule_version, "hash": digest(outcome.book)},
        "people": [
            _person(one, problem_data(found[one.appraisal.person.id], language, known), language)
            for one in outcome.judged
        ],
        "problems": problem_data(problems, language, known),
    }


def people_rows(outcome: Outcome) -> list[tuple[str, ...]]:
    """A table of the people with totals and grades, its header first."""
    language = outcome.settings.language
    keys = ("id", "name", "role", "total", "grade", "standing")
    head = tuple(layout.SUMMARY.column(key).header(language) for key in keys)
    return [head, *(_line(one, language) for one in outcome.judged)]


def role_rows(outcome: Outcome) -> list[tuple[str, ...]]:
    """A table of the roles for a centre too large to list: people, totals, mean and grades, its header first."""
    language = outcome.settings.language
    letters = [grade.letter for grade in outcome.book.grades]
    head = tuple(say(f"cli_{key}", language) for key in ("role", "people", "with_total", "mean"))
    by_role: dict[str, list[Judged]] = defaultdict(list)
    for one in outcome.judged:
        by_role[one.sheet.role.name[language]].append(one)
    return [(*head, *letters), *(_role_line(name, group, letters) for name, group in by_role.items())]


def _role_line(name: str, group: Sequence[Judged], letters: Sequence[str]) -> tuple[str, ...]:
    totals = [one.appraisal.total for one in group if one.appraisal.standing is Standing.COMPLETE]
    final = [total for total in totals if total is not None]
    mean = f"{rounded(sum(final, Decimal(0)) / len(final)):.2f}" if final else "–"
    grades = [one.appraisal.grade.letter for one in group if one.appraisal.grade]
    return name, str(len(group)), str(len(final)), mean, *(str(grades.count(letter)) for letter in letters)


def _line(one: Judged, language: Language) -> tuple[str, ...]:
    appraisal = one.appraisal
    total = "–" if appraisal.total is None else f"{appraisal.total:.2f}"
    grade = appraisal.grade.letter if appraisal.grade else "–"
    standing = layout.word("standing", appraisal.standing.value, language)
    if appraisal.missing and appraisal.standing is Standing.MISSING:
        standing = f"{standing}: {' '.join(appraisal.missing)}"
    return appraisal.person.id, appraisal.person.name, one.sheet.role.name[language], total, grade, standing


def problem_data(
    problems: Sequence[Problem], language: Language, known: Mapping[str, str] = NO_NAMES
) -> list[Plain]:
    """Problems as plain data, their sentences filled in."""
    return [_problem(problem, language, known) for problem in problems]


def problems_by_person(outcome: Outcome) -> Mapping[str, list[Problem]]:
    """The problems that stand in somebody's row: on 人员, on the sheets of the roles, on 反馈 and 进度."""
    rows = dict(_whose(outcome))
    found: dict[str, list[Problem]] = defaultdict(list)
    for problem in outcome.problems:
        digits = "".join(char for char in problem.place.cell if char.isdigit())
        identity = rows.get((problem.place.sheet, int(digits or 0)))
        if identity is not None:
            found[identity].append(problem)
    return found


def _whose(outcome: Outcome) -> Iterator[tuple[tuple[str, int], str]]:
    """The id in each row of the tables with one row for a person, by sheet and row."""
    header = {layout.folded(layout.ID_HEADER.zh), layout.folded(layout.ID_HEADER.en)}
    names = (*BY_PERSON, *(sheet.table.name for sheet in outcome.role_sheets.values()))
    for table in (outcome.tables[name] for name in names if name in outcome.tables):
        at = next((at for at, text in enumerate(table.headers) if layout.folded(text) in header), None)
        if at is not None:
            for number, row in enumerate(table.rows, table.first_row):
                yield (table.sheet, number), id_text(row[at]) or ""


def _person(one: Judged, problems: list[Plain], language: Language) -> Plain:
    appraisal = one.appraisal
    return {
        "id": appraisal.person.id,
        "name": appraisal.person.name,
        "role": appraisal.person.role,
        "total": _number(appraisal.total),
        "grade": appraisal.grade.letter if appraisal.grade else None,
        "provisional": appraisal.standing is Standing.PROVISIONAL,
        "standing": appraisal.standing.value,
        "categories": [_category(category, language) for category in appraisal.categories],
        "results": [_result(result) for result in appraisal.results],
        "problems": problems,
    }


def _category(category: CategoryTotal, language: str) -> Plain:
    return {
        "order": category.order,
        "name": category.name[language],
        "score": _number(category.score),
        "points": _number(category.points),
    }


def _result(result: KpiResult) -> Plain:
    return {
        "code": result.rule.code,
        "state": result.state.value,
        "actual": _number(result.actual),
        "target": _number(result.target),
        "score": _number(result.score),
        "weight_raw": _number(result.rule.weight),
        "weight_effective": _number(result.effective),
        "points": _number(result.points),
        "light": result.light.value if result.light else None,
    }


def _problem(problem: Problem, language: Language, known: Mapping[str, str]) -> Plain:
    place = problem.place
    return {
        "code": problem.code,
        "note": problem.note,
        "book": place.book,
        "sheet": place.sheet,
        "cell": place.cell,
        "kpi": problem.facts.get("kpi"),
        "text": explain(problem, language, known),
    }


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)

