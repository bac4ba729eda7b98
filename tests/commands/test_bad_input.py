"""What a person is told when the command line cannot do what it is asked."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
from pathlib import Path

import filelock
import pytest

import reelpulse
from reelpulse.assembly.archive import open_library
from reelpulse.commands.line import run
from reelpulse.settings import Settings
from reelpulse.storage.database import Database

_REPOSITORY = Path(reelpulse.__file__).resolve().parents[2]


@pytest.fixture
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


@pytest.fixture
def data_dir(tmp_path: Path) -> str:
    return str(tmp_path / "data")


@pytest.fixture
def archive(data_dir: str) -> str:
    """A data folder with a data base that holds no session."""
    Database(Path(data_dir) / "reelpulse.db").close()
    return data_dir


def told(capsys: pytest.CaptureFixture[str]) -> str:
    return " ".join(capsys.readouterr().err.split())


def sessions(data_dir: str) -> list[str]:
    with open_library(Settings(data_dir=Path(data_dir))) as library:
        return [summary.title for summary in library.summaries()]


@pytest.mark.usefixtures("english")
def test_a_port_in_use_is_named_with_the_next_one(
    data_dir: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert run(["serve", "--data-dir", data_dir, "--port", str(port)]) == 1
    assert f"127.0.0.1:{port} is already in use" in (text := told(capsys))
    assert f"--port {port + 1}" in text


@pytest.mark.usefixtures("english")
def test_a_second_server_in_one_folder_is_refused(
    data_dir: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path(data_dir).mkdir()
    with filelock.FileLock(Path(data_dir) / "server.lock"):
        assert run(["serve", "--data-dir", data_dir]) == 1
    assert f"Another ReelPulse already runs with the folder {data_dir}." in told(capsys)


@pytest.mark.usefixtures("english")
def test_a_provider_that_is_not_there_is_never_replaced_by_the_cpu(
    data_dir: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (
        run(["demo", "--fast", "--data-dir", data_dir, "--provider", "TensorrtExecutionProvider"])
        == 1
    )
    text = told(capsys)
    assert "TensorrtExecutionProvider" in text
    assert "CPUExecutionProvider" in text
    assert not (Path(data_dir) / "reports").exists()


@pytest.mark.usefixtures("english")
def test_a_missing_ad_is_named_before_anything_plays(
    data_dir: str, capsys: pytest.CaptureFixture[str], unused_tcp_port: int
) -> None:
    arguments = ["demo", "--data-dir", data_dir, "--port", str(unused_tcp_port), "--ad", "gone.mp4"]
    assert run(arguments) == 1
    assert "gone.mp4: there is no such file. Check the path of the ad." in told(capsys)


@pytest.mark.usefixtures("english")
def test_an_ad_without_a_picture_is_refused(
    tmp_path: Path, data_dir: str, capsys: pytest.CaptureFixture[str], unused_tcp_port: int
) -> None:
    text_file = tmp_path / "ad.mp4"
    text_file.write_text("not a video")
    arguments = [
        "demo",
        "--data-dir",
        data_dir,
        "--port",
        str(unused_tcp_port),
        "--ad",
        str(text_file),
    ]
    assert run(arguments) == 1
    assert "this is not a video that can be played" in told(capsys)


@pytest.mark.usefixtures("english")
def test_a_webcam_video_that_is_missing_ends_the_demo_with_its_name(
    tmp_path: Path, data_dir: str, capsys: pytest.CaptureFixture[str], unused_tcp_port: int
) -> None:
    video = tmp_path / "nobody.mp4"
    assert (
        run(["demo", "--data-dir", data_dir, "--port", str(unused_tcp_port), "--video", str(video)])
        == 1
    )
    assert f"{video}: there is no such file" in told(capsys)
    assert sessions(data_dir) == [], "nothing that could never start is left behind"


@pytest.mark.usefixtures("english")
def test_a_camera_number_that_no_machine_has_is_told_without_opencvs_own_words(
    data_dir: str, capsys: pytest.CaptureFixture[str], unused_tcp_port: int
) -> None:
    arguments = ["--data-dir", data_dir, "--port", str(unused_tcp_port), "--camera", str(10**11)]
    assert run(["demo", *arguments]) == 1
    text = told(capsys)
    assert f"camera {10**11}: it cannot be opened. Close other programs" in text
    assert "Bad argument" not in text
    assert sessions(data_dir) == []


@pytest.mark.usefixtures("english")
def test_a_folder_is_no_ad(
    tmp_path: Path, data_dir: str, capsys: pytest.CaptureFixture[str], unused_tcp_port: int
) -> None:
    arguments = ["--data-dir", data_dir, "--port", str(unused_tcp_port), "--ad", str(tmp_path)]
    assert run(["demo", *arguments]) == 1
    assert f"{tmp_path}: this is a folder. Choose a video file" in told(capsys)


@pytest.mark.usefixtures("english")
def test_a_mistyped_data_folder_is_named_and_not_made(
    data_dir: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["sessions", "--data-dir", data_dir]) == 1
    assert f"No session was measured in {data_dir} yet. Check the folder" in told(capsys)
    assert not Path(data_dir).exists()


@pytest.mark.usefixtures("english")
def test_a_session_that_does_not_exist_is_refused(
    archive: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["report", "7", "--data-dir", archive]) == 1
    assert "There is no session 7" in told(capsys)


@pytest.mark.usefixtures("english")
def test_a_number_that_no_session_can_have_is_refused_as_well(
    archive: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["report", str(10**23), "--data-dir", archive]) == 1
    assert f"There is no session {10**23}" in told(capsys)


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize("out", ["missing/report.pdf", "."])
def test_a_place_where_no_report_can_lie_is_told_before_it_is_made(
    tmp_path: Path, out: str, capsys: pytest.CaptureFixture[str]
) -> None:
    where = tmp_path / out
    assert run(["report", "1", "--data-dir", str(tmp_path / "data"), "--out", str(where)]) == 1
    assert f"The report cannot be written to {where}" in told(capsys)


@pytest.mark.usefixtures("english")
def test_a_data_folder_that_cannot_be_written_to_is_named(
    data_dir: str, capsys: pytest.CaptureFixture[str]
) -> None:
    # A folder stands where the lock must lie: that stops even an administrator.
    (Path(data_dir) / "server.lock").mkdir(parents=True)
    assert run(["serve", "--data-dir", data_dir]) == 1
    text = told(capsys)
    assert f"{data_dir} cannot be written to" in text
    assert "--data-dir" in text


@pytest.mark.usefixtures("english")
def test_a_password_that_nobody_types_is_asked_for_in_a_terminal(
    data_dir: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def nobody(_prompt: str) -> str:
        raise EOFError

    monkeypatch.setattr("getpass.getpass", nobody)
    assert run(["obs", "password", "--data-dir", data_dir]) == 1
    assert "No password was typed" in told(capsys)


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize("option", ["--rounds=0", "--live-seconds=-3", "--memory-minutes=-1"])
def test_a_bench_of_nothing_is_refused(
    data_dir: str, option: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["bench", option, "--data-dir", data_dir]) == 1
    assert "at least one round" in told(capsys)


@pytest.mark.usefixtures("english")
def test_a_weight_of_silence_out_of_range_is_refused(
    archive: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["report", "1", "--data-dir", archive, "--k", "1.5"]) == 1
    assert "K, the weight of silent people, is 1.5; it must lie between 0.2 and 1.0" in told(capsys)


@pytest.mark.usefixtures("english")
def test_an_unknown_setting_is_named_with_the_known_ones(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "settings.toml").write_text("[vision]\nthreats = 2\n")
    assert run(["sessions", "--data-dir", str(tmp_path)]) == 1
    text = told(capsys)
    assert "has no setting “threats”" in text
    assert "threads" in text


def test_a_russian_terminal_is_answered_in_russian(
    archive: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "ru_RU.UTF-8")
    assert run(["report", "7", "--data-dir", archive]) == 1
    assert "Сессии 7 нет" in told(capsys)


@pytest.fixture
def installation(tmp_path: Path) -> Path:
    """A copy of the product whose model files may be harmed."""
    for name in ("server", "models", "overlays", "obs_plugin"):
        shutil.copytree(
            _REPOSITORY / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__")
        )
    return tmp_path


def serve(installation: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "reelpulse", "serve", "--data-dir", str(installation / "data")],
        env={"PYTHONPATH": str(installation / "server"), "PATH": "", "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_missing_model_file_is_named(installation: Path) -> None:
    weights = installation / "models" / "weights" / "emotion_reelpulse_96.onnx"
    weights.unlink()
    finished = serve(installation)
    assert finished.returncode == 1
    assert f"The model file {weights} is missing." in finished.stderr


def test_an_altered_model_file_is_refused(installation: Path) -> None:
    weights = installation / "models" / "weights" / "blazeface_back_256.onnx"
    weights.write_bytes(weights.read_bytes() + b"\0")
    finished = serve(installation)
    assert finished.returncode == 1
    assert f"The model file {weights} was altered" in finished.stderr
