"""Sentences in two languages, kept as data and filled with facts."""

import re
from collections.abc import Mapping

from kpi.model import Language
from kpi.problems import Place, Problem
from kpi.word_files import Sentence, sentence, sentences

__all__ = ["Sentence", "explain", "line", "say", "sentence", "sentences"]
COUNTED = re.compile(r"\{(\w+)\} \[([^\[\]/{}]+)/([^\[\]/{}]+)\]")  # "{count} [cell/cells]"


def say(key: str, language: Language, **facts: object) -> str:
    """The sentence `key` with its slots filled."""
    return _filled(sentence(key)[language], facts)


def _filled(text: str, facts: Mapping[str, object]) -> str:
    """The sentence with its slots filled, English nouns in the number that the count before them asks for.

    >>> _filled("{a} [person/people], {b} [problem/problems]", {"a": 1, "b": 21})
    '1 person, 21 problems'
    """
    if "[" in text:
        text = COUNTED.sub(lambda match: f"{{{match[1]}}} {match[2 if str(facts[match[1]]) == '1' else 3]}", text)
    return text.format(**facts)


def explain(problem: Problem, language: Language, names: Mapping[str, str], divider: str = "") -> str:
    """What is wrong and what to do, `divider` between them; `names` gives a KPI's name for its code."""
    facts = dict(problem.facts)
    if facts.get("kpi") in names:
        facts["kpi"] = f"{facts['kpi']} {names[facts['kpi']]}"
    space = " " if language == "en" and not divider else ""
    wrong, bar, remedy = sentence(problem.code)[language].partition("|")
    filled = [_filled(part, facts) for part in (wrong, remedy)]
    return f"{filled[0]}{divider}{space}{filled[1]}" if bar else filled[0]


def line(problem: Problem, language: Language, names: Mapping[str, str]) -> str:
    """The problem as one line: place, sentence, code."""
    where = "" if problem.place == Place() else f"{problem.place}: "
    return f"{where}{explain(problem, language, names)} [{problem.code}]"
