"""Checks the nets: whether their files are the manifest's, and what will run them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from reelpulse.doctor.finding import (
    Finding,
    Joined,
    Wording,
    failed,
    refused,
    say,
    warning,
    well,
)
from reelpulse.doctor.python import VISUAL_CPP, install_again
from reelpulse.errors import ReelPulseError
from reelpulse.resources import resource
from reelpulse.settings import Settings
from reelpulse.texts.roles import role_word
from reelpulse.vision.added_nets import with_added_nets
from reelpulse.vision.manifest import Manifest, load_manifest
from reelpulse.vision.net_file import NetFile, Role
from reelpulse.vision.nets_in_use import DEFAULT, MEDIAPIPE, is_in_use

if TYPE_CHECKING:
    from reelpulse.vision.runtime import Engine

_GRAPHICS = ("DmlExecutionProvider", "CUDAExecutionProvider", "CoreMLExecutionProvider")


def check_nets(
    manifest: Path | None = None,
    *,
    nets_dir: Path | None = None,
    landmarks: str = DEFAULT,
) -> Finding:
    """Whether every net of the manifest, and every one that was added, is there, byte for byte.

    Args:
        manifest: by default the one that ships.
        nets_dir: of the added nets.
        landmarks: the landmark net that the settings name.
    """
    name = "Nets"
    try:
        files = _files(manifest, nets_dir, landmarks)
        for file in files:
            file.check()
    except ReelPulseError as problem:
        return refused(name, problem)
    used = [_told(file) for file in files if is_in_use(file, landmarks=landmarks)]
    if landmarks == MEDIAPIPE:
        used.append(say("{name} ({role})", name=landmarks, role=role_word(Role.LANDMARKS)))
    return well(
        name,
        say(
            "{names}: all checksums right; in use: {used}",
            names=", ".join(file.name for file in files),
            used=Joined(used, ", "),
        ),
    )


def _told(file: NetFile) -> Wording:
    """A net with its role, and with its terms if it is not one that ships."""
    role = role_word(file.role)
    if file.ships:
        return say("{name} ({role})", name=file.name, role=role)
    return say("{name} ({role}: {terms})", name=file.name, role=role, terms=file.conditions)


def check_terms(
    manifest: Path | None = None,
    *,
    nets_dir: Path | None = None,
    landmarks: str = DEFAULT,
) -> Finding:
    """What the pictures allow that the nets in use were trained on, as far as it is known.

    Args:
        manifest: by default the one that ships.
        nets_dir: of the added nets.
        landmarks: the landmark net that the settings name.
    """
    name = "Terms of the nets"
    try:
        files = _files(manifest, nets_dir, landmarks)
    except ReelPulseError as problem:
        return refused(name, problem)
    used = [file for file in files if is_in_use(file, landmarks=landmarks)]
    bound = [file for file in used if file.research_only]
    if not bound:
        return well(name, say("none in use is known to come from pictures for research only"))
    told = Joined([_terms_told(file) for file in bound], "; ")
    return well(name, say("{nets}; the report says so too", nets=told))


def _terms_told(file: NetFile) -> Wording:
    if not file.trained_on:
        return say("{name}: trained on pictures for research only", name=file.name)
    return say(
        "{name}: trained on {sets}, released at least in part for research only",
        name=file.name,
        sets=", ".join(file.trained_on),
    )


def check_provider(
    settings: Settings, engine: Engine | None = None, manifest: Path | None = None
) -> Finding:
    """Which execution provider measures, found out by starting it on a net."""
    name = "Provider"
    try:
        # Only now: on a machine without the libraries that it needs, it cannot even be imported.
        from reelpulse.vision.runtime import AUTO, CPU, installed_engine, start_runtime  # noqa: PLC0415
    except ImportError as problem:
        return failed(
            name,
            say("cannot be loaded: {reason}", reason=str(problem).splitlines()[0]),
            VISUAL_CPP if sys.platform == "win32" else install_again(),
        )
    engine = engine or installed_engine()
    wanted, threads = settings.vision.provider, settings.vision.threads
    try:
        probe = _manifest(manifest).detector().file
        provider = start_runtime(wanted, threads=threads, probe=probe, engine=engine).provider
    except ReelPulseError as problem:
        return refused(name, problem)
    # Azure's is in every build, but only for nets that call a remote service: ours never do.
    available = ", ".join(name for name in engine.available if not name.startswith("Azure"))
    idle = [other for other in _GRAPHICS if other in engine.available]
    if wanted == AUTO and provider == CPU and idle:
        return warning(
            name,
            say("{idle} does not start, so {provider} measures", idle=idle[0], provider=provider),
            say("Update the driver of the graphics card, or ask for the CPU with --provider cpu."),
        )
    return well(
        name,
        say("{provider} measures; installed: {available}", provider=provider, available=available),
    )


def _manifest(path: Path | None) -> Manifest:
    return load_manifest(path or resource("models", "manifest.toml"))


def _files(path: Path | None, nets_dir: Path | None, landmarks: str) -> tuple[NetFile, ...]:
    """Of all nets; the one that the settings name must be among them."""
    manifest = _manifest(path)
    if nets_dir is not None:
        manifest = with_added_nets(manifest, nets_dir)
    if landmarks not in {DEFAULT, MEDIAPIPE}:
        manifest.landmark_net(landmarks)
    return manifest.files
