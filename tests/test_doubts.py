"""A rule or a setting that cannot be read is never guessed: whoever it touches gets no total, everybody else does."""

from collections.abc import Collection
from pathlib import Path

import pytest

from kpi import layout
from kpi.headless import Result, check_file, score_file
from kpi.rulesheet import HELPERS
from kpi.tables import Fault, Value
from tests.desk import type_in

SALES = {"SM", "SS", "KA"}
EVERYBODY = {"HEAD", "MR", "BP", "EO", "SM", "SS", "KA", "CS", "AS", "CO"}
Cell = tuple[str, str | int, str, Value]
UNREAD: dict[str, tuple[Cell, str, str, Collection[str]]] = {  # cell, code, place, roles without a total
    "weight": (("Rules", "SALES-1", "原始权重", "四十"), "KPI506", "考核标准!AB22", SALES),
    "weight that failed": (("Rules", "SALES-1", "原始权重", Fault("#N/A")), "KPI506", "考核标准!AB22", SALES),
    "target": (("Rules", "SALES-4", "目标", "三成"), "KPI506", "考核标准!K25", SALES),
    "knot": (("Rules", "SERVICE-3", "y2", "满分"), "KPI506", "", {"CS", "AS", "CO"}),
    "measure": (("Rules", "SALES-4", "计分依据", "看情况"), "KPI505", "考核标准!N25", SALES),
    "unit": (("Rules", "SALES-4", "单位", "几成"), "KPI505", "考核标准!H25", SALES),
    "scale": (("Rules", "RESEARCH-1", "评分方式", "曲线"), "KPI505", "", {"MR"}),
    "target of a role": (("RoleTargets", 0, "岗位目标", "五个"), "KPI506", "设置!I29", {"SS"}),
    "role of a target": (("RoleTargets", 0, "岗位", "销售"), "KPI404", "设置!G29", SALES),
    "policy of a set": (("Settings", "权重方式 SALES 销售", "值", "随便"), "KPI505", "", SALES),
    "least weight": (("Settings", "最低适用权重", "值", "大半"), "KPI506", "", EVERYBODY),
    "provisional": (("Settings", "缺项时给出暂计总分", "值", "也许"), "KPI505", "", EVERYBODY),
}


def totals(result: Result) -> dict[str, object]:
    assert result.outcome is not None
    return {one.appraisal.person.id: one.appraisal.total for one in result.outcome.judged}


def to_mend(result: Result) -> list[tuple[str, str]]:
    wrong = [problem for problem in result.problems if not problem.note]
    return [(one.code, f"{one.place.sheet}!{one.place.cell}") for one in wrong]


@pytest.mark.parametrize("name", UNREAD)
def test_what_cannot_be_read_gives_nobody_a_wrong_total(centre: Path, name: str) -> None:
    cell, code, place, roles = UNREAD[name]
    before = totals(check_file(centre))
    type_in(centre, cell)
    result = check_file(centre)
    told = to_mend(result)
    assert code in [one for one, _ in told]
    assert not place or (code, place) in told
    found = totals(result)
    assert {person.rstrip("0123456789") for person, total in found.items() if total is None} == set(roles)
    assert all(total == before[person] for person, total in found.items() if total is not None)


GRADES: dict[str, tuple[Cell, str]] = {
    "a limit in words": (("Grades", "A", "起点（分）", "一百"), "KPI506"),
    "limits out of order": (("Grades", "A", "起点（分）", 120.0), "KPI353"),
    "a letter twice": (("Grades", "A", "等级", "S"), "KPI352"),
}


@pytest.mark.parametrize("name", GRADES)
def test_grades_that_contradict_each_other_are_not_given(centre: Path, name: str) -> None:
    cell, code = GRADES[name]
    before = totals(check_file(centre))
    type_in(centre, cell)
    result = score_file(centre)
    assert code in [one for one, _ in to_mend(result)]
    assert totals(result) == before
    assert result.outcome is not None
    assert {one.appraisal.grade for one in result.outcome.judged} == {None}


def test_a_wrong_target_of_a_role_is_told_at_its_own_row(centre: Path) -> None:
    """The three sales roles have targets for one and the same KPI."""
    type_in(centre, ("RoleTargets", 1, "岗位目标", -3.0))
    assert [place for _, place in to_mend(check_file(centre))] == ["设置!I30"]


def test_a_personal_target_is_not_called_missing_while_something_else_is_in_doubt(centre: Path) -> None:
    """BRAND-1 has a target of each person's own; a policy that cannot be read does not take it away."""
    before = [one.code for one in check_file(centre).problems]
    assert "KPI510" not in before
    type_in(centre, ("Settings", "不适用指标的权重", "值", "随便"))
    assert [one.code for one in check_file(centre).problems] == ["KPI505"]


def test_lights_do_not_take_totals_away(centre: Path) -> None:
    before = totals(check_file(centre))
    type_in(centre, ("Settings", "绿灯起点（分）", "值", "高"))
    assert totals(check_file(centre)) == before


def test_differing_settings_are_named_in_the_managers_words(centre: Path) -> None:
    type_in(centre, ("Settings", "不适用指标的权重", "值", "按满分计"), ("Settings", "缺项时给出暂计总分", "值", "是"))
    differing = [one.facts for one in check_file(centre).problems if one.code == "KPI509"]
    assert [(one["kpi"], one["here"], one["packaged"]) for one in differing] == [
        ("设置", "按满分计", "其余指标分担"),
        ("设置", "是", "否"),
    ]


def test_a_rule_that_was_cleared_is_none_though_its_formulas_stay(centre: Path) -> None:
    before = totals(check_file(centre))
    formulas = ("effective", "sum", *HELPERS)
    cleared = [column.zh for column in layout.RULES.columns if column.key not in formulas]
    type_in(centre, *(("Rules", "D-B1", header, None) for header in cleared))  # it has no weight
    result = score_file(centre)
    assert to_mend(result) == []
    assert totals(result) == before
