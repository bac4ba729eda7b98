"""Times our files against independent conversions, in turns: `python -m reelpulse_models.speed --reference FOLDER`."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Final

from reelpulse_models.convert import RECIPES
from reelpulse_models.parity import REFERENCE_FILES, Net, Values, noise_batches

_ROUNDS: Final = 40
_FACES: Final = (1, 8)


def in_turns_ms(
    first: Callable[[], object], second: Callable[[], object], *, clock_ns: Callable[[], int]
) -> tuple[float, float]:
    """Best milliseconds of two functions called in turns: the least disturbed by other programs."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(_ROUNDS):
        for function, kept in zip((first, second), times, strict=True):
            began = clock_ns()
            function()
            kept.append((clock_ns() - began) / 1e6)
    return min(times[0]), min(times[1])


def _reference_run(name: str, net: Net, batch: Values) -> object:
    """The detector and the mesh of the references take one picture at a time."""
    if name == "emotion-mean3-112":
        return net.run(batch[:, :1])
    return [net.run(batch[index : index + 1]) for index in range(len(batch))]


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line and print one line for each net and number of faces."""
    parser = argparse.ArgumentParser(description="Time our nets against the references.")
    parser.add_argument("--reference", type=Path, required=True, help="folder of references")
    parser.add_argument("--weights", type=Path, default=Path("models/weights"))
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args(arguments)
    for name, recipe in RECIPES.items():
        ours = Net(options.weights / recipe.file, threads=options.threads)
        theirs = Net(options.reference / REFERENCE_FILES[name], threads=options.threads)
        for faces in _FACES[:1] if name == "blazeface-back-256" else _FACES:
            batch = noise_batches(count=faces, seed=faces)[name]
            our_ms, their_ms = in_turns_ms(
                partial(ours.run, batch),
                partial(_reference_run, name, theirs, batch),
                # One thread's own time leaves out what other programs take.
                clock_ns=time.thread_time_ns if options.threads == 1 else time.perf_counter_ns,
            )
            sys.stdout.write(
                f"{name:<20} {faces} x {options.threads} threads: ours {our_ms:6.1f} ms, "
                f"reference {their_ms:6.1f} ms, ratio {our_ms / their_ms:.2f}\n"
            )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
