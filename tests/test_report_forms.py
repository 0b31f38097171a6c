"""Personal forms are set once: only one that is too long for its page in the largest type is measured."""

import json
from collections.abc import Mapping, Sequence

import pypdfium2
import pytest
import typst

from kpi.model import LANGUAGES, Language
from kpi.paper.fonts import installed
from kpi.paper.typeset import LAYOUTS, REGIONS
from kpi.report_files.personal_form import personal_form
from tests.test_report_pdf import families, report

Plain = Mapping[str, object]
COMMENTS = ["", "评语", "评语" * 400, "", "words and words " * 600, "评语" * 3000]
TOO_LONG = [4, 5]


def forms(language: Language) -> list[Plain]:
    people = report([f"员工{n}" for n in range(len(COMMENTS))], [[90, 80, 70]] * len(COMMENTS))
    made = zip(people.members, COMMENTS, strict=True)
    return [personal_form(people, member, comment, language) for member, comment in made]


def compiler(made: Sequence[Plain], language: Language) -> typst.Compiler:
    page = {"title": "", "company": "", "forms": made, "fonts": families(made), "language": language}
    text = json.dumps({**page, "region": REGIONS[language]}, ensure_ascii=False)
    return typst.Compiler(LAYOUTS / "personal.typ", root=LAYOUTS, font_paths=installed().fonts, sys_inputs={"data": text})


def pictures(made: Sequence[Plain], language: Language) -> list[bytes]:
    pdf, warnings = compiler(made, language).compile_with_warnings(format="pdf")
    assert isinstance(pdf, bytes)
    assert warnings == []  # such as: layout did not converge
    return [bytes(page.render().buffer) for page in pypdfium2.PdfDocument(pdf)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_a_form_that_is_too_long_is_measured(language: Language) -> None:
    setter = compiler(forms(language), language)
    marks = [json.loads(setter.query(f"<too-long-{number}>")) for number in range(len(COMMENTS))]
    assert [number for number, found in enumerate(marks) if found] == TOO_LONG
    assert all(len(found) <= 1 for found in marks)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_looks_the_same_alone_and_among_long_ones(language: Language) -> None:
    made = forms(language)
    together = pictures(made, language)
    assert len(together) == len(made)
    assert together == [picture for form in made for picture in pictures([form], language)]
