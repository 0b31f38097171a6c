"""Sentences in two languages, kept as data in `kpi/rules/words` and filled with facts.

The files are part of the package. A file is parsed when the first of its sentences is asked for:
parsing all of them takes longer than judging thirty people.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from kpi.model import Language
from kpi.problems import Place, Problem

Sentence = Mapping[str, str]  # by language, with slots for facts


@cache
def sentence(key: str) -> Sentence:
    """A sentence by language."""
    for name, text in _texts().items():
        if f"[{key}]" in text and key in _parsed(name):
            return _parsed(name)[key]
    raise KeyError(key)


def sentences() -> Mapping[str, Sentence]:
    """All sentences by key."""
    found: dict[str, Sentence] = {}
    for name in _texts():
        twice = found.keys() & _parsed(name).keys()
        if twice:
            raise ValueError(f"{name} defines {sorted(twice)} again")
        found.update(_parsed(name))
    return found


@cache
def _texts() -> Mapping[str, str]:
    """The files by name, as they stand on disk."""
    folder = files("kpi") / "rules" / "words"
    found = sorted(folder.iterdir(), key=lambda file: file.name)
    return {file.name: file.read_text(encoding="utf-8") for file in found if file.name.endswith(".toml")}


@cache
def _parsed(name: str) -> Mapping[str, Sentence]:
    return tomllib.loads(_texts()[name])


def say(key: str, language: Language, **facts: object) -> str:
    """The sentence `key` with its slots filled."""
    return sentence(key)[language].format(**facts)


def explain(problem: Problem, language: Language, names: Mapping[str, str], divider: str = "") -> str:
    """What is wrong and what to do, `divider` between them; `names` gives a KPI's name for its code."""
    facts = dict(problem.facts)
    if facts.get("kpi") in names:
        facts["kpi"] = f"{facts['kpi']} {names[facts['kpi']]}"
    space = " " if language == "en" and not divider else ""
    wrong, bar, remedy = sentence(problem.code)[language].partition("|")
    filled = [part.format(**facts) for part in (wrong, remedy)]
    return f"{filled[0]}{divider}{space}{filled[1]}" if bar else filled[0]


def line(problem: Problem, language: Language, names: Mapping[str, str]) -> str:
    """The problem as one line: place, sentence, code."""
    where = "" if problem.place == Place() else f"{problem.place}: "
    return f"{where}{explain(problem, language, names)} [{problem.code}]"
