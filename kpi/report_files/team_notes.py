"""The last pages of the team report: what is missing, what did not count, what is open, what is our proposal."""

from collections.abc import Sequence

from kpi.basis import FIELDS, Basis
from kpi.explain import figure
from kpi.model import Language, NotApplicablePolicy, Person
from kpi.report import Quarter, Report
from kpi.report_files.team_missing import called, missing_section
from kpi.report_notes import LeftOut, not_applicable, open_targets
from kpi.words import say

Plain = dict[str, object]
MOST_NAMES = 12  # of the people that a line names, and of the lines about quarters
NOTICEABLE = 2  # points between a quarter and the mean of its months from which it is told


def notes_page(report: Report, bases: Sequence[Basis], policy: NotApplicablePolicy, language: Language) -> Plain:
    """The sections of the page, each with its lines; one without any says so."""
    lines = {
        "not_applicable": [_left_out(one, language) for one in not_applicable(report.members)],
        "open": [_left_out(one, language) for one in open_targets(report.members)],
        "months": _months(report, language),
    }
    nothing = say("team_nothing", language)
    return {
        "title": say("team_notes", language),
        "missing": missing_section(report.members, language),
        "sections": [
            {
                "title": say(f"team_notes_{key}", language),
                "hint": say(f"team_policy_{policy.value}", language) if key == "not_applicable" and found else "",
                "lines": found or [nothing],
            }
            for key, found in lines.items()
        ],
        "basis": {
            "title": say("team_notes_basis", language),
            "hint": say("team_basis_hint", language),
            "head": [say("team_kpi", language), *(say(f"field_{field}", language) for field in FIELDS)],
            "rows": [_basis(one, language) for one in bases],
        },
        "marks": say("team_marks", language),
    }


def _apart(person: Person, quarter: Quarter, language: Language) -> str:
    """Where a quarter and the mean of its months tell two stories."""
    facts = {"pooled": quarter.pooled, "mean": quarter.mean, "apart": quarter.apart}
    return say("team_quarter_line", language, person=called(person.name, person.id), **facts)


def _months(report: Report, language: Language) -> list[str]:
    """What months the report covers, and for whom the quarter and the mean of its months differ, most first."""
    months = next((member.quarter.months for member in report.members if member.quarter), ())
    if not months:
        return [say("team_months", language)]
    known = [(member.appraisal.person, member.quarter) for member in report.members if member.quarter]
    found = sorted((one for one in known if one[1].apart > NOTICEABLE), key=lambda one: one[1].apart, reverse=True)
    lines = [_apart(person, quarter, language) for person, quarter in found[:MOST_NAMES]]
    rest = len(found) - MOST_NAMES
    more = [say("team_more_quarters", language, count=rest)] if rest > 0 else []
    return [say("team_quarter", language, first=months[0], last=months[-1]), *lines, *more]


def _left_out(one: LeftOut, language: Language) -> str:
    comma = say("list_comma", language)
    people = [called(member.appraisal.person.name, member.appraisal.person.id) for member in one.members]
    named = comma.join(people[:MOST_NAMES])
    rest = len(people) - MOST_NAMES
    if rest > 0:
        named = say("team_more_people", language, people=named, count=rest)
    return say(
        "team_left_out", language, kpi=one.rule.name[language], weight=figure(one.rule.weight), people=named
    )


def _basis(one: Basis, language: Language) -> list[str]:
    sources = [say(f"team_source_{one.fields[field].value}", language) for field in FIELDS]
    return [f"{one.rule.code} {one.rule.name[language]}", *sources]
