"""The addresses a person copies, with the tokens that belong into them."""

from __future__ import annotations

from dataclasses import dataclass

from reelpulse.settings import ServerSettings
from reelpulse.web.tokens import Scope, TokenStore


@dataclass(frozen=True, slots=True)
class Addresses:
    """All on this machine; shown to the person at the terminal, never logged."""

    server: ServerSettings
    tokens: TokenStore

    @property
    def _host_and_port(self) -> str:
        return f"{self.server.host}:{self.server.port}"

    @property
    def moderator_url(self) -> str:
        """Opens the moderator's page; the token is in the fragment, which browsers never send."""
        return f"http://{self._host_and_port}/enter#{self.tokens.token(Scope.MODERATOR)}"

    @property
    def overlay_url(self) -> str:
        """For an OBS browser source."""
        token = self.tokens.token(Scope.OVERLAY)
        return f"http://{self._host_and_port}/overlays/emotion-bars/index.html?token={token}"

    def overlay_url_in(self, language: str) -> str:
        """The same for the overlay that ReelPulse itself puts into OBS, in a language."""
        return f"{self.overlay_url}&lang={language}"

    @property
    def ingest_url(self) -> str:
        """For the OBS script; the token goes into a header."""
        return f"ws://{self._host_and_port}/ws/ingest"
