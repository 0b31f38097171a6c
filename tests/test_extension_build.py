"""kpi.oxt: written from the declarations, the same bytes every time, complete in itself."""

from zipfile import ZipFile

import pytest

from addin.names import PACKAGE
from addin.oxt import pack
from kpi.layers import LAYERS
from tests.rebuild_projections import FOLDER
from tests.test_layers import ROOT, top


@pytest.mark.parametrize("name", pack.projections())
def test_a_committed_projection_is_what_the_declarations_give(name: str) -> None:
    assert (FOLDER / name).read_text(encoding="utf-8") == pack.projections()[name]


def test_every_build_gives_the_same_bytes(tmp_path) -> None:
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
