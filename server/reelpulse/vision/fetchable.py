"""Reads models/fetchable.toml: nets that do not ship, where they lie, and what they are."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from reelpulse.core.safe_address import is_safe
from reelpulse.errors import ManifestError, ModelFileNotFoundError, NetNotFetchableError
from reelpulse.vision.manifest import NetSpec, net_spec, toml_values
from reelpulse.vision.net_file import NetFile
from reelpulse.vision.net_folder import can_be_name, file_name
from reelpulse.vision.toml_table import Table
from reelpulse.vision.toml_text import toml_text

_SCHEMA: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchableNet:
    """A net that a command fetches when it is told to."""

    spec: NetSpec
    """As if its file lay beside the catalogue, which it does not."""
    size_bytes: int
    description: bytes
    """TOML, as `models add` wants it."""

    @property
    def file(self) -> NetFile:
        """Name, role, checksum, origin and terms."""
        return self.spec.file

    @property
    def description_sha256(self) -> str:
        """Of the description."""
        return hashlib.sha256(self.description).hexdigest()


def load_fetchable(path: Path) -> tuple[FetchableNet, ...]:
    """All nets of a catalogue, each entry checked as if it were the manifest's.

    Raises:
        ModelFileNotFoundError: there is no such file.
        ManifestError: it is not TOML, lacks a key, or says something impossible.
    """
    if not path.is_file():
        raise ModelFileNotFoundError(path)
    root = Table(path, "", toml_values(path, path.read_bytes()))
    if root.integer("schema") != _SCHEMA:
        raise ManifestError(path, f"schema must be {_SCHEMA}")
    return tuple(_net(table) for table in root.tables("net"))


def fetchable_net(name: str, nets: Sequence[FetchableNet]) -> FetchableNet:
    """The net of this name.

    Raises:
        NetNotFetchableError: the catalogue has none.
    """
    for net in nets:
        if net.file.name == name:
            return net
    raise NetNotFetchableError(name, known=[net.file.name for net in nets])


def _net(table: Table) -> FetchableNet:
    values = dict(table.values)
    if not can_be_name(table.text("name")):
        raise table.wrong(
            "name",
            "must have up to 64 small letters, digits, dots, dashes and underscores, "
            f"not {table.text('name')!r}",
        )
    fixed = {"default": False, "file": file_name(values)}
    spec = net_spec(Table(table.file, f"net {table.text('name')}", {**values, **fixed}))
    size_bytes = table.integer("size_bytes")
    if size_bytes < 1:
        raise table.wrong("size_bytes", f"must be above 0, not {size_bytes}")
    _require_encrypted(table)
    return FetchableNet(
        spec=spec,
        size_bytes=size_bytes,
        description=toml_text(_without_the_file(values)).encode(),
    )


def _require_encrypted(table: Table) -> None:
    address = table.text("address")
    if not is_safe(address):
        raise table.wrong("address", f"must begin with https://, not {address!r}")


def _without_the_file(values: Mapping[str, Any]) -> dict[str, Any]:
    """The size and the checksum are told by the file that is there."""
    return {key: value for key, value in values.items() if key not in {"sha256", "size_bytes"}}
