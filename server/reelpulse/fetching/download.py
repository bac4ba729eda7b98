"""Downloads one file and checks it while it comes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final
from urllib.parse import urljoin

import aiohttp

from reelpulse.core.safe_address import is_safe
from reelpulse.errors import (
    AddressRefusedError,
    AddressUnreachableError,
    BrokenOffError,
    RedirectRefusedError,
)
from reelpulse.fetching.promised_file import Promise, PromisedFile

_CHUNK_BYTES: Final = 65_536
_OK: Final = 200
_ELSEWHERE: Final = (301, 302, 303, 307, 308)
_HOPS_MAX: Final = 5
_CONNECT_S: Final = 20
_SILENCE_S: Final = 30
"""However slow the line, something comes within this time, or nothing will."""


async def download(
    address: str, into: Path, promise: Promise, *, progress: Callable[[int], None]
) -> None:
    """Fetch a file; what lies in its place stays unless the whole file has come and is the right one.

    A proxy that the system's environment names is used.

    Args:
        address: of the file.
        into: its place.
        promise: what it must be.
        progress: told the bytes that have come.

    Raises:
        AddressUnreachableError: nothing answers.
        AddressRefusedError: the answer is not the file.
        RedirectRefusedError: the file lies where it would come over a line that is not encrypted.
        BrokenOffError: the connection was cut.
        OtherFileError: it is another file.
        FileUnwritableError: the disk does not take it.
    """
    timeout = aiohttp.ClientTimeout(total=None, sock_connect=_CONNECT_S, sock_read=_SILENCE_S)
    with PromisedFile(into, promise, origin=address) as file:
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout, trust_env=True) as session,
                _answer(session, address) as answer,
            ):
                if answer.status != _OK:
                    raise AddressRefusedError(
                        address, status=answer.status, reason=answer.reason or ""
                    )
                async for chunk in answer.content.iter_chunked(_CHUNK_BYTES):
                    file.write(chunk)
                    progress(file.received_bytes)
        except (aiohttp.ClientError, TimeoutError, OSError) as problem:
            if file.received_bytes:
                raise BrokenOffError(
                    address, received_bytes=file.received_bytes, size_bytes=promise.size_bytes
                ) from problem
            reason = str(problem) or type(problem).__name__
            raise AddressUnreachableError(address, reason=reason) from problem
        if file.received_bytes < promise.size_bytes and answer.content_length is None:
            # Without a length, an end is all that is seen of a connection that was cut.
            raise BrokenOffError(
                address, received_bytes=file.received_bytes, size_bytes=promise.size_bytes
            )
        file.keep()


@asynccontextmanager
async def _answer(
    session: aiohttp.ClientSession, address: str
) -> AsyncIterator[aiohttp.ClientResponse]:
    """What the address answers, or the one that it sends on to: each as safe as the first must be.

    Raises:
        RedirectRefusedError: it sends on to one that is not.
    """
    place = address
    for hop in range(_HOPS_MAX + 1):
        # The size is of the file as it is: a server shall not pack it.
        headers = {"Accept-Encoding": "identity"}
        async with session.get(place, headers=headers, allow_redirects=False) as answer:
            location = answer.headers.get("Location", "")
            if answer.status not in _ELSEWHERE or not location or hop == _HOPS_MAX:
                yield answer
                return
            target = _joined(place, location)
            if not is_safe(target):
                raise RedirectRefusedError(address, status=answer.status, target=target)
            place = target


def _joined(place: str, location: str) -> str:
    try:
        return urljoin(place, location)
    except ValueError:  # it is no address, which is told like one that is not safe
        return location
