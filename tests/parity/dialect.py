"""What the native formulas are made of, tried on every judge; what a judge cannot do is written out for it.

The product's formulas stay as they are: only the copy that this judge reads is changed, to a longer form of
the same sum.
"""

import re
import zipfile
from collections.abc import Callable, Sequence
from html import unescape
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape

import xlsxwriter

from kpi.layout import KNOTS
from kpi.tables import Fault, Value
from tests.parity.judge import Area, Block

Rewrite = Callable[[str], str]
Read = Callable[[Path, Sequence[Area]], list[Block]]
MOST_GRADES = 9  # rows of the table Grades in any of our workbooks
FORMULA = re.compile(r"(<f[^>]*>)([^<]+)(</f>)")


class Construct(NamedTuple):
    """Something that the formulas use; a small formula with it, and what that gives."""

    name: str
    formula: str
    right: Value
    rewrite: Rewrite | None = None  # the same without it


# The formulas --------------------------------------------------------------------

_REACHED = re.compile(
    r'SUMPRODUCT\(--\(INDEX\(Rule_x,(\w+),0\)<>""\),--\(ROUND\((.+?)\*INDEX\(Rule_x,\1,0\),12\)<=(\w+)\)\)'
)
_GRADE = re.compile(r"INDEX\(Grade_letter,ROWS.*\(ROUND\(Grade_from\*(.+),9\)<=(\w+)\)>0\).*-ROW\(Grade_letter\)\)\)\)\)")
_SUM_POINTS = re.compile(r"SUMIF\(([^,()]*?)([A-Z]+)(\d+):[A-Z]+(\d+),(\d),([^,()]*?)([A-Z]+)\d+:[A-Z]+\d+\)")
_COUNT_ONE = re.compile(r"COUNTIF\((\$?[A-Z]+\$?\d+),")


def _round_one_by_one(formula: str) -> str:
    return _grade_by_grade(_REACHED.sub(_knot_by_knot, formula))


def _knot_by_knot(found: re.Match[str]) -> str:
    row, sign, measure = found.groups()
    knots = (f"INDEX(Rule_x,{row},{n})" for n in range(1, KNOTS + 1))
    return "(" + "+".join(f'IF({x}<>"",IF(ROUND({sign}*{x},12)<={measure},1,0),0)' for x in knots) + ")"


def _grade_by_grade(formula: str) -> str:
    return _GRADE.sub(_grade_after_grade, formula)


def _grade_after_grade(found: re.Match[str]) -> str:
    """The first grade that is given and reached, or has no limit."""
    size, total = found.groups()
    written = "NA()"
    for n in range(MOST_GRADES, 0, -1):
        letter, limit = f"INDEX(Grade_letter,{n})", f"INDEX(Grade_from,{n})"
        given = f'AND({letter}<>"",OR({limit}="",ROUND({limit}*{size},9)<={total}))'
        written = f"IF({n}>ROWS(Grade_from),NA(),IF({given},{letter},{written}))"
    return written


def _count_a_range(formula: str) -> str:
    return _COUNT_ONE.sub(r"COUNTIF(\1:\1,", formula)


def _row_by_row(formula: str) -> str:
    return _SUM_POINTS.sub(_row_after_row, formula)


def _row_after_row(found: re.Match[str]) -> str:
    sheet, order, first, last, wanted, _, points = found.groups()
    rows = range(int(first), int(last) + 1)
    points_of = {row: f"{sheet}{points}{row}" for row in rows}
    terms = (f'IF({sheet}{order}{row}={wanted},IF({cell}="",0,{cell}),0)' for row, cell in points_of.items())
    return f"({'+'.join(terms)})"


