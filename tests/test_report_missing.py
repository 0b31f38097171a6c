"""What is missing, in the team report: bounded, whatever is left out counted, and each entry with its cell."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import pypdfium2
import pytest

from kpi import new
from kpi.headless import check_file
from kpi.model import LANGUAGES, Language, NotApplicablePolicy, Person, Policies, Role, State, WeightPolicy
from kpi.paper.fonts import chosen, installed
from kpi.paper.typeset import Typesetter, texts
from kpi.problems import Problem
from kpi.report import Member, Report
from kpi.report_files.team_missing import MOST_GAPS, missing_lines, missing_section
from kpi.report_files.team_pages import team_report
from kpi.report_notes import gaps
from kpi.reported import reported
from kpi.scoring import Judge
from tests.factories import GRADES, entries, points_rule
from tests.judges import missing

RULES = [points_rule(f"SALES-{n}", 10) for n in range(10)]
BLANK, ODD = State.NOT_FILLED_IN, State.UNREADABLE
PEOPLE = 10  # of each role


def role(code: str) -> Role:
    both = {"zh": f"岗位{code}", "en": f"Role {code}"}
    return Role(code=code, name=both, department=both, set="SALES")


def member(code: str, n: int, given: Sequence[object], cells: Mapping[str, str] = {}) -> Member:
    judge = Judge(RULES, Policies(weights={}), WeightPolicy.SHARE, GRADES)
    person = Person(id=f"{code}{n}", name=f"员工{n}", role=code)
    return Member(judge.appraise(person, entries(RULES, given)), role(code), "销售部", cells=tuple(cells.items()))


def report(members: Sequence[Member]) -> Report:
    return Report(
        period="2026-11", due=date(2026, 12, 5), company="", version="2025-01-01", digest="0123456789ab",
        grades=GRADES, members=tuple(members), sets={"SALES": "销售"},
    )  # fmt: skip


def scattered() -> list[Member]:
    """Eight roles, each KPI of which other people lack: the n-th KPI the first n people and, of some, one more."""
    return [
        member(code, n, [BLANK if n < at or (n + at) % 10 == 9 else 90 for at in range(10)])
        for code in "ABCDEFGH"
        for n in range(PEOPLE)
    ]


def lacking(members: Sequence[Member]) -> int:
    return sum(result.state in (BLANK, ODD) for one in members for result in one.appraisal.results)


def test_the_table_is_bounded_and_what_it_leaves_out_is_counted_by_role() -> None:
    members = scattered()
    section = missing_section(members, "zh")
    rows: list[list[str]] = section["rows"]
    assert len(rows) == MOST_GAPS
    (left, roles), = re.findall(r"另有 (\d+) 项因缺的人较少未列入上表（(.*)）", str(section["more"]))
    assert sum(int(row[2]) + int(row[3]) for row in rows) + int(left) == lacking(members)
    assert sum(int(count) for count in re.findall(r"(\d+) 项", roles)) == int(left)
    shown = {(row[0], row[1]) for row in rows}
    fewest = min(int(row[2]) for row in rows)
    assert all(gap.entries <= fewest for gap in gaps(members) if (gap.role.name["zh"], gap.rules[0].name["zh"]) not in shown)
    assert f"共 {lacking(members)} 项" in str(section["hint"])
    assert "“问题”表" in str(section["hint"])


def test_kpis_that_the_same_people_lack_share_a_row() -> None:
    half = [BLANK] * 4 + [ODD] + [90] * 5
    members = [*(member("A", n, [BLANK] * 10) for n in range(5)), *(member("B", n, half) for n in range(2)), member("B", 2, [90] * 10)]
    section = missing_section(members, "zh")
    names = [rule.name["zh"] for rule in RULES]
    assert section["rows"] == [
        ["岗位A", "、".join(names), "50", "0", "全部 5 人，从 员工0 A0 起"],
        ["岗位B", "、".join(names[:5]), "8", "2", "员工0 B0、员工1 B1"],
    ]
    assert section["more"] == ""


def test_a_row_names_the_first_people_with_their_cells_and_counts_the_others() -> None:
    members = [member("A", n, [BLANK] + [90] * 9, {"SALES-0": f"D{6 + n}"}) for n in range(5)] + [member("A", 5, [90] * 10)]
    ((*_, people),) = missing_section(members, "zh")["rows"]
    assert people == "员工0 A0 D6、员工1 A1 D7、员工2 A2 D8 等，另有 2 人"


def test_nothing_missing_is_said() -> None:
    section = missing_section([member("A", 1, [90] * 10)], "zh")
    assert (section["rows"], section["none"], section["hint"]) == ([], "无", "")


def test_the_first_page_names_few_people_and_of_many_counts_every_role() -> None:
    members = scattered()
    assert len(missing_lines(members[:7], 8, "zh")) == 7
    counted, see = missing_lines(members, 8, "zh")
    assert sum(int(count) for count in re.findall(r"(\d+) 项", counted)) == lacking(members)
    assert all(f"岗位{code} 10 人" in counted for code in "ABCDEFGH")
    assert "“问题”表" in see


@pytest.mark.parametrize("language", LANGUAGES)
def test_hundreds_of_blanks_take_no_more_than_two_pages_of_notes(language: Language) -> None:
    data = team_report(report(scattered() * 4), [], NotApplicablePolicy.SHARED, [], language)
    families = chosen(installed().families, texts(data))
    if isinstance(families, Problem):
        missing("fonts", "no Chinese font is installed")
    assert not isinstance(families, Problem)
    document = pypdfium2.PdfDocument(Typesetter(installed(), families, language).pdf("team", data))
    found = [page.get_textpage().get_text_bounded() for page in document]
    title = "未填写或无法识别" if language == "zh" else "Not filled in or unreadable"
    (start,) = [n for n, text in enumerate(found) if title in text]
    assert len(found) - start <= 2


def test_every_missing_entry_is_told_with_the_cell_that_the_sheet_problems_links_to(tmp_path: Path) -> None:
    people = [Person(id=f"{code}{n}", name=f"员工{n}", role=code, department="销售部") for code in ("SM", "SS") for n in range(3)]
    assert new.make(tmp_path / "new.xlsx", language="zh", period="2026-11", people=people) == []
    outcome = check_file(tmp_path / "new.xlsx").outcome
    assert outcome is not None
    told = {(one.place.sheet, one.place.cell) for one in outcome.problems if one.code in ("KPI201", "KPI203")}
    found = reported(outcome).members
    assert {(one.role.name["zh"], cell) for one in found for _, cell in one.cells} == told
    assert sum(len(one.cells) for one in found) == lacking(found) > 0
