"""The tables of the sheet 月报 that compare groups: departments, and sets of roles."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby

from kpi import layout
from kpi.fills.blocks import Block
from kpi.report import Figures, departments, figures
from kpi.report_page.facts import Facts, Row, own_cells
from kpi.tables import Computed, Output
from kpi.words import say

KEYS = ("people", "final", "mean", "lowest", "highest", "spread", "change")
COMPLETE = 1  # code of a standing
Area = Callable[..., str]


def department_rows(facts: Facts) -> Iterator[Row]:
    """The departments as the sheet 人员 names them, in the order in which they first appear."""
    groups = departments(facts.members)
    room = len(facts.outcome.tables["ReportDepartments"].rows)
    own = own_cells(facts, "ReportDepartments")
    left_out = len(groups) - room + 1 if len(groups) > room else 0
    for row, (name, members) in enumerate(list(groups.items())[: len(groups) - left_out]):
        asked = own(row, "name") if name else '""'
        label = name or say("report_no_department", facts.language)
        yield label, *_cells(_of_department(facts, asked, own(row, "final")), figures(members))
    if left_out:
        yield say("report_more_departments", facts.language, count=left_out), *[None] * len(KEYS)


def _of_department(facts: Facts, asked: str, final: str) -> Mapping[str, str]:
    """The formulas of one department; what is no number is nothing for SUMPRODUCT, and AGGREGATE leaves it out."""
    area = facts.summary.area
    totals, change = area("final"), area("change")
    where = f"--({area('department')}={asked})"
    complete = f"{where},--({area('n_standing')}={COMPLETE})"
    compared = f"SUMPRODUCT({complete},--ISNUMBER({change}))"
    mean = f"SUMPRODUCT({where},{totals})/{final}"
    of_these = f"{totals}/({area('department')}={asked})"
    squares = f"SUMPRODUCT({where},{totals},{totals})/{final}"
    texts = {
        "people": f"SUMPRODUCT({where},--({area('id')}<>\"\"))",
        "final": f"SUMPRODUCT({where},--ISNUMBER({totals}))",
        "change": f'IF({compared}=0,"",ROUND(ROUND(SUMPRODUCT({complete},{change})/{compared},9),2))',
    }
    measured = {
        "mean": f"ROUND(ROUND({mean},9),2)",
        "lowest": f"_xlfn.AGGREGATE(15,6,{of_these},1)",
        "highest": f"_xlfn.AGGREGATE(14,6,{of_these},1)",
        "spread": f"ROUND(ROUND(SQRT(MAX(0,{squares}-({mean})^2)),8),2)",
    }
    return texts | {key: f'IF({final}=0,"",{text})' for key, text in measured.items()}


def set_rows(facts: Facts) -> Iterator[Row]:
    """The sets that have people or free rows, in the order of the roles."""
    own = own_cells(facts, "ReportSets")
    for row, (code, runs) in enumerate(_runs(facts.shown).items()):
        members = [member for member in facts.members if member.role.set == code]
        label = layout.SET_NAMES[code][facts.language] if code in layout.SET_NAMES else code
        yield label, *_cells(_of_set(facts.summary.area, runs, own(row, "final")), figures(members))


def _runs(shown: Sequence[Block]) -> dict[str, list[tuple[int, int]]]:
    """Where the people of each set stand in Summary: stretches of rows, from and to before."""
    runs: dict[str, list[tuple[int, int]]] = {}
    start = 0
    for code, blocks in groupby(shown, key=lambda block: block.sheet.role.set):
        end = start + sum(1 for _ in blocks)
        runs.setdefault(code, []).append((start, end))
        start = end
    return runs


def _of_set(area: Area, runs: Sequence[tuple[int, int]], final: str) -> Mapping[str, str]:
    """The formulas of one set, whose rows are known."""
    totals = ",".join(area("final", *run) for run in runs)

    def added(text: Callable[[tuple[int, int]], str]) -> str:
        return "+".join(f"SUMPRODUCT({text(run)})" for run in runs)

    def complete(run: tuple[int, int]) -> str:
        return f"--({area('n_standing', *run)}={COMPLETE})"

    compared = added(lambda run: f"{complete(run)},--ISNUMBER({area('change', *run)})")
    change = added(lambda run: f"{complete(run)},{area('change', *run)}")
    measured = {
        "mean": f"ROUND(ROUND(AVERAGE({totals}),9),2)",
        "lowest": f"MIN({totals})",
        "highest": f"MAX({totals})",
        "spread": f"ROUND(ROUND(STDEVP({totals}),9),2)",
    }
    return {
        "people": added(lambda run: f'--({area("id", *run)}<>"")'),
        "final": f"COUNT({totals})",
        "change": f'IF({compared}=0,"",ROUND(ROUND(({change})/({compared}),9),2))',
        **{key: f'IF({final}=0,"",{text})' for key, text in measured.items()},
    }


def _cells(texts: Mapping[str, str], found: Figures) -> list[Computed]:
    values: dict[str, Output | None] = {
        "people": found.people, "final": found.final, "mean": found.mean, "lowest": found.lowest,
        "highest": found.highest, "spread": found.spread, "change": found.change,
    }  # fmt: skip
    return [Computed(texts[key], "" if (value := values[key]) is None else value) for key in KEYS]
