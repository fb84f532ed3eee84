"""Options and habits shared by all tests."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--update-golden`` writes generated pages and golden files anew; a person reads the difference."""
    parser.addoption("--update-golden", action="store_true", help="write generated pages and golden files anew")
