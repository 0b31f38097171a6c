"""The board 进度: when the report is due, and for whom the month is scored, printed, talked about and signed."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from kpi import formulas, layout
from kpi.appraise import Judged, Outcome
from kpi.deadline import FARTHEST, fifth, steps
from kpi.fills.blocks import Block
from kpi.fills.columns import columns, columns_of, printed
from kpi.formulas import quoted
from kpi.model import Language, Standing
from kpi.month.holidays import calendar_of
from kpi.month.ticks import DONE, ticks, today
from kpi.sheets import EPOCH
from kpi.tables import Computed, Dated, Fill, Output
from kpi.words import say

STEPS = 1 + len(layout.STEPS_BY_HAND)
TICKS = "{" + ",".join(map(quoted, DONE)) + "}"
HOW = ("scored", "provisional", "missing", "insufficient")
FAR = 99  # more than any number of days that is looked at


# One row for each person ---------------------------------------------------------


def progress_fill(outcome: Outcome, shown: Sequence[Block]) -> Fill:
    """The table Progress; the ticks are the manager's and follow the id."""
    people = [(row, block.judged) for row, block in enumerate(shown, 1) if block.judged]
    at, language = columns_of(outcome, "Progress"), outcome.settings.language
    patterns = {
        key: ((0, formulas.pattern(text, at.letter)),) for key, text in _patterns(outcome, len(shown)).items()
    }
    return Fill(
        table="Progress",
        key=printed(outcome, "Progress", "id"),
        columns=columns(outcome, "Progress", patterns, skip=layout.STEPS_BY_HAND),
        count=len(people),
        rows=_rows(people, ticks(outcome.tables), language),
    )


def _patterns(outcome: Outcome, rows: int) -> Mapping[str, str]:
    """The formulas of the table, by column."""
    language = outcome.settings.language
    summary = columns_of(outcome, "Summary")
    last = summary.first_row + max(rows, 1) - 1
    ids, standings, missing = (
        formulas.area(summary.sheet, summary.letter[key], summary.first_row, last)
        for key in ("id", "n_standing", "missing")
    )
    found = f"IFERROR(MATCH(@id,{ids},0),MATCH(--@id,{ids},0))"
    there = f'IF(ISNUMBER(@n_summary),TRIM(INDEX({ids},@n_summary)&"")=@id,FALSE)'
    words = {key: quoted(say(f"progress_{key}", language)) for key in HOW}
    done, left = quoted(say("progress_done", language)), say("progress_left", language, count="\0").partition("\0")
    count = f'(LEFT(@scored,1)="{DONE[0]}")+{"+".join(_is_tick(f"@{key}") for key in layout.STEPS_BY_HAND)}'
    standing = f"INDEX({standings},@n_row)"
    return {
        "scored": (
            f'IF(@id="","",CHOOSE({standing}+1,"",{words["scored"]},{words["provisional"]},{words["missing"]},'
            f'IF(@missing=0,{words["insufficient"]},{words["missing"]})))'
        ),
        "missing": f'IF(@id="","",INDEX({missing},@n_row))',
        "done": f'IF(@id="","",IF({count}={STEPS},{done},{quoted(left[0])}&({STEPS}-({count}))&{quoted(left[2])}))',
        "n_row": f'IF(@id="","",IF({there},@n_summary,{found}))',
    }


def _is_tick(cell: str) -> str:
    """1 for a tick in a cell, 0 for anything else; EXACT, for a sheet takes some signs for equal."""
    return f'SUMPRODUCT(--EXACT(LOWER({cell}&""),{TICKS}))'


def _rows(
    people: Sequence[tuple[int, Judged]], ticked: Mapping[str, frozenset[str]], language: Language
) -> Iterator[Sequence[Output | Computed]]:
    for row, one in people:
        person = one.appraisal.person
        count = is_scored(one) + len(ticked.get(person.id, ()))
        done = say("progress_done", language) if count == STEPS else say("progress_left", language, count=STEPS - count)
        yield (
            person.id,
            person.name,
            one.sheet.role.name[language],
            say(f"progress_{_how_scored(one)}", language),
            missing_of(one),
            done,
            row,
            row,
        )


def is_scored(one: Judged) -> bool:
    """True when nothing more is to be entered: there is a total, or too little applies to a person for one."""
    return _how_scored(one) in {"scored", "insufficient"}


def missing_of(one: Judged) -> int:
    """The KPIs with weight that have no usable entry."""
    return len(one.appraisal.missing)


def _how_scored(one: Judged) -> str:
    standing = one.appraisal.standing
    if standing is Standing.COMPLETE:
        return "scored"
    if standing is Standing.INSUFFICIENT and not missing_of(one):
        return "insufficient"
    return "provisional" if standing is Standing.PROVISIONAL else "missing"


# The line above ------------------------------------------------------------------


def due_fill(outcome: Outcome, shown: Sequence[Block]) -> Fill:
    """The table Due, one row: the due date, the days left, and how many people have each step behind them."""
    people = [block.judged for block in shown if block.judged]
    headers = columns(outcome, "Due", {}, skip=("today",))
    return Fill(table="Due", key=(), columns=headers, count=1, rows=[_due_row(outcome, people)])


