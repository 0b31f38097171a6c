"""What every Python from 3.11.0 on takes alike; Debian 12 has 3.11.2."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES = sorted([*(ROOT / "kpi").rglob("*.py"), *(ROOT / "addin").rglob("*.py")])
POSSESSIVE_GROUP = re.compile(r"\)(?:[*+?]|\{[0-9,]+\})\+")
ATOMIC = "(?>"


def texts(source: str) -> list[str]:
    """The literals of a module that may be patterns."""
    found = [node.value for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant)]
    return [one.decode("latin-1") if isinstance(one, bytes) else one for one in found if isinstance(one, str | bytes)]


def misread(text: str) -> bool:
    """True for a pattern in which Python before 3.11.5 finds nothing."""
    return ATOMIC in text or POSSESSIVE_GROUP.search(text) is not None


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_pattern_has_a_possessive_group(path: Path) -> None:
    assert [text for text in texts(path.read_text(encoding="utf-8")) if misread(text)] == []


def test_a_possessive_group_is_found() -> None:
    assert misread(r"([^<]*+(?:<[^<]*+)*+)")
    assert misread("(?>a|b)c")
    assert not misread("[^<]*+")
