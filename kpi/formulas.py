"""The native formulas of the portable edition: the same sum as `scoring`, in classic functions.

In a pattern `@key` is the cell of that column in the formula's own row, and every other
cell is reached through a defined name, so that a host may store one shared formula for the
whole column (Excel refuses shared formulas with relative references to other sheets).
Words that people read come from the layout; state, measure and policy are compared as numbers.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

from kpi.layout import CATEGORIES, CHOICES, NOT_APPLICABLE_WORDS, word
from kpi.model import Language
from kpi.words import say

STATES = ("entered", "not_applicable", "not_filled_in", "unreadable", "open_target")  # codes 1 to 5
STANDINGS = ("complete", "provisional", "missing", "insufficient")  # codes 1 to 4
KEY = re.compile(r"@(\w+)")

# The name on the sheet of a role, looked up by the id in the same row
NAME_OF_ID = 'IF({id}="","",IFERROR(INDEX(People_name,MATCH({id},People_id,0)),""))'


def quoted(text: str) -> str:
    """Text as a string in a formula."""
    return '"' + text.replace('"', '""') + '"'


def sheet_reference(title: str) -> str:
    """The title of a sheet as it stands before `!`."""
    return "'" + title.replace("'", "''") + "'"


def pattern(formula: str, letter: Mapping[str, str]) -> str:
    """The formula with `@key` replaced by cells of the row `{r}`."""
    return KEY.sub(lambda match: letter[match[1]] + "{r}", formula)


def _rule(name: str) -> str:
    return f"INDEX(Rule_{name},@n_rule)"


def _knot(axis: str, step: str) -> str:
    return f"INDEX(Rule_{axis},@n_rule,@reached{step})"


def _state_words(language: Language) -> str:
    return ",".join(quoted(word("state", state, language)) for state in STATES)


SAID = "+".join(
    f"COUNTIF(@{cell},{quoted(text)})" for cell in ("first", "second") for text in NOT_APPLICABLE_WORDS
)
TEXT_TYPED = ",".join(f'AND(@{cell}<>"",NOT(ISNUMBER(@{cell})))' for cell in ("first", "second"))

# "-" not applicable, "?" unreadable, "" not filled in
QUOTIENT = (
    f'IF(@id="","",IF({SAID}>0,"-",IF(OR(ISERROR(@first),ISERROR(@second)),"?",'
    f'IF(AND(@first="",@second=""),"",IF(OR({TEXT_TYPED}),"?",'
    f'IF({_rule("entry")}=1,@first,IF(@first="","",'
    f'IF(@second="",IF({_rule("entry")}=2,@first,""),'
    f'IF(@second<=0,"?",@first/@second-IF({_rule("entry")}=3,1,0))))))))))'
)

TARGET = (
    'IF(@id="","",IF(ISERROR(@personal),"?",IF(@personal<>"",'
    'IF(ISNUMBER(@personal),IF(@personal>0,@personal,"?"),"?"),'
    'IF(@n_target>0,IF(INDEX(Target_value,@n_target)=0,"",'
    f'INDEX(Target_value,@n_target)/IF({_rule("months")}=0,1,MAX(1,INT(INDEX(Target_months,@n_target))))),'
    f'IF({_rule("target")}=0,"",{_rule("target")}/IF({_rule("months")}=0,1,{_rule("months")}))))))'
)



def _n_state(*, checked: bool) -> str:
    """The code of the state; nobody is judged by a rule that contradicts itself or its set."""
    unreadable = f'OR(@target="?",{_rule("doubt")}=1)' if checked else '@target="?"'
    return (
        f'IF(@id="",0,IF({unreadable},4,IF(AND({_rule("measure")}>1,@target=""),5,'
        'IF(@quotient="-",2,IF(@quotient="",3,IF(@quotient="?",4,'
        f'IF(OR(ROUND(@quotient,12)<{_rule("low")},ROUND(@quotient,12)>{_rule("high")}),4,1)))))))'
    )


MEASURE = (
    f'IF(@n_state=1,ROUND({_rule("sign")}*IF({_rule("measure")}=1,@quotient,'
    f'IF({_rule("measure")}=2,@quotient/@target,'
    f'IF({_rule("measure")}=3,ABS(@quotient/@target-1),@quotient/@target-1))),12),"")'
)

REACHED = (
    'IF(@n_state=1,SUMPRODUCT(--(INDEX(Rule_x,@n_rule,0)<>""),'
    f'--(ROUND({_rule("sign")}*INDEX(Rule_x,@n_rule,0),12)<=@measure)),"")'
)

SCORE = (
    f'IF(@n_state=1,IF(@reached=0,IF({_rule("steps")}=1,0,INDEX(Rule_y,@n_rule,1)),'
    f'IF(OR(@reached=@knots,{_rule("steps")}=1),{_knot("y", "")},'
    f'{_knot("y", "")}+(@measure-{_rule("sign")}*{_knot("x", "")})*({_knot("y", "+1")}-{_knot("y", "")})'
    f'/({_rule("sign")}*({_knot("x", "+1")}-{_knot("x", "")})))),'
    'IF(OR(@n_state=3,@n_state=4),NA(),IF(AND(Set_not_applicable=2,@n_state=2),100,"")))'
)

COUNTS = (
    'IF(@id="",0,IF(@weight>0,CHOOSE(@n_state,1,IF(Set_not_applicable=2,1,0),'
    "IF(Set_provisional=1,0,1),IF(Set_provisional=1,0,1),0),0))"
)


def _light(language: Language) -> str:
    green, amber, red = (quoted(word("light", light, language)) for light in CHOICES["light"])
    reached = f'{_rule("sign")}*ROUND(@actual,12)>={_rule("pass")}'
    return (
        f"IF(@n_state=1,IF(OR(ROUND(ROUND(@score,9),2)>=Set_green_from,{reached}),{green},"
        f'IF(ROUND(ROUND(@score,9),2)>=Set_amber_from,{amber},{red})),"")'
    )


def _why(language: Language) -> str:
    lost = say("why_lost", language, lost="\0").partition("\0")
    entered = (
        f'IF(@weight=0,{quoted(say("why_monitored", language))},IF(ROUND(ROUND(@lost,9),2)>0,'
        f'{quoted(lost[0])}&TEXT(ROUND(ROUND(@lost,9),2),"0.00")&{quoted(lost[2])},{quoted(say("why_met", language))}))'
    )
    others = ",".join(quoted(say(f"why_{state}", language)) for state in STATES[1:])
    return f'CHOOSE(@n_state+1,"",{entered},{others})'


def scores(language: Language, *, checked: bool = True) -> Mapping[str, str]:
    """The patterns of the table Scores, by column; `checked` where the workbook's own cells see contradictions."""
    name = "zh" if language == "zh" else "en"
    return {
        "kpi": f'IF(@id="","",{_rule(name)})',
        "category": f'IF(@id="","",{_rule("category")})',
        "actual": 'IF(@n_state=1,@quotient,IF(OR(@n_state=3,@n_state=4),NA(),""))',
        "target": TARGET,
        "score": SCORE,
        "weight": f'IF(@id="","",{_rule("weight")})',
        "points": 'IF(@id="","",IF(@counts=1,@effective*@score,IF(@n_state=1,0,"")))',
        "lost": 'IF(ISNUMBER(@points),MAX(0,@effective*100-@points),"")',
        "state": f'CHOOSE(@n_state+1,"",{_state_words(language)})',
        "light": _light(language),
        "why": _why(language),
        "n_rule": "MATCH(@code,Rule_code,0)",
        "n_target": 'IFERROR(MATCH(@n_role&"|"&@code,Target_match,0),0)',
        "quotient": QUOTIENT,
        "n_state": _n_state(checked=checked),
        "measure": MEASURE,
        "knots": "COUNT(INDEX(Rule_x,@n_rule,0))",
        "reached": REACHED,
        "counts": COUNTS,
        "order": _rule("order"),
    }


