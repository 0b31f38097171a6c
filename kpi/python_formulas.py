"""The formulas of the python edition: our functions where the portable one calculates by classic ones.

States, measures, weights and whatever a cell holds while there is no score stay native: a function
would have to be asked about every blank, and an error among the cells of a range is the answer to the
whole call (in Calc the function is not even asked). The columns are those of the portable edition.
"""

from collections.abc import Mapping

from kpi import formulas
from kpi.formulas import ALL, STATES, quoted
from kpi.layout import CHOICES, word
from kpi.model import Language

FEEDBACK_FUNCTION = "KPI_FEEDBACKS"
RULES, GRADES = "Rule_text", "Grade_table"  # the rules as KPI_RULES tells them: one cell to read instead of thousands

# LibreOffice takes a shared formula with a function that it does not know for an error; one in its own cell
# shows its saved value, so that a workbook can be read without the add-in.
APART = frozenset({"score", "light", "grade"})

def given(setting: str) -> str:
    """A setting as an argument that may be left out: Calc takes the number 0 for one that was."""
    return f'IF({setting}=0,"0",{setting})'


LIGHTS = f"{given('Set_green_from')},{given('Set_amber_from')}"

# A KPI that is measured by its actual alone takes no target from outside the rules.
ONE_KPI = f'@code,@actual,IF(INDEX(Rule_measure,@n_rule)>1,@target,""),{RULES}'

SCORE = (
    f"IF(@n_state=1,KPI_SCORE({ONE_KPI}),"
    'IF(OR(@n_state=3,@n_state=4),NA(),IF(AND(Set_not_applicable=2,@n_state=2),100,"")))'
)

# Beside a score that is #N/A (a provisional total, or a KPI that is only monitored) the sum stays native.
TOTAL = (
    "IF(OR(@n_standing=1,@n_standing=2),ROUND(ROUND(IF(ISERROR(SUM(#score)),SUM(#points),"
    f"KPI_TOTAL(#score,#weight,@policy,#order,#state,Set_not_applicable,{given('Set_enough_weight')})),9),2),NA())"
)

# COUNTIF in Calc passes over a text that a function of an extension gives; behind &"" it is counted.
GRADE = f'KPI_GRADE(@total,{GRADES},IF(@policy=2,{"+".join(f"@w{n}" for n in ALL)},100))&""'


def _light(language: Language) -> str:
    """The word that KPI_STATUS gives, behind its sign."""
    shown = [word("light", light, language) for light in CHOICES["light"]]
    words = ",".join(quoted(text.partition(" ")[2]) for text in shown)
    status = f"KPI_STATUS({ONE_KPI},{quoted(language)},{LIGHTS})"
    return f'IF(@n_state=1,CHOOSE(MATCH({status},{{{words}}},0),{",".join(map(quoted, shown))}),"")'


def scores(language: Language, *, checked: bool = True) -> Mapping[str, str]:
    """The patterns of the table Scores, by column."""
    return {**formulas.scores(language, checked=checked), "score": SCORE, "light": _light(language)}


def summary(language: Language, *, checked: bool = True) -> Mapping[str, str]:
    """The patterns of the table Summary, by column."""
    grade = f'IF({formulas.graded(checked=checked)},{GRADE},"")'
    return {**formulas.summary(language, checked=checked), "grade": grade}


def feedback(part: str, own_id: str, areas: Mapping[str, str], moved: str, language: Language) -> str:
    """A part of somebody's feedback from the person's rows of Scores, `areas` by column.

    When those rows show somebody else, because a sheet was sorted, it says `moved`.
    """
    cells = ",".join(areas[key] for key in ("code", "quotient", "target", "effective", "state"))
    last = f",{areas['last']},{given('Set_clear_rise')}" if part == "strengths" and "last" in areas else ""
    call = f"{FEEDBACK_FUNCTION}({quoted(part)},{cells},{RULES},{quoted(language)}{last})"
    if part == "direction":  # a blank that shows without the add-in too
        call = f'IF(COUNTIF({areas["lost"]},">0.004")=0,"",{call})'
    elif part == "strengths":
        call = f'IF(COUNTIF({areas["state"]},{quoted(word("state", STATES[0], language))})=0,"",{call})'
    return f"IF({areas['id']}={own_id},{call},{quoted(moved)})"
