"""The three tokens that open the server's doors, kept in a file only the user may read."""

from __future__ import annotations

import hmac
import json
import os
import secrets
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

from reelpulse.errors import SettingsError
from reelpulse.web.marked import N_

_TOKEN_BYTES = 24


class Scope(StrEnum):
    """What a token allows; each token opens one door only."""

    INGEST = "ingest"
    """Send frames and facts; in the OBS script's settings."""
    OVERLAY = "overlay"
    """Read figures without names; it ends up in OBS's scene file."""
    MODERATOR = "moderator"
    """Steer the show and read everything; exchanged for a cookie at once."""


class TokenStore:
    """Tokens that survive a restart, so that OBS's scenes keep working."""

    def __init__(self, file: Path) -> None:
        """Read the file, or make it with new tokens.

        Raises:
            SettingsError: the file is there but is not ours, or cannot be written.
        """
        self._file = file
        self._tokens: Mapping[Scope, str] = _read(file) if file.exists() else {}
        if not self._tokens:
            self._keep({scope: secrets.token_urlsafe(_TOKEN_BYTES) for scope in Scope})

    def token(self, scope: Scope) -> str:
        """The token itself, for the person who copies it."""
        return self._tokens[scope]

    def fits(self, scope: Scope, offered: str) -> bool:
        """Whether `offered` is the token of this scope, in constant time."""
        return same_secret(self._tokens[scope], offered)

    def renew(self, scope: Scope) -> str:
        """Replace a token; the old one opens nothing any more.

        Raises:
            SettingsError: the file cannot be written; the old token stays.
        """
        self._keep({**self._tokens, scope: secrets.token_urlsafe(_TOKEN_BYTES)})
        return self._tokens[scope]

    def _keep(self, tokens: Mapping[Scope, str]) -> None:
        try:
            _write(self._file, tokens)
        except OSError as problem:
            raise SettingsError(
                N_(
                    "This file of tokens cannot be written: {reason}. "
                    "Free some space, or choose another folder with --data-dir."
                ),
                subject=str(self._file),
                reason=problem.strerror,
            ) from problem
        self._tokens = tokens


def same_secret(expected: str, offered: str) -> bool:
    """Compare in constant time; `offered` may hold anything that came over the wire."""
    return hmac.compare_digest(expected.encode(), offered.encode(errors="surrogatepass"))


def _write(file: Path, tokens: Mapping[Scope, str]) -> None:
    """Readable by the user alone, and never half written."""
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_name(f"{file.name}.{secrets.token_hex(4)}.new")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as new:
            json.dump(tokens, new, indent=1)
            new.flush()
            os.fsync(new.fileno())
        beside.replace(file)
    finally:
        beside.unlink(missing_ok=True)


def _read(file: Path) -> Mapping[Scope, str]:
    try:
        values = json.loads(file.read_text(encoding="utf-8"))
        tokens = {scope: values[scope] for scope in Scope}
    except OSError as problem:
        raise SettingsError(
            N_(
                "This file of tokens cannot be opened: {reason}. Check that you may read it, or "
                "choose another folder with --data-dir."
            ),
            subject=str(file),
            reason=problem.strerror,
        ) from problem
    except (ValueError, KeyError, TypeError) as problem:
        raise _unusable(file) from problem
    if not all(isinstance(token, str) and len(token) >= _TOKEN_BYTES for token in tokens.values()):
        raise _unusable(file)
    return tokens


def _unusable(file: Path) -> SettingsError:
    return SettingsError(
        N_(
            "This file cannot be read as ReelPulse's tokens. Delete it: new tokens are made at "
            "the next start, and addresses in OBS must then be copied again."
        ),
        subject=str(file),
    )
