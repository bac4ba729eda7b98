"""A fresh data base for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from reelpulse.storage.database import Database
from reelpulse.storage.store import SessionStore
from reelpulse.storage.stored_sessions import StoredSessions


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "reelpulse.db"


@pytest.fixture
def database(path: Path) -> Iterator[Database]:
    opened = Database(path)
    yield opened
    opened.close()


@pytest.fixture
def store(database: Database) -> SessionStore:
    return SessionStore(database)


@pytest.fixture
def library(database: Database) -> StoredSessions:
    return StoredSessions(database)
