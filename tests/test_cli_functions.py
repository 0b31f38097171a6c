"""`kpi call` and `kpi functions`: what is printed where, and the exit codes."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pytest
from typer.testing import CliRunner

from kpi.cli import COMMANDS, app
from kpi.functions import FUNCTIONS


class Ran(NamedTuple):
    code: int
    out: str
    err: str


def run(*words: str, **environment: str) -> Ran:
    """A command on an English machine, unless the environment says otherwise."""
    variables = {"LC_ALL": "", "LC_MESSAGES": "", "LANG": "en_GB.UTF-8", "COLUMNS": "80", **environment}
    wanted = [words[0]] if words and words[0] in COMMANDS else list(COMMANDS)
    result = CliRunner(env=variables).invoke(app(wanted), list(words))
    return Ran(result.exit_code, result.stdout.rstrip("\n"), result.stderr)


def test_a_score_is_one_number_and_nothing_else() -> None:
    assert run("call", "KPI_SCORE", "SALES-3", "97%") == (0, "87.5", "")
    assert run("call", "kpi_score", "回款及时率", "９７％") == (0, "87.5", "")


def test_the_words_are_in_the_language_asked_for_else_the_machines() -> None:
    words = ("call", "KPI_EXPLAIN", "回款及时率", "97%")
    assert run(*words, "--lang", "zh").out.startswith("回款及时率（SALES-3）：完成值 97%")
    assert run(*words).out.startswith("On-time collection rate (SALES-3): actual 97%")
    assert run(*words, LANG="zh_CN.UTF-8").out.startswith("回款及时率（SALES-3）")
    assert run(*words, LANG="zh_CN.UTF-8", LC_ALL="C").out.startswith("On-time")
    assert run("call", "KPI_STATUS", "SALES-3", "97%", "--lang", "zh").out == "预警"


def test_numbers_have_ten_decimals_at_most() -> None:
    assert run("call", "KPI_WEIGHT", "SERVICE-1").out == "0.1666666667"
    assert run("call", "KPI_SCORE", "SALES-1", "80%").out == "80"


@pytest.mark.parametrize(
    ("words", "value", "code"),
    [
        (("KPI_SCORE", "SALES-3", "98"), "#N/A", "KPI214"),
        (("KPI_SCORE", "SALES-3", "好"), "#VALUE!", "KPI202"),
        (("KPI_SCORE", "HEAD-2", "1"), "#N/A", "KPI712"),
        (("KPI_SCORE", "SALES-3", "#DIV/0!"), "#DIV/0!", "KPI701"),
        (("KPI_SCORE", "SALES-33", "1"), "#N/A", "KPI362"),
        (("KPI_STATUS", "HEAD-2", "1"), "target open", "KPI712"),
    ],
)
def test_a_failure_prints_the_error_value_and_beside_it_the_reason(
    words: Sequence[str], value: str, code: str
) -> None:
    ran = run("call", *words)
    assert (ran.code, ran.out) == (1, value)
    assert f"[{code}]" in ran.err


def test_the_words_of_a_failure_are_not_said_twice() -> None:
    ran = run("call", "KPI_EXPLAIN", "HEAD-2", "1")
    assert (ran.code, ran.err) == (1, "")
    assert "no target yet" in ran.out


def test_lists_with_commas_are_ranges() -> None:
    assert run("call", "KPI_TOTAL", "90,100,95,80,100,110,70", "40,20,15,15,10,10,10").out == "91.875"
    assert run("call", "KPI_TOTAL", "90；不适用；80", "60；20；20").out == "87.5"
    assert run("call", "KPI_GRADE", "85", "优,90;良,80;差,").out == "良"
    assert run("call", "KPI_SCORES", "SALES-3;SERVICE-1", "97%;3").out == "87.5\n50"


def test_a_negative_number_is_no_option() -> None:
    assert run("call", "KPI_GRADE", "-1") == (0, "D", "")
    assert run("call", "KPI_SCORE", "D-KA2", "-5%").out == "0"
    assert run("call", "KPI_GRADE", "90", "--lnag", "zh").code == 2


def test_an_unknown_function_is_a_usage_error_with_suggestions() -> None:
    ran = run("call", "KPI_SCOR", "SALES-3", "97%")
    assert (ran.code, ran.out) == (2, "")
    assert "KPI_SCORE / KPI_SCORES" in ran.err


def test_a_wrong_number_of_arguments_is_a_usage_error() -> None:
    assert run("call", "KPI_SCORE", "SALES-3").code == 2
    assert run("call", "KPI_WEIGHT", "SALES-3", "", "3").code == 2


def test_a_day_before_all_rules_is_a_problem_and_a_day_that_is_none_a_usage_error() -> None:
    assert run("call", "KPI_SCORE", "SALES-3", "97%", "--on", "2024-12-31").code == 1
    assert run("call", "KPI_SCORE", "SALES-3", "97%", "--on", "2025-01-01").out == "87.5"
    assert run("call", "KPI_SCORE", "SALES-3", "97%", "--on", "2025-13-01").code == 2


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_list_names_every_function_parameter_and_example(language: str) -> None:
    ran = run("functions", "--lang", language)
    assert ran.code == 0
    assert "\x1b" not in ran.out
    assert "…" not in ran.out
    said = ran.out.replace("\n", "").replace(" ", "")
    for function in FUNCTIONS.values():
        texts = [function.help[language], *(one.help[language] for one in function.parameters)]
        for text in (f"{function.name}(", *texts, getattr(function.example, language)):
            assert text.replace(" ", "") in said


def test_the_program_is_a_module_too_and_loads_only_what_a_score_needs() -> None:
    words = [sys.executable, "-X", "importtime", "-m", "kpi", "call", "KPI_SCORE", "SALES-3", "97%"]
    ran = subprocess.run(words, capture_output=True, check=True, encoding="utf-8")
    assert ran.stdout == "87.5\n"
    loaded = {line.rpartition("|")[2].strip() for line in ran.stderr.splitlines()}
    assert not {"rich", "openpyxl", "xlsxwriter", "lxml", "kpi.package", "kpi.schema"} & loaded


def test_an_unexpected_failure_names_a_log_and_shows_no_traceback(tmp_path: Path) -> None:
    script = (
        "import kpi.cli.rulebooks as books, kpi.cli as cli\n"
        "books.packaged_book = lambda day: 1 / 0\n"
        "cli.main(['call', 'KPI_SCORE', 'SALES-3', '97%'])"
    )
    words = [sys.executable, "-c", script]
    elsewhere = {**os.environ, "TMPDIR": str(tmp_path)}
    ran = subprocess.run(words, check=False, capture_output=True, env=elsewhere, encoding="utf-8")
    assert ran.returncode == 1
    assert "Traceback" not in ran.stderr
    assert "ZeroDivisionError" in Path(ran.stderr.split()[-1]).read_text(encoding="utf-8")


def test_every_command_is_in_the_help_in_full() -> None:
    ran = run("--help")
    assert ran.code == 0
    assert all(f"\n  {command} " in ran.out for command in COMMANDS)
    assert "..." not in ran.out.partition("Commands")[2]
