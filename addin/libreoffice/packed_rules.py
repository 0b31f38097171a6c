"""The packaged rule book inside the extension: the rule files as one JSON file.

Their form and that they do not contradict each other was checked when the extension was built.
"""

import json
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from kpi.catalogue import CENTRE, Library, book_on
from kpi.from_toml import card_revisions, centre_revisions
from kpi.model import RuleBook

FILE = Path(__file__).parents[2] / "rules.json"


@cache
def packed_book(on: date) -> RuleBook:
    """The rule book in force on a day."""
    book = book_on(_library(), on)
    if not isinstance(book, RuleBook):
        raise TypeError(f"the extension holds no rules for {on}: {book}")
    return book


@cache
def _library() -> Library:
    files = json.loads(FILE.read_text(encoding="utf-8"), object_hook=_value)
    by_subject = {raw.get("set", CENTRE): (name, raw) for name, raw in files.items()}
    return Library(
        centres=centre_revisions(by_subject[CENTRE][1]),
        cards={subject: card_revisions(raw) for subject, (_, raw) in by_subject.items() if subject != CENTRE},
        files={subject: name for subject, (name, _) in by_subject.items()},
    )


def _value(table: dict[str, Any]) -> Any:
    """A table as it is; the two kinds of value that JSON has not come as a table of one item."""
    match table:
        case {"decimal": str(digits)}:
            return Decimal(digits)
        case {"date": str(day)}:
            return date.fromisoformat(day)
        case _:
            return table
