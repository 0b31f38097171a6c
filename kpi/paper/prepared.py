"""A judged workbook as everything that its report says; nothing is set or written yet.

Somebody whose data breaks the program is left out and named, and everybody else is told as ever.
"""

import csv
import json
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from functools import partial
from io import StringIO
from typing import NamedTuple

from kpi.appraise import Judged, Outcome
from kpi.basis import bases
from kpi.book_checks import every_rule
from kpi.model import Language, RuleBook
from kpi.paper.names import names_of
from kpi.problems import Problem
from kpi.report import Member, Report
from kpi.report_files.data import report_data, score_lines
from kpi.report_files.interview import interview
from kpi.report_files.personal_form import personal_form
from kpi.report_files.talk import Talk, talks
from kpi.report_files.team_missing import called
from kpi.report_files.team_pages import EVERYTHING, team_report
from kpi.reported import reported
from kpi.rule_files import packaged_book
from kpi.translated import translated
from kpi.words import line

Plain = Mapping[str, object]


class Failure(NamedTuple):
    """What could not be made for one person, because the program failed."""

    person: str
    what: str  # kind of file, or EVERYTHING
    error: str
    trace: str


class Own(NamedTuple):
    """Everything that is made for one person by itself."""

    name: str  # of the files
    member: Member
    talk: Talk
    form: Plain
    interview: Plain

    @property
    def person(self) -> str:
        """How the person is called in a sentence."""
        return called_in(self.member.appraisal.person.name, self.member.appraisal.person.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A month's report as plain data."""

    language: Language
    made_on: datetime  # the last day of the period, whenever the report is made
    report: Report
    team: Plain
    data: bytes  # report.json
    lines: bytes  # scores.csv
    people: Sequence[Own]
    failures: tuple[Failure, ...]


def prepare(outcome: Outcome, problems: Sequence[Problem], language: Language) -> Prepared | list[Problem]:
    """Everything that the report says; `problems` are those of the workbook."""
    packaged = packaged_book(outcome.settings.last_day)
    if isinstance(packaged, list):
        return packaged
    tell = partial(_prepared, problems=problems, packaged=packaged, language=language)
    try:
        return tell(outcome)
    except Exception:
        sound, failures = _apart(outcome, tell)
        if not failures:
            raise
        return tell(replace(outcome, judged=sound), failures=tuple(failures))


def failure(person: str, what: str, error: Exception) -> Failure:
    """What went wrong, with the trace for those who mend the program."""
    return Failure(person, what, f"{type(error).__name__}: {error}", "".join(traceback.format_exception(error)))


def called_in(name: object, identity: object) -> str:
    """A person in a sentence, whatever their data holds."""
    return called(str(name), str(identity))


def _apart(outcome: Outcome, tell: Callable[..., Prepared]) -> tuple[list[Judged], list[Failure]]:
    """Those about whom everything can be told, and those about whom it cannot."""
    sound, failures = [], []
    for one in outcome.judged:
        try:
            tell(replace(outcome, judged=(one,)))
        except Exception as error:  # noqa: BLE001 - whatever it is, the others still get their report
            person = one.appraisal.person
            failures.append(failure(called_in(person.name, person.id), EVERYTHING, error))
        else:
            sound.append(one)
    return sound, failures


def _prepared(
    outcome: Outcome,
    problems: Sequence[Problem],
    packaged: RuleBook,
    language: Language,
    failures: tuple[Failure, ...] = (),
) -> Prepared:
    said = translated(outcome, packaged, language)
    report = reported(said)
    known = {rule.code: rule.name[language] for rule in every_rule(said.book)}
    wrong = [line(one, language, known) for one in problems if not one.note]
    basis = bases(report.members, said.book, packaged)
    return Prepared(
        language=language,
        made_on=datetime.combine(said.settings.last_day, time()),
        report=report,
        team=team_report(report, basis, said.book.policies.not_applicable, wrong, language),
        data=_json({**report_data(report, basis, language), "left_out": [one.person for one in failures]}),
        lines=_csv(score_lines(report, language)),
        people=tuple(_own(report, talks(said), language)),
        failures=failures,
    )


def _json(data: Plain) -> bytes:
    return f"{json.dumps(data, ensure_ascii=False, indent=2)}\n".encode()


def _csv(lines: Iterable[tuple[str, ...]]) -> bytes:
    """A table as Excel opens it: UTF-8 with its mark, lines ending as on Windows."""
    text = StringIO()
    csv.writer(text).writerows(lines)
    return text.getvalue().encode("utf-8-sig")


def _own(report: Report, said: Mapping[str, Talk], language: Language) -> Iterator[Own]:
    names = names_of([one.person for one in report.appraisals])
    for name, member in zip(names, report.members, strict=True):
        talk = said[member.appraisal.person.id]
        yield Own(
            name=name,
            member=member,
            talk=talk,
            form=personal_form(report, member, talk.comment, language),
            interview=interview(report, member, talk, language),
        )
