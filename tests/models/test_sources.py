"""Weights come from the named release only, whatever lies in the cache."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import pytest

from reelpulse_models.errors import SourceAlteredError, SourceMissingError, UnknownOperatorError
from reelpulse_models.sources import FACE_MESH, Package, SourceFile, SourceStore
from reelpulse_models.tfjs_file import read_weights

_MADE_UP = Package(registry="pypi", name="made-up", version="1.0")


def _store_with_wheel(folder: Path) -> SourceStore:
    (folder / "made-up-1.0").mkdir()
    with zipfile.ZipFile(folder / "made-up-1.0" / "made_up-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr("data/net.bin", b"weights")
    return SourceStore(folder)


def test_a_file_is_taken_from_the_fetched_archive(tmp_path: Path) -> None:
    source = SourceFile(
        package=_MADE_UP,
        member="data/net.bin",
        sha256="9a129038d9a00aed0cf6a7ea059ca50a813449061ab87848cf1a13eafdf33b2c",
    )
    assert _store_with_wheel(tmp_path).fetch(source).read_bytes() == b"weights"


def test_an_altered_file_is_refused(tmp_path: Path) -> None:
    source = SourceFile(package=_MADE_UP, member="data/net.bin", sha256="0" * 64)
    with pytest.raises(SourceAlteredError, match="official registry"):
        _store_with_wheel(tmp_path).fetch(source)


def test_a_file_that_the_package_lacks_is_named(tmp_path: Path) -> None:
    source = SourceFile(package=_MADE_UP, member="data/other.bin", sha256="0" * 64)
    with pytest.raises(SourceMissingError, match=r"data/other\.bin"):
        _store_with_wheel(tmp_path).fetch(source)


def test_an_installed_package_of_another_version_is_refused(tmp_path: Path) -> None:
    older = Package(registry="installed", name="mediapipe", version="0.9.0")
    source = SourceFile(package=older, member=FACE_MESH.member, sha256=FACE_MESH.sha256)
    with pytest.raises(SourceMissingError, match="is installed"):
        SourceStore(tmp_path).fetch(source)


def test_the_weights_of_the_installed_mediapipe_are_the_known_ones(tmp_path: Path) -> None:
    assert SourceStore(tmp_path).fetch(FACE_MESH).stat().st_size == 1_242_398


def test_quantised_weights_are_restored_in_order() -> None:
    quantised = {"dtype": "uint8", "scale": 0.5, "min": -1.0}
    manifest = [
        {
            "weights": [
                {"name": "a", "shape": [2], "dtype": "float32", "quantization": quantised},
                {"name": "b", "shape": [], "dtype": "float32"},
            ]
        }
    ]
    content = bytes([0, 6]) + np.float32(3.5).tobytes()
    weights = read_weights(manifest, content)
    np.testing.assert_array_equal(weights["a"], [-1.0, 2.0])
    assert weights["b"] == 3.5


def test_left_over_bytes_are_an_error() -> None:
    manifest = [{"weights": [{"name": "a", "shape": [1], "dtype": "float32"}]}]
    with pytest.raises(UnknownOperatorError, match="4 bytes left"):
        read_weights(manifest, np.zeros(2, np.float32).tobytes())
