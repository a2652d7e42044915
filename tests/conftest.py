"""Slow tests run only with --slow, and alone with `--slow -m slow`. Random tests are the same in every run."""

import pytest
from hypothesis import settings

settings.register_profile("exactsep", derandomize=True, deadline=None)
settings.load_profile("exactsep")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--slow", action="store_true", help="run the tests marked slow, too")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--slow"):
        return
    for item in items:
        if "slow" in item.keywords:
            item.add_marker(pytest.mark.skip(reason="slow; run with --slow"))
