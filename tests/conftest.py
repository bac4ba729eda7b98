"""Fixtures that every room's tests share."""

from __future__ import annotations

from pathlib import Path

import pytest

_SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture
def shared_data(request: pytest.FixtureRequest) -> Path:
    """The folder of labelled pictures and clips beside the checkout; skips where there is none."""
    if not _SHARED.is_dir():
        pytest.skip(f"{request.node.nodeid}: ../shared/data is not beside this checkout")
    return _SHARED
