"""One training run: steps, averaged weights, judging on held-out faces, checkpoints and a log."""

from __future__ import annotations

import copy
import hashlib
import json
import math
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.nn import functional

from reelpulse.core.emotion import EMOTIONS
from reelpulse_models.crop_cache import Crops
from reelpulse_models.errors import ModelWorkError
from reelpulse_models.metrics import agreement
from reelpulse_models.near_copies import apart
from reelpulse_models.own_net import OwnNet
from reelpulse_models.training.augment import Spoiler, Spoiling, middle
from reelpulse_models.training.nets import OwnModule
from reelpulse_models.training.sampling import balanced_order, held_out

CHECKPOINT: Final = "checkpoint.pt"
LOG: Final = "log.jsonl"
RATE: Final = 1e-3
SEED: Final = 1
_JUDGE_BATCH: Final = 128
_SETTLED_ON: Final = 256
"""Faces whose figures open the normalisations."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Everything that decides a run's outcome beside the data."""

    steps: int
    batch: int = 64
    rate: float = RATE
    rate_floor: float = 0.01
    """Lowest rate, in shares of `rate`."""
    warm_up: int = 100
    weight_decay: float = 1e-2
    """Of weights, not of biases and normalisations (Loshchilov and Hutter 2019)."""
    averaging: float = 0.998
    evenness: float = 0.5
    evenness_of_sets: float = 0.4
    smoothing: float = 0.1
    taught: float = 0.2
    """Share of a teacher's probabilities in what is aimed at, where there is a teacher."""
    mixup: float = 0.0
    drop_out: float = 0.3
    hold_out: float = 0.06
    seed: int = SEED
    spoiling: Spoiling = field(default_factory=Spoiling)


