"""A workbook for one person: own scores and feedback as plain values, protected, nobody else in it."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from kpi import layout
from kpi.fills.heights import lines
from kpi.model import KpiResult, Language, Unit
from kpi.report import Member, Report
from kpi.report_files.personal_form import standing_text
from kpi.report_files.talk import Talk
from kpi.report_notes import has_open_target
from kpi.template import styles
from kpi.template.styles import Look, Styles
from kpi.words import say

COLUMNS = ("category", "kpi", "weight", "effective", "target", "actual", "score", "points", "lost", "state", "light")
IN_UNIT, NAMES = ("target", "actual"), ("category", "kpi", "state")
WIDTHS = (14, 30, 12, 12, 12, 12, 11, 12, 11, 12, 14)
TALK = ("strengths", "gaps", "direction", "comment", "action", "deadline", "owner")
A4 = 9
Cell = tuple[str | Decimal | None, Look]


def handout(report: Report, member: Member, talk: Talk, language: Language, made_on: datetime) -> bytes:
    """The file; the same person gives the same bytes."""
    out = BytesIO()
    book = Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": say("form_title", language), "author": report.company, "created": made_on})
    looks = Styles(book, language)
    sheet = book.add_worksheet(layout.SHEETS["scores"][language])
    _page(sheet)
    row = _write(sheet, looks, 0, _top(report, member, language))
    row = _write(sheet, looks, row + 1, _table(member, language))
    _texts(sheet, looks, row + 1, talk, language)
    book.close()
    return out.getvalue()


def _page(sheet: Worksheet) -> None:
    """A4 across, one page wide, protected without a password as all our sheets are."""
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.protect("", {"format_columns": True, "format_rows": True})
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)


def _write(sheet: Worksheet, looks: Styles, row: int, rows: Iterator[Sequence[Cell]]) -> int:
    """Rows of cells, each as high as its wrapped texts; gives the row after the last of them."""
    for line in rows:
        sheet.set_row(row, _high(looks, line))
        for column, (value, look) in enumerate(line):
            if isinstance(value, Decimal):
                sheet.write_number(row, column, float(value), looks[look])
            else:
                sheet.write_string(row, column, value or "", looks[look])
        row += 1
    return row


def _high(looks: Styles, line: Sequence[Cell]) -> float:
    """The height of a row in points."""
    wrapped = [
        lines(value, width)
        for (value, look), width in zip(line, WIDTHS, strict=False)
        if isinstance(value, str) and look.get("text_wrap")
    ]
    return max([1, *wrapped]) * looks.line + 4


def _top(report: Report, member: Member, language: Language) -> Iterator[Sequence[Cell]]:
    """Title, who it is, total and grade."""
    person, appraisal = member.appraisal.person, member.appraisal
    name = f"{report.company} {say('form_title', language)}".strip()
    yield ((name, styles.TITLE),)
    text = styles.BODY | styles.LEFT | styles.WRAP
    label = text | {"bg_color": styles.BAND}
    grade = f"{appraisal.grade.letter} {appraisal.grade.name[language]}" if appraisal.grade else ""
    facts = {
        "name": person.name, "id": person.id, "role": member.role.name[language],
        "department": member.department, "period": report.period, "reviewer": person.reviewer,
        "grade": grade, "standing": standing_text(appraisal, language),
    }  # fmt: skip
    for key, value in facts.items():
        yield (say(f"form_{key}", language), label), (value, text)
    yield (say("form_total", language), label), (appraisal.total, text | {"num_format": "0.00", "bold": True})


def _table(member: Member, language: Language) -> Iterator[Sequence[Cell]]:
    """The KPIs in the columns of the sheet Scores."""
    columns = [layout.SCORES.column(key) for key in COLUMNS]
    yield [(column.header(language), styles.header_look(column)) for column in columns]
    for result in member.appraisal.results:
        values = _values(result, language)
        yield [
            (value, styles.look_of(column) | _own_look(result.rule.unit, column.key, value))
            for column, value in zip(columns, values, strict=True)
        ]


def _own_look(unit: Unit, key: str, value: str | Decimal | None) -> Look:
    """The number format of a KPI's own number; a count that is not whole keeps two decimals. Names are wrapped."""
    if key not in IN_UNIT:
        return styles.WRAP if key in NAMES else {}
    broken = unit is Unit.COUNT and isinstance(value, Decimal) and value % 1
    return {"num_format": "#,##0.00" if broken else styles.UNIT_FORMATS[unit]}


def _values(result: KpiResult, language: Language) -> tuple[str | Decimal | None, ...]:
    rule = result.rule
    state = "open_target" if has_open_target(result) else result.state.value
    return (
        rule.category[language],
        rule.name[language],
        rule.weight,
        result.effective,
        result.target,
        result.actual,
        result.score,
        result.points,
        result.lost,
        layout.word("state", state, language),
        layout.word("light", result.light.value, language) if result.light else "",
    )


def _texts(sheet: Worksheet, looks: Styles, row: int, talk: Talk, language: Language) -> None:
    """The feedback, each text across the table."""
    wrapped = styles.BODY | styles.LEFT | styles.WRAP
    label = looks[wrapped | {"bg_color": styles.BAND}]
    for key in TALK:
        text = getattr(talk, key)
        if text:
            name = layout.FEEDBACK.column(key).header(language)
            sheet.write_string(row, 0, name, label)
            sheet.merge_range(row, 1, row, len(COLUMNS) - 1, "", looks[wrapped])
            sheet.write_string(row, 1, text, looks[wrapped])
            most = max(lines(name, WIDTHS[0]), lines(text, sum(WIDTHS[1:])))
            sheet.set_row(row, most * looks.line + 4)
            row += 1
