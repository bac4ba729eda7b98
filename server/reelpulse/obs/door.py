"""Where OBS is and with which password it opens, tried in turn."""

from __future__ import annotations

from collections.abc import Callable

from reelpulse.errors import ObsError, ObsPasswordError
from reelpulse.obs.config_folders import System, find_config_folder
from reelpulse.obs.connection import ObsConnection
from reelpulse.obs.password_file import read_password, write_password
from reelpulse.obs.requests import ObsEvent
from reelpulse.obs.websocket_settings import DEFAULT_PORT, ObsServer, read_obs_server
from reelpulse.settings import Settings


class ObsSwitchedOffError(ObsError):
    """OBS's own settings say that its WebSocket server is off."""

    def __init__(self) -> None:
        super().__init__(
            "OBS's WebSocket server is switched off. In OBS: Tools → WebSocket Server Settings → "
            "Enable WebSocket server, then OK."
        )


class ObsDoor:
    """Reads OBS's settings anew each time: a person may change them while we run."""

    def __init__(self, settings: Settings, system: System) -> None:
        self._settings = settings
        self._system = system

    def open(self, on_event: Callable[[ObsEvent], None]) -> ObsConnection:
        """Connect with OBS's own password, else with the one that was typed.

        Raises:
            ObsSwitchedOffError: OBS's settings say that nothing listens.
            ObsUnreachableError: nothing does.
            ObsPasswordError: no password that we know fits.
        """
        server = self._server()
        if server is not None and not server.is_enabled and not self._settings.obs.port:
            raise ObsSwitchedOffError
        port = self._settings.obs.port or (server.port if server else DEFAULT_PORT)
        kept = read_password(self._settings.obs_password_path)
        passwords = [server.password if server else "", *([kept] if kept else [])]
        for password in passwords[:-1]:
            try:
                return self._connect(port, password, on_event)
            except ObsPasswordError:
                continue
        return self._connect(port, passwords[-1], on_event)

    def keep_password(self, password: str) -> None:
        """Keep what the person typed.

        Raises:
            ObsError: the file cannot be written.
        """
        write_password(self._settings.obs_password_path, password)

    def _server(self) -> ObsServer | None:
        folder = find_config_folder(self._system, self._settings.obs.config_dir)
        return read_obs_server(folder) if folder else None

    def _connect(
        self, port: int, password: str, on_event: Callable[[ObsEvent], None]
    ) -> ObsConnection:
        return ObsConnection(
            host=self._settings.obs.host, port=port, password=password, on_event=on_event
        )
