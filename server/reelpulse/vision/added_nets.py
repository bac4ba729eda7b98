"""Nets that the user added or fetched beside those that ship, and which ones are in use."""

from __future__ import annotations

import hashlib
import logging
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from reelpulse.errors import AddedNetError, ModelFileNotFoundError, ReelPulseError
from reelpulse.texts.roles import role_word
from reelpulse.vision.manifest import Manifest, NetSpec
from reelpulse.vision.net_folder import (
    described,
    name_of,
    net_folders,
    new_place,
    put,
    read_net,
    write_description,
)
from reelpulse.vision.nets_in_use import nets_in_use

_log = logging.getLogger(__name__)


def with_added_nets(shipped: Manifest, folder: Path) -> Manifest:
    """The nets that ship and those of the folder; the ones in use are the defaults.

    A damaged net that is not in use is left out with a warning.

    Args:
        shipped: the manifest that ships.
        folder: of the added nets; it need not exist.

    Raises:
        AddedNetError: a net in use is damaged or not there.
    """
    manifest = known_nets(shipped, folder)
    for role, name in nets_in_use(folder).items():
        if (role, name) not in {(file.role, file.name) for file in manifest.files}:
            raise dict(damaged_nets(folder)).get(name) or AddedNetError(
                "The net {name} is in use for {role} and is not there. Choose another with "
                "`reelpulse models use`.",
                name=name,
                role=role_word(role),
            )
        manifest = manifest.with_default(role, name)
    return manifest


def known_nets(shipped: Manifest, folder: Path) -> Manifest:
    """The nets that ship, with their defaults, and those of the folder that can be used."""
    added = []
    for place in net_folders(folder):
        try:
            added.append(read_net(place))
        except ReelPulseError as problem:
            _log.warning("the added net in %s is left out: %s", place, problem)
    return shipped.with_nets(added)


def damaged_nets(folder: Path) -> Iterator[tuple[str, AddedNetError]]:
    """Added nets that cannot be used, by name, and why."""
    for place in net_folders(folder):
        try:
            read_net(place)
        except ReelPulseError as problem:
            yield (
                name_of(place),
                AddedNetError(
                    "The added net {name} cannot be used: {problem} Delete {folder}, then add the "
                    "net again.",
                    name=name_of(place),
                    problem=problem,
                    folder=place,
                ),
            )


def add_net(
    file: Path,
    spec: Path,
    folder: Path,
    *,
    known: Manifest,
    trial: Callable[[NetSpec], None],
) -> NetSpec:
    """Copy a net and its description into the folder, whole or not at all.

    Args:
        file: an ONNX file, or a bundle of mediapipe's.
        spec: TOML like a net's entry in the manifest, without file, default and sha256.
        folder: of the added nets.
        known: whose names are taken.
        trial: raises if the net does not do what its description says.

    Raises:
        ModelFileNotFoundError: one of the files is not there.
        ManifestError: the description lacks something or says something impossible.
        AddedNetError: the name is taken or cannot be a folder's, the description has an address, or
            the trial failed.
    """
    for path in (file, spec):
        if not path.is_file():
            raise ModelFileNotFoundError(path)
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    wanted = described(spec, digest).file
    if wanted.address:
        raise AddedNetError(
            "Leave address out of {spec}: it marks nets that were fetched, and fetching may replace "
            "those.",
            spec=spec,
        )
    if wanted.name in {other.name for other in known.files}:
        raise AddedNetError(
            "There already is a net named {name}. Give yours another name in {spec}.",
            name=wanted.name,
            spec=spec,
        )
    with new_place(wanted.name, folder) as place:
        shutil.copyfile(file, place / wanted.path.name)
        trial(write_description(place, spec.read_bytes(), digest))
        return put(place, wanted.name, folder, replaces=False)
