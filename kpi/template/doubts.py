"""Formulas that see what the program would refuse to judge by: contradictions in rules, role targets and grades.

A workbook that is typed into knows of them at once and shows no score, as `kpi score` shows none; what contradicts
what is on the sheet 问题 after the next check. What only the program can see (a rate typed as text that it
understands) counts as doubtful, never as fine. The checks are those of `rule_checks`, `book_checks` and `grade_checks`.
"""

from collections.abc import Callable
from itertools import pairwise

from kpi.layout import CATEGORIES, KNOTS
from kpi.model import Entry, MonthsAdd
from kpi.template import codes

Cell = Callable[[str], str]  # a cell of the row, by column key
NUMBERS = ("target", "pass_line", "weight", "lowest", "highest")
BASE = 2  # categories 1 and 2 make the base of base_and_extra
POLICY = "INDEX(Policy_number,MATCH({0},Policy_set,0))"


def any_of(tests: list[str]) -> str:
    """1 where a test holds or cannot even be calculated, else 0."""
    return f"IFERROR(IF(OR({','.join(tests)}),1,0),1)"


# One rule ------------------------------------------------------------------------


def rule_formula(cell: Cell) -> str:
    """Whether a rule of the table Rules contradicts itself or the rules of its set."""
    return any_of([*_scale(cell), *_row(cell), *_targets(cell), *_categories(cell), *_set(cell)])


def _scale(cell: Cell) -> list[str]:
    """Enough knots, without a gap, from worst to best, never paying less for better."""
    x, y = ([cell(f"{axis}{n}") for n in range(1, KNOTS + 1)] for axis in "xy")
    sign, knots = cell("n_sign"), tuple(zip(x, y, strict=True))
    steps = [
        f"AND(ISNUMBER({at}),OR(NOT(ISNUMBER({before})),{sign}*{at}<{sign}*{before},{pays}<{paid}))"
        for (before, paid), (at, pays) in pairwise(knots)
    ]
    return [
        f"COUNT({x[0]}:{x[-1]})<IF({cell('n_steps')}=1,1,2)",
        f"COUNTA({x[0]}:{y[-1]})<>COUNT({x[0]}:{y[-1]})",
        *steps,
        f"AND({cell('n_measure')}>2,{sign}=1)",
    ]


def _row(cell: Cell) -> list[str]:
    """Numbers that can be numbers, on the right side of each other; months that add up."""
    target, line, months = cell("target"), cell("pass_line"), cell("months")
    added = cell("months_add")
    pooled, summed = (
        codes.is_word(added, "months_add", adds.value) for adds in (MonthsAdd.RATIO_OF_SUMS, MonthsAdd.SUM)
    )
    ratio, value = codes.ENTRY[Entry.RATIO.value], codes.ENTRY[Entry.VALUE.value]
    return [
        f'TRIM({cell("zh")})=""',
        f"COUNTIF(Rule_code,{cell('code')})>1",
        *(f"ISTEXT({cell(key)})" for key in NUMBERS),
        f"{cell('weight')}<0",
        f"AND(ISNUMBER({target}),{cell('n_measure')}>1,{target}<=0)",
        f"AND(ISNUMBER({target}),OR({target}<{cell('n_low')},{target}>{cell('n_high')}))",
        f"AND(ISNUMBER({months}),{months}<>0,{months}<1)",
        f"AND(ISNUMBER({line}),{cell('n_measure')}=3)",
        f"AND(ISNUMBER({line}),ISNUMBER({target}),{cell('n_sign')}*{target}<{cell('n_pass')})",
        f"{cell('n_low')}>{cell('n_high')}",
        f"AND({pooled},{cell('n_entry')}<>{ratio})",
        f"AND({summed},{cell('n_entry')}<>{value})",
    ]


def _targets(cell: Cell) -> list[str]:
    """The targets that roles have for it."""
    return [f"COUNTIFS(Target_kpi,{cell('code')},Target_doubt,1)>0"]


def _categories(cell: Cell) -> list[str]:
    """A number that the sheet has columns for; one name for a number and one number for a name, as first met."""
    role_set, category, order = cell("set"), cell("category"), cell("order")
    by_name = f'INDEX(Rule_order,MATCH({role_set}&"|"&{category},INDEX(Rule_set&"|"&Rule_category,0),0))'
    by_number = f'INDEX(Rule_category,MATCH({role_set}&"|"&{order},INDEX(Rule_set&"|"&Rule_order,0),0))'
    return [
        f"INT({order})<1",
        f"INT({order})>{CATEGORIES}",
        f"{by_name}<>{order}",
        f"{by_number}<>{category}",
    ]


def _set(cell: Cell) -> list[str]:
    """Weights that can be shares, and what the policy of the set asks of their sum."""
    role_set = cell("set")
    policy = POLICY.format(role_set)
    base = f'ROUND(SUMIFS(Rule_weight,Rule_set,{role_set},Rule_order,"<={BASE}"),9)'
    number_of_weights = "+".join(f'COUNTIFS(Rule_set,{role_set},Rule_weight,"{sign}0")' for sign in ("<", ">="))
    return [
        f"{cell('sum')}=0",
        f'SUMPRODUCT(--(Rule_set={role_set}),--(Rule_weight<>""))<>{number_of_weights}',
        f"AND({policy}={codes.POLICY['base_and_extra']},{base}<>100)",
        f"AND({policy}={codes.POLICY['fill']},SUMPRODUCT(--(Role_set={role_set}),--(Role_weight<>100))>0)",
    ]


# The tables on the sheet 设置 -----------------------------------------------------


def role_weight_formula(code: str, role_set: str) -> str:
    """The sum of the raw weights that a role is held to; a rule that names no role is for all of its set."""
    named, unnamed = (
        f"SUMIFS(Rule_weight,Rule_set,{role_set},Rule_roles,{roles})" for roles in (f'"*"&{code}&"*"', '"="')
    )
    return f"ROUND({named}+{unnamed},9)"


def role_target_formula(cell: Cell) -> str:
    """Whether the target of a role cannot be used, or stands twice, or for a role that is not there."""
    kpi, match, target, months = (cell(key) for key in ("kpi", "match", "target", "months"))
    rule = f"MATCH({kpi},Rule_code,0)"
    low, high, measure = (f"INDEX(Rule_{name},{rule})" for name in ("low", "high", "measure"))
    found = any_of([
        f"ISERROR({match})",
        f"COUNTIF(Target_match,{match})>1",
        f"ISTEXT({target})",
        f"ISTEXT({months})",
        f"AND(ISNUMBER({months}),{months}<=-1)",
        f"AND(ISNUMBER({target}),OR(AND({measure}>1,{target}<=0),{target}<{low},{target}>{high}))",
    ])
    return f'IF(OR({kpi}="",ISNA({rule})),0,{found})'


def grade_formula(cell: Cell, above: str, below: str) -> str:
    """Whether a grade cannot be told from another, or a limit has no letter.

    `above` are the limits before it, `below` the letters after it; rows may be blank between them.
    """
    grade, limit = cell("grade"), cell("limit")
    tests = [f"COUNTIF(Grade_letter,{grade})>1", f"ISTEXT({limit})"]
    if above:
        tests.append(f"AND(ISNUMBER({limit}),COUNT({above})>0,{limit}>=MIN({above}))")
    last = f'COUNTIF({below},"?*")=0' if below else "TRUE"
    tests.append(f"ISNUMBER({limit})=({last})")  # the last one takes what is left, no other may
    return f'IF({grade}="",IF({limit}="",0,1),{any_of(tests)})'
