"""A file that a person fetched elsewhere is checked like a download."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import pytest

from reelpulse.errors import GivenFileUnreadableError, OtherFileError
from reelpulse.fetching.given_file import take
from reelpulse.fetching.promised_file import Promise

CONTENT = bytes(range(256)) * 10_000
PROMISE = Promise(size_bytes=len(CONTENT), sha256=hashlib.sha256(CONTENT).hexdigest())


def _take(given: Path, into: Path) -> list[int]:
    received: list[int] = []
    take(given, into, PROMISE, progress=received.append)
    return received


def test_the_right_file_is_copied_and_stays_where_it_was(tmp_path: Path) -> None:
    given, into = tmp_path / "given.bin", tmp_path / "net.onnx"
    given.write_bytes(CONTENT)
    assert _take(given, into)[-1] == len(CONTENT)
    assert given.read_bytes() == into.read_bytes() == CONTENT


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (CONTENT[:-1], "2559999 B instead of 2560000 B"),
        (CONTENT + b"x", "> 2560000 B instead of 2560000 B"),
        (CONTENT[:-1] + b"\x00", "instead of SHA-256 " + PROMISE.sha256),
        (b"", "0 B instead of 2560000 B"),
    ],
)
def test_another_file_is_told_and_what_lay_there_before_stays(
    tmp_path: Path, content: bytes, said: str
) -> None:
    given, into = tmp_path / "given.bin", tmp_path / "net.onnx"
    given.write_bytes(content)
    into.write_bytes(b"older")
    with pytest.raises(OtherFileError) as refused:
        _take(given, into)
    assert str(refused.value).startswith(f"{given} is another file")
    assert said in str(refused.value)
    assert into.read_bytes() == b"older"
    assert {path.name for path in tmp_path.iterdir()} == {"given.bin", "net.onnx"}


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(GivenFileUnreadableError, match=r"none\.bin cannot be read \(No such file"):
        _take(tmp_path / "none.bin", tmp_path / "net.onnx")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform != "linux", reason="needs a file that opens and cannot be read")
def test_a_file_that_breaks_off_while_it_is_read_is_named(tmp_path: Path) -> None:
    given = Path("/proc/self/mem")
    with pytest.raises(GivenFileUnreadableError, match=r"/mem cannot be read \(Input/output error"):
        _take(given, tmp_path / "net.onnx")
    assert list(tmp_path.iterdir()) == []
