"""An added net is there whole or not at all, also when the power goes."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from reelpulse.errors import AddedNetError, ManifestError, ModelFileNotFoundError
from reelpulse.resources import resource
from reelpulse.vision.landmarks_spec import TaskSpec
from reelpulse.vision.net_folder import (
    described,
    net_folders,
    new_place,
    put,
    read_net,
    was_fetched,
    write_description,
)

_SPEC = """
name = "bundle"
role = "landmarks"
source = "made for a test"
licence = "none"
terms = "{terms}"

[landmarks]
decoder = "face_landmarker"
presence_min = 0.5
crop_scale = 1.5
"""


def _make(place: Path, *, content: bytes = b"a net", terms: str = "first") -> None:
    (place / "net.task").write_bytes(content)
    sha256 = hashlib.sha256(content).hexdigest()
    write_description(place, _SPEC.format(terms=terms).encode(), sha256)


def _put(folder: Path, *, terms: str, replaces: bool = True) -> None:
    with new_place("bundle", folder) as place:
        _make(place, terms=terms)
        put(place, "bundle", folder, replaces=replaces)


def test_a_bundle_keeps_its_kind_and_what_its_description_says(tmp_path: Path) -> None:
    _put(tmp_path, terms="first")
    spec = read_net(tmp_path / "bundle")
    assert isinstance(spec, TaskSpec)
    assert (spec.presence_min, spec.crop_scale) == (0.5, 1.5)
    assert spec.file.conditions == "none; first"
    assert spec.file.is_whole
    assert not spec.file.ships
    assert [path.name for path in tmp_path.iterdir()] == ["bundle"]


def test_a_newer_net_takes_the_place_of_an_older_one_only_if_it_may(tmp_path: Path) -> None:
    _put(tmp_path, terms="first")
    with pytest.raises(AddedNetError, match="bundle cannot be put into"):
        _put(tmp_path, terms="second", replaces=False)
    assert read_net(tmp_path / "bundle").file.terms == "first"
    _put(tmp_path, terms="second")
    assert read_net(tmp_path / "bundle").file.terms == "second"
    assert [path.name for path in tmp_path.iterdir()] == ["bundle"]


def test_an_older_net_is_found_though_the_power_went_between_the_two_moves(tmp_path: Path) -> None:
    _put(tmp_path, terms="first")
    (tmp_path / "bundle").rename(tmp_path / ".bundle.before")
    (place,) = net_folders(tmp_path)
    assert read_net(place).file.terms == "first"
    assert read_net(place).file.is_whole
    _put(tmp_path, terms="second")
    (place,) = net_folders(tmp_path)
    assert read_net(place).file.terms == "second"


def test_what_a_killed_process_left_is_no_net_and_is_gone_with_the_next(tmp_path: Path) -> None:
    left = tmp_path / ".bundle.part"
    left.mkdir()
    (left / "net.task.part").write_bytes(b"half")
    assert net_folders(tmp_path) == []
    _put(tmp_path, terms="first")
    assert [path.name for path in tmp_path.iterdir()] == ["bundle"]
    assert sorted(path.name for path in (tmp_path / "bundle").iterdir()) == [
        "net.task",
        "sha256.txt",
        "spec.toml",
    ]


def test_what_goes_wrong_in_a_new_place_leaves_nothing(tmp_path: Path) -> None:
    with (
        pytest.raises(ManifestError, match="presence_min must be below 1"),
        new_place("bundle", tmp_path) as place,
    ):
        (place / "net.task").write_bytes(b"a net")
        spec = _SPEC.replace("presence_min = 0.5", "presence_min = 5")
        write_description(place, spec.encode(), "0" * 64)
    assert list(tmp_path.iterdir()) == []


def test_an_error_that_says_what_to_do_is_told_as_it_is(tmp_path: Path) -> None:
    with (
        pytest.raises(ModelFileNotFoundError, match=r"model file .*gone\.onnx is missing"),
        new_place("bundle", tmp_path),
    ):
        raise ModelFileNotFoundError(tmp_path / "gone.onnx")
    assert list(tmp_path.iterdir()) == []


def test_what_came_from_an_address_is_told_from_what_the_user_added(tmp_path: Path) -> None:
    _put(tmp_path, terms="first")
    assert not was_fetched(tmp_path / "bundle")
    spec = tmp_path / "bundle" / "spec.toml"
    spec.write_text('address = "https://example.org/x"\n' + spec.read_text("utf-8"), "utf-8")
    assert was_fetched(tmp_path / "bundle")
    spec.write_text("no TOML", "utf-8")
    assert not was_fetched(tmp_path / "bundle")


@pytest.mark.parametrize("name", ["default", "mediapipe", "../x", "Big", ""])
def test_a_name_that_the_settings_use_or_no_folder_can_have_is_refused(
    tmp_path: Path, name: str
) -> None:
    path = tmp_path / "spec.toml"
    path.write_text(_SPEC.replace('"bundle"', f'"{name}"'), encoding="utf-8")
    with pytest.raises(AddedNetError, match="up to 64 small letters"):
        described(path, "0" * 64)


def test_a_description_without_a_role_is_an_emotion_nets(tmp_path: Path) -> None:
    shipped = resource("models", "descriptions", "hsemotion_enet_b0_8.toml")
    text = shipped.read_text(encoding="utf-8")
    assert 'role = "emotion"\n' in text
    path = tmp_path / "spec.toml"
    path.write_text(text.replace('role = "emotion"\n', ""), encoding="utf-8")
    assert described(path, "0" * 64).file.role == "emotion"
