"""Our own net trains, stops, goes on, and says in ONNX what it says in torch."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
import torch
from own_nets import drawn_faces, random_net

from reelpulse_models.own_net import SIDE_PX, build_own_net
from reelpulse_models.training.augment import Spoiler, Spoiling, middle
from reelpulse_models.training.export import export, largest_difference
from reelpulse_models.training.nets import OwnModule
from reelpulse_models.training.run import CHECKPOINT, LOG, Plan, Run, logits_of, rate_at
from reelpulse_models.training.sampling import balanced_order, held_out

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


def _never() -> bool:
    return False


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    """Threads that wait for each other take many times longer on a busy machine."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


def test_onnx_says_what_torch_says() -> None:
    module = OwnModule(random_net())
    model = build_own_net(module.layers(), metadata={"licence": "none"})
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    faces = np.random.default_rng(0).uniform(0, 255, (4, 3, SIDE_PX, SIDE_PX)).astype(np.float32)
    with torch.no_grad():
        expected = module(torch.from_numpy(faces)).numpy()
    (found,) = session.run(["logits"], {"face": faces})
    assert found.shape == (4, 7)
    assert np.abs(expected).max() > 0.1
    np.testing.assert_allclose(found, expected, atol=1e-4)


def test_a_run_is_written_as_a_net_that_says_the_same(tmp_path: Path) -> None:
    faces = drawn_faces(70, seed=1)
    run = Run(tmp_path, OwnModule(random_net()), faces, Plan(steps=2, batch=8))
    run.train(stop=_never)
    export(run, tmp_path / "nets" / "own.onnx")
    assert largest_difference(run, tmp_path / "nets" / "own.onnx", faces) < 1e-4
    assert not set(run.held_out.names) - set(faces.names)


def test_a_net_for_grey_sees_colour_as_its_grey() -> None:
    grey_net = random_net().big
    one_channel = grey_net.entry[0].weights[:, :1]
    from_grey = torch.nn.functional.conv2d(torch.ones(1, 1, 5, 5) * 0.5, torch.tensor(one_channel))
    entry = type(grey_net.entry[0])(weights=one_channel, bias=grey_net.entry[0].bias)
    colour = type(grey_net)(
        entry=(entry, grey_net.entry[1]),
        entry_stride=2,
        modules=grey_net.modules,
        relu_before_modules=True,
        head=grey_net.head,
    ).seeing_colour()
    weights = torch.tensor(colour.entry[0].weights)
    from_colour = torch.nn.functional.conv2d(torch.ones(1, 3, 5, 5) * 0.5, weights)
    torch.testing.assert_close(from_colour, from_grey)


def test_a_smoke_training_beats_chance(tmp_path: Path) -> None:
    torch.manual_seed(0)
    train, val = drawn_faces(700, seed=1), drawn_faces(210, seed=2)
    plan = Plan(steps=150, batch=24, rate=6e-3, warm_up=10, averaging=0.95, mixup=0)
    run = Run(tmp_path, OwnModule(random_net()), train, plan)
    before = run.judge(val)["balanced_accuracy"]
    run.train(stop=_never)
    after = run.judge(val)["balanced_accuracy"]
    # Chance is 1/7; the faces seen in training were turned, darkened, cut and blurred.
    assert before < 0.2
    assert after > 0.3


def test_a_stopped_run_goes_on_as_if_it_had_not_been_stopped(tmp_path: Path) -> None:
    faces, plan = drawn_faces(70, seed=1), Plan(steps=4, batch=8)
    straight = Run(tmp_path / "straight", OwnModule(random_net()), faces, plan)
    straight.train(stop=_never)
    first = Run(tmp_path / "parts", OwnModule(random_net()), faces, plan)
    assert not first.resume()
    first.train(stop=lambda: first.step == 2)
    second = Run(tmp_path / "parts", OwnModule(random_net(seed=8)), faces, plan)
    assert second.resume()
    assert second.step == first.step == 2
    second.train(stop=_never)
    torch.testing.assert_close(
        logits_of(second.averaged, faces), logits_of(straight.averaged, faces)
    )


def test_a_run_logs_its_plan_its_progress_and_its_figures(tmp_path: Path) -> None:
    run = Run(tmp_path, OwnModule(random_net()), drawn_faces(70, seed=1), Plan(steps=2, batch=8))
    run.train(stop=_never)
    plan, told = (json.loads(line) for line in (tmp_path / LOG).read_text().splitlines())
    assert plan["plan"]["spoiling"]["roll_deg"] == 20
    assert (told["step"], told["of"], told["minutes_left"]) == (2, 2, 0)
    assert told["faces_per_s"] > 0
    assert 0 <= told["held_out"]["balanced_accuracy"] <= 1
    assert (tmp_path / CHECKPOINT).stat().st_size > 10_000


def test_frozen_branches_stay_and_the_others_learn(tmp_path: Path) -> None:
    net = OwnModule(random_net())
    big, mini = net.big.head.weight.clone(), net.mini.head.weight.clone()
    plan = Plan(steps=2, batch=8, rate=1e-2, frozen=("mini",))
    faces = drawn_faces(70, seed=1)
    Run(tmp_path, net, faces, plan).train(stop=_never)
    assert torch.equal(net.mini.head.weight, mini)
    assert not torch.equal(net.big.head.weight, big)
    to_export = Run(tmp_path, OwnModule(random_net()), faces, Plan(steps=0))
    assert to_export.resume(to_train=False)
    assert torch.equal(to_export.net.big.head.weight, net.big.head.weight)


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


def test_drawn_rows_even_out_rare_emotions() -> None:
    labels = np.array([3] * 900 + [1] * 100)
    even = balanced_order(labels, count=4000, evenness=1, seed=1)
    as_they_are = balanced_order(labels, count=4000, evenness=0, seed=1)
    assert (labels[even] == 1).mean() == pytest.approx(0.5, abs=0.03)
    assert (labels[as_they_are] == 1).mean() == pytest.approx(0.1, abs=0.02)


def test_a_face_is_held_out_by_its_name_alone() -> None:
    names = [f"face {number}" for number in range(5000)]
    out = held_out(names, share=0.1)
    assert out.mean() == pytest.approx(0.1, abs=0.015)
    assert (held_out(names[::-1], share=0.1) == out[::-1]).all()


def test_the_rate_rises_and_falls() -> None:
    plan = Plan(steps=1000, rate=1.0, warm_up=10)
    assert rate_at(plan, 0) == pytest.approx(0.1)
    assert rate_at(plan, 500) == pytest.approx(0.5)
    assert rate_at(plan, 999) == pytest.approx(0.02)
