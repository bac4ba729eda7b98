"""Takes a file that a person has fetched elsewhere, and checks it like a download."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, Final

from reelpulse.errors import GivenFileUnreadableError
from reelpulse.fetching.promised_file import Promise, PromisedFile

_CHUNK_BYTES: Final = 1_048_576


def take(given: Path, into: Path, promise: Promise, *, progress: Callable[[int], None]) -> None:
    """Copy a file to its place if it is the one that was promised.

    Args:
        given: the file.
        into: its place.
        promise: what it must be.
        progress: told the bytes that were read.

    Raises:
        GivenFileUnreadableError: it is not there or may not be read.
        OtherFileError: it is another file.
        FileUnwritableError: the disk does not take it.
    """
    try:
        source = given.open("rb")
    except OSError as problem:
        raise GivenFileUnreadableError(given, reason=problem.strerror or problem) from problem
    with source, PromisedFile(into, promise, origin=given) as file:
        while chunk := _next_of(source, given):
            file.write(chunk)
            progress(file.received_bytes)
        file.keep()


def _next_of(source: BinaryIO, given: Path) -> bytes:
    try:
        return source.read(_CHUNK_BYTES)
    except OSError as problem:
        raise GivenFileUnreadableError(given, reason=problem.strerror or problem) from problem
