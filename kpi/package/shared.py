"""Formulas of cells that move: shared ones written out, references shifted."""

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

from kpi.package.cells import Cell
from kpi.package.grammar import Grammar
from kpi.package.xml import attribute, formula_escaped, unescaped, with_attribute
from kpi.references import Box, box, shifted
from kpi.tables import letters


class Spot(NamedTuple):
    """A place on a sheet."""

    row: int
    column: int


class Master(NamedTuple):
    """Where a shared formula is written."""

    spot: Spot
    formula: str


Masters = dict[bytes, Master]  # by the number that the sharing cells name


def shared_number(cell: Cell, grammar: Grammar) -> bytes | None:
    """The number of the shared formula that a cell takes part in."""
    if b"shared" not in cell.inner:
        return None
    formula = grammar.formula.search(cell.inner)
    if formula is None or attribute(formula[1], b"t") != b"shared":
        return None
    return attribute(formula[1], b"si")


def master_of(cell: Cell, row: int, grammar: Grammar) -> tuple[bytes, Master] | None:
    """The shared formula that this cell writes for others."""
    number = shared_number(cell, grammar)
    formula = grammar.formula.search(cell.inner)
    if number is None or formula is None or not formula[2]:
        return None
    return number, Master(Spot(row, cell.column), unescaped(formula[2]))


def written_out(cell: Cell, row: int, grammar: Grammar, masters: Masters) -> Cell:
    """The cell with a formula of its own instead of a shared one."""
    number = shared_number(cell, grammar)
    if number is None or number not in masters:
        return cell
    spot, formula = masters[number]
    own = shifted(formula, row - spot.row, cell.column - spot.column)
    text = b"<%bf>%b</%bf>" % (grammar.prefix, formula_escaped(own).encode(), grammar.prefix)
    return replaced(cell, row, grammar, lambda _: text)


def replaced(cell: Cell, row: int, grammar: Grammar, write: Callable[[re.Match[bytes]], bytes]) -> Cell:
    """The cell in that row, its formula written anew."""
    inner = grammar.formula.sub(write, cell.inner, count=1)
    raw = b'%b r="%b%d"%b' % (grammar.cell_open, letters(cell.column).encode(), row, cell.attributes)
    raw += b">%b</%bc>" % (inner, grammar.prefix) if inner else b"/>"
    return cell._replace(inner=inner, raw=raw)


def moved(cell: Cell, old: int, new: int, grammar: Grammar) -> Cell:
    """The cell in another row, the relative references of its formula moved along."""
    return replaced(cell, new, grammar, lambda match: _moved_formula(match, new - old, grammar))


def _moved_formula(match: re.Match[bytes], down: int, grammar: Grammar) -> bytes:
    attributes = match[1]
    for name in (b"ref", b"r1", b"r2"):
        area = box((attribute(attributes, name) or b"").decode())
        if area is not None:
            lower = Box(area.left, area.top + down, area.right, area.bottom + down)
            attributes = with_attribute(attributes + b">", name, str(lower).encode())[:-1]
    text = formula_escaped(shifted(unescaped(match[2] or b""), down)).encode()
    return b"<%bf%b>%b</%bf>" % (grammar.prefix, attributes, text, grammar.prefix)


def numbers_in(cells: Iterable[Cell], grammar: Grammar) -> set[bytes]:
    """The shared formulas that the cells take part in."""
    found = {shared_number(cell, grammar) for cell in cells}
    return {number for number in found if number is not None}
