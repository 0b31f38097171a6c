"""`kpi addin workbook` and `kpi addin xlam`: the files for Excel."""

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from kpi import package
from kpi.cli import console
from kpi.layout import SHEETS
from kpi.model import LANGUAGES, Language
from kpi.problems import Problem
from kpi.problems import excel as problem
from kpi.problems import imports as file_problem
from kpi.problems.package import not_written
from kpi.words import say

OURS = "Scores"
ENDINGS = (".xlsm", ".xltm")
Book = Annotated[
    Path, typer.Argument(metavar="BOOK.xlsx", help="A workbook of ours. / 本程序的工作簿。", show_default=False)
]
Made = Annotated[
    Path | None,
    typer.Option(
        "-o", "--out", metavar="FILE", help="BOOK.xlsm, or a template .xltm. / 新文件。", show_default=False
    ),
]
Force = Annotated[bool, typer.Option("--force", help="Replace a file that is there. / 覆盖已有文件。")]
Folder = Annotated[
    Path, typer.Option("-o", "--out", metavar="DIR", help="Folder for the file. / 存放文件的文件夹。")
]
Python = Annotated[
    str,
    typer.Option(
        metavar="PATH", help="pythonw.exe of the machine, if not this one. / 目标电脑上的 pythonw.exe。",
        show_default=False,
    ),
]  # fmt: skip
Service = Annotated[
    str,
    typer.Option(
        metavar="{GUID}", help="A server started at logon, by its class id. / 登录时启动的服务。", show_default=False
    ),
]


def workbook(book: Book, out: Made = None, force: Force = False) -> None:  # noqa: FBT002 - a switch
    """Add the functions and the ribbon to a workbook, for Excel. / 为工作簿加入函数和功能区。"""
    from addin.excel.book import Kind  # noqa: PLC0415 - help needs none of it
    from addin.excel.build import with_macros  # noqa: PLC0415 - as above

    tongue = console.language()
    target = out or book.with_suffix(ENDINGS[0])
    wrong = list(_asked(book, target, replace=force))
    if wrong:
        console.refuse(wrong, tongue)
    kind = Kind.TEMPLATE if target.suffix.lower() == ENDINGS[1] else Kind.BOOK
    spoken = _language(book)
    try:
        made = with_macros(book.read_bytes(), spoken, kind)
    except (ValueError, KeyError, zipfile.BadZipFile):
        _end(problem.not_plain(book.name), tongue)
    _written(target, made, tongue)
    console.say(say("excel_workbook_made", tongue, file=target))


def xlam(out: Folder = Path("dist"), python: Python = "", service: Service = "") -> None:
    """Make kpi.xlam for this machine, the way from Excel to Python. / 生成本机的 kpi.xlam。"""
    from addin.excel.build import addin_book  # noqa: PLC0415 - help needs none of it
    from addin.excel.machine import installation  # noqa: PLC0415 - as above

    tongue = console.language()
    found = installation(python, service)
    if isinstance(found, Problem):
        _end(found, tongue)
    out.mkdir(parents=True, exist_ok=True)
    target = out / "kpi.xlam"
    _written(target, addin_book(found, tongue), tongue)
    console.say(say("excel_addin_made", tongue, file=target))


def _asked(book: Path, target: Path, *, replace: bool) -> Iterator[Problem]:
    """What is wrong with the command itself, or with the workbook."""
    if target.suffix.lower() not in ENDINGS:
        yield problem.no_macro_ending(target.name)
    elif not target.parent.is_dir():
        yield file_problem.no_folder(target.name, str(target.parent))
    elif target.exists() and not replace:
        yield file_problem.already_there(target.name)
    read = package.read(book)
    if isinstance(read, list):
        yield from read
    elif OURS not in read.table_names:
        yield problem.not_our_workbook(book.name)


def _language(book: Path) -> Language:
    """The language of a workbook by the title of a sheet; the machine's where somebody changed it."""
    read = package.read(book)
    titles = () if isinstance(read, list) else read.sheet_titles
    found = (language for language in LANGUAGES if SHEETS["scores"][language] in titles)
    return next(found, console.language())


def _written(target: Path, content: bytes, tongue: Language) -> None:
    try:
        target.write_bytes(content)
    except OSError as error:
        _end(not_written(target.name, error.strerror or str(error)), tongue)


def _end(found: Problem, tongue: Language) -> NoReturn:
    console.reasons([found], tongue)
    raise typer.Exit(console.PROBLEMS)
