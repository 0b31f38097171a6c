"""What a scored workbook is filled with: every table of the program, ready for a host to write."""

import hashlib
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import accumulate, pairwise

from kpi import formulas, layout, python_formulas
from kpi.appraise import Judged, Outcome
from kpi.blocks import Block, blocks
from kpi.feedback import NO_SCORES, Scores, Writer
from kpi.fill_columns import columns, columns_of, lacking, positions, printed
from kpi.last_month import last_scores
from kpi.model import Bilingual, Standing
from kpi.numbers import rounded
from kpi.problems import Place, Problem
from kpi.problems.package import LOST_TEXTS
from kpi.progress_rows import due_fill, progress_fill
from kpi.report_fills import has_page, report_fills
from kpi.row_heights import height, texts_of
from kpi.score_rows import scores_fill
from kpi.sheets import as_text
from kpi.summary_rows import summary_fill
from kpi.tables import NOT_AVAILABLE, Computed, Fill, Output, Table
from kpi.words import explain, say

PROPOSED = ("strengths", "gaps", "direction")
MANAGERS = ("carried", "status", "comment", "action", "deadline", "owner")  # columns of Feedback that are not ours
OURS: Mapping[str, str] = {"Feedback": python_formulas.FEEDBACK_FUNCTION}  # what a host hands over with its formula
SHOWN_PLACE = re.compile(r"'\[(.*?)\](.+)'!([A-Z]+[0-9]+)")
Kept = Mapping[str, Mapping[str, str]]  # texts of a manager's, by person and column
LONGEST_TEXT = 200  # a string in a formula may have 255 characters


def fills(outcome: Outcome) -> list[Fill]:
    """The fills of the workbook's tables, to be written in this order."""
    shown = blocks(outcome)
    makers: Mapping[str, Callable[[Outcome, Sequence[Block]], Fill]] = {
        "Scores": scores_fill,
        "Summary": summary_fill,
        "Feedback": feedback_fill,
        "Due": due_fill,
        "Progress": progress_fill,
        "Report": report_fill,
        "Checks": checks_fill,
        "Problems": problems_fill,
    }

    def made(wanted: Sequence[str]) -> Iterator[Fill]:
        return (makers[name](outcome, shown) for name in wanted if name in outcome.writable)

    before, after = ("Scores", "Summary", "Feedback", "Due", "Progress"), ("Checks", "Problems")
    page = report_fills(outcome, shown) if has_page(outcome) else made(("Report",))
    return [*made(before), *page, *made(after)]


def names(outcome: Outcome) -> dict[str, str]:
    """The name of each KPI in the workbook's language."""
    language = outcome.settings.language
    return {rule.code: rule.name[language] for card in outcome.book.cards for rule in card.rules}


# Feedback ----------------------------------------------------------------------


def feedback_fill(outcome: Outcome, shown: Sequence[Block]) -> Fill:
    """The table Feedback; what a manager rewrote in our columns stays as rewritten."""
    judged = [block.judged for block in shown if block.judged]
    first_rows = _first_rows(outcome, shown)
    writer, last = Writer(outcome.settings.language, outcome.settings.clear_rise), last_scores(outcome)
    texts = [_texts(writer, one, last.get(one.appraisal.person.id, NO_SCORES)) for one in judged]
    kept = _rewritten(outcome.tables["Feedback"])
    return Fill(
        table="Feedback",
        key=printed(outcome, "Feedback", "id"),
        columns=columns(
            outcome, "Feedback", {}, skip=MANAGERS
        ),
        count=len(judged),
        rows=_feedback_rows(outcome, judged, texts, kept, first_rows),
        heights=_heights(outcome, judged, texts, kept),
    )


def _first_rows(outcome: Outcome, shown: Sequence[Block]) -> list[int]:
    """Where each block begins in Scores, and where the last one ends."""
    first = columns_of(outcome, "Scores").first_row
    return list(accumulate((len(block.rules) for block in shown), initial=first))


def _texts(writer: Writer, one: Judged, last: Scores) -> tuple[str, ...]:
    said = writer.feedback(one.appraisal, last)
    return said.strengths, said.gaps, said.direction


