"""`kpi rules`: the rule book, a role set, one KPI, or what is wrong in a rule file."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from kpi.catalogue import digest, find_rule
from kpi.cli import console
from kpi.cli.rule_cards import book_rows, card_heading, card_rows, grade_rows, kpi_heading, kpi_lines
from kpi.cli.rule_data import book_data, card_data, rule_data
from kpi.cli.rulebooks import Folder, Lang, On, book_of
from kpi.grade_checks import out_of_reach
from kpi.layout import folded
from kpi.model import KpiRule, Language, RuleBook, Scorecard
from kpi.problems import Place, Problem
from kpi.problems import functions as problem
from kpi.results import problem_data
from kpi.words import explain, say

Words = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[SET|KPI|check FILE…]",
        help="A set (SALES), a KPI (SALES-3, 回款及时率), or check and rule files. "
        "/ 指标组、指标，或 check 加文件。",
        show_default=False,
    ),
]
Json = Annotated[bool, typer.Option("--json", help="As JSON. / 以 JSON 输出。")]
CHECK = "check"


def rules(
    words: Words = None,
    json_wanted: Json = False,  # noqa: FBT002 - a switch of the command line
    lang: Lang = None,
    on: On = "",
    folder: Folder = None,
) -> None:
    """Show the rules: all sets, one set, one KPI; or check rule files."""
    tongue = lang or console.language()
    if words and words[0] == CHECK:
        _check([Path(word) for word in words[1:]], tongue, as_json=json_wanted)
    book = book_of(on, folder, tongue)
    wanted = _wanted(book, " ".join(words or ()))
    if isinstance(wanted, Problem):
        console.refuse([wanted], tongue)
    if json_wanted:
        _print_json(_data(book, wanted))
    else:
        _show(book, wanted, tongue)


def _wanted(book: RuleBook, text: str) -> RuleBook | Scorecard | KpiRule | Problem:
    """The whole book when nothing is named, else the set or the KPI of that code or name."""
    if not text.strip():
        return book
    for card in book.cards:
        if folded(text) in {folded(name) for name in (card.code, *card.name.values())}:
            return card
    return find_rule(book, text)


def _data(book: RuleBook, wanted: RuleBook | Scorecard | KpiRule) -> object:
    match wanted:
        case RuleBook():
            return book_data(book)
        case Scorecard():
            return card_data(book, wanted)
        case KpiRule():
            return rule_data(book, wanted)


def _print_json(data: object) -> None:
    console.data(json.dumps(data, ensure_ascii=False, indent=2))


# As text -----------------------------------------------------------------------


def _show(book: RuleBook, wanted: RuleBook | Scorecard | KpiRule, tongue: Language) -> None:
    match wanted:
        case RuleBook():
            _show_book(book, tongue)
        case Scorecard():
            _show_card(book, wanted, tongue)
        case KpiRule():
            _show_kpi(book, wanted, tongue)


def _show_book(book: RuleBook, tongue: Language) -> None:
    console.say(say("rules_book", tongue, version=book.version, hash=digest(book)))
    console.table(book_rows(book, tongue))
    console.say("")
    console.say(say("rules_grades", tongue))
    console.grid(grade_rows(book, tongue))
    notes = out_of_reach(book, lambda _code, _field: Place())
    console.grid([("", explain(note, tongue, {})) for note in notes])
    console.say(say("rules_process", tongue))
    console.grid((one.code, one.name[tongue], one.text[tongue]) for one in book.process)


def _show_card(book: RuleBook, card: Scorecard, tongue: Language) -> None:
    console.say(card_heading(book, card, tongue))
    console.table(card_rows(book, card, tongue))
    for rule in card.rules:
        console.say("")
        _show_kpi(book, rule, tongue)


def _show_kpi(book: RuleBook, rule: KpiRule, tongue: Language) -> None:
    console.say(kpi_heading(rule, tongue))
    console.grid(kpi_lines(book, rule, tongue))


# Checking ----------------------------------------------------------------------


def _check(paths: Sequence[Path], tongue: Language, *, as_json: bool) -> None:
    """What is wrong in rule files; exit code 1 when anything is."""
    from kpi.schema import check_file  # noqa: PLC0415 - loads pydantic, which showing rules needs not

    if not paths:
        console.refuse([problem.nothing_to_check()], tongue)
    found = [one for path in paths for one in check_file(path)]
    if as_json:
        _print_json(problem_data(found, tongue))
    elif found:
        console.problems(found, tongue)
    else:
        console.say(say("rules_sound", tongue, files=", ".join(path.name for path in paths)))
    wrong = any(not one.note for one in found)
    raise typer.Exit(console.PROBLEMS if wrong else console.CLEAN)
