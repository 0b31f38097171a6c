"""The Word form of a feedback talk: facts filled in, the manager's words kept, causes left to the two people."""

import re
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document

from kpi import demo
from kpi.appraise import Outcome
from kpi.feedback import Writer
from kpi.fills.last_month import last_scores
from kpi.headless import check_file, score_file
from kpi.model import LANGUAGES, Language
from kpi.paper import job
from kpi.paper.word_form import word_form
from kpi.report_files.interview import interview
from kpi.report_files.talk import Talk, talks
from kpi.reported import reported
from kpi.rule_files import packaged_book
from kpi.translated import translated
from tests.desk import type_in
from tests.judges import sdk_errors


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = demo.write(tmp_path_factory.mktemp("demo"), "zh")
    assert isinstance(made, demo.Demo)
    return made.workbook


@pytest.fixture
def copy(book: Path, tmp_path: Path) -> Path:
    target = tmp_path / "book.xlsx"
    target.write_bytes(book.read_bytes())
    return target


def judged(path: Path) -> Outcome:
    found = check_file(path).outcome
    assert found is not None
    return found


def words(data: bytes) -> str:
    """Every text of a Word file, tables included, in its order."""
    document = Document(BytesIO(data))
    return "\n".join(node.text or "" for node in document.element.body.iter() if node.tag.endswith("}t"))


def form(outcome: Outcome, identity: str, language: Language = "zh", talk: Talk | None = None) -> bytes:
    report = reported(outcome)
    member = next(one for one in report.members if one.appraisal.person.id == identity)
    own = talk or talks(outcome)[identity]
    return word_form(interview(report, member, own, language), datetime(2026, 10, 31, tzinfo=UTC))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_form_says_the_facts_and_asks_the_rest(book: Path, language: Language) -> None:
    outcome = judged(book)
    packaged = packaged_book(outcome.settings.last_day)
    assert not isinstance(packaged, list)
    told = translated(outcome, packaged, language)
    said = words(form(told, "YS216", language))
    own = next(one.appraisal for one in told.judged if one.appraisal.person.id == "YS216")
    last = last_scores(told)["YS216"]
    for line in "\n".join(Writer(language).feedback(own, last)).splitlines():
        assert line in said
    assert f"{own.total:.2f}" in said
    asked = {
        "zh": ("原因分析", "改进措施", "衡量标准", "完成期限", "责任人", "所需支持", "同意", "保留意见", "申诉", "复核人"),
        "en": ("Causes", "Action", "Standard", "Deadline", "Responsible", "Support needed", "I agree", "I appeal"),
    }
    assert all(word in said for word in asked[language])


def test_what_a_manager_wrote_wins_and_is_filled_in(copy: Path) -> None:
    assert score_file(copy).written
    cells = {"不足": "只看一件事：回款。", "改进措施": "每周对账", "责任人": "韩东升", "考核人评语": "数据已核对", "完成期限": "2026-11-30"}
    type_in(copy, *(("Feedback", "YS216", header, text) for header, text in cells.items()))
    talk = talks(judged(copy))["YS216"]
    assert talk.gaps == "只看一件事：回款。"
    assert (talk.action, talk.owner, talk.comment, talk.deadline) == ("每周对账", "韩东升", "数据已核对", "2026-11-30")
    said = words(form(judged(copy), "YS216"))
    assert all(text in said for text in cells.values())
    assert "销售额完成率：64.63%" not in said
    assert talk.direction == talks(judged(copy))["YS216"].direction != ""


def test_a_text_of_ours_follows_the_numbers_and_the_language(copy: Path, book: Path) -> None:
    assert score_file(copy).written
    assert talks(judged(copy)) == talks(judged(book))
    english = replace(judged(copy), settings=replace(judged(copy).settings, language="en"))
    assert "Sales target attainment" in talks(english)["YS216"].gaps


def test_actions_of_last_month_each_have_a_status(copy: Path) -> None:
    outcome = judged(copy)
    talk = talks(outcome)["YS216"]._replace(carried="每周对账\n更新话术")
    said = words(form(outcome, "YS216", talk=talk))
    assert "每周对账" in said
    assert "更新话术" in said
    assert said.count("☐\u00a0已完成") == 2


def test_a_status_that_the_manager_has_chosen_stands_in_the_form(copy: Path) -> None:
    outcome = judged(copy)
    talk = talks(outcome)["YS216"]._replace(carried="每周对账\n更新话术", status="done\n拖到年底")
    said = words(form(outcome, "YS216", talk=talk))
    carried = said.partition("完成情况")[2].partition("原因")[0]
    assert ["已完成" in carried, "拖到年底" in carried, "☐" in carried] == [True, True, False]


def test_the_file_says_which_font_to_take_where_ours_is_missing(book: Path) -> None:
    with zipfile.ZipFile(BytesIO(form(judged(book), "YS216"))) as file:
        table = file.read("word/fontTable.xml").decode()
    assert re.findall(r'w:name="([^"]+)"><w:altName w:val="([^"]+)"/>', table) == [
        ("Arial", "Liberation Sans"), ("Microsoft YaHei", "PingFang SC, Noto Sans CJK SC"),
    ]  # fmt: skip


def test_a_form_never_shows_anybody_else(book: Path) -> None:
    outcome = judged(book)
    people = [one.appraisal.person for one in outcome.judged]
    for own in people:
        said = words(form(outcome, own.id))
        for other in people:
            if other.id != own.id:
                assert other.id not in said
                assert other.name == own.reviewer or other.name not in said


def test_without_the_sheet_feedback_our_proposal_is_used(book: Path) -> None:
    outcome = judged(book)
    without = replace(
        outcome,
        writable=outcome.writable - {"Feedback"},
        tables={name: table for name, table in outcome.tables.items() if name != "Feedback"},
    )
    ours = {identity: talk[:3] for identity, talk in talks(without).items()}
    assert ours == {identity: talk[:3] for identity, talk in talks(outcome).items()}


def test_the_open_xml_sdk_finds_nothing_wrong(book: Path, tmp_path: Path) -> None:
    outcome = judged(book)
    odd = Talk("a\x00b\x0b", "<w:t>&amp;", "=1+1", carried="一\n二", comment="\ufffe评语")
    for number, talk in enumerate((None, odd)):
        target = tmp_path / f"{number}.docx"
        target.write_bytes(form(outcome, "YS216", talk=talk))
        assert sdk_errors(target) == []
    assert "<w:t>&amp;" in words(target.read_bytes())
    assert "ab" in words(target.read_bytes())


def test_the_file_is_dated_by_the_period_and_not_by_the_clock(book: Path) -> None:
    data = form(judged(book), "YS216")
    assert data == form(judged(book), "YS216")
    assert {part.date_time for part in zipfile.ZipFile(BytesIO(data)).infolist()} == {(1980, 1, 1, 0, 0, 0)}
    properties = Document(BytesIO(data)).core_properties
    assert properties.created is not None
    assert properties.created.date().isoformat() == "2026-10-31"
    assert properties.author == demo.COMPANIES["zh"]


def test_a_machine_without_chinese_fonts_still_gets_word_and_data_files(
    book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Nothing:
        fonts, families = None, frozenset({"Libertinus Serif"})

    monkeypatch.setattr(job, "installed", Nothing)
    made = job.write(judged(book), (), tmp_path, "zh")
    assert [one.code for one in made.problems] == ["KPI152"]
    assert {path.suffix for path in made.files} == {".json", ".csv", ".docx"}
