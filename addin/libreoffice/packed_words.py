"""Where the sentences are inside the extension: one JSON file. Packed in place of kpi/word_files.py."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

Sentence = Mapping[str, str]  # by language, with slots for facts
FILE = Path(__file__).parents[1] / "words.json"


def sentence(key: str) -> Sentence:
    """A sentence by language."""
    return sentences()[key]


@cache
def sentences() -> Mapping[str, Sentence]:
    """All sentences by key."""
    found: Mapping[str, Sentence] = json.loads(FILE.read_text(encoding="utf-8"))
    return found
