"""The PDF files as a reader gets them: their text read back, their fonts, their pages."""

import ctypes
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
import typst

from kpi import demo
from kpi.basis import Source, bases
from kpi.headless import check_file
from kpi.layout import CHOICES
from kpi.model import LANGUAGES, Language, NotApplicablePolicy, Person, Policies, Role, State, WeightPolicy
from kpi.new import rules_for
from kpi.paper.fonts import CHINESE, chosen, installed
from kpi.paper.glyphs import printable, undrawable
from kpi.paper.typeset import Typesetter, texts
from kpi.problems import Problem
from kpi.report import Member, Past, Quarter, Report, figures
from kpi.report_files.personal_form import personal_form
from kpi.report_files.team_charts import loss_chart, spread_chart
from kpi.report_files.team_pages import team_report
from kpi.report_notes import MARKS
from kpi.reported import reported
from kpi.rule_files import packaged_book
from kpi.scoring import Judge
from kpi.translated import translated
from kpi.trend import trend
from kpi.words import sentences
from tests.factories import GRADES, entries, points_rule, rule
from tests.judges import missing

A4 = (595, 842)
HYPHEN = "\x02"  # pdfium's sign for a hyphen at the end of a line
ROLE = Role(code="SS", name={"zh": "销售专员", "en": "Sales"}, department={"zh": "销售部", "en": "Sales"}, set="SALES")
SHARED = NotApplicablePolicy.SHARED


def families(data: object) -> Sequence[str]:
    found = chosen(installed().families, texts(data))
    if isinstance(found, Problem):
        missing("fonts", "no Chinese font is installed")
    assert not isinstance(found, Problem)
    return found


def forms(report: Report, language: Language, comment: str = "") -> list[str]:
    """The text of each page of all forms in one file."""
    return pages(all_forms(report, language, comment))


def all_forms(report: Report, language: Language, comment: str = "") -> bytes:
    made = [personal_form(report, member, comment, language) for member in report.members]
    setter = Typesetter(installed(), families(made), language)
    return setter.pdf("personal", {"title": "", "company": "", "forms": made})


def team(report: Report, language: Language = "zh", problems: Sequence[str] = ()) -> list[str]:
    data = team_report(report, [], SHARED, problems, language)
    return pages(Typesetter(installed(), families(data), language).pdf("team", data))


