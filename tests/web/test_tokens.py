"""The three tokens survive a restart, are the user's alone, and can be replaced."""

from __future__ import annotations

import json
import stat
import sys
from pathlib import Path

import pytest

from reelpulse.errors import SettingsError
from reelpulse.web.tokens import Scope, TokenStore


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "made" / "tokens.json"


def test_tokens_are_the_same_after_a_restart(file: Path) -> None:
    first = TokenStore(file)
    second = TokenStore(file)
    assert [second.token(scope) for scope in Scope] == [first.token(scope) for scope in Scope]


def test_each_token_is_long_and_opens_its_own_door_only(file: Path) -> None:
    tokens = TokenStore(file)
    for scope in Scope:
        assert len(tokens.token(scope)) >= 32
        for other in Scope:
            assert tokens.fits(scope, tokens.token(other)) is (scope is other)


@pytest.mark.parametrize("offered", ["", "x", "привет", "\ud800", "\udcff" * 40])
def test_a_wrong_token_fits_nothing_whatever_its_characters(file: Path, offered: str) -> None:
    tokens = TokenStore(file)
    assert not any(tokens.fits(scope, offered) for scope in Scope)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps rights in lists, not in modes")
def test_only_the_user_may_read_the_file(file: Path) -> None:
    TokenStore(file).renew(Scope.OVERLAY)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_renewed_token_replaces_the_old_one_for_good_and_leaves_the_others(file: Path) -> None:
    tokens = TokenStore(file)
    before = {scope: tokens.token(scope) for scope in Scope}
    renewed = tokens.renew(Scope.OVERLAY)
    assert renewed != before[Scope.OVERLAY]
    assert not tokens.fits(Scope.OVERLAY, before[Scope.OVERLAY])
    again = TokenStore(file)
    assert {scope: again.token(scope) for scope in Scope} == {**before, Scope.OVERLAY: renewed}


def test_nothing_is_left_beside_the_file(file: Path) -> None:
    TokenStore(file).renew(Scope.INGEST)
    assert [path.name for path in file.parent.iterdir()] == ["tokens.json"]


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "not json",
        "{}",
        json.dumps({"ingest": "short", "overlay": "short", "moderator": "short"}),
        json.dumps({"ingest": 1, "overlay": 2, "moderator": 3}),
        "\x00\xff",
    ],
)
def test_a_file_that_is_not_ours_is_named_with_what_to_do(file: Path, content: str) -> None:
    file.parent.mkdir()
    file.write_bytes(content.encode("latin-1"))
    with pytest.raises(SettingsError, match="Delete it: new tokens are made") as caught:
        TokenStore(file)
    assert str(file) in str(caught.value)


def test_a_token_that_cannot_be_kept_is_not_used(file: Path, tmp_path: Path) -> None:
    tokens = TokenStore(file)
    before = tokens.token(Scope.INGEST)
    file.unlink()
    file.parent.rmdir()
    file.parent.write_text("a file where the folder was", encoding="utf-8")
    with pytest.raises(SettingsError, match="cannot be written"):
        tokens.renew(Scope.INGEST)
    assert tokens.token(Scope.INGEST) == before


def test_a_file_that_cannot_be_opened_is_not_called_damaged(file: Path) -> None:
    file.mkdir(parents=True)  # what stops even an administrator
    with pytest.raises(SettingsError) as refused:
        TokenStore(file)
    assert "cannot be opened" in str(refused.value)
    assert "Check that you may read it" in str(refused.value)
    assert "Delete" not in str(refused.value)
