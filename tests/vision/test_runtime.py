"""Execution providers: the choice, the refusals, and what DirectML needs."""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import onnxruntime
import pytest

from reelpulse.errors import ModelLoadingError, ProviderMissingError
from reelpulse.vision.manifest import Manifest
from reelpulse.vision.runtime import (
    CPU,
    DIRECTML,
    Engine,
    Session,
    Values,
    installed_engine,
    session_options,
    start_runtime,
)

_COREML = "CoreMLExecutionProvider"
_CUDA = "CUDAExecutionProvider"


class FakeSession:
    """Looks like the emotion net on a provider that this machine does not have."""

    def __init__(self, providers: Sequence[str]) -> None:
        self._providers = list(providers)

    def get_inputs(self) -> list[Any]:
        return [SimpleNamespace(name="face")]

    def get_outputs(self) -> list[Any]:
        return [SimpleNamespace(name="logits")]

    def get_providers(self) -> list[str]:
        return self._providers

    def run(self, outputs: Sequence[str] | None, inputs: dict[str, Values]) -> list[Values]:
        return [np.zeros((len(inputs["face"]), 7), dtype=np.float32) for _ in outputs or ["logits"]]


class FakeOnnxRuntime:
    """An ONNX Runtime with other providers, some of which do not start."""

    def __init__(
        self, platform: str, *available: str, broken: Sequence[str] = (), silent: bool = False
    ) -> None:
        self._platform = platform
        self._available = available
        self._broken = broken
        self._silent = silent
        self.opened: list[tuple[str, int]] = []

    @property
    def engine(self) -> Engine:
        return Engine(platform=self._platform, available=self._available, open=self._open)

    def _open(self, path: Path, provider: str, threads: int) -> Session:
        assert path.is_file()
        self.opened.append((provider, threads))
        if provider in self._broken and self._silent:
            return FakeSession([CPU])
        if provider in self._broken:
            raise RuntimeError("no suitable device")
        return FakeSession([provider, CPU])


def _start(fake: FakeOnnxRuntime, manifest: Manifest, wanted: str) -> str:
    probe = manifest.emotion_net().file
    return start_runtime(wanted, threads=3, probe=probe, engine=fake.engine).provider


@pytest.mark.parametrize(
    ("platform", "available", "chosen"),
    [
        ("win32", (DIRECTML, CPU), DIRECTML),
        ("win32", (CPU,), CPU),
        ("linux", (_CUDA, CPU), _CUDA),
        ("linux", ("AzureExecutionProvider", CPU), CPU),
        ("darwin", (_COREML, CPU), _COREML),
        ("linux", (DIRECTML, CPU), CPU),
    ],
)
def test_auto_takes_this_systems_preferred_provider(
    manifest: Manifest, platform: str, available: tuple[str, ...], chosen: str
) -> None:
    assert _start(FakeOnnxRuntime(platform, *available), manifest, "auto") == chosen


@pytest.mark.parametrize("name", ["DmlExecutionProvider", "dml", "DirectML", "DML"])
def test_directml_is_understood_by_several_names(manifest: Manifest, name: str) -> None:
    fake = FakeOnnxRuntime("win32", DIRECTML, CPU)
    assert _start(fake, manifest, name) == DIRECTML
    assert fake.opened == [(DIRECTML, 3)]


def test_a_provider_that_is_not_installed_is_refused_with_the_list_of_those_that_are(
    manifest: Manifest,
) -> None:
    fake = FakeOnnxRuntime("linux", _CUDA, CPU)
    with pytest.raises(ProviderMissingError, match=f"{_CUDA}, {CPU}"):
        _start(fake, manifest, DIRECTML)
    assert fake.opened == []


@pytest.mark.parametrize("silent", [False, True])
def test_a_provider_asked_for_by_name_that_does_not_start_is_never_replaced(
    manifest: Manifest, silent: bool
) -> None:
    fake = FakeOnnxRuntime("win32", DIRECTML, CPU, broken=[DIRECTML], silent=silent)
    with pytest.raises(ProviderMissingError, match=DIRECTML):
        _start(fake, manifest, "dml")
    assert fake.opened == [(DIRECTML, 3)]


@pytest.mark.parametrize("silent", [False, True])
def test_auto_passes_over_a_provider_that_does_not_start_and_says_so(
    manifest: Manifest, caplog: pytest.LogCaptureFixture, silent: bool
) -> None:
    fake = FakeOnnxRuntime("win32", DIRECTML, CPU, broken=[DIRECTML], silent=silent)
    with caplog.at_level(logging.INFO):
        assert _start(fake, manifest, "auto") == CPU
    warned = [r.getMessage() for r in caplog.records if r.levelno == logging.WARNING]
    assert len(warned) == 1
    assert DIRECTML in warned[0]
    assert any(f"nets run on {CPU}" in r.getMessage() for r in caplog.records)


def test_no_provider_at_all_is_an_error(manifest: Manifest) -> None:
    with pytest.raises(ProviderMissingError, match="Available: -"):
        _start(FakeOnnxRuntime("linux"), manifest, "auto")


def test_directml_runs_without_memory_patterns_and_sequentially() -> None:
    options = session_options(DIRECTML, 2)
    assert not options.enable_mem_pattern
    assert options.execution_mode == onnxruntime.ExecutionMode.ORT_SEQUENTIAL


def test_sessions_have_the_threads_asked_for_and_none_of_them_spins() -> None:
    options = session_options(CPU, 3)
    assert options.intra_op_num_threads == 3
    assert options.get_session_config_entry("session.intra_op.allow_spinning") == "0"
    assert options.enable_mem_pattern


def test_the_installed_runtime_opens_the_shipped_net_on_the_cpu(manifest: Manifest) -> None:
    file = manifest.emotion_net().file
    net = start_runtime("cpu", threads=1, probe=file).open(file)
    (logits,) = net.run(["logits"], np.zeros((2, 3, 96, 96), dtype=np.float32))
    assert logits.shape == (2, 7)


@pytest.mark.skipif(DIRECTML in installed_engine().available, reason="DirectML is installed here")
def test_directml_is_refused_by_the_installed_runtime_where_it_is_not_built_in(
    manifest: Manifest,
) -> None:
    with pytest.raises(ProviderMissingError, match=CPU):
        start_runtime("dml", threads=1, probe=manifest.emotion_net().file)


def test_a_file_that_is_no_net_is_an_error_with_its_name(
    manifest: Manifest, tmp_path: Path
) -> None:
    path = tmp_path / "broken.onnx"
    path.write_bytes(b"not a net")
    broken = dataclasses.replace(
        manifest.emotion_net().file,
        path=path,
        sha256="c26c1c3844946360c6fa3eaa4102499cdae330cb08482904c92e8497447fb771",
    )
    with pytest.raises(ModelLoadingError, match="emotion-reelpulse-96 cannot be opened"):
        start_runtime("cpu", threads=1, probe=broken)


def test_a_net_without_the_promised_names_is_an_error_that_lists_those_it_has(
    manifest: Manifest,
) -> None:
    file = manifest.emotion_net().file
    other = dataclasses.replace(file, input=dataclasses.replace(file.input, name="picture"))
    with pytest.raises(ModelLoadingError, match="no picture; it has face"):
        start_runtime("cpu", threads=1, probe=other)
    net = start_runtime("cpu", threads=1, probe=file).open(file)
    with pytest.raises(ModelLoadingError, match="no scores; it has logits"):
        net.require_outputs("scores")
