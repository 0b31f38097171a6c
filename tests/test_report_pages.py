"""How the pages of the team report are filled: none stays half empty for want of a few millimetres."""

from collections.abc import Sequence
from dataclasses import replace

from kpi.model import Role
from kpi.report import Member
from tests.test_report_pdf import bare, report, team


def of_role(members: Sequence[Member], code: str, department: str) -> list[Member]:
    both = {"zh": f"岗位{code}", "en": code}
    return [one._replace(role=Role(code=code, name=both, department=both, set="SALES"), department=department) for one in members]


def test_the_charts_begin_on_what_is_left_of_the_first_page() -> None:
    first, second, *_ = team(report(["甲", "乙", "丙"], [[90, 80, 70]] * 3))
    assert "各岗位总分分布" in first
    assert "五项最大的个人失分" in second


def test_three_roles_of_six_people_share_a_page() -> None:
    many = report([f"员工{n}" for n in range(6)], [[90, 80, 70]] * 6)
    members = [one for code in "ABCDEFGH" for one in of_role(many.members, code, "销售部")]
    found = [sum(f"岗位{code}岗位名次" in bare(page) for code in "ABCDEFGH") for page in team(replace(many, members=tuple(members)))]
    assert sum(found) == 8
    assert max(found) == 3
