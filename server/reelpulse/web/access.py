"""Who may do what: the three tokens, and the logins that a moderator's token was exchanged for."""

from __future__ import annotations

import secrets
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from reelpulse.web.tokens import Scope, TokenStore

_SECOND_NS = 1_000_000_000
LOGIN_LIFETIME_NS = 24 * 3600 * _SECOND_NS
LOGINS_MAX = 32
"""Browsers and docks that are logged in at once; the oldest gives way."""
WRONG_ATTEMPTS_MAX = 10
WRONG_ATTEMPTS_WINDOW_NS = 60 * _SECOND_NS


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """One browser that a moderator opened with the link."""

    secret: str
    """Lies in the cookie; random, so that the token itself is never kept in a browser."""
    csrf_token: str
    """Lies in the page; a change must send it back in a header."""
    since_ns: int


class Access:
    """Checks tokens and keeps logins; everything is forgotten when the server ends but the tokens."""

    def __init__(self, *, tokens: TokenStore, clock_ns: Callable[[], int]) -> None:
        self.tokens = tokens
        self._clock_ns = clock_ns
        self._logins: dict[str, Login] = {}
        self._wrong_at_ns: deque[int] = deque(maxlen=WRONG_ATTEMPTS_MAX)

    def too_many_attempts(self) -> bool:
        """Whether so many wrong tokens were tried in the last minute that none is looked at."""
        since_ns = self._clock_ns() - WRONG_ATTEMPTS_WINDOW_NS
        return len(self._wrong_at_ns) == WRONG_ATTEMPTS_MAX and self._wrong_at_ns[0] > since_ns

    def enter(self, token: str) -> Login | None:
        """Exchange the moderator's token for a login; None, and counted, when it is wrong."""
        if not self.tokens.fits(Scope.MODERATOR, token):
            self._wrong_at_ns.append(self._clock_ns())
            return None
        while len(self._logins) >= LOGINS_MAX:
            self._logins.pop(next(iter(self._logins)))
        login = Login(
            secret=secrets.token_urlsafe(32),
            csrf_token=secrets.token_urlsafe(32),
            since_ns=self._clock_ns(),
        )
        self._logins[login.secret] = login
        return login

    def login(self, secret: str) -> Login | None:
        """The login of a cookie, unless it is unknown or a day old."""
        login = self._logins.get(secret)
        if login is None or self._clock_ns() - login.since_ns > LOGIN_LIFETIME_NS:
            self._logins.pop(secret, None)
            return None
        return login

    def leave(self, secret: str) -> None:
        """End a login."""
        self._logins.pop(secret, None)

    def renew(self, scope: Scope) -> str:
        """Make a new token; a new moderator's token also ends all logins.

        Raises:
            SettingsError: it cannot be kept; the old one stays.
        """
        token = self.tokens.renew(scope)
        if scope is Scope.MODERATOR:
            self._logins.clear()
        return token
