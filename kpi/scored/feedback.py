"""The table Feedback: what we propose of each person, and what a manager wrote over it or beside it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, pairwise

from kpi import python_formulas
from kpi.appraise import Judged, Outcome
from kpi.feedback import NO_SCORES, Scores, Writer
from kpi.fills.blocks import Block
from kpi.fills.columns import columns, columns_of, printed
from kpi.fills.heights import height, texts_of
from kpi.fills.last_month import last_scores
from kpi.rewordings import PROPOSED, Kept, mark, rewritten
from kpi.tables import NOT_AVAILABLE, Computed, Fill, Output
from kpi.words import say

MANAGERS = ("carried", "status", "comment", "action", "deadline", "owner")  # columns of Feedback that are not ours


def feedback_fill(outcome: Outcome, shown: Sequence[Block]) -> Fill:
    """The table Feedback; what a manager rewrote in our columns stays as rewritten."""
    judged = [block.judged for block in shown if block.judged]
    first_rows = _first_rows(outcome, shown)
    writer, last = Writer(outcome.settings.language, outcome.settings.clear_rise), last_scores(outcome)
    texts = [_texts(writer, one, last.get(one.appraisal.person.id, NO_SCORES)) for one in judged]
    kept = rewritten(outcome.tables["Feedback"])
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
            " ".join(map(mark, texts)),
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
