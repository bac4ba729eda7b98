"""The doctor compares the nets' files with the manifest."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import SimpleNamespace

import pytest

from reelpulse.doctor.finding import Finding, State
from reelpulse.doctor.nets import check_nets, check_provider, check_terms
from reelpulse.resources import resource
from reelpulse.settings import Settings, VisionSettings
from reelpulse.texts import Language, translations
from reelpulse.vision.runtime import CPU, DIRECTML, Engine, Values


@pytest.fixture
def models(tmp_path: Path) -> Path:
    """A copy of the shipped models, to be spoilt."""
    shutil.copy(resource("models", "manifest.toml"), tmp_path)
    shutil.copytree(resource("models", "weights"), tmp_path / "weights")
    return tmp_path


def test_the_shipped_nets_are_whole() -> None:
    finding = check_nets()
    assert finding.state is State.OK
    told = finding.detail.told(Language.ENGLISH)
    assert told.startswith("blazeface-back-256, face-mesh-192, ")


def test_a_net_with_one_changed_byte_is_named(models: Path) -> None:
    net = models / "weights" / "face_mesh_192.onnx"
    content = bytearray(net.read_bytes())
    content[1000] ^= 1
    net.write_bytes(content)
    finding = check_nets(models / "manifest.toml")
    assert finding.state is State.FAILED
    assert f"The model file {net} was altered" in finding.detail.told(Language.ENGLISH)


def test_a_missing_net_is_named(models: Path) -> None:
    net = models / "weights" / "blazeface_back_256.onnx"
    net.unlink()
    finding = check_nets(models / "manifest.toml")
    assert finding.state is State.FAILED
    assert f"The model file {net} is missing" in finding.detail.told(Language.ENGLISH)


def test_the_terms_of_the_pictures_behind_the_nets_in_use_are_told(models: Path) -> None:
    manifest = models / "manifest.toml"
    told = check_terms(manifest).detail.told(Language.ENGLISH)
    assert "FER2013" in told
    assert "research only" in told
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(text.replace("research_only = true", ""), encoding="utf-8")
    assert check_terms(manifest).detail.told(Language.ENGLISH).startswith("none in use is known")


def test_each_net_is_told_with_its_own_pictures(models: Path) -> None:
    manifest = models / "manifest.toml"
    text = manifest.read_text(encoding="utf-8")
    marked = 'role = "{}"\nresearch_only = true\n'
    text = text.replace(
        'role = "detector"\n', marked.format("detector") + 'trained_on = ["WIDER FACE"]\n'
    )
    text = text.replace('role = "landmarks"\n', marked.format("landmarks"))
    manifest.write_text(text, encoding="utf-8")
    finding = check_terms(manifest)
    assert finding.detail.told(Language.ENGLISH) == (
        "blazeface-back-256: trained on WIDER FACE, released at least in part for research only; "
        "face-mesh-192: trained on pictures for research only; "
        "emotion-reelpulse-96: trained on FER2013, ExpW, VGGFace2, IMDB-WIKI, released at least in "
        "part for research only; the report says so too"
    )
    part = "(хотя бы часть этих снимков — только для исследований)"
    russian = finding.detail.told(Language.RUSSIAN)
    assert russian.startswith(f"blazeface-back-256: обучена на WIDER FACE {part}; face-mesh-192: ")
    assert (
        f"emotion-reelpulse-96: обучена на FER2013, ExpW, VGGFace2, IMDB-WIKI {part}; об этом"
        in russian
    )
    assert translations(Language.RUSSIAN).gettext(finding.name) == "Условия использования сетей"


def test_the_nets_in_use_are_told_with_what_they_measure() -> None:
    finding = check_nets(landmarks="mediapipe")
    used = (
        "in use: blazeface-back-256 (faces), emotion-reelpulse-96 (emotions), mediapipe (landmarks)"
    )
    assert finding.detail.told(Language.ENGLISH).endswith(used)
    russian = "blazeface-back-256 (лица), emotion-reelpulse-96 (эмоции), mediapipe (точки лица)"
    assert finding.detail.told(Language.RUSSIAN).endswith(russian)


@pytest.mark.parametrize("check", [check_nets, check_terms])
def test_a_landmark_net_of_the_settings_that_is_not_there_fails(
    check: Callable[..., Finding],
) -> None:
    finding = check(landmarks="mediapip")
    assert finding.state is State.FAILED
    assert "There is no net “mediapip” for landmarks" in finding.detail.told(Language.ENGLISH)
    russian = finding.detail.told(Language.RUSSIAN)
    assert "Нет сети «mediapip», которая измеряет точки лица;" in russian
    assert "[vision] landmarks" in russian


def test_a_manifest_that_is_not_toml_is_named(models: Path) -> None:
    manifest = models / "manifest.toml"
    manifest.write_text("[[net")
    finding = check_nets(manifest)
    assert finding.state is State.FAILED
    assert finding.detail.told(Language.ENGLISH).startswith(str(manifest))


class FakeSession:
    """Says it runs on what it was asked for."""

    def __init__(self, provider: str) -> None:
        self._provider = provider

    def get_inputs(self) -> list[SimpleNamespace]:
        return [SimpleNamespace(name="image")]

    def get_outputs(self) -> list[SimpleNamespace]:
        return []

    def get_providers(self) -> list[str]:
        return [self._provider]

    def run(self, outputs: Sequence[str] | None, inputs: dict[str, Values]) -> list[Values]:
        raise NotImplementedError


def _windows(*, starts: bool) -> Engine:
    """A fake Windows with DirectML, which starts or does not."""

    def open_net(path: Path, provider: str, threads: int) -> FakeSession:
        del path, threads
        if provider != CPU and not starts:
            raise RuntimeError("no graphics card")
        return FakeSession(provider)

    return Engine(platform="win32", available=(DIRECTML, CPU), open=open_net)


def _settings(folder: Path, provider: str) -> Settings:
    return Settings(data_dir=folder, vision=VisionSettings(provider=provider))


def test_the_real_provider_of_this_machine_runs_a_real_net(tmp_path: Path) -> None:
    finding = check_provider(_settings(tmp_path, "cpu"))
    assert finding.state is State.OK
    told = finding.detail.told(Language.ENGLISH)
    assert told.startswith("CPUExecutionProvider measures; installed: ")
    assert "Azure" not in told


def test_one_asked_for_by_name_that_is_missing_fails_and_is_not_replaced(tmp_path: Path) -> None:
    finding = check_provider(_settings(tmp_path, "DmlExecutionProvider"))
    assert finding.state is State.FAILED
    told = finding.detail.told(Language.ENGLISH)
    assert "'DmlExecutionProvider' cannot be used on this machine" in told


def test_directml_measures_where_it_starts(tmp_path: Path) -> None:
    finding = check_provider(_settings(tmp_path, "auto"), _windows(starts=True))
    assert finding.detail.told(Language.ENGLISH) == (
        "DmlExecutionProvider measures; installed: DmlExecutionProvider, CPUExecutionProvider"
    )


def test_a_graphics_card_that_lies_idle_is_remarked(tmp_path: Path) -> None:
    finding = check_provider(_settings(tmp_path, "auto"), _windows(starts=False))
    assert finding.state is State.WARNING
    assert finding.remedy is not None
    assert "--provider cpu" in finding.remedy.told(Language.ENGLISH)


def test_an_onnx_runtime_that_cannot_be_imported_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "reelpulse.vision.runtime", None)
    finding = check_provider(_settings(tmp_path, "auto"))
    assert finding.state is State.FAILED
    assert finding.detail.told(Language.ENGLISH).startswith("cannot be loaded: ")
