"""One net of each role is in use, and choosing one leaves the others."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tests.vision.shipped_nets import mesh_spec

from reelpulse.errors import AddedNetError
from reelpulse.vision.added_nets import with_added_nets
from reelpulse.vision.manifest import Manifest
from reelpulse.vision.net_file import Role
from reelpulse.vision.nets_in_use import is_in_use, nets_in_use, use_net


def _with_twins(manifest: Manifest) -> Manifest:
    """Each shipped net once more under another name."""
    detector, mesh, emotion = manifest.detector(), mesh_spec(manifest), manifest.emotion_net()
    return manifest.with_nets(
        [
            replace(detector, file=replace(detector.file, name="d2", default=False)),
            replace(mesh, file=replace(mesh.file, name="l2", default=False)),
            replace(emotion, file=replace(emotion.file, name="e2", default=False)),
        ]
    )


def _defaults(manifest: Manifest) -> list[str]:
    return [
        manifest.detector().file.name,
        manifest.landmark_net().file.name,
        manifest.emotion_net().file.name,
    ]


def test_where_nothing_was_chosen_nothing_is_in_use_but_the_defaults(
    manifest: Manifest, tmp_path: Path
) -> None:
    assert nets_in_use(tmp_path / "none") == {}
    assert _defaults(with_added_nets(manifest, tmp_path / "none")) == _defaults(manifest)


def test_each_role_is_chosen_by_itself(manifest: Manifest, tmp_path: Path) -> None:
    known = _with_twins(manifest)
    for name in ("e2", "d2"):
        use_net(name, tmp_path, known=known)
    assert nets_in_use(tmp_path) == {Role.EMOTION: "e2", Role.DETECTOR: "d2"}
    assert _defaults(with_added_nets(known, tmp_path)) == ["d2", "face-mesh-192", "e2"]
    assert use_net("l2", tmp_path, known=known).role is Role.LANDMARKS
    assert use_net("blazeface-back-256", tmp_path, known=known).role is Role.DETECTOR
    chosen = with_added_nets(known, tmp_path)
    assert _defaults(chosen) == ["blazeface-back-256", "l2", "e2"]
    assert [path.name for path in tmp_path.iterdir()] == ["in_use.txt"]


def test_what_an_older_release_wrote_is_the_emotion_nets_name(
    manifest: Manifest, tmp_path: Path
) -> None:
    known = _with_twins(manifest)
    (tmp_path / "in_use.txt").write_text("e2\n", encoding="utf-8")
    assert nets_in_use(tmp_path) == {Role.EMOTION: "e2"}
    assert _defaults(with_added_nets(known, tmp_path))[2] == "e2"
    use_net("d2", tmp_path, known=known)
    assert nets_in_use(tmp_path) == {Role.DETECTOR: "d2", Role.EMOTION: "e2"}
    lines = (tmp_path / "in_use.txt").read_text(encoding="utf-8").splitlines()
    assert lines == ["detector: d2", "emotion: e2"]


def test_a_net_of_another_role_is_not_taken_for_one_that_is_gone(
    manifest: Manifest, tmp_path: Path
) -> None:
    (tmp_path / "in_use.txt").write_text("detector: face-mesh-192\n", encoding="utf-8")
    with pytest.raises(AddedNetError, match="face-mesh-192 is in use for faces and is not"):
        with_added_nets(manifest, tmp_path)


def test_a_role_that_is_unknown_is_told(tmp_path: Path) -> None:
    (tmp_path / "in_use.txt").write_text("voice: v2\n", encoding="utf-8")
    with pytest.raises(AddedNetError, match=r"in_use\.txt names a role that is unknown: 'voice'"):
        nets_in_use(tmp_path)


def test_the_settings_go_before_what_was_chosen(manifest: Manifest) -> None:
    known = _with_twins(manifest).with_default(Role.LANDMARKS, "l2")
    files = {file.name: file for file in known.files}

    def used(landmarks: str) -> list[str]:
        return [name for name, file in files.items() if is_in_use(file, landmarks=landmarks)]

    assert used("default") == ["blazeface-back-256", "l2", "emotion-reelpulse-96"]
    assert used("face-mesh-192") == ["blazeface-back-256", "face-mesh-192", "emotion-reelpulse-96"]
    assert used("mediapipe") == ["blazeface-back-256", "emotion-reelpulse-96"]
