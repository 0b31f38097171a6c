"""kpi.oxt: written from the declarations, the same bytes every time, complete in itself."""

import subprocess
import sys
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import pytest

from addin.names import PACKAGE
from addin.oxt import pack
from addin.oxt.core import renamed
from kpi.layers import LAYERS
from kpi.rule_files import packaged_book
from kpi.words import sentences
from tests.rebuild_projections import FOLDER
from tests.test_layers import ROOT, top


@pytest.mark.parametrize("name", pack.projections())
def test_a_committed_projection_is_what_the_declarations_give(name: str) -> None:
    assert (FOLDER / name).read_text(encoding="utf-8") == pack.projections()[name]


def test_every_build_gives_the_same_bytes(tmp_path: Path) -> None:
    first, second = pack.build(tmp_path / "one"), pack.build(tmp_path / "two")
    assert first.read_bytes() == second.read_bytes()
    with ZipFile(first) as archive:
        assert archive.namelist() == sorted(archive.namelist())
        assert {entry.date_time for entry in archive.infolist()} == {pack.NO_CLOCK}


def test_the_extension_carries_the_first_three_layers_and_no_other_module_of_kpi() -> None:
    prefix = f"pythonpath/{PACKAGE}/kpi/"
    packed = {name.removeprefix(prefix) for name in pack.parts() if name.startswith(prefix)}
    wanted = {path for path in ROOT.rglob("*.py") if top(path) in frozenset().union(*LAYERS)}
    assert packed == {path.relative_to(ROOT).as_posix() for path in wanted}


def unpacked(folder: Path) -> Path:
    with ZipFile(pack.build(folder)) as archive:
        archive.extractall(folder / "unpacked")
    return folder / "unpacked" / "pythonpath"


def inside(folder: Path, code: str) -> str:
    """What Python code prints that can see the extension and the standard library, and nothing else."""
    command = [sys.executable, "-I", "-S", "-c", f"import sys; sys.path.insert(0, {str(folder)!r})\n{code}"]
    return subprocess.run(command, capture_output=True, check=True, encoding="utf-8", env={"PYTHONUTF8": "1"}).stdout


def test_the_extension_needs_nothing_that_is_not_in_it(tmp_path: Path) -> None:
    code = f"""
from {PACKAGE}.addin.libreoffice.answers import Answers
from {PACKAGE}.kpi.functions import FUNCTIONS
def log(): raise
answers = Answers("zh", ".", log)
for function in FUNCTIONS.values():
    answers.cells(function, ["SALES-3", "0.97", *[None] * 8][:len(function.parameters)])
print(answers.cells(FUNCTIONS["KPI_SCORE"], ("SALES-3", "97%", None, None)))
print({{"kpi", "addin", "tomllib", "pydantic"}} & set(sys.modules))
"""
    assert inside(unpacked(tmp_path), code).splitlines() == ["((87.5,),)", "set()"]


def test_the_extension_holds_the_packaged_rules_and_every_sentence(tmp_path: Path) -> None:
    code = f"""
from datetime import date
from {PACKAGE}.addin.libreoffice.packed_rules import packed_book
from {PACKAGE}.kpi.words import sentences
print(repr(packed_book(date(2026, 11, 30))).replace("{PACKAGE}.", ""))
print(repr(sorted((key, *sorted(texts.items())) for key, texts in sentences().items())))
"""
    book, words = inside(unpacked(tmp_path), code).splitlines()
    assert sorted(book) == sorted(repr(packaged_book(date(2026, 11, 30))))  # sets print in any order
    assert words == repr(sorted((key, *sorted(texts.items())) for key, texts in sentences().items()))


def test_an_import_that_could_not_be_renamed_is_refused() -> None:
    assert renamed("from kpi.words import say\n    from kpi import layout") == (
        f"from {PACKAGE}.kpi.words import say\n    from {PACKAGE}.kpi import layout"
    )
    with pytest.raises(ValueError, match="from kpi import"):
        renamed("import kpi.words\n")
