"""The form of one feedback talk as plain texts: facts filled in, everything that is for the two people left blank.

Strengths, gaps and directions come from the sheet Feedback, so a manager's wording wins; no cause is filled in.
"""

from collections.abc import Mapping

from kpi import layout
from kpi.model import Language
from kpi.month.actions import Action, with_status
from kpi.report import Member, Report
from kpi.report_files.personal_form import standing_text
from kpi.report_files.talk import Talk
from kpi.rule_words import NONE, change_text, points_text
from kpi.words import say

Plain = dict[str, object]
PLAN_ROWS = 3  # of the table of improvements
FACTS = ("strengths", "gaps", "direction")
PLAN = ("action", "standard", "deadline", "owner", "support")
OPINIONS = ("agree", "reserve", "appeal")
SIGNERS = ("appraisee", "reviewer", "approver")


def interview(report: Report, member: Member, talk: Talk, language: Language) -> Plain:
    """Everything that stands on the form of one person's talk."""
    return {
        "title": say("talk_title", language),
        "company": report.company,
        "head": _head(report, member, language),
        "facts": [
            [say(f"talk_{key}", language), _lines(text) or [say("team_nothing", language)]]
            for key, text in zip(FACTS, (talk.strengths, talk.gaps, talk.direction), strict=True)
        ],
        "carried": _carried(talk, language),
        "causes": [say("talk_causes", language), say("talk_causes_hint", language)],
        "plan": _plan(talk, language),
        "comment": [say("talk_comment", language), talk.comment],
        "opinion": {
            "title": say("talk_opinion", language),
            "choices": [say(f"talk_{key}", language) for key in OPINIONS],
            "hint": say("talk_opinion_hint", language),
        },
        "signs": [say(f"sign_{who}", language) for who in SIGNERS],
        "date": say("sign_date", language),
        "basis": say("paper_basis", language, version=report.version, digest=report.digest),
    }


def _head(report: Report, member: Member, language: Language) -> list[list[str]]:
    """Labels and what belongs to them; the day and the place of the talk are left blank."""
    appraisal = member.appraisal
    person, grade = appraisal.person, appraisal.grade
    facts: Mapping[str, str] = {
        "form_name": person.name,
        "form_id": person.id,
        "form_role": layout.role_title(member.role, language),
        "form_department": member.department,
        "form_period": report.period,
        "form_reviewer": person.reviewer,
        "form_total": points_text(appraisal.total),
        "form_grade": f"{grade.letter} {grade.name[language]}" if grade else NONE,
        "team_change": change_text(member.change),
        "form_standing": standing_text(appraisal, language),
        "talk_day": "",
        "talk_place": "",
    }
    return [[say(key, language), text] for key, text in facts.items()]


def _carried(talk: Talk, language: Language) -> Plain:
    """Last month's actions, each with its status, or with the words to choose from."""
    choices = say("talk_status_choices", language)
    actions = with_status(talk.carried, talk.status) or [Action("", "")]
    return {
        "title": say("talk_carried", language),
        "head": [say("talk_action", language), say("talk_status", language), say("talk_status_note", language)],
        "rows": [[action.text, _status(action.status, language) or choices, ""] for action in actions],
    }


def _status(status: str, language: Language) -> str:
    """A status in words; what is none stays as it was typed."""
    return layout.word("action_status", status, language) if status in layout.CHOICES["action_status"] else status


def _plan(talk: Talk, language: Language) -> Plain:
    """The improvements that are agreed; what the manager has typed already stands in the first row."""
    blank = [""] * len(PLAN)
    first = [talk.action, "", talk.deadline, talk.owner, ""]
    return {
        "title": say("talk_plan", language),
        "head": [say(f"talk_{key}", language) for key in PLAN],
        "rows": [first, *([blank] * (PLAN_ROWS - 1))],
    }


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
