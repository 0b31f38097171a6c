"""One job: everything that a month's report takes, from a judged workbook into a folder."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from kpi.appraise import Outcome
from kpi.model import Language
from kpi.paper.folder import Folder
from kpi.paper.fonts import chosen, installed
from kpi.paper.glyphs import printable, undrawable
from kpi.paper.own_files import ENDINGS, Document, Handout, Order, own_files, pdf
from kpi.paper.prepared import Failure, Own, Prepared, prepare
from kpi.paper.typeset import texts
from kpi.paper.workshop import Workshop, workshop
from kpi.problems import Problem
from kpi.problems.report import left_out, no_glyph
from kpi.report_files.team_pages import not_made
from kpi.words import say

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
ON_PAPER = frozenset({Part.TEAM, Part.PERSONAL})


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What stands in the folder now, and what could not be made or written."""

    files: tuple[Path, ...]
    problems: tuple[Problem, ...]
    traces: tuple[str, ...] = ()  # of the program's own errors, for a log


@dataclass(frozen=True, slots=True, kw_only=True)
class _Print:
    """What can be printed here: fonts to set it in, and the characters that none of them has."""

    families: tuple[str, ...] = ()
    lost: frozenset[str] = frozenset()
    parts: Collection[Part]


def write(
    outcome: Outcome,
    problems: Sequence[Problem],
    target: Path,
    language: Language,
    progress: Progress = lambda _: None,
    *,
    parts: Collection[Part] = MONTHLY,
    workers: int = 1,
) -> Made:
    """Writes parts of the report of everybody in the workbook; the workbook itself is not touched.

    `progress` is told how many people's files are done, with up to `workers` processes at work.
    """
    ready = prepare(outcome, problems, language)
    if isinstance(ready, list):
        return Made(files=(), problems=tuple(ready))
    folder = Folder(target)
    if Part.DATA in parts:
        folder.put("report.json", ready.data)
        folder.put("scores.csv", ready.lines)
    with workshop(len(ready.people), workers) as shop:
        failures = _paper(folder, ready, _to_print(folder, ready, parts), shop, progress)
    return Made(
        files=tuple(folder.written),
        problems=(*(_told(one, language) for one in failures), *folder.problems),
        traces=tuple(one.trace for one in failures),
    )


def _told(one: Failure, language: Language) -> Problem:
    return left_out(one.person, say(f"file_{one.what}", language), one.error)


def _to_print(folder: Folder, ready: Prepared, parts: Collection[Part]) -> _Print:
    """What is left to print; no PDF where a font is missing."""
    if ON_PAPER.isdisjoint(parts):
        return _Print(parts=parts)
    words = set(texts([ready.team, [own.form for own in ready.people], [one.person for one in ready.failures]]))
    families = chosen(installed().families, words)
    if isinstance(families, Problem):
        folder.problems.append(families)
        return _Print(parts=frozenset(parts) - ON_PAPER)
    lost = undrawable(installed(), families, words)
    if lost:
        folder.problems.append(no_glyph(" ".join(sorted(lost))))
    return _Print(families=families, lost=lost, parts=parts)


def _paper(folder: Folder, ready: Prepared, wanted: _Print, shop: Workshop, progress: Progress) -> list[Failure]:
    """Everybody's own files, then all forms in one and the team report, which names whom it had to leave out."""
    orders = [_order(own, ready, wanted) for own in ready.people]
    failures = list(ready.failures)
    formed = []
    for number, done in enumerate(shop.each(own_files, orders), 1):
        order = orders[number - 1]
        for kind, data in done.files.items():
            folder.put(f"{say(f'file_{kind}', ready.language)}/{order.name}.{ENDINGS[kind]}", data)
        failures += done.failures
        if "forms" in done.files:
            formed.append(order.form)
        progress(number)
    documents = _documents(ready, wanted, formed, failures)
    for name, data in zip(documents, shop.each(pdf, list(documents.values())), strict=True):
        folder.put(f"{name}-{ready.report.period}.pdf", data)
    return failures


def _order(own: Own, ready: Prepared, wanted: _Print) -> Order:
    book = Handout(replace(ready.report, members=()), own.member, own.talk)
    return Order(
        name=own.name,
        person=own.person,
        company=ready.report.company,
        language=ready.language,
        made_on=ready.made_on,
        families=wanted.families,
        form=printable(own.form, wanted.lost) if Part.PERSONAL in wanted.parts else None,
        interview=own.interview if Part.TALKS in wanted.parts else None,
        handout=book if Part.WORKBOOKS in wanted.parts else None,
    )


def _documents(
    ready: Prepared, wanted: _Print, forms: Sequence[Plain | None], failures: Sequence[Failure]
) -> Mapping[str, Document]:
    """The PDFs about more than one person, by the beginning of their names."""
    found, language = {}, ready.language
    if Part.TEAM in wanted.parts:
        lacking = not_made([(one.person, one.what) for one in failures], language)
        team = printable({**ready.team, "left-out": lacking}, wanted.lost)
        found[say("file_team", language)] = Document("team", team, wanted.families, language)
    if forms:
        page = {"title": say("form_title", language), "company": ready.report.company, "forms": forms}
        found[say("file_forms", language)] = Document("personal", page, wanted.families, language)
    return found
