"""What a call asks for beside its KPI: the language of an answer, the limits that it goes by."""

from collections.abc import Mapping
from decimal import Decimal

from kpi import layout
from kpi.model import LANGUAGES, Language, Unit
from kpi.problems import Problem
from kpi.problems import functions as problem
from kpi.reading import Unread, is_blank, read_number
from kpi.rule_block import Rules
from kpi.sheets import as_shown, as_text
from kpi.tables import Value

LANGUAGE_OF: Mapping[str, Language] = {language: language for language in LANGUAGES}


def language_asked(cell: Value, rules: Rules) -> Language | Problem:
    """The language of the answer; left out, that of the rules."""
    if is_blank(cell):
        return rules.language
    code = layout.code_of("language", as_text(cell))
    return LANGUAGE_OF[code] if code else problem.unknown_language(as_shown(cell))


def limit_asked(name: str, cell: Value, usual: Decimal) -> Decimal | Problem:
    """A limit in points; left out, the usual one."""
    limit = usual if is_blank(cell) else read_number(cell, Unit.POINTS)
    return problem.not_a_limit(name, as_shown(cell)) if isinstance(limit, Unread) else limit