def _heights(outcome: Outcome, judged: Sequence[Judged], said: Sequence[Sequence[str]], kept: Kept) -> list[float]:
    """Room for what the program says of each person and for what the manager wrote."""
    beside = texts_of(outcome.tables["Feedback"], ("carried", "status", "comment", "action"))
    language = outcome.settings.language
    return [
        height(
            "Feedback",
            {
                **dict(zip(PROPOSED, texts, strict=True)),
                **kept.get(one.appraisal.person.id, {}),
                **beside.get(one.appraisal.person.id, {}),
                "name": one.appraisal.person.name,
                "role": one.sheet.role.name[language],
            },
        )
        for one, texts in zip(judged, said, strict=True)
    ]


def _feedback_rows(
    outcome: Outcome, judged: Sequence[Judged], said: Sequence[Sequence[str]], kept: Kept, starts: Sequence[int]
) -> Iterator[Sequence[Output | Computed]]:
    summary = columns_of(outcome, "Summary")
    language = outcome.settings.language
    last = summary.first_row + max(len(judged), 1) - 1
    own_id = columns_of(outcome, "Feedback").letter["id"]
    ids, totals, grades = (
        f"{summary.sheet}!${summary.letter[key]}${summary.first_row}:${summary.letter[key]}${last}"
        for key in ("id", "total", "grade")
    )
    first = columns_of(outcome, "Feedback").first_row
    proposed = _live(outcome, own_id) if outcome.settings.edition == "python" else _plain
    for row, (one, texts, rows) in enumerate(zip(judged, said, pairwise(starts), strict=True), first):
        appraisal = one.appraisal
        own = kept.get(appraisal.person.id)
        total = NOT_AVAILABLE if appraisal.total is None else appraisal.total
        yield (
            appraisal.person.id,
            appraisal.person.name,
            one.sheet.role.name[language],
            Computed(f"INDEX({totals},MATCH({own_id}{row},{ids},0))", total),
            Computed(
                f"INDEX({grades},MATCH({own_id}{row},{ids},0))", appraisal.grade.letter if appraisal.grade else ""
            ),
            *_own(own, proposed(texts, row, rows)),
            " ".join(map(_mark, texts)),
        )


def _plain(texts: Sequence[str], _row: int, _rows: tuple[int, int]) -> Sequence[Output | Computed]:
    """What we propose as it stands."""
    return texts


def _live(outcome: Outcome, own_id: str) -> Callable[[Sequence[str], int, tuple[int, int]], Sequence[Computed]]:
    """What we propose as formulas, which follow while the manager types."""
    scores = columns_of(outcome, "Scores")
    language = outcome.settings.language
    moved = say("feedback_moved", language)

    def proposed(texts: Sequence[str], row: int, rows: tuple[int, int]) -> Sequence[Computed]:
        start, end = rows
        areas = {key: f"{scores.sheet}!${at}${start}:${at}${end - 1}" for key, at in scores.letter.items()}
        areas["id"] = f"{scores.sheet}!${scores.letter['id']}${start}"
        return [
            Computed(python_formulas.feedback(part, f"{own_id}{row}", areas, moved, language), text)
            for part, text in zip(PROPOSED, texts, strict=True)
        ]

    return proposed


def _own(
    own: Mapping[str, str] | None, texts: Sequence[Output | Computed]
) -> Iterable[Output | Computed]:
    """What a manager wrote, where there is something, else what we propose."""
    if not own:
        return texts
    return [own.get(key, text) for key, text in zip(PROPOSED, texts, strict=True)]


def _rewritten(table: Table) -> Kept:
    """The texts in our columns that are not what we proposed there, by person and column.

    A formula of ours shows what holds now, whatever was proposed at the last scoring; it is no rewriting.
    """
    at = positions(table)
    kept: dict[str, dict[str, str]] = {}
    if not {"id", "proposed", *PROPOSED} <= at.keys():
        return kept
    for line, row in enumerate(table.rows):
        marks = as_text(row[at["proposed"]]).split()
        identity = as_text(row[at["id"]])
        for number, key in enumerate(PROPOSED):
            text = row[at[key]]
            if (line, at[key]) in table.formulas or not isinstance(text, str) or not text.strip():
                continue
            if _mark(text) != (marks[number : number + 1] or [""])[0]:
                kept.setdefault(identity, {})[key] = text
    return kept


