"""The team report as texts, tables and series, ready to be set: cover, summary, departments, notes."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from kpi import layout
from kpi.basis import Basis
from kpi.model import Language, NotApplicablePolicy, Role, Standing
from kpi.report import Member, Ranks, Report, departments, figures, grouped, mean_of, ranked
from kpi.report_files.team_charts import grade_chart, loss_chart, spread_chart, waterfall_chart
from kpi.report_files.team_missing import missing_lines, missing_title
from kpi.report_files.team_notes import notes_page
from kpi.report_files.team_tables import group_table, largest_table, ranking, score_map
from kpi.rule_words import NONE, change_text, points_text
from kpi.words import say

Plain = dict[str, object]
MOST_LINES = 8  # of a list on the first page
FEW_LOSSES = 5  # in the chart of a department
FULL = 100.0
EVERYTHING = "all"  # what failed: not a file, but whatever is made of a person


def team_report(
    report: Report,
    bases: Sequence[Basis],
    policy: NotApplicablePolicy,
    problems: Sequence[str],
    language: Language,
) -> Plain:
    """The whole document; `problems` are sentences about what has to be mended."""
    members = report.members
    sets = grouped(members, lambda one: report.sets.get(one.role.set, one.role.set))
    parts = departments(members)
    roles = {code: ranked(own) for code, own in grouped(members, lambda one: one.role.code).items()}
    return {
        "title": say("team_title", language),
        "company": report.company,
        "cover": _cover(report, language),
        "summary": say("team_summary", language),
        "tiles": _tiles(members, language),
        "left-out": not_made([], language),
        "problems": _first(say("team_problems", language, count=len(problems)), problems, language),
        "missing": _first(missing_title(report, language), missing_lines(members, MOST_LINES, language), language),
        "grades": grade_chart(report, members, language),
        "groups": [
            group_table(say("team_department", language), parts, report, language),
            group_table(say("team_set", language), sets, report, language),
        ],
        "spread": spread_chart(members, language),
        "losses": loss_chart(members, language),
        "largest": largest_table(report, language),
        "waterfall": waterfall_chart(report, language),
        "departments": [_department(report, name, own, roles, language) for name, own in parts.items()],
        "mean-mark": say("team_mean_mark", language),
        "legend": say("team_legend", language),
        "notes": notes_page(report, bases, policy, language),
        "page": say("team_page", language),
    }


def not_made(failures: Sequence[tuple[str, str]], language: Language) -> Plain:
    """The list of whom the program failed at, each with the kind of file; all of them, however many."""
    lines = [
        say("team_left_everything", language, person=person)
        if what == EVERYTHING
        else say("team_left_line", language, person=person, files=say(f"file_{what}", language))
        for person, what in failures
    ]
    return {"title": say("team_left", language, count=len(lines)), "lines": lines, "nothing": ""}


def _cover(report: Report, language: Language) -> str:
    facts = {"period": report.period, "due": report.due.isoformat(), "version": report.version}
    return say("team_cover", language, digest=report.digest, **facts)


def _tiles(members: Sequence[Member], language: Language) -> list[list[str]]:
    """Headline numbers: label, number, what stands below it."""
    found = figures(members)
    lacking = found.people - found.standings.get(Standing.COMPLETE, 0)
    ends = f"{points_text(found.lowest)}–{points_text(found.highest)}" if found.final else NONE
    tiles = {
        "people": (str(found.people), say("team_with_total", language, count=found.final)),
        "mean": (points_text(found.mean), say("team_deviation", language, spread=points_text(found.spread))),
        "range": (ends, ""),
        "lacking": (str(lacking), say("team_lacking_note", language)),
        "change": (change_text(found.change), say("team_compared", language, count=found.compared)),
    }
    return [[say(f"team_{key}", language), number, below] for key, (number, below) in tiles.items()]


def _first(title: str, lines: Sequence[str], language: Language) -> Plain:
    """The beginning of a list, and how much is left."""
    rest = len(lines) - MOST_LINES
    more = [say("team_more_lines", language, count=rest)] if rest > 0 else []
    return {"title": title, "lines": [*lines[:MOST_LINES], *more], "nothing": say("team_nothing", language)}


def _department(
    report: Report, name: str, members: list[Member], roles: Mapping[str, Ranks], language: Language
) -> Plain:
    """One section: headline numbers, lost points, and each role with ranking and scores.

    A rank and the mean of a role are those of the whole centre, as on the sheet 汇总; all bars are drawn to one scale.
    """
    totals = [float(member.appraisal.total) for member in report.members if member.appraisal.total is not None]
    highest = max([FULL, *totals])
    return {
        "title": name or say("team_no_department", language),
        "tiles": _tiles(members, language),
        "grades": grade_chart(report, members, language),
        "losses": loss_chart(members, language, FEW_LOSSES),
        "roles": [
            _role(of_role[0].role, _of_department(roles[code], name), mean_of(roles[code]), highest, language)
            for code, of_role in grouped(members, lambda one: one.role.code).items()
        ],
    }


def _role(role: Role, ranks: Ranks, middle: Decimal | None, highest: float, language: Language) -> Plain:
    return {
        "title": layout.role_title(role, language),
        "ranking": ranking(ranks, middle, highest, language),
        "map": score_map([member for _, member in ranks], language),
    }


def _of_department(ranks: Ranks, name: str) -> Ranks:
    return [(rank, member) for rank, member in ranks if member.department.casefold() == name.casefold()]
