"""Grades as a block of cells: letters in the first column, limits in the last, best or worst first."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from kpi import layout
from kpi.arguments import Block, is_blank_block
from kpi.model import Grade, Unit
from kpi.numbers import shown
from kpi.problems import Place, Problem
from kpi.problems import functions as problem
from kpi.problems import rules as rule_problem
from kpi.reading import Unread, is_blank, read_number
from kpi.sheets import as_shown, as_text
from kpi.tables import Value

Grades = tuple[Grade, ...]


def given_grades(block: Block, packaged: Grades) -> Grades | Problem:
    """The grades of an argument, or the packaged ones when it is left out."""
    if is_blank_block(block):
        return packaged
    if len(block[0]) == 1:
        return problem.not_grades()
    grades = list(_read(_body(block)))
    wrong = [one for one in grades if isinstance(one, Problem)]
    sound = [one for one in grades if isinstance(one, Grade)]
    return wrong[0] if wrong else _in_order(sound)


def _body(block: Block) -> list[tuple[Value, Value]]:
    """Letter and limit of each row below the headers; columns are found by header where there is one."""
    letter, limit = (_at(block[0], key) for key in ("grade", "limit"))
    if letter is None or limit is None:
        pairs = [(row[0], row[-1]) for row in block]
        headed = isinstance(read_number(pairs[0][1], Unit.POINTS), Unread) and not is_blank(pairs[0][1])
    else:
        pairs, headed = [(row[letter], row[limit]) for row in block], True
    return [pair for pair in pairs[headed:] if not all(map(is_blank, pair))]


def _at(headers: Sequence[Value], key: str) -> int | None:
    column = layout.GRADES.column(key)
    names = {layout.folded(column.zh), layout.folded(column.en)}
    return next((n for n, cell in enumerate(headers) if layout.folded(as_text(cell)) in names), None)


def _read(pairs: Sequence[tuple[Value, Value]]) -> Iterator[Grade | Problem]:
    for letter, cell in pairs:
        text = as_text(letter)
        limit = None if is_blank(cell) else read_number(cell, Unit.POINTS)
        if isinstance(limit, Unread) or not text:
            yield problem.grade_limit_wrong(text, as_shown(cell))
        else:
            yield Grade(letter=text, name={"zh": text, "en": text}, limit=limit)


def _in_order(grades: Sequence[Grade]) -> Grades | Problem:
    """Best first; the one without a limit takes what is left."""
    if not grades:
        return problem.not_grades()
    seen: dict[Decimal | None, Grade] = {}
    letters: set[str] = set()
    for grade in grades:
        if grade.limit in seen:
            limit = "–" if grade.limit is None else shown(grade.limit, Unit.POINTS, "en")
            return problem.grade_limit_twice(grade.letter, limit)
        if grade.letter in letters:
            return rule_problem.duplicate_grade(Place(), grade.letter)
        seen[grade.limit] = grade
        letters.add(grade.letter)
    limits = sorted((limit for limit in seen if limit is not None), reverse=True)
    last = (seen[None],) if None in seen else ()
    return (*(seen[limit] for limit in limits), *last)