def pages(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    assert all((round(page.get_width()), round(page.get_height())) == A4 for page in document)
    return [page.get_textpage().get_text_bounded().replace(HYPHEN, "-") for page in document]


def bare(text: str) -> str:
    """Text without white space, which a PDF does not keep."""
    return "".join(text.split())


@pytest.fixture(scope="module", params=LANGUAGES)
def centre(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Report, Language]:
    language: Language = request.param
    made = demo.write(tmp_path_factory.mktemp("demo"), "zh")
    assert isinstance(made, demo.Demo)
    outcome, packaged = check_file(made.workbook).outcome, rules_for(demo.PERIOD)
    assert outcome is not None
    assert not isinstance(packaged, list)
    return reported(translated(outcome, packaged, language)), language


RULES = [points_rule(f"SALES-{n}", 10 * n, order=1 + (n > 2)) for n in (1, 2, 3)]


def report(names: Sequence[str], scores: Sequence[Sequence[object]], rules: Sequence = RULES) -> Report:
    """A report of invented people."""
    judge = Judge(rules, Policies(weights={}), WeightPolicy.SHARE, GRADES)
    members = tuple(
        Member(
            judge.appraise(Person(id=f"P{n:04}", name=name, role="SS", reviewer="李主管"), entries(rules, own)), ROLE, "销售部"
        )
        for n, (name, own) in enumerate(zip(names, scores, strict=True))
    )
    return Report(
        period="2026-11", due=date(2026, 12, 5), company="云杉家居", version="2025-01-01", digest="0123456789ab",
        grades=GRADES, members=members, sets={"SALES": "销售"},
    )  # fmt: skip


# Personal forms --------------------------------------------------------------------


def test_every_form_is_one_page_with_its_own_numbers(centre: tuple[Report, Language]) -> None:
    found = forms(*centre)
    members = centre[0].members
    assert len(found) == len(members)
    for text, member in zip(found, members, strict=True):
        appraisal = member.appraisal
        assert bare(appraisal.person.name) in bare(text)
        assert appraisal.person.id in text
        if appraisal.total is not None:
            assert f"{appraisal.total:.2f}" in text
        for result in appraisal.results:
            assert bare(result.rule.name[centre[1]]) in bare(text)
            if result.score is not None:
                assert f"{round(float(result.score) + 1e-9, 2):.2f}" in text


def test_a_form_never_shows_anybody_else(centre: tuple[Report, Language]) -> None:
    people = [one.person for one in centre[0].appraisals]
    for text, own in zip(forms(*centre), people, strict=True):
        for other in people:
            if other.id != own.id:
                assert other.id not in text
                assert other.name == own.reviewer or bare(other.name) not in bare(text)


def test_text_from_data_is_never_markup() -> None:
    odd = ["*粗* _斜_ `码`", "#sys.inputs.data", "$x^2$ <标签> @ref", "\\ // /* */ [x] {y}", "= 标题", "#pagebreak()"]
    found = forms(report(odd, [[90, 90, 90]] * len(odd)), "zh", comment="#lorem(9) *好*")
    assert len(found) == len(odd)
    for name, text in zip(odd, found, strict=True):
        assert bare(name) in bare(text)
        assert bare("#lorem(9) *好*") in bare(text)


@pytest.mark.parametrize("name", ["尉" * 30, "W" * 30, "Hubert Blaine Wolfeschlegelstein"], ids=["zh", "en", "words"])
def test_a_name_of_30_letters_is_there_in_full(name: str) -> None:
    assert bare(name) in bare(forms(report([name], [[90, 80, 70]]), "zh")[0])


def test_a_person_without_applicable_kpis_has_a_form_without_a_total() -> None:
    nobody = report(["王芳"], [[State.NOT_APPLICABLE] * 3])
    (text,) = forms(nobody, "zh")
    assert text.count("不适用") == 3
    assert "数据不足" in text
    assert re.search(r"总分\s*–", text)


def test_a_missing_total_is_a_dash_and_says_what_is_missing() -> None:
    (text,) = forms(report(["王芳"], [[90, State.NOT_FILLED_IN, 80]]), "zh")
    assert re.search(r"总分\s*–", text)
    assert "缺项：指标SALES-2" in bare(text)


def test_very_many_kpis_still_are_one_page() -> None:
    many = [rule(f"SALES-{n}", target=Decimal(1), data_source={"zh": "ERP 系统、客户调研（问卷、电话回访）", "en": ""}) for n in range(40)]
    judge = Judge(many, Policies(weights={}), WeightPolicy.SHARE, GRADES)
    given = {one.code: (entries(many[:1], [1])[many[0].code][0], Decimal(1)) for one in many}
    member = Member(judge.appraise(Person(id="1", name="王芳", role="SS"), given), ROLE, "销售部")
    (text,) = forms(replace(report([], []), members=(member,)), "zh", comment="评语" * 400)
    assert "指标SALES-39" in bare(text)
    assert "复核人" in text


def test_the_trend_is_shown_when_months_are_closed() -> None:
    one = report(["王芳"], [[90, 90, 90]])
    past = (Past("2026-09", Decimal("81.5")), Past("2026-10", Decimal("85.25")))
    with_past = replace(one, members=(one.members[0]._replace(past=past),))
    assert "近三个月" not in forms(one, "zh")[0]
    (text,) = forms(with_past, "zh")
    assert all(part in text for part in ("近三个月总分", "2026-09", "81.50", "85.25", "90.00"))


def test_a_month_without_a_total_keeps_its_place_in_the_trend() -> None:
    found = trend(["2026-09", "2026-10", "2026-11"], {"2026-09": Decimal(80), "2026-11": Decimal(95)})
    assert [(month.period, month.height) for month in found.months] == [("2026-09", 0), ("2026-10", None), ("2026-11", 0.75)]
    assert found.met == 1
    close = trend(["2026-10", "2026-11"], {"2026-10": Decimal("99.9"), "2026-11": Decimal("100.1")})
    assert [month.height for month in close.months] == [0.49, 0.51]  # a fifth of a point is no jump


def test_equal_totals_stand_inside_their_axis() -> None:
    (row,) = spread_chart(report(["甲", "乙"], [[100, 100, 100]] * 2).members, "zh")["rows"]  # type: ignore[misc]
    assert row["dots"] == [0.5, 0.5]


def test_nobody_scored_is_not_the_same_as_nothing_lost() -> None:
    none = loss_chart(report(["甲"], [[State.NOT_FILLED_IN] * 3]).members, "zh")
    assert (none["bars"], none["none"]) == ([], "还没有得分。")


# Team report -----------------------------------------------------------------------


def test_the_team_report_shows_the_totals_and_the_headline_numbers(centre: tuple[Report, Language]) -> None:
    found = "\n".join(team(*centre))
    facts, language = centre
    numbers = figures(facts.members)
    for member in facts.members:
        assert bare(member.appraisal.person.name) in bare(found)
        if member.appraisal.total is not None:
            assert f"{member.appraisal.total:.2f}" in found
    assert f"{numbers.mean:.2f}" in found
    assert f"{numbers.lowest:.2f}–{numbers.highest:.2f}" in found
    for part in (facts.period, facts.version, facts.digest, facts.due.isoformat()):
        assert part in team(*centre)[0]
    for department in {member.department for member in facts.members}:
        assert bare(department) in bare(found)
    assert ("说明" if language == "zh" else "Notes") in found


@pytest.mark.parametrize("count", [3, 30, 300])
def test_any_number_of_people_fits(count: int) -> None:
    scores = [[50 + n % 70, 90, 40 + n % 80] for n in range(count)]
    many = report([f"员工{n}号" for n in range(count)], scores)
    assert len(pypdfium2.PdfDocument(all_forms(many, "zh"))) == count
    found = bare("\n".join(team(many)))
    assert all(f"员工{n}号" in found for n in range(count))


def test_all_grades_equal_and_no_total_at_all_make_a_report_too() -> None:
    equal = bare("".join(team(report(["甲", "乙"], [[100, 100, 100]] * 2))))
    assert "2人·100%" in equal
    assert "没有失分" in equal
    none = bare("".join(team(report(["甲", "乙"], [[State.NOT_FILLED_IN] * 3] * 2))))
    assert "从目标全部达成" not in none
    assert "甲P0000：指标SALES-1、指标SALES-2、指标SALES-3" in none


def test_problems_stand_on_the_first_page_and_the_rest_is_counted() -> None:
    first = bare(team(report(["甲"], [[90, 90, 90]]), problems=[f"问题{n}" for n in range(20)])[0])
    assert "待处理问题（20）" in first
    assert "问题7" in first
    assert "另有12条" in first


def test_every_heading_of_the_notes_keeps_its_distance_from_the_line_above(centre: tuple[Report, Language]) -> None:
    facts, language = centre
    data = team_report(facts, [], SHARED, [], language)
    document = pypdfium2.PdfDocument(Typesetter(installed(), families(data), language).pdf("team", data))
    text = document[len(document) - 1].get_textpage()
    boxes = [text.get_rect(at) for at in range(text.count_rects())]  # left, bottom, right, top
    headings = [box for box in boxes if box[0] < 36 and box[3] - box[1] > 9.9][1:]  # in points; the first is the title
    assert len(headings) == 5
    for _, _, _, top in headings:
        assert min(bottom - top for _, bottom, _, _ in boxes if bottom > top - 3) > 8


def test_the_notes_tell_stated_from_proposed_from_changed(centre: tuple[Report, Language]) -> None:
    facts, language = centre
    packaged = packaged_book(facts.due)
    assert not isinstance(packaged, list)
    found = {one.rule.code: one.fields for one in bases(facts.members, packaged, packaged)}
    assert found["SALES-3"]["target"] is Source.STATED
    assert found["SALES-1"]["target"] is Source.PROPOSED
    assert found["SALES-3"]["scale"] is Source.PROPOSED
    changed = facts.members[0].appraisal.results[0]
    heavier = changed._replace(rule=replace(changed.rule, weight=Decimal(41)))
    appraisal = replace(facts.members[0].appraisal, results=(heavier,))
    (basis,) = bases([facts.members[0]._replace(appraisal=appraisal)], packaged, packaged)
    assert basis.fields["weight"] is Source.WORKBOOK
    data = team_report(facts, [basis], SHARED, [], language)
    assert ("◆ 本工作簿" if language == "zh" else "◆ workbook") in list(texts(data))


# Fonts -----------------------------------------------------------------------------


def test_the_quarters_that_differ_most_stand_first_and_the_rest_is_counted() -> None:
    many = report([f"员工{n}" for n in range(16)], [[100, 100, 100]] * 16)
    quarters = [Quarter(("2026-10", "2026-11"), Decimal(90 + n), Decimal(90)) for n in range(16)]
    members = tuple(one._replace(quarter=own) for one, own in zip(many.members, quarters, strict=True))
    found = bare("".join(team(replace(many, members=members))))
    assert re.findall(r"员工(\d+)P\d{4}：按原始数据合并", found) == [str(n) for n in range(15, 3, -1)]
    assert "另有1人" in found  # 2 points are not more than 2


def test_every_font_is_embedded_and_covers_chinese(centre: tuple[Report, Language]) -> None:
    data = team_report(centre[0], [], SHARED, [], centre[1])
    pdf = Typesetter(installed(), families(data), centre[1]).pdf("team", data)
    texts_on_it = [
        found
        for page in pypdfium2.PdfDocument(pdf)
        for found in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT])
    ]
    assert texts_on_it
    for found in texts_on_it:
        font = pdfium.FPDFTextObj_GetFont(found)
        assert pdfium.FPDFFont_GetIsEmbedded(font) == 1
        name = ctypes.create_string_buffer(200)
        pdfium.FPDFFont_GetBaseFontName(font, name, len(name))
        assert any(family.replace(" ", "") in name.value.decode() or "CJK" in name.value.decode() for family in CHINESE)