def _mark(text: str) -> str:
    """A short fingerprint, by which a text of ours is known again."""
    return hashlib.sha256(text.encode()).hexdigest()[:8]


# Report ------------------------------------------------------------------------


def report_fill(outcome: Outcome, shown: Sequence[Block]) -> Fill:
    """The headline numbers of a workbook that was made before its report had more tables."""
    rows = list(_report_rows(outcome, shown))
    return Fill(
        table="Report", key=(), columns=columns(outcome, "Report", {}), count=len(rows), rows=rows
    )


def _report_rows(outcome: Outcome, shown: Sequence[Block]) -> Iterator[tuple[Output | Computed, ...]]:
    language = outcome.settings.language
    at = columns_of(outcome, "Summary")
    last = at.first_row + max(len(shown), 1) - 1

    def area(key: str) -> str:
        return f"{at.sheet}!${at.letter[key]}${at.first_row}:${at.letter[key]}${last}"

    def line(key: str, value: Output | Computed, note: str = "", **facts: object) -> tuple[Output | Computed, ...]:
        return say(key, language, **facts), value, say(note, language) if note else None

    people = [block.judged.appraisal for block in shown if block.judged]
    totals = [one.total for one in people if one.standing is Standing.COMPLETE and one.total is not None]
    yield line("report_period", outcome.settings.period)
    yield line("report_people", Computed(f'SUMPRODUCT(--({area("id")}<>""))', len(people)))
    for code, standing in enumerate(formulas.STANDINGS, 1):
        count = sum(one.standing.value == standing for one in people)
        note = "report_note_missing" if standing == "missing" else ""
        yield line(f"report_{standing}", Computed(f'COUNTIF({area("n_standing")},{code})', count), note)
    mean = rounded(sum(totals, Decimal(0)) / len(totals)) if totals else ""
    yield line("report_mean", _over(area, "ROUND(AVERAGE({}),2)", mean), "report_note_mean")
    yield line("report_highest", _over(area, "MAX({})", max(totals) if totals else ""))
    yield line("report_lowest", _over(area, "MIN({})", min(totals) if totals else ""))
    yield from _grade_lines(outcome, shown, area, line)
    yield line("report_problems", sum(not found.note for found in outcome.problems))
    yield line("report_due", outcome.due.isoformat(), "report_note_due")


def _over(area: Callable[[str], str], formula: str, value: Output) -> Computed:
    """A figure over the final totals, blank while there is none."""
    totals = area("final")
    return Computed(f'IF(COUNT({totals})=0,"",{formula.format(totals)})', value)


def _grade_lines(
    outcome: Outcome,
    shown: Sequence[Block],
    area: Callable[[str], str],
    line: Callable[..., tuple[Output | Computed, ...]],
) -> Iterator[tuple[Output | Computed, ...]]:
    language = outcome.settings.language
    given = [block.judged.appraisal.grade for block in shown if block.judged]
    for grade in outcome.book.grades:
        count = sum([one is grade for one in given])
        formula = f'COUNTIF({area("grade")},{formulas.quoted(grade.letter)})'
        name: Bilingual = grade.name
        yield line("report_grade", Computed(formula, count), letter=grade.letter, name=name[language])


# Self-check --------------------------------------------------------------------


