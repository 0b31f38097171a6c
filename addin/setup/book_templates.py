"""The templates that File > New offers: both editions in both languages."""

import re
from collections.abc import Mapping
from itertools import product

from addin.excel.book import PLAIN, Kind
from addin.excel.build import with_macros
from addin.excel.parts import TYPES, read_parts, replaced, write_parts
from kpi.model import EDITIONS, LANGUAGES, Edition, Language
from kpi.new import workbook
from kpi.words import say

PERIOD = "2026-01"  # as in the committed templates; a manager sets the month on the sheet of settings
TEMPLATE = "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml"


def book_templates() -> Mapping[str, bytes]:
    """The templates by file name."""
    return {
        say(f"template_{edition}", language): _template(edition, language)
        for edition, language in product(EDITIONS, LANGUAGES)
    }


def _template(edition: Edition, language: Language) -> bytes:
    data = workbook(language=language, period=PERIOD, edition=edition)
    if isinstance(data, list):
        raise TypeError(data)  # the packaged rule book has no problems, the tests see to that
    return plain_template(data) if edition == "portable" else with_macros(data, language, Kind.TEMPLATE)


def plain_template(data: bytes) -> bytes:
    """An .xlsx as .xltx: the same workbook, by another name."""
    parts = read_parts(data)
    kind = re.escape(f'ContentType="{PLAIN}"')
    parts[TYPES] = replaced(parts[TYPES].decode(), kind, f'ContentType="{TEMPLATE}"').encode()
    return write_parts(parts)