def test_without_a_chinese_font_there_is_a_remedy_and_never_a_box() -> None:
    bare_machine = typst.Fonts(include_system_fonts=False).families()
    found = chosen(bare_machine, ["王芳"])
    assert isinstance(found, Problem)
    assert found.code == "KPI152"
    assert "Microsoft YaHei" in found.facts["wanted"]
    assert chosen(bare_machine, ["Anna"]) == ("Libertinus Serif",)


LOST = "\U0010fffd"  # private use: no font has it


def test_a_character_that_no_font_has_is_named_and_never_a_box() -> None:
    data = {"name": f"王{LOST}芳㛃䶮", "rows": [("≥ 98%", 1, None)]}
    known = families(data)
    assert undrawable(installed(), known, texts(data)) == {LOST}
    assert printable(data, frozenset(LOST)) == {"name": "王〓芳㛃䶮", "rows": [["≥ 98%", 1, None]]}
    assert undrawable(installed(), known, ["王〓芳", "plain\u202e", "\u3000"]) == frozenset()


def test_what_draws_nothing_is_left_out() -> None:
    assert printable("a\u202eb\x00c\ud800\nd", frozenset()) == "abc\nd"


def test_every_sign_of_ours_can_be_drawn(centre: tuple[Report, Language]) -> None:
    words = [text for key, both in sentences().items() if key.startswith(("team_", "form_", "paper_", "sign_")) for text in both.values()]
    lights = [word for both in CHOICES["light"].values() for word in both.values()]
    marks = [*MARKS.values(), "→←▲▼＝−–±≤≥"]
    every = [*words, *lights, *marks]
    assert undrawable(installed(), families(every)[:1], every) == frozenset()


@pytest.mark.parametrize("family", CHINESE)
def test_one_chinese_font_of_the_list_is_enough(family: str) -> None:
    assert chosen({family, "Arial"}, ["王芳"]) == (family, "Arial")


def test_the_curve_of_every_kpi_is_drawn(centre: tuple[Report, Language]) -> None:
    member = centre[0].members[0]
    form = personal_form(centre[0], member, "", centre[1])
    rows = [row for group in form["groups"] for row in group["rows"]]  # type: ignore[attr-defined]
    assert len(rows) == len(member.appraisal.results)
    assert all(row["curve"]["corners"] for row in rows)
    assert [row["curve"]["person"] is not None for row in rows] == [r.score is not None for r in member.appraisal.results]