class Run:
    """Trains a net in a folder and goes on where it was stopped."""

    def __init__(
        self,
        folder: Path,
        net: OwnNet,
        crops: Crops,
        plan: Plan,
        *,
        teacher: npt.NDArray[np.float32] | None = None,
        teacher_name: str = "",
        begun_with: str = "",
    ) -> None:
        """Hold some faces out and open the net.

        Args:
            folder: of checkpoint and log.
            net: where training starts.
            crops: the faces.
            plan: what decides the outcome.
            teacher: its probabilities for each face, shape (N, 7).
            teacher_name: is logged.
            begun_with: name of the run that `net` comes from, if any; is logged.
        """
        self.folder, self.plan = folder, plan
        out = held_out(crops.names, share=plan.hold_out)
        self._crops = crops.rows(np.flatnonzero(~out))
        self._kept_out = apart(crops.rows(np.flatnonzero(out)), [self._crops])
        self._teacher = None if teacher is None else torch.from_numpy(teacher[~out])
        self._origin = {
            "plan": asdict(plan),
            "teacher": teacher_name,
            "begun_with": begun_with,
            "faces_sha256": hashlib.sha256(crops.digests.tobytes()).hexdigest(),
        }
        self.net = OwnModule(net, drop_out=plan.drop_out)
        few = np.random.default_rng(plan.seed).permutation(len(self._crops.labels))[:_SETTLED_ON]
        self.net.settle(middle(self._crops.pictures[few]))
        self.averaged = copy.deepcopy(self.net).eval()
        self._optimiser = _optimiser(self.net, plan)
        self.step, self._seconds = 0, 0.0
        folder.mkdir(parents=True, exist_ok=True)

    def resume(self) -> bool:
        """Load the folder's checkpoint; False where there is none.

        Raises:
            ModelWorkError: it is of another plan, teacher or set of faces.
        """
        path = self.folder / CHECKPOINT
        if not path.is_file():
            return False
        kept = torch.load(path, weights_only=True)
        if kept["origin"] != self._origin:
            raise ModelWorkError(
                "{folder} holds a run of another plan, teacher or set of faces: give it the same again, "
                "or take another folder.",
                folder=self.folder,
            )
        self.net.load_state_dict(kept["net"])
        self.averaged.load_state_dict(kept["averaged"])
        self._optimiser.load_state_dict(kept["optimiser"])
        self.step, self._seconds = kept["step"], kept["seconds"]
        return True

    def save(self) -> None:
        """Write the checkpoint, or leave the old one whole."""
        kept = {
            "net": self.net.state_dict(),
            "averaged": self.averaged.state_dict(),
            "optimiser": self._optimiser.state_dict(),
            "step": self.step,
            "seconds": self._seconds,
            "origin": self._origin,
        }
        partial = self.folder / (CHECKPOINT + ".part")
        torch.save(kept, partial)
        partial.replace(self.folder / CHECKPOINT)

    def train(
        self,
        *,
        stop: Callable[[], bool],
        save_every_s: float = 180.0,
        judge_every_s: float = 1200.0,
    ) -> None:
        """Train until all steps are done or, asked before each step, `stop` says so."""
        self._log({**self._origin, "step": self.step, "faces": len(self._crops.labels)})
        self.net.train()
        saved = judged = time.monotonic()
        order = self._order()
        losses: list[float] = []
        while self.step < self.plan.steps and not stop():
            started = time.monotonic()
            losses.append(self._one_step(order))
            self.step += 1
            self._seconds += time.monotonic() - started
            if time.monotonic() - saved > save_every_s:
                judge = time.monotonic() - judged > judge_every_s
                self._tell(losses, judge=judge)
                self.save()
                saved, losses = time.monotonic(), []
                judged = saved if judge else judged
        self.save()
        self._tell(losses, judge=True)

    def judge(self, crops: Crops) -> dict[str, float]:
        """Figures of the averaged weights on some faces."""
        logits = logits_of(self.averaged, crops)
        found = agreement(logits.softmax(dim=1).numpy(), crops.labels)
        return {
            "accuracy": found.accuracy,
            "macro_f1": found.macro_f1,
            "balanced_accuracy": found.balanced_accuracy,
            "group_accuracy": found.group_accuracy,
        }

    @property
    def held_out(self) -> Crops:
        """Faces that it does not train on, nor on a near copy of."""
        return self._kept_out

    @property
    def trained(self) -> Crops:
        """Faces that it trains on."""
        return self._crops

    def _order(self) -> npt.NDArray[np.int64]:
        """The rows of all steps, the same after a resume."""
        plan = self.plan
        return balanced_order(
            self._crops.labels,
            self._crops.sets,
            count=plan.steps * plan.batch,
            evenness=plan.evenness,
            evenness_of_sets=plan.evenness_of_sets,
            seed=plan.seed,
        )

    def _one_step(self, order: npt.NDArray[np.int64]) -> float:
        plan = self.plan
        rows = order[self.step * plan.batch : (self.step + 1) * plan.batch]
        seed = plan.seed * 1_000_003 + self.step
        pictures = Spoiler(plan.spoiling, seed=seed).batch(self._crops.pictures[rows])
        targets = self._targets(rows)
        pictures, targets = _mixed(pictures, targets, strength=plan.mixup, seed=seed)
        for group in self._optimiser.param_groups:
            group["lr"] = rate_at(plan, self.step)
        torch.manual_seed(seed)  # of the drop-out, so that a resumed run drops the same
        loss = functional.cross_entropy(self.net(pictures), targets)
        self._optimiser.zero_grad()
        torch.autograd.backward(loss)
        nn.utils.clip_grad_norm_(self.net.parameters(), 2.0)
        self._optimiser.step()
        self._average()
        return float(loss.detach())

    def _targets(self, rows: npt.NDArray[np.int64]) -> Tensor:
        targets = _soft(torch.from_numpy(self._crops.labels[rows]), self.plan.smoothing)
        if self._teacher is None:
            return targets
        return targets.lerp(self._teacher[torch.from_numpy(rows)], self.plan.taught)

    @torch.no_grad()
    def _average(self) -> None:
        """Averaged weights; early on over what there is (Kingma and Ba 2015, section 3)."""
        keep = min(self.plan.averaging, (1 + self.step) / (10 + self.step))
        slow, fast = self.averaged.state_dict(), self.net.state_dict()
        for name, value in slow.items():
            if value.is_floating_point():
                value.lerp_(fast[name], 1 - keep)

    def _tell(self, losses: list[float], *, judge: bool) -> None:
        speed = self.step / max(self._seconds, 1e-9)
        self._log(
            {
                "step": self.step,
                "of": self.plan.steps,
                "loss": float(np.mean(losses)) if losses else None,
                "faces_per_s": speed * self.plan.batch,
                "minutes_left": (self.plan.steps - self.step) / max(speed, 1e-9) / 60,
                "held_out": self.judge(self._kept_out) if judge and self._kept_out.names else None,
            }
        )

    def _log(self, entry: dict[str, Any]) -> None:
        with (self.folder / LOG).open("a") as file:
            file.write(json.dumps(entry) + "\n")