def _due_row(outcome: Outcome, people: Sequence[Judged]) -> Sequence[Output | Computed]:
    language, at = outcome.settings.language, columns_of(outcome, "Due")
    ticked = ticks(outcome.tables)
    of_people = [(one, ticked.get(one.appraisal.person.id, frozenset())) for one in people]
    counts = {
        "scored": sum(is_scored(one) for one in people),
        **{key: sum(key in own for _, own in of_people) for key in layout.STEPS_BY_HAND},
        "done": sum(is_scored(one) + len(own) == STEPS for one, own in of_people),
    }
    values: dict[str, Output] = {
        "due": _dated(outcome.due),
        "left": _left(outcome, language),
        "missing": sum(map(missing_of, people)),
        **{key: say("progress_count", language, done=count, all=len(people)) for key, count in counts.items()},
        "fifth": _dated(fifth(outcome.settings.period)),
        "steps": _steps(outcome),
    }
    texts = _due_formulas(outcome, len(people))
    keys = [column.key for column in layout.DUE.columns if column.key != "today"]
    return [
        Computed(formulas.pattern(texts[key], at.letter).replace("{r}", str(at.first_row)), values[key]) for key in keys
    ]


def _dated(day: date) -> Dated:
    return Dated(float((day - EPOCH).days))


def _steps(outcome: Outcome) -> int:
    settings = outcome.settings
    moved = steps(settings.period, settings.deadline, calendar_of(outcome.tables))
    return FAR if moved is None else moved


def _left(outcome: Outcome, language: Language) -> str:
    day = today(outcome.tables)
    if day is None:
        return say("progress_no_today", language)
    return _left_words(language, (outcome.due - day) // timedelta(days=1))


def _left_words(language: Language, days: int) -> str:
    if days == 0:
        return say("progress_today", language)
    return say("progress_days" if days > 0 else "progress_late", language, days=abs(days))


def _due_formulas(outcome: Outcome, rows: int) -> Mapping[str, str]:
    """The formulas of the line, by column."""
    board, language = columns_of(outcome, "Progress"), outcome.settings.language
    area = {
        key: f"${board.letter[key]}${board.first_row}:${board.letter[key]}${board.first_row + max(rows, 1) - 1}"
        for key in ("id", "scored", "missing", "done", *layout.STEPS_BY_HAND)
    }
    counts = {
        "scored": f'SUMPRODUCT(--(LEFT({area["scored"]},1)="{DONE[0]}"))',
        **{key: f'SUMPRODUCT(--EXACT(LOWER({area[key]}&""),{TICKS}))' for key in layout.STEPS_BY_HAND},
        "done": f'SUMPRODUCT(--(LEFT({area["done"]},1)={quoted(say("progress_done", language)[:1])}))',
    }
    everybody = f'SUMPRODUCT(--({area["id"]}<>""))'
    return {
        "due": f"IF(@steps>{FARTHEST},@fifth,@fifth+CHOOSE(Set_deadline,0,-1,1)*@steps)",
        "left": _left_formula(language),
        "missing": f"SUM({area['missing']})",
        **{key: _counted(text, everybody, language) for key, text in counts.items()},
        "fifth": _fifth_formula(outcome.settings.period),
        "steps": _steps_formula(),
    }


def _counted(count: str, everybody: str, language: Language) -> str:
    """`count` of everybody, in words."""
    before, rest = say("progress_count", language, done="\0", all="\1").split("\0")
    between, after = rest.split("\1")
    parts = [quoted(before), count, quoted(between), everybody, quoted(after)]
    return "&".join(part for part in parts if part != '""')


def _left_formula(language: Language) -> str:
    days, late = (say(key, language, days="\0").partition("\0") for key in ("progress_days", "progress_late"))
    now, none = (quoted(say(key, language)) for key in ("progress_today", "progress_no_today"))
    ahead = f"{quoted(days[0])}&(@due-INT(@today))&{quoted(days[2])}"
    behind = f"{quoted(late[0])}&(INT(@today)-@due)&{quoted(late[2])}"
    return f"IF(ISNUMBER(@today),IF(INT(@today)=@due,{now},IF(INT(@today)<@due,{ahead},{behind})),{none})"


def _fifth_formula(period: str) -> str:
    """The 5th of the month after Set_period; where a formula cannot read that, after the month that was scored."""
    year, month = (int(part) for part in period.split("-"))
    parts = "DATE(YEAR(Set_period),MONTH(Set_period)+1,5)", "DATE(--LEFT(Set_period,4),MID(Set_period,6,2)+1,5)"
    return f"IFERROR(IF(ISNUMBER(Set_period),{parts[0]},{parts[1]}),DATE({year},{month + 1},5))"


def _steps_formula() -> str:
    """How many days there are from the 5th to the nearest working day in the direction that is set."""
    days = "{" + ";".join(map(str, range(FARTHEST + 1))) + "}"
    day = f"(@fifth+CHOOSE(Set_deadline,0,-1,1)*{days})"
    off, worked = (f'COUNTIFS(Holiday_first,"<="&{day},Holiday_last,">="&{day},Holiday_kind,{kind})' for kind in (1, 2))
    working = f"((({worked}>0)+(WEEKDAY({day},2)<6)*({off}=0))>0)"
    return f"IF(Set_deadline=1,0,SUMPRODUCT(MIN({days}+{FAR}*(1-{working}))))"