def _sum(letter: str, orders: tuple[int, ...]) -> str:
    return "+".join(f"@{letter}{n}" for n in orders)


ALL = tuple(range(1, CATEGORIES + 1))
BASE, EXTRA = (1, 2), tuple(range(3, CATEGORIES + 1))


def _factor(order: int) -> str:
    """The factor in effective = weight x counts x factor; policies are share 1, points 2, base and extra 3, fill 4."""
    part = BASE if order in BASE else EXTRA

    def live(orders: tuple[int, ...]) -> str:
        return "+".join(f"IF(@a{n}>0,@w{n},0)" for n in orders)

    size = f"IF(@policy=3,({_sum('w', part)})/100,IF(@policy=2,({_sum('w', ALL)})/100,1))"
    within = f"@w{order}/IF(@policy=3,{live(part)},{live(ALL)})/@a{order}"
    shared = f"1/IF(@policy=3,{_sum('a', part)},{_sum('a', ALL)})"
    return f"IF(@a{order}=0,0,{size}*IF(Set_not_applicable=3,{within},{shared}))"


def _standing(language: Language) -> str:
    missing = say("standing_missing", language, count="\0").partition("\0")
    words = [quoted(word("standing", standing, language)) for standing in STANDINGS]
    words[2] = f"{quoted(missing[0])}&@missing&{quoted(missing[2])}"
    return f'CHOOSE(@n_standing+1,"",{",".join(words)})'


