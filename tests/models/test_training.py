"""Our own net trains, stops, goes on, and says in ONNX what it says in torch."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime
import pytest
import torch
from own_nets import drawn_faces, random_net

from reelpulse_models.crop_cache import Crops, save_crops, training_faces
from reelpulse_models.errors import ModelWorkError
from reelpulse_models.own_net import SIDE_PX, build_own_net
from reelpulse_models.training import __main__ as training_command
from reelpulse_models.training import export as export_command
from reelpulse_models.training.__main__ import main
from reelpulse_models.training.augment import Spoiler, Spoiling, middle
from reelpulse_models.training.export import export, largest_difference
from reelpulse_models.training.nets import OwnModule, mean_of
from reelpulse_models.training.run import (
    CHECKPOINT,
    LOG,
    Plan,
    Run,
    logits_of,
    rate_at,
    stopped_run,
)
from reelpulse_models.training.sampling import balanced_order, held_out
from reelpulse_models.training.teacher import taught_by_own

_UNSPOILT = Spoiling(
    roll_deg=0,
    scale=0,
    shift=0,
    grey_share=0,
    light_share=0,
    small_share=0,
    blur_share=0,
    noise_share=0,
    jpeg_share=0,
    border_share=0,
    occlusion_share=0,
)

_ENOUGH_TO_HOLD_OUT_EACH = 980
"""Of drawn faces: 6 % of them show every emotion."""


def _never() -> bool:
    return False


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    """Threads that wait for each other take many times longer on a busy machine."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


def _pictures(count: int) -> npt.NDArray[np.float32]:
    shape = (count, 3, SIDE_PX, SIDE_PX)
    return np.random.default_rng(0).uniform(0, 255, shape).astype(np.float32)


