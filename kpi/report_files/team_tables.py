"""The tables of the team report: groups of people, the ranking of a role, scores by person and KPI."""

from collections.abc import Sequence
from decimal import Decimal

from kpi import layout
from kpi.losses import largest
from kpi.model import KpiResult, KpiRule, Language
from kpi.report import Member, Ranks, Report, figures
from kpi.report_notes import MARKS, has_open_target
from kpi.rule_words import NONE, actual_text, change_text, points_text, target_text
from kpi.words import say

Plain = dict[str, object]
GROUP_COLUMNS = ("people", "final", "mean", "range", "spread", "change")


def group_table(title: str, groups: dict[str, list[Member]], report: Report, language: Language) -> Plain:
    """Headline numbers of departments or sets, one a row."""
    letters = [grade.letter for grade in report.grades]
    heads = [say(f"team_{key}", language) for key in GROUP_COLUMNS]
    return {
        "head": [title, *heads, *letters],
        "rows": [_group_row(name, members, letters, language) for name, members in groups.items()],
    }


def _group_row(name: str, members: Sequence[Member], letters: Sequence[str], language: Language) -> list[str]:
    found = figures(members)
    ends = f"{points_text(found.lowest)}–{points_text(found.highest)}" if found.final else NONE
    return [
        name or say("team_no_department", language),
        str(found.people),
        str(found.final),
        points_text(found.mean),
        ends,
        points_text(found.spread),
        change_text(found.change),
        *(str(found.grades.get(letter, 0)) for letter in letters),
    ]


def ranking(ranks: Ranks, middle: Decimal | None, highest: float, language: Language) -> Plain:
    """The people of one role, best first, each total as a number and a bar; `middle` is the mean of the role."""
    heads = ("rank", "name", "id", "total", "grade", "change", "standing")
    return {
        "head": [say(f"team_{key}", language) for key in heads],
        "mean": None if middle is None else float(middle) / highest,
        "rows": [_ranked(rank, member, highest, language) for rank, member in ranks],
    }


def _ranked(rank: int | None, member: Member, highest: float, language: Language) -> Plain:
    appraisal = member.appraisal
    return {
        "rank": NONE if rank is None else str(rank),
        "name": appraisal.person.name,
        "id": appraisal.person.id,
        "total": points_text(appraisal.total),
        "bar": float(max(appraisal.total or 0, 0)) / highest,
        "final": member.final is not None,
        "grade": appraisal.grade.letter if appraisal.grade else NONE,
        "change": change_text(member.change),
        "standing": layout.word("standing", appraisal.standing.value, language),
    }


def score_map(members: Sequence[Member], language: Language) -> Plain:
    """People × KPI: the score with its sign; where there is none, a mark that says why."""
    rules: dict[str, KpiRule] = {}
    for member in members:
        for result in member.appraisal.results:
            if result.rule.weight:
                rules.setdefault(result.rule.code, result.rule)
    return {
        "name": say("team_name", language),
        "kpis": [rule.name[language] for rule in rules.values()],
        "rows": [{"name": member.appraisal.person.name, "cells": _cells(member, rules)} for member in members],
    }


def _cells(member: Member, rules: dict[str, KpiRule]) -> list[Plain]:
    own = {result.rule.code: result for result in member.appraisal.results}
    return [_cell(own.get(code)) for code in rules]


def _cell(result: KpiResult | None) -> Plain:
    if result is None:
        return {"text": "", "light": ""}
    if result.score is None or result.light is None:
        state = "open_target" if has_open_target(result) else result.state.value
        return {"text": MARKS.get(state, ""), "light": ""}
    sign = layout.word("light", result.light.value, "zh")[:1]
    return {"text": f"{sign} {points_text(result.score)}", "light": result.light.value}


def largest_table(report: Report, language: Language) -> Plain:
    """The results that cost most points."""
    roles = {member.appraisal.person.id: member for member in report.members}
    heads = ("name", "role", "kpi", "actual", "target", "score", "lost")
    return {
        "title": say("team_largest", language),
        "head": [say(f"team_{key}", language) for key in heads],
        "rows": [
            [
                f"{one.person.name} {one.person.id}".strip(),
                layout.role_title(roles[one.person.id].role, language),
                one.result.rule.name[language],
                actual_text(one.result, language),
                target_text(one.result.rule, one.result.target, language),
                points_text(one.result.score),
                points_text(one.result.lost),
            ]
            for one in largest(report.appraisals)
        ],
    }
