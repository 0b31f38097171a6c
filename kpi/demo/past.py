"""The two months before the demo's own, entered and closed as a manager does it, so that trends and changes show."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from io import StringIO
from pathlib import Path
from zlib import crc32

from kpi import package
from kpi.close_file import close_file, next_name
from kpi.fills.columns import positions
from kpi.importing import enter_file
from kpi.model import Language
from kpi.problems import Problem
from kpi.sheets import as_text
from kpi.tables import Edit, Table

MONTHS = ("2026-08", "2026-09")
# Achievements were 92 to 103 hundredths of those of the demo's own month.
LEAST, SPREAD, HUNDRED = Decimal(92), 12, Decimal(100)
# Typed into the feedback of September, and carried over.
ACTIONS: Mapping[str, Mapping[str, Mapping[Language, str]]] = {
    "YS216": {
        "action": {"zh": "每周一与财务核对逾期清单", "en": "Go through the overdue list with finance every Monday"},
        "deadline": {"zh": "2026-10-31", "en": "2026-10-31"},
    },
    "YS311": {
        "action": {"zh": "为重复投诉建立回访记录", "en": "Keep a call-back record of repeated complaints"},
        "deadline": {"zh": "2026-10-15", "en": "2026-10-15"},
    },
}


def closed(workbook: Path, entries: bytes, language: Language) -> Path | list[Problem]:
    """The workbook of the demo's month, which begins with two closed ones; `workbook` is that of the first."""
    for month in MONTHS:
        listing = workbook.with_name("entries.csv")
        listing.write_bytes(_earlier(entries, month))
        entered = enter_file(workbook, listing)
        listing.unlink()
        if entered.outcome is None or not entered.written:
            return entered.entering.problems
        if month == MONTHS[-1]:
            refused = _agreed(workbook, language)
            if refused:
                return refused
        closing = close_file(workbook, next_name(workbook, month), anyway=True)
        if not closing.written:
            return list(closing.problems)
        workbook = closing.target
    return workbook


def _earlier(entries: bytes, month: str) -> bytes:
    """The demo's entries as they were in an earlier month: other achievements, the same targets and people."""
    head, *lines = csv.reader(StringIO(entries.decode("utf-8-sig")))
    out = StringIO()
    csv.writer(out).writerows([head, *(_moved(line, f"{number} {month}") for number, line in enumerate(lines))])
    return out.getvalue().encode()


def _moved(line: Sequence[str], seed: str) -> list[str]:
    """One entry of an earlier month; what is no plain number stays as it is."""
    identity, kpi, value, numerator, denominator, state, target = line
    share = (LEAST + crc32(seed.encode()) % SPREAD) / HUNDRED
    value, numerator = _scaled(value, share, HUNDRED), _scaled(numerator, share, _number(denominator))
    return [identity, kpi, value, numerator, denominator, state, target]


def _scaled(text: str, share: Decimal, most: Decimal | None) -> str:
    """A number times `share` with as many decimals; one that was not above `most` is not above it now."""
    number = _number(text)
    if number is None:
        return text
    scaled = (number * share).quantize(number, ROUND_HALF_UP)
    return str(min(scaled, most) if most is not None and number <= most else scaled)


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def _agreed(workbook: Path, language: Language) -> list[Problem]:
    """Types into the feedback what was agreed on in the talks."""
    book = package.read(workbook)
    if isinstance(book, list):
        return book
    tables, problems = book.tables({"Feedback"})
    changed = problems or package.change(book, [], list(_actions(tables["Feedback"], language)))
    return changed if isinstance(changed, list) else package.save(changed, workbook)


def _actions(feedback: Table, language: Language) -> Iterator[Edit]:
    """What the manager and two people agreed on in the last closed month."""
    at = positions(feedback)
    rows = {as_text(row[at["id"]]): number for number, row in enumerate(feedback.rows)}
    for identity, texts in ACTIONS.items():
        for key, text in texts.items():
            yield Edit(feedback.name, rows[identity], feedback.headers[at[key]], text[language])
