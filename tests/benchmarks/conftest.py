"""Benchmarks take minutes, so they run only when they are asked for."""

import pytest


@pytest.fixture(scope="session")
def enabled(request: pytest.FixtureRequest) -> None:
    if not request.config.getoption("--benchmark-enable"):
        pytest.skip("benchmarks run with --benchmark-enable")
