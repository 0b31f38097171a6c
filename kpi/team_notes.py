"""The last page of the team report: what did not count and why, what is open, what is our proposal."""

from collections.abc import Sequence

from kpi.basis import FIELDS, Basis
from kpi.explain import figure
from kpi.model import Language, NotApplicablePolicy
from kpi.report import Member, Report
from kpi.report_notes import LeftOut, missing, not_applicable, open_targets
from kpi.words import say

Plain = dict[str, object]
MOST_NAMES = 12  # of the people that a line names
NOTICEABLE = 2  # points between a quarter and the mean of its months from which it is told


def notes_page(report: Report, bases: Sequence[Basis], policy: NotApplicablePolicy, language: Language) -> Plain:
    """The sections of the page, each with its lines; one without any says so."""
    lines = {
        "missing": missing_lines(report, language),
        "not_applicable": [_left_out(one, language) for one in not_applicable(report.members)],
        "open": [_left_out(one, language) for one in open_targets(report.members)],
        "months": _months(report, language),
    }
    nothing = say("team_nothing", language)
    return {
        "title": say("team_notes", language),
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


def _is_apart(member: Member) -> bool:
    return member.quarter is not None and member.quarter.apart > NOTICEABLE


def _apart(member: Member, language: Language) -> str:
    """Where a quarter and the mean of its months tell two stories."""
    person, quarter = member.appraisal.person, member.quarter
    if quarter is None:
        raise ValueError(f"{person.id} has no quarter")
    facts = {"pooled": quarter.pooled, "mean": quarter.mean, "apart": quarter.apart}
    return say("team_quarter_line", language, person=called(person.name, person.id), **facts)


def _months(report: Report, language: Language) -> list[str]:
    """What months the report covers, and for whom the quarter and the mean of its months differ."""
    months = next((member.quarter.months for member in report.members if member.quarter), ())
    if not months:
        return [say("team_months", language)]
    apart = [_apart(member, language) for member in report.members if _is_apart(member)]
    return [say("team_quarter", language, first=months[0], last=months[-1]), *apart]


def missing_lines(report: Report, language: Language) -> list[str]:
    """Whose entries are missing, one line a person."""
    comma = say("list_comma", language)
    return [
        say(
            "team_missing_line",
            language,
            person=called(one.member.appraisal.person.name, one.member.appraisal.person.id),
            kpis=comma.join(result.rule.name[language] for result in one.results),
        )
        for one in missing(report.members)
    ]


def called(name: str, identity: str) -> str:
    """A person in a sentence."""
    return f"{name} {identity}".strip()


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
