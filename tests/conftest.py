"""Options and habits shared by all tests."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

pytest_plugins = ["tests.browser"]

# A landing must not depend on luck: the same examples every time in CI. On a developer's machine each run tries new ones.
settings.register_profile("ci", derandomize=True, database=None)
if os.environ.get("CI"):
    settings.load_profile("ci")


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--update-golden`` writes generated pages and golden files anew; a person reads the difference."""
    parser.addoption("--update-golden", action="store_true", help="write generated pages and golden files anew")
