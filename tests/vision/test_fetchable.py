"""The catalogue of nets that do not ship says what they are, and a mistake in it is named."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from reelpulse.errors import ManifestError, NetNotFetchableError
from reelpulse.resources import resource
from reelpulse.vision.detector_spec import DetectorSpec, YuNetOutputs
from reelpulse.vision.fetchable import fetchable_net, load_fetchable
from reelpulse.vision.landmarks_spec import TaskSpec
from reelpulse.vision.net_file import Colour
from reelpulse.vision.net_folder import described

_SHIPPED = resource("models", "fetchable.toml")


def test_both_nets_are_described_with_address_terms_and_checksum() -> None:
    yunet, bundle = load_fetchable(_SHIPPED)
    assert (yunet.file.name, yunet.size_bytes) == ("yunet-n", 322_906)
    assert yunet.file.address.endswith("/onnx/yunet_n_dynamic.onnx")
    assert isinstance(yunet.spec, DetectorSpec)
    assert isinstance(yunet.spec.outputs, YuNetOutputs)
    assert yunet.spec.file.input.colour is Colour.BGR
    assert (bundle.file.name, bundle.size_bytes) == ("face-landmarker", 3_758_596)
    assert bundle.file.address.endswith("/float16/1/face_landmarker.task")
    assert isinstance(bundle.spec, TaskSpec)
    for net in (yunet, bundle):
        assert net.file.address.startswith("https://")
        assert "Apache-2.0" in net.file.licence
        assert net.file.terms


@pytest.mark.shared_data
def test_size_and_checksum_are_those_of_the_files_at_hand(shared_data: Path) -> None:
    names = {
        "yunet-n": "face_detection_yunet_n_dynamic.onnx",
        "face-landmarker": "face_landmarker.task",
    }
    for net in load_fetchable(_SHIPPED):
        content = (shared_data / "models" / names[net.file.name]).read_bytes()
        assert len(content) == net.size_bytes
        assert net.file.sha256 == hashlib.sha256(content).hexdigest()


def test_what_is_written_beside_a_fetched_net_says_what_the_catalogue_says(tmp_path: Path) -> None:
    for net in load_fetchable(_SHIPPED):
        path = tmp_path / "spec.toml"
        path.write_bytes(net.description)
        spec = described(path, net.file.sha256)
        told = {name: getattr(spec, name) for name in spec.__dataclass_fields__ if name != "file"}
        assert told == {name: getattr(net.spec, name) for name in told}
        for name in (
            *("name", "role", "source", "licence", "terms", "address", "sha256"),
            *("trained_on", "research_only"),
        ):
            assert getattr(spec.file, name) == getattr(net.file, name)
        assert spec.file.description_sha256 == net.description_sha256
        assert getattr(spec.file, "input", None) == getattr(net.file, "input", None)


def test_what_the_terms_say_of_research_doctor_and_report_know_too() -> None:
    files = [net.file for net in load_fetchable(_SHIPPED)]
    descriptions = sorted(resource("models", "descriptions").glob("*.toml"))
    assert descriptions
    files += [described(path, "0" * 64).file for path in descriptions]
    bound = {file.name: file.trained_on for file in files if file.research_only}
    assert bound.keys() == {file.name for file in files if "research" in file.terms}
    assert bound == {"yunet-n": ("WIDER FACE",), "hsemotion-enet-b0-8": ("AffectNet",)}


def test_a_name_that_is_not_there_lists_the_known() -> None:
    with pytest.raises(NetNotFetchableError, match="named nine to be fetched; there are yunet-n, "):
        fetchable_net("nine", load_fetchable(_SHIPPED))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"https://raw', '"http://raw', r"\[net yunet-n\] address must begin with https://"),
        ('"https://raw', '"ftp://raw', "must begin with https://"),
        ("size_bytes = 322906", "size_bytes = 0", r"\[net yunet-n\] size_bytes must be above 0"),
        ('sha256 = "1', 'sha256 = "', "64 hexadecimal digits"),
        ("part_px = 320", "part_px = 100", "part_px must be a multiple of 32 from 64 on, not 100"),
        ("width_px = 640\nheight_px = 640", "width_px = 600\nheight_px = 600", "multiple of 32"),
        ('decoder = "yunet"', 'decoder = "scrfd"', "decoder must be one of blazeface, yunet"),
        ('decoder = "face_landmarker"', 'decoder = "other"', "one of face_mesh, face_landmarker"),
        ('role = "landmarks"', 'role = "ears"', "must be one of detector, landmarks, emotion"),
        ('"yunet-n"', '"../../x"', "name must have up to 64 small letters.*not '../../x'"),
        ('"yunet-n"', '"mediapipe"', "name must have up to 64 small letters"),
        ("schema = 1", "schema = 9", "schema must be 1"),
    ],
)
def test_a_mistake_is_named_with_its_net_and_key(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    text = _SHIPPED.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "fetchable.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ManifestError, match=said):
        load_fetchable(path)


@pytest.mark.parametrize("host", ["127.0.0.1:80", "localhost", "[::1]:8080"])
def test_a_mirror_on_this_machine_need_not_be_encrypted(tmp_path: Path, host: str) -> None:
    text = re.sub(r'"https://[^/]+', f'"http://{host}', _SHIPPED.read_text(encoding="utf-8"))
    path = tmp_path / "fetchable.toml"
    path.write_text(text, encoding="utf-8")
    assert all(host in net.file.address for net in load_fetchable(path))
