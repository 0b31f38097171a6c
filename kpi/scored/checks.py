"""The lights of the guide: native formulas that compare the workbook with its last scoring."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from kpi import formulas
from kpi.appraise import Outcome
from kpi.fills.blocks import Block
from kpi.fills.columns import columns, columns_of, lacking
from kpi.sheets import as_text
from kpi.tables import Computed, Fill
from kpi.words import say


def checks_fill(outcome: Outcome, shown: Sequence[Block]) -> Fill:
    """The lights of the guide: native formulas that compare with the last scoring."""
    language = outcome.settings.language
    good, again, broken = (
        formulas.quoted(say(f"check_{key}", language)) for key in ("good", "again", "broken")
    )
    people = sum(bool(as_text(row[0])) for row in outcome.tables["People"].rows)
    rules = [rule for card in outcome.book.cards for rule in card.rules]
    weight = sum((rule.weight for rule in rules), Decimal(0))
    tests = {
        "people": f'IF(SUMPRODUCT(--(People_id<>""))={people},{good},{again})',
        "weights": f"IF(ROUND(SUM(Rule_weight)-{weight},9)=0,{good},{again})",
        "formulas": (
            f'IF(AND(ROUND(2.675,2)=2.68,SUMPRODUCT(--(Rule_code<>""))={len(rules)},'
            f"INDEX(Rule_code,1)={formulas.quoted(rules[0].code if rules else '')}),{good},{broken})"
        ),
    }
    tests |= _order_check(outcome, len(shown), good, again)
    text = say("check_good", language)
    rows = [(say(f"check_{key}", language), Computed(test, text)) for key, test in tests.items()]
    return Fill(
        table="Checks", key=(), columns=columns(outcome, "Checks", {}), count=len(rows), rows=rows
    )


def _order_check(outcome: Outcome, rows: int, good: str, again: str) -> Mapping[str, str]:
    """Whether every row of Summary still shows the person it was scored for."""
    if "Summary" not in outcome.writable or lacking(outcome, "Summary"):
        return {}
    at = columns_of(outcome, "Summary")
    last = at.first_row + max(rows, 1) - 1
    shown, scored = (formulas.area(at.sheet, at.letter[key], at.first_row, last) for key in ("id", "scored"))
    return {"order": f"IF(SUMPRODUCT(--(TRIM({shown})<>TRIM({scored})))=0,{good},{again})"}
