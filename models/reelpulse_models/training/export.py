"""Writes the net of a run, or the mean of several: `python -m reelpulse_models.training.export --cache CACHE --run RUN --out FILE`."""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import onnxruntime
import platformdirs

from reelpulse.errors import ReelPulseError
from reelpulse_models.calibration import fit_offsets, fit_temperature
from reelpulse_models.crop_cache import Crops, middle_of, training_faces
from reelpulse_models.grey_pictures import COLOURED_FROM, saturation
from reelpulse_models.onnx_graph import save
from reelpulse_models.own_net import OwnNet, build_own_net, starting_net
from reelpulse_models.sources import SourceStore
from reelpulse_models.training.augment import middle
from reelpulse_models.training.nets import OwnModule, mean_of
from reelpulse_models.training.run import logits_of, stopped_run

_COMPARED = 64
_LARGEST_DIFFERENCE = 1e-4
_EVENNESS = 0.25
"""Of emotions when offsets are fitted: more costs neutral faces, less the rare emotions."""
_FACES_OF_A_KIND = 100
"""Grey or coloured, to fit a temperature to them."""


class Sureness(NamedTuple):
    """What makes probabilities as high as they are right."""

    temperature: float
    """Of coloured pictures, or of all where one kind is missing."""
    grey_gain: float


def fit_sureness(logits: npt.NDArray[np.float32], faces: Crops) -> Sureness:
    """A temperature for coloured faces and a gain for grey ones, if there are enough of both.

    Args:
        logits: of the faces, shape (N, 7).
        faces: held out of training.
    """
    grey = saturation(middle_of(faces.pictures)) < COLOURED_FROM
    if min(grey.sum(), (~grey).sum()) < _FACES_OF_A_KIND:
        return Sureness(fit_temperature(logits, faces.labels), grey_gain=1.0)
    coloured, without = (
        fit_temperature(logits[kind], faces.labels[kind]) for kind in (~grey, grey)
    )
    return Sureness(coloured, grey_gain=coloured / without)


def export(net: OwnNet, out: Path, *, steps: Sequence[int]) -> None:
    """Write it as ONNX; the steps of each of its runs are kept in the file."""
    out.parent.mkdir(parents=True, exist_ok=True)
    save(build_own_net(net, metadata={"trained_steps": ", ".join(map(str, steps))}), out)


def largest_difference(net: OwnNet, file: Path, crops: Crops) -> float:
    """Between the logits of torch and of ONNX Runtime, both with the weights as they are stored."""
    few = crops.rows(np.arange(min(_COMPARED, len(crops.labels))))
    session = onnxruntime.InferenceSession(str(file), providers=["CPUExecutionProvider"])
    (found,) = session.run(["logits"], {"face": middle(few.pictures).numpy()})
    expected = logits_of(OwnModule(net.as_stored()).eval(), few)
    return float(np.abs(found - expected.numpy()).max())


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line, write the file, print what belongs into the manifest."""
    parser = argparse.ArgumentParser(prog="reelpulse_models.training.export", description=__doc__)
    parser.add_argument("--cache", type=Path, required=True, help="folder that prepare wrote")
    parser.add_argument(
        "--run",
        type=Path,
        nargs="+",
        required=True,
        help="folders of checkpoints; of several, which must have begun alike, the mean",
    )
    parser.add_argument("--out", type=Path, required=True, help="the ONNX file")
    parser.add_argument("--seen", type=Path, help="a file for the hashes of all faces of the run")
    parser.add_argument(
        "--sources",
        type=Path,
        default=platformdirs.user_cache_path("ReelPulse", appauthor=False) / "model_sources",
        help="folder for fetched packages",
    )
    options = parser.parse_args(arguments)
    try:
        start = starting_net(SourceStore(options.sources), seed=0)
        faces = training_faces(options.cache)
        runs = [stopped_run(folder, start, faces) for folder in options.run]
        averaged, held_out = mean_of([run.averaged for run in runs]), runs[0].held_out
        logits = logits_of(averaged, held_out).numpy()
        offsets = fit_offsets(logits, held_out.labels, evenness=_EVENNESS)
    except ReelPulseError as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    sure = fit_sureness(logits + offsets, held_out)
    net = replace(averaged.layers().with_offsets(offsets), grey_gain=sure.grey_gain)
    export(net, options.out, steps=[run.step for run in runs])
    difference = largest_difference(net, options.out, held_out)
    if difference > _LARGEST_DIFFERENCE:
        sys.stderr.write(f"Torch and ONNX differ by {difference:.1e}: do not use {options.out}.\n")
        return 1
    if options.seen:
        np.save(options.seen, np.unique(faces.digests))
    digest = hashlib.sha256(options.out.read_bytes()).hexdigest()
    sys.stdout.write(
        f'sha256 = "{digest}"\nsize_bytes = {options.out.stat().st_size}\n'
        f"temperature = {sure.temperature:.3f}\n"
        f"# logits of grey pictures: times {sure.grey_gain:.3f}\n"
        f"# offsets: {', '.join(f'{value:+.2f}' for value in offsets)}\n"
        f"# torch and ONNX differ by {difference:.1e}\n"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