def _torch_logits(module: OwnModule, faces: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    with torch.no_grad():
        return np.asarray(module(torch.from_numpy(faces)).numpy(), dtype=np.float32)


def test_onnx_says_what_torch_says() -> None:
    net, faces = random_net(), _pictures(4)
    model = build_own_net(net, metadata={"licence": "none"})
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    expected = _torch_logits(OwnModule(net.as_stored()).eval(), faces)
    (found,) = session.run(["logits"], {"face": faces})
    assert found.shape == (4, 7)
    assert np.abs(expected).max() > 0.1
    np.testing.assert_allclose(found, expected, atol=1e-4)


def test_half_precision_moves_logits_by_little() -> None:
    net, faces = random_net(), _pictures(4)
    exact = _torch_logits(OwnModule(net).eval(), faces)
    stored = _torch_logits(OwnModule(net.as_stored()).eval(), faces)
    assert 0 < np.abs(exact - stored).max() < 0.01


def test_offsets_are_added_to_the_logits() -> None:
    net, faces = random_net(), _pictures(2)
    offsets = np.array([0, 0, 0.5, 0, 0, 0, -0.5], dtype=np.float32)
    moved = _torch_logits(OwnModule(net.with_offsets(offsets)).eval(), faces)
    np.testing.assert_allclose(
        moved - _torch_logits(OwnModule(net).eval(), faces), np.tile(offsets, (2, 1)), atol=1e-5
    )


def test_opened_normalisations_say_what_folded_ones_say() -> None:
    faces = _pictures(8)
    module = OwnModule(random_net()).eval()
    before = _torch_logits(module, faces)
    module.settle(torch.from_numpy(faces))
    np.testing.assert_allclose(_torch_logits(module, faces), before, atol=1e-4)
    np.testing.assert_allclose(_torch_logits(module.train(), faces), before, atol=1e-4)


def test_a_run_is_written_as_a_net_that_says_the_same(tmp_path: Path) -> None:
    faces = drawn_faces(70, seed=1)
    run = Run(tmp_path, random_net(), faces, Plan(steps=2, batch=8))
    run.train(stop=_never)
    file = tmp_path / "nets" / "own.onnx"
    export(run.averaged.layers(), file, steps=[run.step])
    assert largest_difference(run.averaged.layers(), file, faces) < 1e-4
    assert largest_difference(random_net(), file, faces) > 1e-2


def test_a_teacher_is_aimed_at_in_its_share(tmp_path: Path) -> None:
    faces = drawn_faces(140, seed=1)
    always_fear = np.zeros((140, 7), np.float32)
    always_fear[:, 2] = 1
    plan = Plan(steps=25, batch=16, rate=6e-3, warm_up=5, averaging=0.9)
    fear = {}
    for taught in (0.0, 1.0):
        run = Run(
            tmp_path / str(taught),
            random_net(),
            faces,
            replace(plan, taught=taught),
            teacher=always_fear,
        )
        run.train(stop=_never)
        fear[taught] = float(logits_of(run.averaged, faces).softmax(dim=1)[:, 2].mean())
    assert fear[1.0] > 0.9
    assert fear[0.0] < 0.4


def test_an_earlier_run_teaches_what_it_reads_in_a_face_and_its_mirror_picture(
    tmp_path: Path,
) -> None:
    faces = drawn_faces(70, seed=1)
    run = Run(tmp_path, random_net(), faces, Plan(steps=2, batch=8))
    run.train(stop=_never)
    mirrored = replace(faces, pictures=faces.pictures[:, :, ::-1].copy())
    straight, turned = (
        logits_of(run.averaged, crops).softmax(dim=1).numpy() for crops in (faces, mirrored)
    )
    assert np.abs(straight - turned).max() > 1e-3
    found = taught_by_own([run.averaged], faces)
    np.testing.assert_allclose(found, (straight + turned) / 2, atol=1e-6)


def test_several_earlier_runs_teach_their_mean(tmp_path: Path) -> None:
    faces = drawn_faces(70, seed=1)
    nets = [OwnModule(random_net(seed)).eval() for seed in (7, 8)]
    one, other = (taught_by_own([net], faces) for net in nets)
    assert np.abs(one - other).max() > 1e-3
    np.testing.assert_allclose(taught_by_own(nets, faces), (one + other) / 2, atol=1e-6)


def test_the_mean_of_two_nets_lies_in_the_middle_of_their_weights() -> None:
    one, other = (OwnModule(random_net(seed)).eval() for seed in (7, 8))
    before = one.head_weight.detach().clone()
    mean = mean_of([one, other]).state_dict()
    for name, value in one.state_dict().items():
        if value.is_floating_point():
            torch.testing.assert_close(mean[name], (value + other.state_dict()[name]) / 2)
    assert torch.equal(one.head_weight, before)
    assert not torch.equal(mean["head_weight"], before)


@pytest.fixture
def _small_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands begin with a small net of random weights, not with one to be fetched."""
    for command in (training_command, export_command):
        monkeypatch.setattr(command, "starting_net", lambda _, **__: random_net())


@pytest.mark.usefixtures("_small_start")
def test_three_runs_and_an_export_by_their_commands(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cache, net, seen = tmp_path / "cache", tmp_path / "net.onnx", tmp_path / "seen.npy"
    faces = drawn_faces(_ENOUGH_TO_HOLD_OUT_EACH, seed=1)
    save_crops(faces, cache / "drawn_train.npz")
    save_crops(drawn_faces(35, seed=2), cache / "drawn_val.npz")
    common = ["--cache", str(cache), "--steps", "2", "--threads", "1", "--sources", str(tmp_path)]
    first, second = (["--run", str(tmp_path / name)] for name in ("first", "second"))
    assert main([*common, *first]) == 0
    taught = ["--after", first[1], "--own-teacher", "--taught", "0.4", "--spoiling", "0.5"]
    assert main([*common, *second, *taught]) == 0
    assert "drawn_val" in capsys.readouterr().out
    told = json.loads((tmp_path / "second" / LOG).read_text().splitlines()[0])
    assert (told["teacher"], told["begun_with"], told["plan"]["taught"]) == ("first", "first", 0.4)
    third = ["--run", str(tmp_path / "third")]
    assert main([*common, *third, "--after", first[1], second[1], "--own-teacher"]) == 0
    told = json.loads((tmp_path / "third" / LOG).read_text().splitlines()[0])
    assert (told["teacher"], told["begun_with"]) == ("first, second", "first, second")
    wanted = ["--cache", str(cache), *third, second[1], "--sources", str(tmp_path)]
    assert export_command.main([*wanted, "--out", str(net), "--seen", str(seen)]) == 0
    printed = capsys.readouterr().out
    assert f'sha256 = "{hashlib.sha256(net.read_bytes()).hexdigest()}"' in printed
    assert 0 < float(printed.split("temperature = ")[1].split()[0]) < 100
    runs = [stopped_run(tmp_path / name, random_net(), faces) for name in ("third", "second")]
    mean = mean_of([run.averaged for run in runs])
    session = onnxruntime.InferenceSession(str(net), providers=["CPUExecutionProvider"])
    assert session.get_modelmeta().custom_metadata_map["trained_steps"] == "2, 2"
    (found,) = session.run(["logits"], {"face": middle(faces.pictures[:8]).numpy()})
    apart = found - logits_of(mean, faces.rows(np.arange(8))).numpy()
    assert np.ptp(apart, axis=0).max() < 0.01  # offsets, and weights of half precision
    assert set(np.load(seen).tolist()) == set(faces.digests.tolist())


@pytest.mark.usefixtures("_small_start")
def test_an_export_that_says_something_else_than_torch_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = tmp_path / "cache"
    save_crops(drawn_faces(_ENOUGH_TO_HOLD_OUT_EACH, seed=1), cache / "drawn_train.npz")
    words = ["--cache", str(cache), "--run", str(tmp_path / "run"), "--sources", str(tmp_path)]
    assert main([*words, "--steps", "1", "--threads", "1"]) == 0
    monkeypatch.setattr(
        export_command, "export", lambda _, out, **steps: export(random_net(8), out, **steps)
    )
    assert export_command.main([*words, "--out", str(tmp_path / "net.onnx")]) == 1
    assert "Torch and ONNX differ by" in capsys.readouterr().err


@pytest.mark.usefixtures("_small_start")
def test_own_runs_and_another_net_teach_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache, first = tmp_path / "cache", str(tmp_path / "first")
    save_crops(drawn_faces(35, seed=1), cache / "drawn_train.npz")
    words = ["--cache", str(cache), "--steps", "1", "--threads", "1", "--sources", str(tmp_path)]
    assert main([*words, "--run", first]) == 0
    always = np.eye(7, dtype=np.float32)
    monkeypatch.setattr(training_command, "taught_by_own", lambda _, crops: always[crops.labels])
    monkeypatch.setattr(
        training_command, "taught_by", lambda _, crops: always[np.full(len(crops.labels), 2)]
    )
    given: list[npt.NDArray[np.float32]] = []

    def watched(*values: object, teacher: npt.NDArray[np.float32], **named: object) -> Run:
        given.append(teacher)
        return Run(*values, teacher=teacher, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(training_command, "Run", watched)
    both = ["--own-teacher", "--teacher", "emotion-mean3-112", "--own-share", "0.75"]
    assert main([*words, "--run", str(tmp_path / "both"), "--after", first, *both]) == 0
    told = json.loads((tmp_path / "both" / LOG).read_text().splitlines()[0])
    assert told["teacher"] == "first, emotion-mean3-112, own share 0.75"
    labels = training_faces(cache).labels
    expected = 0.75 * always[labels] + 0.25 * always[np.full(len(labels), 2)]
    np.testing.assert_allclose(given[0], expected, atol=1e-6)


def test_an_own_teacher_without_a_run_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--cache", "cache", "--run", "run", "--steps", "1", "--own-teacher"])
    assert "--own-teacher needs --after" in capsys.readouterr().err


@pytest.mark.parametrize("share", ["--taught", "--own-share"])
def test_a_share_beyond_one_is_refused(share: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--cache", "cache", "--run", "run", "--steps", "1", share, "1.5"])
    assert "1.5 is no share: give a number from 0 to 1." in capsys.readouterr().err


def test_a_smoke_training_beats_chance(tmp_path: Path) -> None:
    train, val = drawn_faces(700, seed=1), drawn_faces(210, seed=2)
    plan = Plan(steps=400, batch=24, rate=6e-3, warm_up=10, averaging=0.95, drop_out=0)
    run = Run(tmp_path, random_net(), train, plan)
    before = run.judge(val)["balanced_accuracy"]
    run.train(stop=_never)
    after = run.judge(val)["balanced_accuracy"]
    # Chance is 1/7; the faces seen in training were turned, darkened, cut and blurred.
    assert before < 0.2
    assert after > 0.3


def test_a_stopped_run_goes_on_as_if_it_had_not_been_stopped(tmp_path: Path) -> None:
    faces, plan = drawn_faces(70, seed=1), Plan(steps=4, batch=8)
    straight = Run(tmp_path / "straight", random_net(), faces, plan)
    straight.train(stop=_never)
    first = Run(tmp_path / "parts", random_net(), faces, plan)
    assert not first.resume()
    first.train(stop=lambda: first.step == 2)
    second = Run(tmp_path / "parts", random_net(seed=8), faces, plan)
    assert second.resume()
    assert second.step == first.step == 2
    second.train(stop=_never)
    torch.testing.assert_close(
        logits_of(second.averaged, faces), logits_of(straight.averaged, faces)
    )


def test_a_run_goes_on_with_the_same_plan_teacher_and_faces_only(tmp_path: Path) -> None:
    faces, plan = drawn_faces(70, seed=1), Plan(steps=2, batch=8)
    first = Run(tmp_path, random_net(), faces, plan, teacher_name="somebody")
    first.train(stop=_never)
    others = (
        Run(tmp_path, random_net(), faces, replace(plan, rate=1e-5), teacher_name="somebody"),
        Run(tmp_path, random_net(), faces, plan),
        Run(tmp_path, random_net(), drawn_faces(70, seed=2), plan, teacher_name="somebody"),
    )
    for other in others:
        with pytest.raises(ModelWorkError, match="a run of another plan, teacher or set of faces"):
            other.resume()
    again = stopped_run(tmp_path, random_net(seed=9), faces)
    assert again.plan == plan
    torch.testing.assert_close(logits_of(again.averaged, faces), logits_of(first.averaged, faces))
    with pytest.raises(ModelWorkError, match="holds no checkpoint"):
        stopped_run(tmp_path / "none", random_net(), faces)


def test_no_copy_of_a_trained_face_is_held_out(tmp_path: Path) -> None:
    faces = drawn_faces(300, seed=1)
    # Every second picture is that of its neighbour, under a name of its own.
    copied = Crops(
        pictures=np.repeat(faces.pictures[::2], 2, axis=0),
        labels=faces.labels,
        names=faces.names,
        sets=faces.sets,
        digests=np.repeat(faces.digests[::2], 2),
    )
    apart, together = (
        Run(tmp_path / name, random_net(), crops, Plan(steps=1))
        for name, crops in (("apart", faces), ("together", copied))
    )
    assert not set(apart.held_out.names) & set(apart.trained.names)
    assert not set(together.held_out.digests.tolist()) & set(together.trained.digests.tolist())
    assert len(together.held_out.names) < len(apart.held_out.names) / 2


def test_a_run_logs_its_plan_its_progress_and_its_figures(tmp_path: Path) -> None:
    run = Run(tmp_path, random_net(), drawn_faces(70, seed=1), Plan(steps=2, batch=8))
    run.train(stop=_never)
    plan, told = (json.loads(line) for line in (tmp_path / LOG).read_text().splitlines())
    assert plan["plan"]["spoiling"]["roll_deg"] == 20
    assert (told["step"], told["of"], told["minutes_left"]) == (2, 2, 0)
    assert told["faces_per_s"] > 0
    assert 0 <= told["held_out"]["balanced_accuracy"] <= 1
    assert (tmp_path / CHECKPOINT).stat().st_size > 10_000


def test_unspoilt_faces_are_the_middle_of_the_kept_crop_or_its_mirror() -> None:
    faces = drawn_faces(14, seed=1).pictures
    seen = Spoiler(_UNSPOILT, seed=1).batch(faces)
    straight = middle(faces)
    mirrored = straight.flip(3)
    for row in range(14):
        error = min(
            float((seen[row] - picture[row]).abs().max()) for picture in (straight, mirrored)
        )
        assert error < 0.1
    assert not torch.equal(seen, straight)


def test_spoilt_faces_are_pictures_and_the_same_for_the_same_seed() -> None:
    faces = drawn_faces(64, seed=1).pictures
    kept = faces.copy()
    once, again = (Spoiler(Spoiling(), seed=4).batch(faces) for _ in range(2))
    other = Spoiler(Spoiling(), seed=5).batch(faces)
    assert once.shape == (64, 3, SIDE_PX, SIDE_PX)
    assert 0 <= float(once.min()) < float(once.max()) <= 255
    assert torch.equal(once, again)
    assert not torch.equal(once, other)
    np.testing.assert_array_equal(faces, kept)


def test_faces_can_be_spoilt_less_often() -> None:
    half, never = Spoiling().as_often(0.5), Spoiling().as_often(0)
    assert half.blur_share == Spoiling().blur_share / 2
    assert (half.roll_deg, half.grey_share) == (Spoiling().roll_deg, Spoiling().grey_share)
    assert never == replace(
        _UNSPOILT,
        roll_deg=Spoiling().roll_deg,
        scale=Spoiling().scale,
        shift=Spoiling().shift,
        grey_share=Spoiling().grey_share,
    )


def test_drawn_rows_even_out_rare_emotions() -> None:
    labels, one_set = np.array([3] * 900 + [1] * 100), np.zeros(1000, np.int64)
    even, as_they_are = (
        balanced_order(labels, one_set, count=4000, evenness=e, evenness_of_sets=0, seed=1)
        for e in (1, 0)
    )
    assert (labels[even] == 1).mean() == pytest.approx(0.5, abs=0.03)
    assert (labels[as_they_are] == 1).mean() == pytest.approx(0.1, abs=0.02)


def test_no_set_gives_away_an_emotion() -> None:
    # The second set is even by itself and must stay so, though disgust is rare in the first.
    labels = np.array([3] * 880 + [1] * 20 + [3] * 50 + [1] * 50)
    sets = np.repeat([0, 1], [900, 100])
    rows = balanced_order(labels, sets, count=8000, evenness=0.5, evenness_of_sets=0.5, seed=1)
    assert (sets[rows] == 1).mean() == pytest.approx(10 / (10 + 30), abs=0.02)
    assert (labels[rows][sets[rows] == 1] == 1).mean() == pytest.approx(0.5, abs=0.03)


def test_a_face_is_held_out_by_its_name_alone() -> None:
    names = [f"face {number}" for number in range(5000)]
    out = held_out(names, share=0.1)
    assert out.mean() == pytest.approx(0.1, abs=0.015)
    assert (held_out(names[::-1], share=0.1) == out[::-1]).all()


def test_the_rate_rises_and_falls() -> None:
    plan = Plan(steps=1000, rate=1.0, warm_up=10)
    assert rate_at(plan, 0) == pytest.approx(0.1)
    assert rate_at(plan, 500) == pytest.approx(0.5)
    assert rate_at(plan, 999) == pytest.approx(0.01)
