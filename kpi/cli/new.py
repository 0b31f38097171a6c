"""`kpi new`: make a workbook from the rule book."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, cast

import typer

from kpi.cli import console
from kpi.cli.further import endings
from kpi.intake import read_listing
from kpi.model import EDITIONS, Edition, Language, Person, Role
from kpi.new import ENDING, Finish, make, month_of, rules_for
from kpi.problems import Problem
from kpi.problems import imports as problem
from kpi.staff import chosen_roles, people_of
from kpi.words import say

Out = Annotated[
    Path,
    typer.Argument(
        metavar="OUT.xlsx", help="The new workbook; .xlsm has the buttons for Excel. / 新工作簿；.xlsm 带 Excel 按钮。",
        show_default=False,
    ),
]
Lang = Annotated[
    Language | None,
    typer.Option("--lang", help="Language of the workbook. / 工作簿语言。", show_default=False),
]
Period = Annotated[str, typer.Option(metavar="2026-11", help="The month. / 考核月份。", show_default=False)]
People = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help="CSV or .xlsx: id, name, role, department, reviewer, from, to. / "
        "人员名单：工号、姓名、岗位、部门、考核人、到岗日期、离岗日期。",
        show_default=False,
    ),
]
Roles = Annotated[
    str,
    typer.Option(
        metavar="SS,销售经理", help="Only sheets of these roles. / 只做这些岗位的表。", show_default=False
    ),
]
EditionAsked = Annotated[
    str,
    typer.Option(
        "--edition",
        metavar="portable|python",
        help="portable has plain formulas, python has KPI_SCORE(...) in the cells; an .xlsm is python, if not told. / "
        "版本：portable 用普通公式，python 用 KPI 函数（需要插件）；.xlsm 默认 python，其他默认 portable。",
        show_default=False,
    ),
]
Company = Annotated[str, typer.Option(help="Company name. / 公司名称。", show_default=False)]
Force = Annotated[bool, typer.Option("--force", help="Replace a file that is there. / 覆盖已有文件。")]


def new(
    out: Out,
    period: Period,
    lang: Lang = None,
    people: People = None,
    roles: Roles = "",
    edition: EditionAsked = "",
    company: Company = "",
    force: Force = False,  # noqa: FBT002 - a switch of the command line
) -> None:
    """Make a workbook for one month: the rules, the people, a sheet for each role."""
    language = lang or console.language()
    month = month_of(period)
    kind: Edition = _edition(edition, out)
    problems = list(_asked(out, period, edition, replace=force))
    if problems or month is None:
        console.refuse(problems, language)
    rules = rules_for(month)
    if isinstance(rules, list):
        console.refuse(rules, language)
    chosen, unknown = chosen_roles(roles, rules.roles)
    if unknown:
        console.refuse(unknown, language)
    known = _people(people, rules.roles, chosen, language)
    with console.progress(say("new_progress", language)) as advance:
        failed = make(
            out,
            language=language,
            period=month,
            edition=kind,
            people=known,
            roles=[role.code for role in chosen],
            company=company,
            progress=advance,
            finish=_finish(out),
        )
    if failed:
        console.reasons(failed, language)
        raise typer.Exit(console.PROBLEMS)
    made = {"file": out, "people": len(known), "roles": len(chosen), "period": month}
    console.say(say("new_made", language, **made))
    console.say(say("new_next", language, file=out))


def _edition(asked: str, out: Path) -> Edition:
    """The edition asked for; without a word, an .xlsm has the functions that its macros serve."""
    usual = EDITIONS[out.suffix.lower() != ENDING]
    return next((one for one in EDITIONS if one == asked), usual)


def _finish(out: Path) -> Finish | None:
    """What makes the file out of an .xlsx; None for an .xlsx."""
    ending = out.suffix.lower()
    return None if ending == ENDING else cast("Finish", endings()[ending[1:]].load())


def _asked(out: Path, period: str, edition: str, *, replace: bool) -> Iterator[Problem]:
    """What is wrong with the command itself."""
    if edition not in ("", *EDITIONS):
        yield problem.no_such_edition(edition)
    if month_of(period) is None:
        yield problem.not_a_month(period)
    ending = out.suffix.lower()
    if ending != ENDING and ending[1:] not in endings():
        yield problem.wrong_ending(out.name)
    elif not out.parent.is_dir():
        yield problem.no_folder(out.name, str(out.parent))
    elif out.exists() and not replace:
        yield problem.already_there(out.name)


def _people(
    path: Path | None, roles: Sequence[Role], chosen: Sequence[Role], language: Language
) -> list[Person]:
    """The people of the list; all or nobody, so that a new workbook misses none without a word."""
    if path is None:
        return []
    listing = read_listing(path)
    people, problems = ([], listing) if isinstance(listing, list) else people_of(listing, roles, chosen)
    console.reasons(problems, language)
    if any(not one.note for one in problems):
        raise typer.Exit(console.PROBLEMS)
    return people
