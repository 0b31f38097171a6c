"""`kpi rules`: the sets, one set, one KPI, and what is wrong in a rule file."""

import json
import re
from importlib.resources import files
from pathlib import Path

import pytest
from rich.cells import cell_len

from tests.calls import BOOK, RULES
from tests.test_cli_functions import run

SALES = (files("kpi") / "rules" / "sales.toml").read_text(encoding="utf-8")


def flat(text: str) -> str:
    """Text without the breaks of narrow lines."""
    return "".join(text.split())


def test_all_sets_are_listed_with_roles_weights_version_and_hash() -> None:
    out = run("rules").out
    assert "2025-01-01" in out
    sums = {card.code: sum(rule.weight for rule in card.rules) for card in BOOK.cards}
    assert list(sums.values()) == [115, 45, 55, 75, 120, 120]
    for code, total in sums.items():
        line = next(line for line in out.splitlines() if line.startswith(f"{code} "))
        assert line.endswith(str(total))
    assert {role.code for role in BOOK.roles} <= set(out.split())
    assert json.loads(run("rules", "--json").out)["hash"] in out


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_set_shows_everything_about_its_kpis_and_duties(language: str) -> None:
    ran = run("rules", "sales", "--lang", language)
    assert ran.code == 0
    out = re.sub("proposed|stated|建议|原文", "", flat(ran.out))  # stand between the lines of a long text
    for rule in (rule for rule in RULES if rule.set == "SALES"):
        assert ran.out.count(f"\n{rule.code} ") == 2  # in the table, and as a card
        for text in (rule.name, rule.definition, rule.improvement, rule.data_source, rule.category):
            assert flat(text[language]) in out


def test_a_kpi_is_shown_by_code_and_by_name() -> None:
    by_code = run("rules", "SALES-3", "--lang", "zh")
    assert by_code.code == 0
    assert by_code == run("rules", "回款及时率", "--lang", "zh")
    assert run("rules", "On-time", "collection", "rate").out == run("rules", "sales-3").out


def test_a_card_says_of_each_field_whether_the_document_states_it() -> None:
    out = run("rules", "SALES-3", "--lang", "zh").out
    lines = {line.split()[0]: line.split() for line in out.splitlines()}
    assert lines["目标"] == ["目标", "98%", "原文"]
    assert lines["评分方式"][-1] == "建议"
    assert lines["原始权重"] == ["原始权重", "15", "原文"]
    assert lines["有效权重"] == ["有效权重", "12.50%"]
    assert "90% 得 0 分，98% 得 100 分，中间按直线计分" in out
    assert lines["方向"] == ["方向", "越高越好", "原文"]  # ≥98%
    assert lines["事件型"] == ["事件型", "否"]
    unstated = run("rules", "HEAD-8", "--lang", "zh").out  # a share of cases in 24 hours, where the document has hours
    assert {"方向", "事件型"} <= {line.split()[0] for line in unstated.splitlines() if line.endswith("建议")}


def test_the_targets_of_single_roles_are_shown_open_ones_too() -> None:
    out = run("rules", "SALES-2", "--lang", "zh").out
    assert "销售专员：5 家客户" in out
    assert "销售经理：10 家客户（3 个月）" in out
    assert "大客户专员：待定目标" in out


@pytest.mark.parametrize("words", [(), ("SALES",), ("HEAD",), ("SERVICE-2",)])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_is_wider_than_80_columns_coloured_or_cut(words: tuple[str, ...], language: str) -> None:
    out = run("rules", *words, "--lang", language).out
    tables = out.splitlines()[1:]  # a heading is a plain line, which a terminal breaks by itself
    assert all(cell_len(line) <= 80 for line in tables)
    assert "\x1b" not in out
    assert "…" not in out


def test_a_name_that_nobody_has_is_a_usage_error_with_suggestions() -> None:
    ran = run("rules", "SALES-33")
    assert (ran.code, ran.out) == (2, "")
    assert "SALES-3 " in ran.err


def test_json_has_every_field_of_every_kpi() -> None:
    whole = json.loads(run("rules", "--json").out)
    assert sum(len(card["kpis"]) for card in whole["sets"]) == len(RULES)
    card = json.loads(run("rules", "SALES", "--json").out)
    assert (card["sum"], card["policy"], card["effective_from"]) == (120, "share", "2025-01-01")
    rule = json.loads(run("rules", "SALES-3", "--json").out)
    assert rule == next(one for one in card["kpis"] if one["code"] == "SALES-3")
    assert rule["scale"] == {"curve": "line", "better": "higher", "knots": [[0.9, 0], [0.98, 100]]}
    assert (rule["target"], rule["weight"], rule["effective"], rule["entry"]) == (0.98, 15, 0.125, "ratio")
    assert "scale" in rule["proposed"]


def test_a_sound_file_passes_the_check(tmp_path: Path) -> None:
    file = tmp_path / "sales.toml"
    file.write_text(SALES, encoding="utf-8")
    assert run("rules", "check", str(file)) == (0, "sales.toml: no problem found.", "")


def test_a_contradiction_is_told_with_its_place_and_exit_code_1(tmp_path: Path) -> None:
    file = tmp_path / "sales.toml"
    turned = SALES.replace("[[0.90, 0], [0.98, 100]]", "[[0.98, 0], [0.90, 100]]", 1)
    file.write_text(turned, encoding="utf-8")
    ran = run("rules", "check", str(file))
    assert ran.code == 1
    assert "[KPI304]" in ran.out
    assert "sales.toml" in ran.out
    as_json = json.loads(run("rules", "check", str(file), "--json").out)
    assert [one["code"] for one in as_json] == ["KPI304"]


def test_a_check_without_a_file_is_a_usage_error() -> None:
    assert run("rules", "check").code == 2
    assert run("rules", "check", "nowhere.toml").code == 1
