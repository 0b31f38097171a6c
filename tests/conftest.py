"""What many tests start from: workbooks, made once and copied for each, and a running LibreOffice."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import settings

from tests import free_xlwings

free_xlwings.enforced()  # before anything that could load xlwings
settings.register_profile("kpi", deadline=None)  # a busy machine is no mistake in the code
settings.load_profile("kpi")

from addin.oxt import pack  # noqa: E402
from tests import extension  # noqa: E402
from tests.benchmarks import workloads  # noqa: E402
from tests.judges import missing  # noqa: E402
from tests.office import Office  # noqa: E402


@pytest.fixture(scope="session")
def _centre(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return workloads.make(tmp_path_factory.mktemp("centre") / "centre.xlsx", 3)


@pytest.fixture
def centre(_centre: Path, tmp_path: Path) -> Path:
    """A workbook with three people in every role and a full month of entries, not scored yet."""
    return Path(shutil.copy(_centre, tmp_path / "centre.xlsx"))


@pytest.fixture(scope="session")
def _ten(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return workloads.make(tmp_path_factory.mktemp("ten") / "十月.xlsx", 1)


@pytest.fixture
def ten(_ten: Path, tmp_path: Path) -> Path:
    """The same with one person in every role, and a Chinese name."""
    return Path(shutil.copy(_ten, tmp_path / "十月.xlsx"))


@pytest.fixture(scope="session")
def _live_centre(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return workloads.make(tmp_path_factory.mktemp("centre") / "live.xlsx", 3, "python")


@pytest.fixture
def live_centre(_live_centre: Path, tmp_path: Path) -> Path:
    """The same in the python edition."""
    return Path(shutil.copy(_live_centre, tmp_path / "live.xlsx"))


@pytest.fixture(scope="session")
def chinese_font() -> None:
    """A font with Chinese characters is installed, without which no PDF file is made."""
    from kpi.paper.fonts import chosen, installed  # not every run needs typst
    from kpi.problems import Problem

    if isinstance(chosen(installed().families, "中"), Problem):
        missing("fonts", "no Chinese font is installed")


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


@pytest.fixture(scope="session")
def _extended(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A profile with kpi.oxt in it, to be copied."""
    built = pack.build(tmp_path_factory.mktemp("extension"))
    return extension.installed(built, tmp_path_factory.mktemp("extended") / "profile")


@pytest.fixture(scope="session")
def _calcs() -> Iterator[dict[str, Office]]:
    running: dict[str, Office] = {}
    yield running
    for one in running.values():
        one.stop()


class Calcs(NamedTuple):
    """Running LibreOffices with kpi.oxt, by the language of their user interface."""

    running: dict[str, Office]
    template: Path
    folder: Path

    def __getitem__(self, language: str) -> Office:
        one = self.running.get(language)
        if one is None:
            one = Office(extension.profile(self.template, self.folder / language, language)).start()
        elif not one.alive:
            one.kill()
            one = Office(one.profile).start()
        self.running[language] = one
        return one


@pytest.fixture(scope="session")
def calcs(_extended: Path, _calcs: dict[str, Office], tmp_path_factory: pytest.TempPathFactory) -> Calcs:
    """LibreOffice with our extension: calcs["zh"], calcs["en"], calcs["de"]; started when first asked for."""
    return Calcs(_calcs, _extended, tmp_path_factory.mktemp("calcs"))


@pytest.fixture
def calc(calcs: Calcs) -> Office:
    """A running LibreOffice with our extension, in English."""
    return calcs["en"]
