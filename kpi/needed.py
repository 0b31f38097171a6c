"""What a workbook must have before anybody can be judged by it: six tables, with the columns that count.

Without one of them every default would be a guess, and a guess would be written over scores and remarks that
stand. So nothing is judged, in any host, until it is back.
"""

from collections.abc import Mapping

from kpi import layout
from kpi.problems import Place, Problem
from kpi.problems import workbook as problem
from kpi.rulesheet import OPTIONAL
from kpi.sheets import find
from kpi.tables import Table, Tables

NEEDED: Mapping[str, tuple[str, ...]] = {  # and the columns that may be missing
    "Settings": ("note", "number", "set"),
    "Grades": ("name",),
    "Roles": (),
    "RoleTargets": ("match",),
    "Rules": OPTIONAL,
    "People": ("department", "reviewer", "from", "to"),
}


def missing_tables(tables: Tables, book: str) -> list[Problem]:
    """The tables without which nothing can be judged."""
    return [
        problem.no_table(Place(book), name, layout.SHEETS[layout.TABLES[name].sheet]["zh"])
        for name in NEEDED
        if name not in tables
    ]


def missing_columns(tables: Tables) -> list[Problem]:
    """The columns without which nothing can be judged, of tables that are all there."""
    return [one for name in NEEDED for one in _told(name, tables[name]) if one.code == problem.NO_COLUMN]


def _told(name: str, table: Table) -> list[Problem]:
    return find(table, layout.TABLES[name], may_be_missing(name))[1]


def may_be_missing(name: str) -> tuple[str, ...]:
    """The columns of a table without which it is read all the same."""
    return (*NEEDED.get(name, ()), *layout.ADDED.get(name, ()))