def checks_fill(outcome: Outcome, shown: Sequence[Block]) -> Fill:
    """The lights of the guide: native formulas that compare with the last scoring."""
    language = outcome.settings.language
    good, again, broken = (
        formulas.quoted(say(f"check_{key}", language)) for key in ("good", "again", "broken")
    )
    people = sum(bool(as_text(row[0])) for row in outcome.tables["People"].rows)
    rules = [rule for card in outcome.book.cards for rule in card.rules]
    weight = sum((rule.weight for rule in rules), Decimal(0))
    tests = {
        "people": f'IF(SUMPRODUCT(--(People_id<>""))={people},{good},{again})',
        "weights": f"IF(ROUND(SUM(Rule_weight)-{weight},9)=0,{good},{again})",
        "formulas": (
            f'IF(AND(ROUND(2.675,2)=2.68,SUMPRODUCT(--(Rule_code<>""))={len(rules)},'
            f"INDEX(Rule_code,1)={formulas.quoted(rules[0].code if rules else '')}),{good},{broken})"
        ),
    }
    tests |= _order_check(outcome, len(shown), good, again)
    text = say("check_good", language)
    rows = [(say(f"check_{key}", language), Computed(test, text)) for key, test in tests.items()]
    return Fill(
        table="Checks", key=(), columns=columns(outcome, "Checks", {}), count=len(rows), rows=rows
    )


def _order_check(outcome: Outcome, rows: int, good: str, again: str) -> Mapping[str, str]:
    """Whether every row of Summary still shows the person it was scored for."""
    if "Summary" not in outcome.writable or lacking(outcome, "Summary"):
        return {}
    at = columns_of(outcome, "Summary")
    last = at.first_row + max(rows, 1) - 1
    shown, scored = (formulas.area(at.sheet, at.letter[key], at.first_row, last) for key in ("id", "scored"))
    return {"order": f"IF(SUMPRODUCT(--(TRIM({shown})<>TRIM({scored})))=0,{good},{again})"}


# Problems ----------------------------------------------------------------------


def problems_fill(outcome: Outcome, shown: Sequence[Block]) -> Fill:
    """The table Problems: what has to be mended first, then what is worth knowing."""
    del shown
    rows = list(_problem_rows(outcome, mend_first(outcome.problems)))
    rows += _still_lost(outcome.tables["Problems"], {str(row[2]) for row in rows})
    return Fill(
        table="Problems",
        key=(),
        columns=columns(outcome, "Problems", {}),
        count=len(rows),
        rows=rows,
        heights=[_problem_height(row) for row in rows],
    )


def _problem_height(row: Sequence[Output | Computed]) -> float:
    keys = [column.key for column in layout.PROBLEMS.columns]
    shown = {key: cell.value if isinstance(cell, Computed) else cell for key, cell in zip(keys, row, strict=True)}
    return height("Problems", {key: text for key, text in shown.items() if isinstance(text, str)})


def _still_lost(table: Table, told: Collection[str]) -> Iterator[Sequence[Output | Computed]]:
    """The rows of an earlier scoring that hold the only copy of what a manager had written."""
    at = positions(table)
    for row in table.rows:
        if row[at["code"]] != LOST_TEXTS:
            continue
        place, kpi, wrong, remedy, code = (row[at[column.key]] for column in layout.PROBLEMS.columns)
        if str(wrong) not in told:
            yield _relinked(as_text(place)), kpi, wrong, remedy, code


def _relinked(text: str) -> Output | Computed:
    """A place as the sheet shows it, as a link again."""
    found = SHOWN_PLACE.fullmatch(text)
    return _linked(Place(*found.groups())) if found else text


def mend_first(problems: Sequence[Problem]) -> list[Problem]:
    """What has to be mended, then what is only worth knowing, each in the order it was found."""
    return sorted(problems, key=lambda problem: problem.note)


def _problem_rows(outcome: Outcome, found: Sequence[Problem]) -> Iterator[Sequence[Output | Computed]]:
    known = names(outcome)
    language = outcome.settings.language
    for problem in found:
        wrong, _, remedy = explain(problem, language, known, divider="|").partition("|")
        kpi = problem.facts.get("kpi", "")
        yield _linked(problem.place), f"{kpi} {known.get(kpi, '')}".strip() or None, wrong, remedy, problem.code


def _linked(place: Place) -> Output | Computed:
    if not place.sheet:
        return str(place)
    target = f"#{formulas.sheet_reference(place.sheet)}!{place.cell or 'A1'}"
    shown = str(place)[-LONGEST_TEXT:]
    return Computed(f"HYPERLINK({formulas.quoted(target)},{formulas.quoted(shown)})", shown)
