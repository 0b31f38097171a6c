"""What many tests start from: workbooks, made once and copied for each, and a running LibreOffice."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.benchmarks import workloads
from tests.office import Office


@pytest.fixture(scope="session")
def _centre(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return workloads.make(tmp_path_factory.mktemp("centre") / "centre.xlsx", 3)


@pytest.fixture
def centre(_centre: Path, tmp_path: Path) -> Path:
    """A workbook with three people in every role and a full month of entries, not scored yet."""
    return Path(shutil.copy(_centre, tmp_path / "centre.xlsx"))


@pytest.fixture(scope="session")
def _offices(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Office]]:
    running = [Office(tmp_path_factory.mktemp("office") / "profile").start()]
    yield running
    running[-1].stop()


@pytest.fixture
def office(_offices: list[Office]) -> Office:
    """A running LibreOffice; a new one where a test before has left it dead."""
    if not _offices[-1].alive:
        _offices[-1].kill()
        _offices.append(Office(_offices[-1].profile).start())
    return _offices[-1]
