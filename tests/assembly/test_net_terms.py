"""Which nets of a session were trained on pictures for research only is read from the manifest."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from reelpulse.assembly.net_terms import research_nets
from reelpulse.resources import resource
from reelpulse.vision.manifest import load_manifest


def test_only_nets_of_the_session_are_told(tmp_path: Path) -> None:
    manifest = load_manifest(resource("models", "manifest.toml"))
    detector, emotion = manifest.detector().file, manifest.emotion_net().file
    found = research_nets([detector.identity, emotion.identity], tmp_path / "no nets")
    assert found == {emotion.name: emotion.trained_on}
    assert "FER2013" in emotion.trained_on


def test_an_earlier_edition_of_a_net_is_told_too(tmp_path: Path) -> None:
    emotion = load_manifest(resource("models", "manifest.toml")).emotion_net().file
    earlier = replace(emotion.identity, sha256="0" * 64)
    stranger = replace(emotion.identity, name="a net of another name")
    assert research_nets([earlier, stranger], tmp_path) == {emotion.name: emotion.trained_on}