def graded(*, checked: bool) -> str:
    """Whether a row gets a grade: its total is final, and no total has two grades."""
    return "AND(@n_standing=1,SUM(Grade_doubt)=0)" if checked else "@n_standing=1"


LIMITS = f"ROUND(Grade_from*IF(@policy=2,({_sum('w', ALL)})/100,1),9)"
GRADE = (  # the first whose limit is reached, or which has none; rows without a letter do not count
    "INDEX(Grade_letter,ROWS(Grade_letter)+1-SUMPRODUCT(MAX("
    f'(Grade_letter<>"")*((Grade_from="")+({LIMITS}<=@total)>0)'
    "*(ROWS(Grade_letter)+ROW(INDEX(Grade_letter,1))-ROW(Grade_letter)))))"
)


def summary(language: Language, *, checked: bool = True) -> Mapping[str, str]:
    """The patterns of the table Summary, by column; rank and policy come role by role."""
    return {
        "grade": f'IF({graded(checked=checked)},{GRADE},"")',
        "standing": _standing(language),
        "change": 'IF(AND(ISNUMBER(@total),ISNUMBER(@last)),@total-@last,"")',
        "extra": 'IF(@policy=3,SUM(@c3_points,@c4_points),"")',
        **{f"c{n}_score": f'IF(@a{n}*@f{n}=0,"",@c{n}_points/(@a{n}*@f{n}))' for n in ALL},
        **{f"f{n}": _factor(n) for n in ALL},
        "n_standing": (
            'IF(@id="",0,IF(ROUND(@applicable,12)<Set_enough_weight,4,IF(@missing>0,'
            f"IF(AND(Set_provisional=1,{_sum('a', ALL)}>0),2,3),1)))"
        ),
        "final": 'IF(@n_standing=1,@total,"")',
    }


# Of a row of Summary; `#key` is a column of the person's rows in Scores
TOTAL = "IF(OR(@n_standing=1,@n_standing=2),ROUND(ROUND(SUM(#points),9),2),NA())"


def rank(letter: Mapping[str, str], first: int, last: int) -> str:
    """The rank among the final totals of one role, whose people stand in the rows first to last."""
    totals = f"${letter['final']}${first}:${letter['final']}${last}"
    return pattern(f'IF(@n_standing=1,COUNTIF({totals},">"&@total)+1,"")', letter)


SHOWN = "TRIM(@id)"  # as a person counts it: blanks around an id do not matter


def area(sheet: str, letter: str, first: int, last: int) -> str:
    """A column of another sheet, from row to row, the same from every cell."""
    return f"{sheet}!${letter}${first}:${letter}${last}"


def department(ids: str, departments: str) -> str:
    """The department of the person whom a row shows; an id in digits may stand there as text or as a number.

    It is looked for where the person stood at the last scoring: a search for everybody takes minutes.
    """
    found = f"IFERROR(MATCH({SHOWN},{ids},0),MATCH(--@id,{ids},0))"
    there = f'IF(ISNUMBER(@n_person),TRIM(INDEX({ids},@n_person)&"")={SHOWN},FALSE)'
    return f'IF(@id="","",IFERROR(INDEX({departments},IF({there},@n_person,{found}))&"",""))'


def last_month(letter: Mapping[str, str], first: int, last: int) -> str:
    """The total of the month before: the row's own, or of the row that was scored for whom it shows now."""
    scored, totals = (f"${letter[key]}${first}:${letter[key]}${last}" for key in ("scored", "last_scored"))
    found = f"INDEX({totals},MATCH({SHOWN},{scored},0))"
    moved = f'IFERROR(IF({found}="","",{found}),"")'
    return pattern(f'IF(@id="","",IF({SHOWN}=@scored,IF(@last_scored="","",@last_scored),{moved}))', letter)


def block(sheet: str, letter: str, first: int | str, last: int | str) -> str:
    """A person's rows of one column of Scores, seen from another sheet."""
    return f"{sheet}!{letter}{first}:{letter}{last}"


def understood(reference: str, cell_text: str, meaning: str) -> str:
    """A cell whose text only the program can read: its meaning, for as long as that text stands there."""
    return f"IF(EXACT({reference},{quoted(cell_text)}),{meaning},{echo(reference)})"


@lru_cache(maxsize=1 << 13)  # the next workbook has the same cells
def echo(reference: str) -> str:
    """Another cell, a blank as a blank instead of 0."""
    return f'IF({reference}="","",{reference})'
