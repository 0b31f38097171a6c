"""Workbooks that many tests start from; made once, copied for each."""

import shutil
from pathlib import Path

import pytest

from tests.benchmarks import workloads


@pytest.fixture(scope="session")
def _centre(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return workloads.make(tmp_path_factory.mktemp("centre") / "centre.xlsx", 3)


@pytest.fixture
def centre(_centre: Path, tmp_path: Path) -> Path:
    """A workbook with three people in every role and a full month of entries, not scored yet."""
    return Path(shutil.copy(_centre, tmp_path / "centre.xlsx"))
