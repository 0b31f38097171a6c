"""The commands of the README, as they stand there, in its order, run by a newcomer who has run the demo."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
SECTIONS = ("A month, step by step", "The rule book")
FINE = {0, 1}  # clean, or something to mend


def blocks() -> dict[str, str]:
    """The console block of each section."""
    return {
        title: found[1]
        for title in SECTIONS
        if (found := re.search(r"```console\n(.*?)```", README.partition(f"## {title}")[2], re.DOTALL))
    }


def commands(block: str) -> list[tuple[list[str], str]]:
    """Each command and what the README says that it prints."""
    parts = re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]
    lines = (part.split("\n", 1) for part in parts)
    return [(shlex.split(first, comments=True), rest.strip()) for first, rest in lines]


def run(words: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    assert words[0] == "kpi"
    command = [sys.executable, "-m", "kpi", *words[1:]]
    environment = {**os.environ, "LANG": "zh_CN.UTF-8", "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=900, check=False)


@pytest.mark.parametrize("title", SECTIONS)
def test_the_commands_of_the_readme_run(tmp_path: Path, title: str) -> None:
    assert run(["kpi", "demo"], tmp_path).returncode == 0
    shutil.copytree(ROOT / "kpi" / "rules", tmp_path / "kpi" / "rules")  # the README is read in the folder of the project
    found = commands(blocks()[title])
    assert len(found) > 4
    for words, said in found:
        done = run(words, tmp_path)
        assert done.returncode in FINE, (words, done.stdout, done.stderr)
        assert done.stderr == "", words
        assert said in done.stdout, words


@pytest.mark.usefixtures("chinese_font")
def test_the_month_of_the_readme_gives_a_scored_workbook_and_its_report(tmp_path: Path) -> None:
    run(["kpi", "demo"], tmp_path)
    said = {words[1]: run(words, tmp_path).stdout for words, _ in commands(blocks()[SECTIONS[0]])}
    assert "115.83" in said["score"]
    assert "KPI201" in said["score"]
    assert {path.name for path in (tmp_path / "2026-11-report").glob("*-2026-11.pdf")} == {
        "团队月报-2026-11.pdf", "个人考核表-2026-11.pdf",
    }  # fmt: skip


def test_the_readme_sets_up_with_commands_that_ci_can_find() -> None:
    for name in ("demo", "test"):
        found = re.search(rf"<!-- {name} command -->\n`(.+)`\n", README)
        assert found
        assert "python3 -m venv .venv && " in found[1]


def test_every_section_that_the_readme_points_to_is_there() -> None:
    titles = re.findall(r"^#+ (.+)$", README, re.MULTILINE)
    there = {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}
    wanted = re.findall(r"\]\(#([^)]+)\)", README)
    assert len(wanted) > 5
    assert set(wanted) <= there


def test_every_file_that_the_readme_points_to_is_there() -> None:
    targets = re.findall(r"\]\((?!http)([^)#]+)\)", README)
    assert len(targets) > 5
    assert [one for one in targets if not (ROOT / one).is_file()] == []
