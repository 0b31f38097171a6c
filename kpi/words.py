"""Sentences in two languages, kept as data in `kpi/rules/words` and filled with facts.

The files are part of the package and are read once, when the first sentence is asked for.
"""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

from kpi.model import Language
from kpi.problems import Place, Problem


@cache
def sentences() -> Mapping[str, Mapping[str, str]]:
    """All sentences by key, then language."""
    texts: dict[str, Mapping[str, str]] = {}
    for name, table in _word_files():
        twice = texts.keys() & table.keys()
        if twice:
            raise ValueError(f"{name} defines {sorted(twice)} again")
        texts.update(table)
    return texts


def _word_files() -> Iterator[tuple[str, Mapping[str, Mapping[str, str]]]]:
    folder = files("kpi") / "rules" / "words"
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if file.name.endswith(".toml"):
            yield file.name, tomllib.loads(file.read_text(encoding="utf-8"))


def say(key: str, language: Language, **facts: object) -> str:
    """The sentence `key` with its slots filled."""
    return sentences()[key][language].format(**facts)


def explain(problem: Problem, language: Language, names: Mapping[str, str], divider: str = "") -> str:
    """What is wrong and what to do, `divider` between them; `names` gives a KPI's name for its code."""
    facts = dict(problem.facts)
    if facts.get("kpi") in names:
        facts["kpi"] = f"{facts['kpi']} {names[facts['kpi']]}"
    space = " " if language == "en" and not divider else ""
    wrong, bar, remedy = sentences()[problem.code][language].partition("|")
    filled = [part.format(**facts) for part in (wrong, remedy)]
    return f"{filled[0]}{divider}{space}{filled[1]}" if bar else filled[0]


def line(problem: Problem, language: Language, names: Mapping[str, str]) -> str:
    """The problem as one line: place, sentence, code."""
    where = "" if problem.place == Place() else f"{problem.place}: "
    return f"{where}{explain(problem, language, names)} [{problem.code}]"