def stopped_run(folder: Path, net: OwnNet, crops: Crops) -> Run:
    """A run as its checkpoint has it, to be judged and exported; to go on it lacks its teacher.

    Raises:
        ModelWorkError: there is no checkpoint, or it is of other faces.
    """
    path = folder / CHECKPOINT
    if not path.is_file():
        raise ModelWorkError("{folder} holds no checkpoint: train first.", folder=folder)
    origin = torch.load(path, weights_only=True)["origin"]
    told = dict(origin["plan"])
    plan = Plan(**{**told, "spoiling": Spoiling(**told["spoiling"])})
    names = {"teacher_name": origin["teacher"], "begun_with": origin["begun_with"]}
    run = Run(folder, net, crops, plan, **names)
    run.resume()
    return run


def _optimiser(net: OwnModule, plan: Plan) -> torch.optim.AdamW:
    weights = [value for value in net.parameters() if value.ndim > 1]
    others = [value for value in net.parameters() if value.ndim <= 1]
    groups = [
        {"params": weights, "weight_decay": plan.weight_decay},
        {"params": others, "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(groups, lr=plan.rate)


@torch.no_grad()
def logits_of(net: OwnModule, crops: Crops) -> Tensor:
    """Logits of unspoilt faces, shape (N, 7); the net must be in its judging state."""
    starts = range(0, len(crops.labels), _JUDGE_BATCH)
    parts = [net(middle(crops.pictures[start : start + _JUDGE_BATCH])) for start in starts]
    return torch.cat(parts) if parts else torch.zeros((0, len(EMOTIONS)))


def rate_at(plan: Plan, step: int) -> float:
    """Linear warm-up, then half a cosine (Loshchilov and Hutter 2017, equation 5)."""
    warm = min((step + 1) / max(plan.warm_up, 1), 1.0)
    curve = (1 + math.cos(math.pi * step / plan.steps)) / 2
    return plan.rate * warm * max(curve, plan.rate_floor)


def _soft(labels: Tensor, smoothing: float) -> Tensor:
    count = len(EMOTIONS)
    sharp = functional.one_hot(labels, count).float()
    return sharp * (1 - smoothing) + smoothing / count


def _mixed(
    pictures: Tensor, targets: Tensor, *, strength: float, seed: int
) -> tuple[Tensor, Tensor]:
    """Each face with a little of another one (Zhang et al. 2018, mixup); 0 mixes nothing."""
    if strength == 0:
        return pictures, targets
    random = np.random.default_rng(seed)
    share = float(random.beta(strength, strength))
    other = torch.from_numpy(random.permutation(len(pictures)))
    return (
        share * pictures + (1 - share) * pictures[other],
        share * targets + (1 - share) * targets[other],
    )
