"""The command line: one program, one small module for each group of commands."""

import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from io import TextIOWrapper
from typing import TYPE_CHECKING

import typer

from kpi.cli.crash import told_from_a_log

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

# Command, and the module whose function of that name it is; only what is asked for is loaded.
COMMANDS = {
    "new": "new",
    "enter": "enter",
    "demo": "demo",
    "check": "books",
    "score": "books",
    "report": "report",
    "close": "close",
    "rules": "rules",
    "functions": "functions",
    "call": "functions",
}
NOTHING_FURTHER: "Mapping[str, EntryPoint]" = {}
# Arguments of these may begin with a minus sign: kpi call KPI_GRADE -1.
LITERAL = {"call": {"ignore_unknown_options": True}}


def app(commands: Sequence[str], further: Mapping[str, "EntryPoint"] = NOTHING_FURTHER) -> typer.Typer:
    """The program with these commands, and with groups of commands that other packages bring."""
    program = typer.Typer(
        name="kpi",
        help="KPI scorecards: rules, workbooks, scores. / 营销中心绩效考核：标准、工作簿、计分。",
        add_completion=False,
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    program.callback()(_program)
    for command in commands:
        body = getattr(import_module(f"kpi.cli.{COMMANDS[command]}"), command)
        brief = (body.__doc__ or "").partition("\n")[0]  # said here, it is folded and not cut
        program.command(command, short_help=brief, context_settings=LITERAL.get(command))(body)
    for name in sorted(further):
        program.add_typer(further[name].load(), name=name)
    return program


def _program() -> None:
    """Holds the commands together; without it a single one would not need its name."""


def main(words: Sequence[str] | None = None) -> None:
    """Runs one command and exits with its code."""
    words = sys.argv[1:] if words is None else words
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a console may lack ≥ or ●
    with told_from_a_log():
        _wanted(words[0] if words else "")(args=list(words), prog_name="kpi")


def _wanted(command: str) -> typer.Typer:
    """The program with no more than the command needs: loading everything takes longer than scoring."""
    if command in COMMANDS:
        return app([command])
    from kpi.cli.further import further  # noqa: PLC0415 - looking them up costs every other command time

    found = further()
    return app([], {command: found[command]}) if command in found else app(list(COMMANDS), found)
