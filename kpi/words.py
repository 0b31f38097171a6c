"""Sentences in two languages, kept as data and filled with facts."""

import re
from collections.abc import Mapping

from kpi.model import Language
from kpi.problems import Place, Problem
from kpi.word_files import Sentence, sentence, sentences

__all__ = ["Sentence", "explain", "line", "say", "sentence", "sentences"]
COUNTED = re.compile(r"(\S+) \[([^\[\]/]+)/([^\[\]/]+)\]")


def say(key: str, language: Language, **facts: object) -> str:
    """The sentence `key` with its slots filled."""
    return _agreed(sentence(key)[language].format(**facts))


def _agreed(text: str) -> str:
    """English nouns in the number that the count before them asks for.

    >>> _agreed("1 [person/people], 21 [problem/problems]")
    '1 person, 21 problems'
    """
    if "[" not in text:
        return text
    return COUNTED.sub(lambda match: f"{match[1]} {match[2] if match[1] == '1' else match[3]}", text)


def explain(problem: Problem, language: Language, names: Mapping[str, str], divider: str = "") -> str:
    """What is wrong and what to do, `divider` between them; `names` gives a KPI's name for its code."""
    facts = dict(problem.facts)
    if facts.get("kpi") in names:
        facts["kpi"] = f"{facts['kpi']} {names[facts['kpi']]}"
    space = " " if language == "en" and not divider else ""
    wrong, bar, remedy = sentence(problem.code)[language].partition("|")
    filled = [_agreed(part.format(**facts)) for part in (wrong, remedy)]
    return f"{filled[0]}{divider}{space}{filled[1]}" if bar else filled[0]


def line(problem: Problem, language: Language, names: Mapping[str, str]) -> str:
    """The problem as one line: place, sentence, code."""
    where = "" if problem.place == Place() else f"{problem.place}: "
    return f"{where}{explain(problem, language, names)} [{problem.code}]"
