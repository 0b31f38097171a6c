"""What is still missing, as the team report says it: a few lines on its first page, a table among its notes.

The table is bounded: it names the first people of each KPI and counts the others. The whole list is the sheet Problems.
"""

from collections.abc import Sequence
from heapq import nlargest

from kpi import layout
from kpi.model import Language, Role
from kpi.report import Member, Report, grouped
from kpi.report_notes import Gap, Missing, gaps, missing
from kpi.words import say

Plain = dict[str, object]
MOST_GAPS = 36  # rows of the table, about a page
MOST_NAMES = 3  # of the people in a row
HEADS = ("role", "kpi", "blank", "unreadable", "whom")


def missing_title(report: Report, language: Language) -> str:
    """What has to be there by when, and how much that is."""
    title = say("team_missing", language, due=report.due.isoformat())
    found = missing(report.members)
    count = sum(len(one.results) for one in found)
    return say("team_missing_count", language, title=title, people=len(found), count=count) if found else title


def missing_lines(members: Sequence[Member], most: int, language: Language) -> list[str]:
    """Whose entries are missing, one line a person; of more people than `most`, how many of each role."""
    found = missing(members)
    if len(found) > most:
        return [_by_role(found, language), say("team_missing_see", language)]
    comma = say("list_comma", language)
    return [
        say(
            "team_missing_line",
            language,
            person=called(one.member.appraisal.person.name, one.member.appraisal.person.id),
            kpis=comma.join(result.rule.name[language] for result in one.results),
        )
        for one in found
    ]


def _by_role(found: Sequence[Missing], language: Language) -> str:
    """All roles in one line, each with its people and their entries."""
    roles: dict[str, list[Missing]] = {}
    for one in found:
        roles.setdefault(_title(one.member.role, language), []).append(one)
    return say("list_semicolon", language).join(
        say("team_missing_role", language, role=role, people=len(own), count=sum(len(one.results) for one in own))
        for role, own in roles.items()
    )


def missing_section(members: Sequence[Member], language: Language) -> Plain:
    """The table by role and KPI; the KPIs that fewest people lack are only counted where it would be too long."""
    found = gaps(members)
    shown = {id(gap) for gap in nlargest(MOST_GAPS, found, key=lambda gap: gap.entries)}
    rest = [gap for gap in found if id(gap) not in shown]
    people = {code: len(own) for code, own in grouped(members, lambda one: one.role.code).items()}
    where = say("team_missing_where", language, count=sum(gap.entries for gap in found))
    return {
        "title": say("team_notes_missing", language),
        "hint": where if found else "",
        "none": say("team_nothing", language),
        "head": [say(f"team_{key}", language) for key in HEADS],
        "rows": [_row(gap, people[gap.role.code], language) for gap in found if id(gap) in shown],
        "more": _more(rest, language) if rest else "",
    }


def called(name: str, identity: str) -> str:
    """A person in a sentence."""
    return f"{name} {identity}".strip()


def _row(gap: Gap, people: int, language: Language) -> list[str]:
    """A role, its KPIs, how many entries are blank and how many unreadable, the first people and their cells."""
    comma = say("list_comma", language)
    return [
        _title(gap.role, language),
        comma.join(rule.name[language] for rule in gap.rules),
        str(gap.entries - gap.unreadable),
        str(gap.unreadable),
        _people(gap, people, language),
    ]


def _people(gap: Gap, people: int, language: Language) -> str:
    names = [_at(member, gap) for member in gap.members[:MOST_NAMES]]
    rest = len(gap.members) - len(names)
    if rest > 0 and len(gap.members) == people:
        return say("team_everybody", language, count=people, person=names[0])
    named = say("list_comma", language).join(names)
    return say("team_more_people", language, people=named, count=rest) if rest > 0 else named


def _at(member: Member, gap: Gap) -> str:
    """A person and the first of the cells."""
    person, cell = member.appraisal.person, dict(member.cells).get(gap.rules[0].code)
    return f"{called(person.name, person.id)} {cell or ''}".strip()


def _more(rest: Sequence[Gap], language: Language) -> str:
    roles: dict[str, int] = {}
    for gap in rest:
        name = _title(gap.role, language)
        roles[name] = roles.get(name, 0) + gap.entries
    named = say("list_comma", language).join(
        say("team_missing_more_role", language, role=role, count=count) for role, count in roles.items()
    )
    return say("team_missing_more", language, count=sum(roles.values()), roles=named)


def _title(role: Role, language: Language) -> str:
    return layout.role_title(role, language)
