"""From a rule book to a new workbook: all its sheets, with one blank row in every table that is filled later.

Both editions; they differ in a setting and, on the guide, in a place to try the functions. The formulas of
the tables come with the first filling. The same arguments give the same bytes.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO

from xlsxwriter import Workbook

from kpi.layout import AFTER_ROLES, BEFORE_ROLES, SHEETS, role_title
from kpi.model import Edition, Language, Role, RuleBook
from kpi.template.draft import Draft
from kpi.template.guide_sheet import draw_guide
from kpi.template.output_sheets import (
    draw_feedback,
    draw_history,
    draw_problems,
    draw_revisions,
    draw_scores,
    draw_summary,
)
from kpi.template.people_sheet import draw_people
from kpi.template.progress_sheet import draw_progress
from kpi.template.report_sheet import draw_report
from kpi.template.role_sheet import draw_role
from kpi.template.rules_sheet import draw_rules
from kpi.template.settings_sheet import draw_settings
from kpi.template.styles import FONTS, Styles
from kpi.words import say

FIXED = (
    draw_guide,
    draw_settings,
    draw_rules,
    draw_people,
    draw_scores,
    draw_summary,
    draw_feedback,
    draw_progress,
    draw_report,
    draw_history,
    draw_revisions,
    draw_problems,
)


def build(
    book: RuleBook,
    language: Language,
    period: str,
    company: str,
    roles: Sequence[str],
    digest: str,
    edition: Edition = "portable",
) -> bytes:
    """A workbook without people for these roles and one month ("2026-11")."""
    stream = BytesIO()
    options = {"in_memory": True, "default_format_properties": dict(FONTS[language])}
    with Workbook(stream, options) as workbook:
        _describe(workbook, language, period, company)
        wanted = [role for role in book.roles if role.code in roles]
        _add_sheets(workbook, language, wanted)
        draft = Draft(
            workbook=workbook,
            styles=Styles(workbook, language),
            book=book,
            language=language,
            period=period,
            company=company,
            digest=digest,
            edition=edition,
        )
        _draw(draft, wanted)
    return stream.getvalue()


def _describe(workbook: Workbook, language: Language, period: str, company: str) -> None:
    """Properties of the file; dated by the period, for a clock would change the bytes."""
    created = datetime.strptime(period, "%Y-%m").replace(tzinfo=UTC)
    title = say("guide_title", language)
    workbook.set_properties({"title": title, "company": company, "created": created})


def _add_sheets(workbook: Workbook, language: Language, roles: Sequence[Role]) -> None:
    before, after = ([SHEETS[key][language] for key in keys] for keys in (BEFORE_ROLES, AFTER_ROLES))
    for title in (*before, *(role_title(role, language) for role in roles), *after):
        workbook.add_worksheet(title)


def _draw(draft: Draft, roles: Sequence[Role]) -> None:
    for draw in FIXED:
        draw(draft)
    for role in roles:
        draw_role(draft, role)
    draft.sheet("guide").activate()
