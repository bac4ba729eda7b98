"""The doctor looks at Python and at packages that could break each other."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from reelpulse.doctor.finding import State
from reelpulse.doctor.python import check_opencv, check_packages, check_python
from reelpulse.texts import Language

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("version", "is_64_bit", "state"),
    [
        ((3, 11), True, State.OK),
        ((3, 12), True, State.OK),
        ((3, 13), True, State.FAILED),
        ((3, 12), False, State.FAILED),
    ],
)
def test_only_a_64_bit_python_3_11_or_3_12_will_do(
    version: tuple[int, int], is_64_bit: bool, state: State
) -> None:
    finding = check_python(version, is_64_bit=is_64_bit)
    assert finding.state is state
    bits = 64 if is_64_bit else 32
    assert finding.detail.told(Language.ENGLISH).startswith(f"3.{version[1]}, {bits} bit, in ")


def test_the_packages_of_this_environment_are_at_peace() -> None:
    finding = check_packages()
    assert finding.state is State.OK
    assert int(finding.detail.told(Language.ENGLISH).split()[0]) > 50


def test_two_onnx_runtimes_break_each_other() -> None:
    finding = check_packages({"onnxruntime": "1.24.4", "onnxruntime-directml": "1.24.4"})
    assert finding.state is State.FAILED
    told = finding.detail.told(Language.ENGLISH)
    assert told.startswith("onnxruntime, onnxruntime-directml are both installed")


def test_opencvs_of_two_versions_are_brought_to_the_newest() -> None:
    found = {"opencv-python": "4.9.0.80", "opencv-contrib-python": "4.11.0.86", "rich": "15.0.0"}
    finding = check_packages(found)
    assert finding.state is State.FAILED
    assert finding.remedy is not None
    assert finding.remedy.told(Language.ENGLISH).endswith(
        "pip install opencv-python==4.11.0.86 opencv-contrib-python==4.11.0.86"
    )


def test_opencv_of_this_environment_loads() -> None:
    assert check_opencv().detail.told(Language.ENGLISH) == "4.11.0"


def test_an_opencv_that_misses_a_system_library_names_the_packages_that_run_py_installs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def load() -> str:
        raise ImportError("libGL.so.1: cannot open shared object file\nmore")

    monkeypatch.setattr("sys.platform", "linux")
    finding = check_opencv(load)
    assert finding.state is State.FAILED
    told = finding.detail.told(Language.ENGLISH)
    assert told == "cannot be loaded: libGL.so.1: cannot open shared object file"
    assert finding.remedy is not None
    needs = tomllib.loads((ROOT / "requirements" / "system.toml").read_text(encoding="utf-8"))
    (opencv,) = (need for need in needs["need"] if "OpenCV" in need["what"])
    for packages in opencv["packages"].values():
        assert f" {packages}." in finding.remedy.told(Language.ENGLISH)
