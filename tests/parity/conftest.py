"""The judges, and the table of what they said at the end of the run."""

from collections.abc import Callable, Mapping
from functools import cache

import pytest

from kpi.model import Edition
from tests.office import Office
from tests.parity.books import Made, Workshop
from tests.parity.calc import Calc
from tests.parity.cases import SHIPPED
from tests.parity.compare import Tally
from tests.parity.engines import Formualizer, IronCalc
from tests.parity.judge import Judge
from tests.parity.table import lines

NAMES = ("calc", "python", "formualizer", "ironcalc")
TALLIES = pytest.StashKey[dict[str, Tally]]()


@pytest.fixture(scope="session")
def tallies(pytestconfig: pytest.Config) -> dict[str, Tally]:
    """What became of each judge in this run, by name."""
    return pytestconfig.stash.setdefault(TALLIES, {})


@pytest.fixture(scope="session")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    return Workshop(tmp_path_factory.mktemp("parity"))


@pytest.fixture(scope="session")
def shipped_book(workshop: Workshop) -> Callable[[int, Edition], Made]:
    """A workbook with the packaged rules, made once for all judges."""
    return cache(lambda number, edition: workshop.make(SHIPPED[number], edition))


@pytest.fixture(scope="session")
def judges(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Judge]:
    folder = tmp_path_factory.mktemp("judges")

    def office() -> Office:
        offices: list[Office] = request.getfixturevalue("_offices")
        if not offices[-1].alive:
            offices[-1].kill()
            offices.append(Office(offices[-1].profile).start())
        return offices[-1]

    return {
        "calc": Calc("LibreOffice Calc, portable edition", "portable", office),
        "python": Calc(
            "LibreOffice Calc, python edition", "python", lambda: request.getfixturevalue("calcs")["en"]
        ),
        "formualizer": Formualizer(folder),
        "ironcalc": IronCalc(folder),
    }


@pytest.fixture(scope="session")
def present(judges: Mapping[str, Judge], tallies: dict[str, Tally]) -> list[str]:
    """The judges that this machine has; the others stand in the table with the reason."""
    here = []
    for name, judge in judges.items():
        try:
            judge.start()
        except pytest.skip.Exception as reason:
            tallies[name] = Tally(judge.name, absent=str(reason))
        else:
            here.append(name)
    return here


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """One table, also under -q: who calculated how many cells, and where they differ from the engine."""
    tallies = config.stash.get(TALLIES, {})
    if tallies:
        terminalreporter.section("parity of all engines")
        for line in lines(list(tallies.values())):
            terminalreporter.write_line(line)
