"""Formulas as Excel writes them, for Calc, where `,` is `;` and `Sheet!A1` is `$Sheet.A1`."""

import re

from kpi.references import LETTER

TOKEN = re.compile(
    r'(?P<text>"(?:[^"]|"")*")'
    r"|(?P<constants>\{[^{}]*\})"
    r"|(?P<brackets>\[(?:[^\[\]']|'.|\[(?:[^\[\]']|'.)*\])*\])"
    rf"|(?P<sheet>(?:'(?:[^']|'')+'|(?![0-9.]){LETTER}+)!)"
    r"|(?P<truth>\b(?:TRUE|FALSE)\b(?!\())"
    r"|(?P<comma>,)",
    re.IGNORECASE,
)
BETWEEN = re.compile(r"\],\s*\[")
PARTS = re.compile(r'"(?:[^"]|"")*"|[,;]')
BEYOND = re.compile(r"_xl\w*\.|\[[0-9]+\]|#(?![A-Z/0]+[!?A]?)|@")  # prefixes, other books, spills


def for_calc(formula: str) -> str | None:
    r"""The formula, with its "=", as a cell of Calc takes it; None where only its own parser can tell.

    >>> for_calc('=SUM(S!A1:B2,T1[[#This Row],[x,y]],{1,2;3,4},"a,b")')
    '=SUM($\'S\'.A1:B2;T1[[#This Row];[x,y]];{1;2|3;4};"a,b")'
    """
    return None if BEYOND.search(TOKEN.sub("", formula)) else TOKEN.sub(_translated, formula)


def _translated(token: re.Match[str]) -> str:
    text = token[0]
    match token.lastgroup:
        case "comma":
            return ";"
        case "sheet":
            name = text[:-1] if text.startswith("'") else f"'{text[:-1]}'"
            return f"${name}."
        case "brackets":
            return BETWEEN.sub("];[", text)
        case "constants":
            return PARTS.sub(lambda part: {",": ";", ";": "|"}.get(part[0], part[0]), text)
        case "truth":
            return f"{text}()"
        case _:
            return text
