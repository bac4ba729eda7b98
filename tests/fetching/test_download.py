"""A download is there whole and right, or nothing of it is."""

from __future__ import annotations

import asyncio
import hashlib
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from file_server import FileServer, served

from reelpulse.errors import (
    AddressRefusedError,
    AddressUnreachableError,
    BrokenOffError,
    FetchError,
    FileUnwritableError,
    OtherFileError,
)
from reelpulse.fetching.download import download
from reelpulse.fetching.promised_file import Promise

CONTENT = bytes(range(256)) * 1000
PROMISE = Promise(size_bytes=len(CONTENT), sha256=hashlib.sha256(CONTENT).hexdigest())
OLDER = b"what lay there before"


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost")


@pytest.fixture(scope="module")
def server() -> Iterator[FileServer]:
    with served(CONTENT) as running:
        yield running


@pytest.fixture
def into(tmp_path: Path) -> Path:
    """The file's place, where an older one lies."""
    path = tmp_path / "net.onnx"
    path.write_bytes(OLDER)
    return path


def _download(address: str, into: Path) -> list[int]:
    received: list[int] = []
    asyncio.run(download(address, into, PROMISE, progress=received.append))
    return received


@pytest.mark.parametrize("path", ["whole", "unmeasured", "moved"])
def test_the_whole_file_takes_the_place_of_an_older_one(
    server: FileServer, into: Path, path: str
) -> None:
    received = _download(server.address(path), into)
    assert into.read_bytes() == CONTENT
    assert received[-1] == len(CONTENT)
    assert received == sorted(received)
    assert [file.name for file in into.parent.iterdir()] == ["net.onnx"]


@pytest.mark.parametrize(
    ("path", "error", "said"),
    [
        ("gone", AddressRefusedError, "/gone answers with 404 Not Found"),
        ("broken", AddressRefusedError, "answers with 500 Internal Server Error"),
        ("cut", BrokenOffError, r"/cut broke off after \d+ of 256000 bytes\. Try again\."),
        ("unmeasured-cut", BrokenOffError, "broke off after 128000 of 256000 bytes"),
        ("longer", OtherFileError, "> 256000 B instead of 256000 B. It was not kept"),
        ("other", OtherFileError, r"SHA-256 [0-9a-f]{64} instead of SHA-256 " + PROMISE.sha256),
    ],
)
def test_of_a_download_that_goes_wrong_nothing_stays_but_what_lay_there_before(
    server: FileServer, into: Path, path: str, error: type[FetchError], said: str
) -> None:
    with pytest.raises(error, match=said):
        _download(server.address(path), into)
    assert into.read_bytes() == OLDER
    assert [file.name for file in into.parent.iterdir()] == ["net.onnx"]


@pytest.mark.parametrize("path", ["unsafe", "moved-to-unsafe"])
def test_nothing_is_fetched_over_a_line_that_is_not_encrypted(
    server: FileServer, into: Path, path: str
) -> None:
    said = rf"/{path} sends on to http://elsewhere\.invalid/whole, which is not encrypted.*--from"
    with pytest.raises(AddressRefusedError, match=said):
        _download(server.address(path), into)
    assert into.read_bytes() == OLDER
    assert [file.name for file in into.parent.iterdir()] == ["net.onnx"]


def test_who_is_sent_on_to_what_is_no_address_is_told(server: FileServer, into: Path) -> None:
    with pytest.raises(AddressRefusedError, match=r"sends on to https://\[bad/whole"):
        _download(server.address("nowhere"), into)
    assert into.read_bytes() == OLDER


def test_who_is_sent_round_and_round_gives_up_after_five_times(
    server: FileServer, into: Path
) -> None:
    with pytest.raises(AddressRefusedError, match="/round answers with 302 Found"):
        _download(server.address("round"), into)
    assert server.asked.count("round") == 6
    assert into.read_bytes() == OLDER


def test_where_nothing_listens_the_machine_may_be_offline(into: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(AddressUnreachableError, match=r"cannot be reached.*--from FILE"):
        _download(f"http://127.0.0.1:{port}/whole", into)
    assert into.read_bytes() == OLDER
    assert [file.name for file in into.parent.iterdir()] == ["net.onnx"]


def test_a_name_that_nobody_knows_is_told_like_a_machine_that_is_offline(into: Path) -> None:
    with pytest.raises(AddressUnreachableError, match=r"nowhere\.invalid/whole cannot be reached"):
        _download("http://nowhere.invalid/whole", into)
    assert into.read_bytes() == OLDER


@pytest.mark.skipif(sys.platform != "linux", reason="needs a device that is always full")
def test_a_full_disk_is_told(server: FileServer, into: Path) -> None:
    into.with_name("net.onnx.part").symlink_to("/dev/full")
    with pytest.raises(FileUnwritableError, match=r"net\.onnx cannot be written \(No space left"):
        _download(server.address("whole"), into)
    assert into.read_bytes() == OLDER
    assert [file.name for file in into.parent.iterdir()] == ["net.onnx"]


def test_a_folder_that_is_not_there_is_told(server: FileServer, tmp_path: Path) -> None:
    with pytest.raises(FileUnwritableError, match="No such file or directory"):
        _download(server.address("whole"), tmp_path / "gone" / "net.onnx")
    assert list(tmp_path.iterdir()) == []
