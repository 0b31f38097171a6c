"""What a person is told before typing an entry, and which entries raise a question."""

from kpi.layout import NOT_APPLICABLE_WORDS, EntryColumn
from kpi.model import Entry, KpiRule, Unit
from kpi.template.draft import Block, Draft
from kpi.template.lists import MESSAGE_LENGTH, cut
from kpi.template.wording import unit_words


def prompt(draft: Draft, column: EntryColumn, rule: KpiRule, target: str) -> str:
    """What to type, in which unit, an example, the target, and what to do when there was none."""
    facts = {
        "what": column.label[draft.language],
        "unit": unit_words(rule, draft.language),
        "example": _example(draft, rule.unit),
        "target": target,
        "other": _other_part(draft, column, rule),
    }
    text = draft.say(_sentence(column, rule), **facts)
    room = MESSAGE_LENGTH - len(text) - 1
    definition = rule.definition[draft.language]
    if column.part in {"", "a"} and len(definition) <= room:
        text = f"{text}\n{definition}"
    return cut(text, MESSAGE_LENGTH)


def _sentence(column: EntryColumn, rule: KpiRule) -> str:
    """The key of the sentence for a cell."""
    if column.part == "t":
        return "prompt_target"
    if not column.part:
        return "prompt_value"
    return f"prompt_{rule.entry.value}_{column.part}"


def _example(draft: Draft, unit: Unit) -> str:
    return draft.say(f"example_{unit.value}")


def _other_part(draft: Draft, column: EntryColumn, rule: KpiRule) -> str:
    """What the other of two cells holds."""
    if column.part not in {"a", "b"}:
        return ""
    return rule.parts["ba".index(column.part)][draft.language]


def expected(block: Block, column: EntryColumn, rule: KpiRule) -> str:
    """A formula that holds for an entry that raises no question.

    The limits are those of the sheet Rules; a quotient is judged when both its cells are filled.
    """
    cell = block.cell(f"{column.code}{column.part}")
    if column.part == "t":
        return f"AND(ISNUMBER({cell}),{cell}>0)"
    words = ",".join(f'{cell}="{word}"' for word in NOT_APPLICABLE_WORDS)
    return f"IF(OR({words}),TRUE,IF(ISNUMBER({cell}),{_fits(block, column, rule, cell)},FALSE))"


def _fits(block: Block, column: EntryColumn, rule: KpiRule, cell: str) -> str:
    if not column.part:
        return _within(cell, rule)
    first, second = (block.cell(f"{column.code}{part}") for part in "ab")
    if column.part == "a":
        alone = _within(cell, rule) if rule.entry is Entry.RATIO else "TRUE"
        return f"OR(ISNUMBER({second}),{alone})"
    quotient = f"{first}/{second}" if rule.entry is Entry.RATIO else f"{first}/{second}-1"
    return f'IF({second}>0,OR({first}="",{_within(quotient, rule)}),FALSE)'


def _within(number: str, rule: KpiRule) -> str:
    row = f'MATCH("{rule.code}",Rule_code,0)'
    return f"AND({number}>=INDEX(Rule_low,{row}),{number}<=INDEX(Rule_high,{row}))"
