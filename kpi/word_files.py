"""Where the sentences are: TOML files in `kpi/rules/words`.

The files are part of the package. A file is parsed when the first of its sentences is asked for:
parsing all of them takes longer than judging thirty people.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

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
