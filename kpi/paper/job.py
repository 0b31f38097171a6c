"""One job: everything that a month's report takes, from a judged workbook into a folder."""

import csv
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum
from io import StringIO
from pathlib import Path

from kpi.appraise import Outcome
from kpi.basis import Basis, bases
from kpi.book_checks import every_rule
from kpi.interview import interview
from kpi.model import Language
from kpi.paper.folder import Folder
from kpi.paper.fonts import chosen, installed
from kpi.paper.glyphs import printable, undrawable
from kpi.paper.handout import handout
from kpi.paper.names import names_of
from kpi.paper.typeset import Typesetter, texts
from kpi.paper.word_form import word_form
from kpi.personal_form import personal_form
from kpi.problems import Problem
from kpi.problems.report import no_glyph
from kpi.report import Member, Report
from kpi.report_data import report_data, score_lines
from kpi.reported import reported
from kpi.rule_files import packaged_book
from kpi.talk import Talk, talks
from kpi.team_pages import team_report
from kpi.translated import translated
from kpi.words import line, say

Progress = Callable[[int], None]
Plain = Mapping[str, object]


class Part(StrEnum):
    """What can be made of a month by itself; the values are what `kpi report --part` takes."""

    TEAM = "team"
    PERSONAL = "personal"  # one form each, and all in one file
    TALKS = "talks"
    DATA = "data"
    WORKBOOKS = "workbooks"  # one for each person, only when asked for


MONTHLY = frozenset(Part) - {Part.WORKBOOKS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What stands in the folder now, and what could not be written."""

    files: tuple[Path, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """A judged workbook in the language of the report."""

    outcome: Outcome
    report: Report
    basis: Sequence[Basis]
    talks: Mapping[str, Talk]
    wrong: Sequence[str]  # what has to be mended, in sentences
    names: Sequence[str]  # of the files of each person
    language: Language

    @property
    def made_on(self) -> datetime:
        """The date that files carry: the last day of the period, whenever the report is made."""
        return datetime.combine(self.outcome.settings.last_day, time())

    def people(self) -> Iterator[tuple[str, Member, Talk]]:
        """Everybody, with the name of their files and the texts of their talk."""
        for name, member in zip(self.names, self.report.members, strict=True):
            yield name, member, self.talks[member.appraisal.person.id]


def write(
    outcome: Outcome,
    problems: Sequence[Problem],
    target: Path,
    language: Language,
    progress: Progress = lambda _: None,
    *,
    parts: Collection[Part] = MONTHLY,
) -> Made:
    """Writes parts of the report of everybody in the workbook; the workbook itself is not touched.

    `progress` is told how many people's forms are done.
    """
    told = _told(outcome, problems, language)
    if isinstance(told, list):
        return Made(files=(), problems=tuple(told))
    folder = Folder(target)
    if Part.DATA in parts:
        _data_files(folder, told)
    if Part.TALKS in parts:
        _talk_files(folder, told)
    if Part.WORKBOOKS in parts:
        _handouts(folder, told)
    if not {Part.TEAM, Part.PERSONAL}.isdisjoint(parts):
        _pdf_files(folder, told, parts, progress)
    return Made(files=tuple(folder.written), problems=tuple(folder.problems))


def _told(outcome: Outcome, problems: Sequence[Problem], language: Language) -> _Told | list[Problem]:
    packaged = packaged_book(outcome.settings.last_day)
    if isinstance(packaged, list):
        return packaged
    said = translated(outcome, packaged, language)
    report = reported(said)
    known = {rule.code: rule.name[language] for rule in every_rule(said.book)}
    return _Told(
        outcome=said,
        report=report,
        basis=bases(report.members, said.book, packaged),
        talks=talks(said),
        wrong=[line(one, language, known) for one in problems if not one.note],
        names=names_of([one.person for one in report.appraisals]),
        language=language,
    )


def _data_files(folder: Folder, told: _Told) -> None:
    data = json.dumps(report_data(told.report, told.basis, told.language), ensure_ascii=False, indent=2)
    folder.put("report.json", f"{data}\n".encode())
    folder.put("scores.csv", _csv(score_lines(told.report, told.language)))


def _csv(lines: Iterable[tuple[str, ...]]) -> bytes:
    """A table as Excel opens it: UTF-8 with its mark, lines ending as on Windows."""
    text = StringIO()
    csv.writer(text).writerows(lines)
    return text.getvalue().encode("utf-8-sig")


def _talk_files(folder: Folder, told: _Told) -> None:
    """One Word file for each person's talk."""
    for name, member, talk in told.people():
        form = interview(told.report, member, talk, told.language)
        folder.put(f"{say('file_talks', told.language)}/{name}.docx", word_form(form, told.made_on))


def _handouts(folder: Folder, told: _Told) -> None:
    """One workbook for each person, with nobody else in it."""
    for name, member, talk in told.people():
        data = handout(told.report, member, talk, told.language, told.made_on)
        folder.put(f"{say('file_handouts', told.language)}/{name}.xlsx", data)


def _pdf_files(folder: Folder, told: _Told, parts: Collection[Part], progress: Progress) -> None:
    """The team report, every form by itself, and all forms in one file; nothing where a font is missing."""
    team = _team(told) if Part.TEAM in parts else {}
    forms = _forms(told) if Part.PERSONAL in parts else []
    families = chosen(installed().families, texts([team, forms]))
    if isinstance(families, Problem):
        folder.problems.append(families)
        return
    lost = undrawable(installed(), families, texts([team, forms]))
    if lost:
        folder.problems.append(no_glyph(" ".join(sorted(lost))))
    setter = Typesetter(installed(), families, told.language)
    if team:
        name = f"{say('file_team', told.language)}-{told.report.period}.pdf"
        folder.put(name, setter.pdf("team", printable(team, lost)))
    if forms:
        _form_files(folder, told, setter, printable(forms, lost), progress)


def _team(told: _Told) -> Plain:
    policy = told.outcome.book.policies.not_applicable
    return team_report(told.report, told.basis, policy, told.wrong, told.language)


def _forms(told: _Told) -> list[Plain]:
    return [personal_form(told.report, member, talk.comment, told.language) for _, member, talk in told.people()]


def _form_files(
    folder: Folder, told: _Told, setter: Typesetter, forms: Sequence[Plain], progress: Progress
) -> None:
    """Every form by itself, then all in one file."""
    name, company = say("file_forms", told.language), told.report.company
    for done, (own, form) in enumerate(zip(told.names, forms, strict=True), 1):
        page = {"title": own, "company": company, "forms": [form]}
        folder.put(f"{name}/{own}.pdf", setter.pdf("personal", page))
        progress(done)
    together = {"title": say("form_title", told.language), "company": company, "forms": forms}
    folder.put(f"{name}-{told.report.period}.pdf", setter.pdf("personal", together))
