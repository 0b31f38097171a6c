"""The files of one person, made apart from everybody else's: what fails for one stops nobody."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import NamedTuple

from kpi.model import Language
from kpi.paper.fonts import installed
from kpi.paper.handout import handout
from kpi.paper.prepared import Failure, failure
from kpi.paper.typeset import Typesetter
from kpi.paper.word_form import word_form
from kpi.report import Member, Report
from kpi.report_files.talk import Talk

Plain = Mapping[str, object]
ENDINGS = {"forms": "pdf", "talks": "docx", "handouts": "xlsx"}  # by kind of file


class Handout(NamedTuple):
    """What a workbook for one person is made of."""

    report: Report  # without anybody in it
    member: Member
    talk: Talk


class Order(NamedTuple):
    """What is to be made for one person; None is not asked for. It goes to another process as it is."""

    name: str  # of the files
    person: str  # as a sentence calls them
    company: str
    language: Language
    made_on: datetime
    families: tuple[str, ...]  # of fonts
    form: Plain | None
    interview: Plain | None
    handout: Handout | None


class Done(NamedTuple):
    """The files of one person by kind, and what could not be made."""

    files: Mapping[str, bytes]
    failures: Sequence[Failure]


class Document(NamedTuple):
    """A PDF to be set."""

    layout: str
    data: Plain
    families: tuple[str, ...]
    language: Language


def own_files(order: Order) -> Done:
    """Everything that is asked for one person."""
    files, failures = {}, []
    for kind, make in _jobs(order):
        try:
            files[kind] = make()
        except Exception as error:  # noqa: BLE001 - whatever it is, the others still get their files
            failures.append(failure(order.person, kind, error))
    return Done(files, failures)


def pdf(document: Document) -> bytes:
    """A PDF; the layouts are read once in each process."""
    return _setter(document.families, document.language).pdf(document.layout, document.data)


def _jobs(order: Order) -> Iterator[tuple[str, Callable[[], bytes]]]:
    form, talk, book = order.form, order.interview, order.handout
    if form is not None:
        page = {"title": order.name, "company": order.company, "forms": [form]}
        yield "forms", lambda: pdf(Document("personal", page, order.families, order.language))
    if talk is not None:
        yield "talks", lambda: word_form(talk, order.made_on)
    if book is not None:
        yield "handouts", lambda: handout(*book, order.language, order.made_on)


@cache
def _setter(families: tuple[str, ...], language: Language) -> Typesetter:
    return Typesetter(installed(), families, language)
