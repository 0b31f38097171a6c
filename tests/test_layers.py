"""Who may import whom: terms <- pure rules <- the sheet in the abstract <- edges."""

import ast
import sys
from collections import defaultdict
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from kpi.layers import LAYERS

HERE = Path(__file__).parents[1]
ROOT, ADDIN = HERE / "kpi", HERE / "addin"


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


def test_no_modules_need_each_other() -> None:
    needs: dict[str, set[str]] = defaultdict(set)
    for path in modules():
        needs[top(path)] |= {name.split(".")[1] for name in imported(path) if name.startswith("kpi.")} - {top(path)}
    TopologicalSorter(needs).prepare()  # raises CycleError, which names the circle


@pytest.mark.parametrize(
    "path", [path for path in modules() if layer(top(path)) < len(LAYERS)], ids=lambda path: path.name
)
def test_everything_but_the_edges_needs_the_standard_library_only(path: Path) -> None:
    others = {name.split(".")[0] for name in imported(path)} - {"kpi"}
    assert others <= sys.stdlib_module_names


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_in_kpi_imports_the_addin(path: Path) -> None:
    assert "addin" not in {name.split(".")[0] for name in imported(path)}


@pytest.mark.parametrize(
    "path", [*modules(), *sorted(ADDIN.rglob("*.py"))], ids=lambda path: str(path.relative_to(HERE))
)
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
