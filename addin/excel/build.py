"""The files for Excel: a workbook with functions and ribbon, and kpi.xlam, which holds the way to Python.

A workbook holds what every machine and every year can share; what belongs to one machine is in kpi.xlam.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from xlsxwriter import Workbook

from addin.excel.book import Code, Kind, with_code
from addin.excel.installed import Installation, installed_module
from addin.excel.ribbon import ribbon, ribbon_module
from addin.excel.stubs import functions_module
from addin.vba_project import Module
from addin.vba_project.modules import standard
from kpi.functions import FUNCTIONS
from kpi.model import LANGUAGES, Language
from kpi.words import say

ADDIN = Path(__file__).parents[1]
CREATED = datetime(2026, 1, 1, tzinfo=UTC)  # a clock would change the bytes


def projections() -> Mapping[str, str]:
    """The texts that are written from declarations, by their place in addin/, where each is kept for review."""
    return {
        "vba/KpiFunctions.bas": functions_module(FUNCTIONS.values()),
        "vba/KpiRibbon.bas": ribbon_module(),
        "ribbon.xml": ribbon(),
    }


def with_macros(workbook: bytes, language: Language, kind: Kind = Kind.BOOK) -> bytes:
    """An .xlsx as .xlsm or .xltm: with the functions, the ribbon and the way to the add-in."""
    code = Code(
        project="KpiBook",
        modules=[*map(_module, ("KpiFunctions", "KpiRibbon", "KpiCells", "KpiWords", "KpiLink"))],
        functions=list(FUNCTIONS.values()),
        language=language,
        ribbon=_text("ribbon.xml"),
        texts={"KPI_install_first": _both("excel_install_first")},
    )
    return with_code(workbook, kind, code)


def addin_book(installation: Installation, language: Language) -> bytes:
    """kpi.xlam for one PC."""
    return _addin([_module("KpiServer"), standard(installed_module(installation))], language)


def addin_on_mac(language: Language) -> bytes:
    """kpi.xlam for any Mac: the buttons; a function gives #N/A there."""
    return _addin([_module("KpiOnMac")], language)


def _addin(way: Sequence[Module], language: Language) -> bytes:
    """The add-in. Its functions serve any workbook; it has no ribbon, for a workbook brings its own."""
    code = Code(
        project="KpiAddin",
        modules=[*map(_module, ("KpiFunctions", "KpiCells", "KpiWords")), *way],
        functions=list(FUNCTIONS.values()),
        language=language,
        texts={"KPI_no_python": _both("excel_no_python")},
    )
    return with_code(_empty_workbook(), Kind.ADDIN, code)


def _empty_workbook() -> bytes:
    """One sheet; Excel shows title and comment in its list of add-ins."""
    stream = BytesIO()
    with Workbook(stream, {"in_memory": True}) as workbook:
        workbook.set_properties({"title": "KPI", "comments": _both("excel_addin"), "created": CREATED})
        workbook.add_worksheet("KPI")
    return stream.getvalue()


def _module(name: str) -> Module:
    return standard(_text(f"vba/{name}.bas"))


def _text(name: str) -> str:
    return (ADDIN / name).read_text(encoding="utf-8")


def _both(key: str) -> str:
    return " / ".join(say(key, language) for language in LANGUAGES)
