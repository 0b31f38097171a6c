"""`kpi addin`: build what goes into a spreadsheet program."""

from pathlib import Path
from typing import Annotated

import typer

from kpi.cli import console
from kpi.words import say

Out = Annotated[
    Path, typer.Option("-o", "--out", metavar="DIR", help="Folder for the files. / 存放文件的文件夹。")
]

program = typer.Typer(
    help="Functions and buttons for spreadsheet programs. / 表格软件中的函数和按钮。",
    no_args_is_help=True,
    rich_markup_mode=None,
)
program.callback()(lambda: None)


@program.command()
def build(out: Out = Path("dist")) -> None:
    """Build kpi.oxt, the extension for LibreOffice Calc. / 生成 LibreOffice 扩展。"""
    from addin.oxt import pack  # noqa: PLC0415 - the other commands need it not

    console.say(say("addin_built", console.language(), file=pack.build(out)))
