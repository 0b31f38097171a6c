"""The tables of the sheet 月报 about one chosen role: its people by rank, and their scores by KPI.

The role stands in a cell; whoever chooses another one sees its people at once. The formulas find the row of each
person on 汇总, best first, then in the order of the sheet, and from there the person's rows on 得分.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from kpi import formulas, layout
from kpi.model import KpiResult, Role, Standing
from kpi.report import Member, mean, ranked
from kpi.report_notes import MARKS, has_open_target
from kpi.report_page.facts import Facts, Row, own_cells
from kpi.settings import role_named
from kpi.sheets import as_text
from kpi.tables import Computed, Output, Value

ROWS = 2_000_000  # more than there can be
KPIS = range(1, layout.ROLE_KPIS + 1)
ROW, PLACE, END = "\0", "\1", "\2"  # stand for a row number, the place from 0 on, and between formulas
LABEL = {"zh": 7, "en": 12}  # letters of a name below its bar


class Chosen(NamedTuple):
    """What a manager wants to see, and where it stands."""

    role: Value  # as it is written into the cell of the role
    typed: Value  # as it is written into the cell of the first rank
    start: int  # the first rank that is shown
    rows: Sequence[int]  # of Summary, from 1
    members: Sequence[Member]  # in the order of the sheet

    @property
    def codes(self) -> Sequence[str]:
        """The KPIs that head the columns: those of the first person."""
        return [result.rule.code for result in self.members[0].appraisal.results] if self.members else []


def chosen_of(facts: Facts) -> Chosen:
    """The role in the cell, or the one with most people while nobody has chosen."""
    (text, typed, *_), roles = facts.outcome.tables["ReportRole"].rows[0], facts.outcome.book.roles
    role = role_named(roles, as_text(text)) if text not in (None, "") else _largest(facts)
    code = role.code if role else ""
    return Chosen(
        role=role.name[facts.language] if role else text,
        typed=1 if typed in (None, "") else typed,
        start=int(typed) if isinstance(typed, float) and typed >= 1 else 1,
        rows=[row for row, block in enumerate(facts.shown, 1) if block.sheet.role.code == code],
        members=[member for member in facts.members if member.role.code == code],
    )


def _largest(facts: Facts) -> Role | None:
    """The role with most people, the first of them where they are as many; None while there is nobody."""
    counts = Counter(member.role.code for member in facts.members)
    roles = [role for role in facts.outcome.book.roles if counts[role.code]]
    return max(roles, key=lambda role: counts[role.code], default=None)


def _first_rows(facts: Facts) -> dict[str, int]:
    """The first row of each person in Scores, from 1."""
    rows, at = {}, 1
    for member in facts.members:
        rows[member.appraisal.person.id] = at
        at += len(member.appraisal.results)
    return rows


# The choice ----------------------------------------------------------------------


def role_rows(facts: Facts) -> Iterator[Row]:
    """The chosen role, its figures and the names of its KPIs."""
    chosen = chosen_of(facts)
    totals = [member.final for member in chosen.members if member.final is not None]
    results = chosen.members[0].appraisal.results if chosen.members else ()
    start = _first_rows(facts)[chosen.members[0].appraisal.person.id] if chosen.members else 0
    middle = mean(totals)
    values: Sequence[Output] = (
        len(chosen.members),
        len(totals),
        "" if middle is None else middle,
        *(results[n - 1].rule.name[facts.language] if n <= len(results) else "" for n in KPIS),
        chosen.rows[0] if chosen.rows else 0,
        len(chosen.rows),
        start,
        len(results),
    )
    cells = [Computed(text, value) for text, value in zip(_of_role(facts), values, strict=True)]
    yield chosen.role, chosen.typed, *cells


def _of_role(facts: Facts) -> Sequence[str]:
    own, summary, scores = own_cells(facts, "ReportRole"), facts.summary.area, facts.scores.area
    role, people, final, first, start, kpis = (
        own(0, key) for key in ("role", "people", "final", "first", "start", "kpis")
    )
    where = f"--({summary('role')}={role})"
    middle = f"ROUND(ROUND(SUMPRODUCT({where},{summary('final')})/{final},9),2)"
    return (
        f'SUMPRODUCT({where},--({summary("id")}<>""))',
        f"SUMPRODUCT({where},--ISNUMBER({summary('final')}))",
        f'IF({final}=0,"",{middle})',
        *(f'IF({kpis}<{n},"",INDEX({scores("kpi")},{start}+{n - 1}))' for n in KPIS),
        f"IFERROR(MATCH({role},{summary('role')},0),0)",
        f"SUMPRODUCT({where})",
        f"IF({people}=0,0,IFERROR(MATCH(INDEX({summary('id')},{first}),{scores('id')},0),0))",
        f"IF({start}=0,0,SUMPRODUCT(--({scores('id')}=INDEX({scores('id')},{start}))))",
    )


# The ranking ---------------------------------------------------------------------


def ranking_rows(facts: Facts) -> Iterator[Row]:
    """The people of the chosen role from the wanted rank on, as many as the table has rows."""
    chosen, first_rows = chosen_of(facts), _first_rows(facts)
    at = {member.appraisal.person.id: row for row, member in enumerate(facts.members, 1)}
    shown = ranked(chosen.members)[chosen.start - 1 :]
    pattern, top = END.join(_of_rank(facts)), facts.own["ReportRanking"].first_row
    for number in range(len(facts.outcome.tables["ReportRanking"].rows)):
        texts = pattern.replace(ROW, str(top + number)).replace(PLACE, str(number)).split(END)
        values: Sequence[Output] = ("",) * len(texts)
        if number < len(shown):
            rank, member = shown[number]
            identity = member.appraisal.person.id
            values = _ranked(facts, rank, member, chosen.codes, (at[identity], first_rows[identity]))
        yield [Computed(text, value) for text, value in zip(texts, values, strict=True)]


def _ranked(
    facts: Facts, rank: int | None, member: Member, codes: Sequence[str], places: tuple[int, int]
) -> Sequence[Output]:
    appraisal = member.appraisal
    standing = layout.word("standing", appraisal.standing.value, facts.language)
    results = {result.rule.code: result for result in appraisal.results}
    columns = [results.get(codes[n - 1]) if n <= len(codes) else None for n in KPIS]
    return (
        appraisal.person.name,
        "" if rank is None else rank,
        standing if member.final is None else member.final,
        appraisal.grade.letter if appraisal.grade else "",
        "" if member.change is None else member.change,
        *(_score(result) for result in columns),
        *places,
        len(appraisal.results),
        appraisal.person.name[: LABEL[facts.language]],
    )


def _score(result: KpiResult | None) -> Output:
    """A score, or a mark that says why there is none."""
    if result is None:
        return ""
    if has_open_target(result):
        return MARKS["open_target"]
    score: Decimal | None = result.score
    return MARKS[result.state.value] if score is None else score


def _of_rank(facts: Facts) -> Sequence[str]:
    """The formulas of a row, in the order of the columns."""
    own, summary, scores = own_cells(facts, "ReportRanking"), facts.summary.area, facts.scores.area
    choice = own_cells(facts, "ReportRole")
    row, start, size = (own(ROW, key) for key in ("row", "start", "size"))
    final = f"INDEX({summary('final')},{row})"
    words = [formulas.quoted(layout.word("standing", one.value, facts.language)) for one in list(Standing)[1:]]
    none = f'CHOOSE(INDEX({summary("n_standing")},{row})+1,"","",{",".join(words)})'
    known = {
        "name": f"INDEX({summary('name')},{row})",
        "rank": f"INDEX({summary('rank')},{row})",
        "total": f"IF(ISNUMBER({final}),{final},{none})",
        "grade": f"INDEX({summary('grade')},{row})",
        "change": f'IF(ISNUMBER({final}),INDEX({summary("change")},{row}),"")',
        **{f"s{n}": _of_score(facts, (row, start, size), n) for n in KPIS},
        "start": f'IFERROR(MATCH(INDEX({summary("id")},{row}),{scores("id")},0),"")',
        "size": f"SUMPRODUCT(--({scores('id')}=INDEX({summary('id')},{row})))",
        "label": f"LEFT(INDEX({summary('name')},{row}),{LABEL[facts.language]})",
    }
    texts = {key: f'IF({row}="","",{text})' for key, text in known.items()}
    texts["row"] = _place(facts, choice(0, "from"))
    return [texts[column.key] for column in layout.REPORT_RANKING.columns]


def _place(facts: Facts, start: str) -> str:
    """The row of Summary where the person of this place stands; people without a rank come last."""
    choice, area = own_cells(facts, "ReportRole"), facts.summary.area
    people, final, first, rows = (choice(0, key) for key in ("people", "final", "first", "rows"))

    def of_role(key: str) -> str:
        return f"INDEX({area(key)},{first}):INDEX({area(key)},{first}+{rows}-1)"

    place = f"(IF(ISNUMBER({start}),MAX(1,INT({start})),1)+{PLACE})"
    ranks, counted_down = of_role("rank"), f"({ROWS}-ROW({of_role('rank')}))"
    rank = f"SMALL({ranks},{place})"
    one_of = f"SUMPRODUCT(LARGE(({ranks}={rank})*{counted_down},{place}-{rank}+1))"
    other = f'SUMPRODUCT(LARGE(({ranks}="")*({of_role("id")}<>"")*{counted_down},{place}-{final}))'
    found = f"{ROWS}-IF({place}<={final},{one_of},{other})-ROW({area('id', 0, 1)})+1"
    return f'IF({place}>{people},"",{found})'


def _of_score(facts: Facts, cells: tuple[str, str, str], n: int) -> str:
    """The score of a person on the KPI that heads a column; rows of different people need not be alike."""
    choice, area = own_cells(facts, "ReportRole"), facts.scores.area
    _, start, size = cells
    code = f"INDEX({area('code')},{choice(0, 'start')}+{n - 1})"
    own = f"INDEX({area('code')},{start}):INDEX({area('code')},{start}+{size}-1)"
    at = f"{start}-1+MATCH({code},{own},0)"
    marks = ",".join(formulas.quoted(MARKS.get(state, "")) for state in formulas.STATES)
    score = f"INDEX({area('score')},{at})"
    mark = f"CHOOSE(INDEX({area('n_state')},{at}),{marks})"
    return f'IF({choice(0, f"k{n}")}="","",IFERROR(IF(ISNUMBER({score}),{score},{mark}),""))'
