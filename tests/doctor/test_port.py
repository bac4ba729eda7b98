"""The doctor tries the server's port."""

from __future__ import annotations

import socket
from pathlib import Path

from reelpulse.doctor.finding import State
from reelpulse.doctor.port import check_port
from reelpulse.settings import ServerSettings, Settings
from reelpulse.texts import Language


def _settings(folder: Path, *, host: str = "127.0.0.1", port: int) -> Settings:
    return Settings(data_dir=folder, server=ServerSettings(host=host, port=port))


def test_a_port_nobody_listens_on_is_free(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    finding = check_port(_settings(tmp_path, port=port))
    assert finding.state is State.OK
    assert finding.detail.told(Language.ENGLISH) == f"127.0.0.1:{port} is free"


def test_a_port_in_use_is_remarked_since_it_may_be_our_own_server(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        finding = check_port(_settings(tmp_path, port=port))
    assert finding.state is State.WARNING
    assert finding.remedy is not None
    assert f"--port {port + 1}" in finding.remedy.told(Language.ENGLISH)


def test_an_address_of_another_machine_fails(tmp_path: Path) -> None:
    finding = check_port(_settings(tmp_path, host="203.0.113.7", port=8765))
    assert finding.state is State.FAILED
    assert "203.0.113.7:8765 cannot be used" in finding.detail.told(Language.ENGLISH)
