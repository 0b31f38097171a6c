"""The packaged rule book inside the extension: the rule files as one JSON file.

Their form and that they do not contradict each other was checked when the extension was built.
"""

import json
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from kpi.catalogue import CENTRE, Library, book_on
from kpi.from_toml import Raw, card_revisions, centre_revisions
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
    files = json.loads(FILE.read_text(encoding="utf-8"), parse_float=Decimal, object_hook=_dated)
    by_subject = {raw.get("set", CENTRE): (name, raw) for name, raw in files.items()}
    return Library(
        centres=centre_revisions(by_subject[CENTRE][1]),
        cards={subject: card_revisions(raw) for subject, (_, raw) in by_subject.items() if subject != CENTRE},
        files={subject: name for subject, (name, _) in by_subject.items()},
    )


def _dated(table: dict[str, object]) -> Raw:
    """A table whose start is a date, as TOML has it and JSON has not."""
    start = table.get("effective_from")
    return {**table, "effective_from": date.fromisoformat(start)} if isinstance(start, str) else table
