"""Takes a file bit by bit, and puts it in its place only if it is the one that was promised."""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from reelpulse.errors import FileUnwritableError, OtherFileError


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """What a file must be."""

    size_bytes: int
    sha256: str


class PromisedFile:
    """A partial file beside the place; leaving the block by an error deletes it.

    What lay in the place before stays until `keep` replaces it in one step.
    """

    def __init__(self, path: Path, promise: Promise, *, origin: Path | str) -> None:
        """Name the file.

        Args:
            path: its place.
            promise: what it must be.
            origin: where it comes from, for people.
        """
        self._path = path
        self._partial = path.with_name(path.name + ".part")
        self._promise = promise
        self._origin = origin
        self._digest = hashlib.sha256()
        self.received_bytes = 0

    def __enter__(self) -> Self:
        try:
            self._file = self._partial.open("wb")
        except OSError as problem:
            raise self._unwritable(problem) from problem
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with suppress(OSError):  # a full disk refuses once more
            self._file.close()
        self._partial.unlink(missing_ok=True)

    def write(self, chunk: bytes) -> None:
        """Take the next bytes.

        Raises:
            OtherFileError: these are more than were promised.
            FileUnwritableError: the disk does not take them.
        """
        self.received_bytes += len(chunk)
        if self.received_bytes > self._promise.size_bytes:
            raise self._other("> {} B", self.received_bytes - 1)
        self._digest.update(chunk)
        try:
            self._file.write(chunk)
        except OSError as problem:
            raise self._unwritable(problem) from problem

    def keep(self) -> None:
        """Put the complete file in its place.

        Raises:
            OtherFileError: it is another file.
            FileUnwritableError: the disk does not take it.
        """
        if self.received_bytes != self._promise.size_bytes:
            raise self._other("{} B", self.received_bytes)
        if self._digest.hexdigest() != self._promise.sha256:
            raise OtherFileError(
                self._origin,
                expected=f"SHA-256 {self._promise.sha256}",
                found=f"SHA-256 {self._digest.hexdigest()}",
            )
        try:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            self._partial.replace(self._path)
        except OSError as problem:
            raise self._unwritable(problem) from problem

    def _other(self, found: str, size_bytes: int) -> OtherFileError:
        return OtherFileError(
            self._origin,
            expected=f"{self._promise.size_bytes} B",
            found=found.format(size_bytes),
        )

    def _unwritable(self, problem: OSError) -> FileUnwritableError:
        return FileUnwritableError(self._path, reason=problem.strerror or problem)
