"""Who may import whom: terms <- pure rules <- the sheet in the abstract <- edges."""

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1] / "kpi"
TERMS = {"model", "problems", "tables", "__init__"}
PURE = {
    "numbers", "cells", "reading", "scales", "weights", "scoring", "voice", "feedback", "words",
    "catalogue", "fingerprint", "book_checks", "grade_checks", "rule_checks",
}
SHEET = {
    "layout", "sheets", "settings", "rulesheet", "rule_places", "roster", "formulas", "appraise", "score_rows", "summary_rows", "summary_pattern", "fill_columns",
    "blocks", "echoes",
    "output", "results", "listing", "staff", "entry_lines", "entering", "desk", "pending",
    "functions", "sheet_function", "arguments", "parameters", "rule_block", "grade_block", "total_block",
    "judging", "explain",
}
LAYERS = (TERMS, PURE, SHEET)


def modules() -> list[Path]:
    return sorted(ROOT.rglob("*.py"))


def top(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def layer(name: str) -> int:
    return next((number for number, names in enumerate(LAYERS) if name in names), len(LAYERS))


def imported(path: Path) -> set[str]:
    """The full names of what a module imports, at its top and inside its functions."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module == "kpi":
            names |= {f"kpi.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    return names


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_imports_only_what_stands_left_of_it(path: Path) -> None:
    own = layer(top(path))
    for name in imported(path):
        if name.startswith("kpi."):
            assert layer(name.split(".")[1]) <= own, name


@pytest.mark.parametrize(
    "path", [path for path in modules() if layer(top(path)) < len(LAYERS)], ids=lambda path: path.name
)
def test_everything_but_the_edges_needs_the_standard_library_only(path: Path) -> None:
    others = {name.split(".")[0] for name in imported(path)} - {"kpi"}
    assert others <= sys.stdlib_module_names


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_touches_the_paid_part_of_xlwings(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "xlwings.pro" not in text
    assert "XLWINGS_LICENSE_KEY" not in text


def test_every_layer_lists_only_modules_that_exist() -> None:
    there = {top(path) for path in modules()}
    assert set().union(*LAYERS) <= there


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_pydantic_stays_in_the_schema(path: Path) -> None:
    assert "pydantic" not in {name.split(".")[0] for name in imported(path)} or top(path) == "schema"
