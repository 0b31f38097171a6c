"""Scoring a workbook in place changes our cells and nothing else, whatever else the workbook holds.

Each file of the corpus is a workbook of ours with one feature more, made by
another writer or by hand. Two judges that are not our code look at every
file before and after: Microsoft's Open XML SDK and LibreOffice.
"""

import shutil
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kpi.headless import score_file
from tests.corpus.books import FEATURES, REMARK, ending, extended
from tests.corpus.carried import FRESH, STALE
from tests.corpus.compare import allowed, areas, around, cells, changed, managers_cells
from tests.corpus.scored import Scored, as_csv, scored, summary_rows
from tests.corpus.writers import by_libreoffice, by_openpyxl
from tests.desk import by_id, tables
from tests.judges import missing, sdk_errors

WRITERS = ("openpyxl", "libreoffice")
DEPENDENTS = {"own_formulas": ("经理分析", "上报"), "openpyxl": ("经理分析",)}  # sheets that look at ours


def files(centre: Path, folder: Path) -> Iterator[tuple[str, Path]]:
    data = centre.read_bytes()
    for name in FEATURES:
        yield name, extended(data, name).write(folder / f"{name}{ending(name)}")
    yield "openpyxl", by_openpyxl(centre, folder / "openpyxl.xlsx")
    if shutil.which("soffice"):
        yield "libreoffice", by_libreoffice(folder / "charts.xlsx", folder)


@pytest.fixture(scope="session")
def corpus(_centre: Path, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Scored]:
    """Every file of the corpus, scored."""
    return {name: scored(name, path) for name, path in files(_centre, tmp_path_factory.mktemp("corpus"))}


@pytest.fixture(params=[*FEATURES, *WRITERS])
def one(request: pytest.FixtureRequest, corpus: Mapping[str, Scored]) -> Scored:
    if request.param not in corpus:
        missing("soffice", "LibreOffice is not installed")
    return corpus[request.param]


def test_it_is_scored(one: Scored) -> None:
    assert one.result.written
    assert [problem.code for problem in one.result.problems if not problem.note] == []
    totals = by_id(tables(one.after)["Summary"], "总分")
    assert len(totals) == 30
    assert all(isinstance(total, float) for total in totals.values())


def test_every_part_that_is_not_ours_stays_byte_for_byte(one: Scored) -> None:
    assert changed(one.old, one.new) <= allowed(one.old, DEPENDENTS.get(one.name, ()))
    assert areas(one.old)["Summary"].sheet in changed(one.old, one.new)
    assert [name for name in one.old.content if name in one.new.content] == list(one.new.content)  # in the same order


def test_our_sheets_differ_only_in_our_cells(one: Scored) -> None:
    was, now = areas(one.old), areas(one.new)
    for part in changed(one.old, one.new) & set(one.old.sheets().values()):
        names = [name for name, area in was.items() if area.sheet == part]
        filled = [was[name]._replace(bottom=max(was[name].bottom, now[name].bottom)) for name in names]
        assert managers_cells(one.new.content[part], filled) == managers_cells(one.old.content[part], filled)
        before, after = ([found[name].bottom for name in names] for found in (was, now))
        assert around(one.new.content[part], after) == around(one.old.content[part], before)


def test_no_old_value_is_left_where_a_formula_depends_on_us(one: Scored) -> None:
    stale, fresh = f"<v>{STALE}</v>".encode(), f"<v>{FRESH}</v>".encode()
    for name, data in one.new.content.items():
        assert stale not in data, name
        assert data.count(fresh) == one.old.content[name].count(fresh), name


def test_a_second_scoring_gives_the_same_bytes(one: Scored) -> None:
    once = one.after.read_bytes()
    again = one.after.parent / "again" / one.after.name  # of the same name, which problems mention
    again.parent.mkdir(exist_ok=True)
    again.write_bytes(once)
    assert score_file(again).outcome is not None
    assert again.read_bytes() == once


def test_the_managers_words_are_where_they_were(one: Scored) -> None:
    words = tables(one.after)["Feedback"]
    assert REMARK in by_id(words, "考核人评语").values()
    summary = cells(one.new.content[one.new.sheets()["汇总"]])
    assert summary["AS5"] == cells(one.old.content[one.old.sheets()["汇总"]])["AS5"]
    assert "E5*2" in summary["AT5"]


def test_a_signed_workbook_says_that_its_signature_ends(corpus: Mapping[str, Scored]) -> None:
    said = {name: [problem.code for problem in one.result.problems] for name, one in corpus.items()}
    assert said.pop("signature") == ["KPI133"]
    assert set(map(tuple, said.values())) == {()}


# Judges that are not our code ----------------------------------------------------


@pytest.fixture(scope="session")
def sdk(corpus: Mapping[str, Scored]) -> Mapping[Path, list[str]]:
    """What the Open XML SDK says of every file, two at a time."""
    paths = [path for one in corpus.values() for path in (one.before, one.after)]
    with ThreadPoolExecutor(2) as pool:
        return dict(zip(paths, pool.map(sdk_errors, paths), strict=True))


def test_the_open_xml_sdk_finds_nothing_new(one: Scored, sdk: Mapping[Path, list[str]]) -> None:
    assert Counter(sdk[one.after]) - Counter(sdk[one.before]) == Counter()
    assert sdk[one.before] == [] or one.name == "openpyxl"  # whose font elements stand in the wrong order


@pytest.fixture(scope="session")
def opened(corpus: Mapping[str, Scored], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every scored file, opened and calculated by LibreOffice; its 汇总 as CSV."""
    folder = tmp_path_factory.mktemp("opened")
    as_csv([one.after for one in corpus.values()], folder)
    return folder


def test_libreoffice_opens_it_and_gets_the_same_totals(one: Scored, opened: Path) -> None:
    totals = by_id(tables(one.after)["Summary"], "总分")
    seen = {row[0]: float(row[4]) for row in summary_rows(opened, one.after, 30)}
    assert seen == pytest.approx(totals, abs=1e-9)