NA = Fault("#N/A")
CONSTRUCTS = (
    Construct("ROUND over a range", "SUMPRODUCT(--(ROUND(A1:C1,12)<=5))", 3.0, _round_one_by_one),
    Construct(
        "the greatest of a product of ranges",
        'SUMPRODUCT(MAX((A1:A3<>"")*((A1:A3=4)+(A1:A3>4)>0)*(ROWS(A1:A3)+ROW(INDEX(A1:A3,1))-ROW(A1:A3))))',
        2.0,
        _grade_by_grade,
    ),
    Construct("COUNTIF of one cell", 'COUNTIF(E1,"不适用")+COUNTIF(E1,"N/A")', 1.0, _count_a_range),
    Construct("COUNTIF with a comparison", 'COUNTIF(A1:C1,">"&1)', 1.0),
    Construct("SUMPRODUCT with --", "SUMPRODUCT(--(A1:C1<>1),--(A1:C1>=0),A2:C2)", 11.0),
    Construct("SUMPRODUCT over INDEX(…,row,0)", 'SUMPRODUCT(--(INDEX(A1:C2,1,0)<>""))', 2.0),
    Construct("COUNT over INDEX(…,row,0)", "COUNT(INDEX(A1:C2,1,0))", 2.0),
    Construct("defined names", "INDEX(Probe,2)", 4.0),
    Construct("SUMIF that passes an error on", "SUMIF(A3:C3,1,A4:C4)", NA, _row_by_row),
    Construct("SUMIF that leaves other errors out", "SUMIF(A3:C3,2,A4:C4)", 7.0),
    Construct("SUMIFS", 'SUMIFS(A2:C2,A1:C1,3,A2:C2,"<=6")', 6.0),
    Construct("MATCH of text", 'IFERROR(MATCH("不"&"适用",A1:E1,0),"")', 5.0),
    Construct("IFERROR", 'IFERROR(1/0,"")', ""),
    Construct("EXACT", 'EXACT(E1,"不适用")', True),
    Construct("ISERROR, ISNUMBER", "AND(ISERROR(NA()),NOT(ISNUMBER(E1)))", True),
    Construct("NA", "NA()", NA),
    Construct("ROUND, halves away from zero", "ROUND(ROUND(2.675,9),2)", 2.68),
    Construct('TEXT "0.00"', 'TEXT(12.345,"0.00")', "12.35"),
    Construct("INT, MAX, ABS", "INT(2.5)+MAX(0,A1)+ABS(-1)", 4.0),
    Construct("CHOOSE", 'CHOOSE(2,"a","b")', "b"),
    Construct("HYPERLINK", 'HYPERLINK("#A1","x")', "x"),
)


PROBED = ((1, None, 3, None, "不适用"), (4, 5, 6), (1, 2, 1), ("=NA()", 7, 8))
FIRST = 9  # row of the first construct, from 0


# Trying a judge ------------------------------------------------------------------


def missing_in(read: Read, name: str, folder: Path) -> tuple[Construct, ...]:
    """What a judge gets wrong of what the formulas are made of."""
    path = folder / f"constructs {name}.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Probe")
        for row, cells in enumerate(PROBED):
            sheet.write_row(row, 0, cells)
        book.define_name("Probe", "=Probe!$A$1:$A$2")
        for row, one in enumerate(CONSTRUCTS, FIRST):
            sheet.write_formula(row, 0, f"={one.formula}", None, "wrong")
    (block,) = read(path, [Area("Probe", FIRST + 1, 1, len(CONSTRUCTS), 1)])
    pairs = zip(CONSTRUCTS, block, strict=True)
    return tuple(one for one, (value,) in pairs if (value or None) != (one.right or None))


def told(missing: Sequence[Construct]) -> tuple[str, ...]:
    """What a judge cannot do, as the table says it."""
    return tuple(f"{one.name}{', written out in its copy' if one.rewrite else ''}" for one in missing)


# Writing out ---------------------------------------------------------------------


def rewritten(path: Path, cannot: Sequence[Construct]) -> Path:
    """A copy for a judge, each construct written out that it cannot do and that has a longer form."""
    longer = [one.rewrite for one in cannot if one.rewrite is not None]
    if not longer:
        return path
    target = path.with_name(f"{len(longer)} written out, {path.name}")

    def write_out(found: re.Match[str]) -> str:
        formula = unescape(found[2])
        for rewrite in longer:
            formula = rewrite(formula)
        return found[1] + escape(formula) + found[3]

    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as copy:
        for name in source.namelist():
            content = source.read(name)
            if name.startswith("xl/worksheets/sheet"):
                content = FORMULA.sub(write_out, content.decode()).encode()
            copy.writestr(name, content)
    return target
