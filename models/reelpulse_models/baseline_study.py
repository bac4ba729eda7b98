"""Measures what taking off the resting face does: `python -m reelpulse_models.baseline_study --data ../shared/data`.

No set with labels shows one person both at rest and moved. So a seat is stood in for by what a webcam
does to all faces alike, a stranger's rest says what a wrong baseline costs at most, and the made
audience, whose truth is known, shows a whole show.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from reelpulse.core.baseline import BaselineRules, corrected, resting_face, shift_of
from reelpulse.core.emotion import EMOTIONS, Emotion
from reelpulse.demo.ads import bundled_ads
from reelpulse.demo.made_ads import MADE_ADS
from reelpulse.demo.made_audience import MadeAudience, MadeAudienceConfig
from reelpulse.demo.made_webcam import portrait_face
from reelpulse.errors import ReelPulseError
from reelpulse.settings import VisionSettings
from reelpulse.vision.analyser import PictureAnalyser, build_analyser
from reelpulse_models.chain import Chain, open_chain, square_around
from reelpulse_models.datasets import LabelledFace, Picture, fer2013_faces
from reelpulse_models.metrics import Agreement, agreement

Values = npt.NDArray[np.float64]
Labels = npt.NDArray[np.int64]

_NEUTRAL: Final = EMOTIONS.index(Emotion.NEUTRAL)
_SCENE_S: Final = 10
_LIMIT: Final = BaselineRules().shift_max
_STRANGERS: Final = 100
_STEP_S: Final = 0.2
_CERTAIN: Final = 0.6
"""A made face is judged when one emotion has this share of it."""


def _dark(picture: Picture) -> Picture:
    return np.asarray(255 * (picture / 255.0) ** 2.5, dtype=np.uint8)


def _lit_from_above(picture: Picture) -> Picture:
    light = np.linspace(1.3, 0.2, len(picture))[:, np.newaxis, np.newaxis]
    return np.asarray(np.clip(picture * light, 0, 255), dtype=np.uint8)


def _far_away(picture: Picture) -> Picture:
    small = cv2.resize(picture, (18, 18), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.resize(small, picture.shape[1::-1]), dtype=np.uint8)


def _from_above(picture: Picture) -> Picture:
    """The forehead nearer to the camera than the chin."""
    height, width = picture.shape[:2]
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], dtype=np.float32)
    seen = corners + np.array([(0, 0), (0, 0), (-0.18 * width, 0), (0.18 * width, 0)], np.float32)
    matrix = cv2.getPerspectiveTransform(corners, seen)
    return np.asarray(
        cv2.warpPerspective(picture, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE),
        dtype=np.uint8,
    )


_SEATS: Final[Mapping[str, Callable[[Picture], Picture]]] = MappingProxyType(
    {
        "as it is": lambda picture: picture,
        "dark": _dark,
        "lit from above": _lit_from_above,
        "seen from above": _from_above,
        "18 px": _far_away,
    }
)


def take_off(rows: Values, rest: Values) -> Values:
    """Rows of shape (n, 7) less the resting face of ten seconds that `rest`, (m, 7), shows."""
    shift = shift_of(resting_face(rest), seconds=_SCENE_S, rules=BaselineRules())
    return np.array([corrected(row, shift) for row in rows.tolist()])


def take_off_all(rows: Values, rest: Values, of_net: Values) -> Values:
    """What was not built: what `rest` differs from the net's usual neutral face, both ways."""
    shift = np.clip(resting_face(rest) - of_net, -_LIMIT, _LIMIT) * _SCENE_S / (_SCENE_S + 2)
    return np.array([corrected(row, shift) for row in rows.tolist()])


def _judge_seats(chain: Chain, faces: Sequence[LabelledFace]) -> None:
    labels = np.array([face.label for face in faces])
    resting = (labels == _NEUTRAL) & (np.arange(len(labels)) % 2 == 0)
    of_net: Values | None = None
    for name, seen in _SEATS.items():
        pairs = [(seen(face.picture), square_around(face.box, scale=1.0)) for face in faces]
        rows = chain.probabilities(pairs).astype(np.float64)
        of_net = resting_face(rows[labels == _NEUTRAL]) if of_net is None else of_net
        judged, rest = rows[~resting], rows[resting]
        after = (take_off(judged, rest), take_off_all(judged, rest, of_net))
        _print(f"FER2013 val, {name}", labels[~resting], judged, *after)
        if name == "as it is":
            _judge_strangers(rows, labels)


def _judge_strangers(rows: Values, labels: Labels) -> None:
    """Each time one stranger's neutral picture is taken for the resting face of everybody."""
    chance = np.random.default_rng(1)
    results = [
        agreement(take_off(rows, rows[[rest]]), labels)
        for rest in chance.choice(np.flatnonzero(labels == _NEUTRAL), _STRANGERS, replace=False)
    ]
    lost = [agreement(rows, labels).group_accuracy - each.group_accuracy for each in results]
    quartiles = ", ".join(f"{100 * part:+.1f}" for part in np.quantile(lost, [0.25, 0.5, 0.75, 1]))
    sys.stdout.write(
        f"FER2013 val with a stranger's rest: three groups lose {quartiles} points (quartiles, most)\n"
    )


def _judge_audience(people: int) -> None:
    analyser = build_analyser(VisionSettings(provider="cpu"), max_picture_pixels=33_200_000)
    audience = MadeAudience(
        MadeAudienceConfig(people=people), landmarks_xy_px=portrait_face().landmarks_px
    )
    rest = np.array([_read(analyser, audience.picture(t), people) for t in _times(_SCENE_S)])
    found = [
        (seat, EMOTIONS.index(emotion), row)
        for ad, path in zip(MADE_ADS, sorted(bundled_ads(), key=_made_order), strict=True)
        for at_s in _times(ad.duration_s)
        for seat, row in enumerate(
            _read(
                analyser,
                audience.picture(_SCENE_S + at_s, ad_name=path.name, ad_position_s=at_s),
                people,
            )
        )
        for emotion, share in audience.plans(path.name)[seat].weights(at_s).items()
        if share >= _CERTAIN
    ]
    seats, labels = (np.array([each[k] for each in found], dtype=np.int64) for k in (0, 1))
    rows = np.array([row for *_, row in found])
    after = rows.copy()
    for seat in range(people):
        after[seats == seat] = take_off(rows[seats == seat], rest[:, seat])
    _print(f"made audience of {people}", labels, rows, after)


def _made_order(path: Path) -> int:
    return [ad.file_name for ad in MADE_ADS].index(path.name)


def _times(length_s: float) -> Iterator[float]:
    return iter(np.arange(0, length_s, _STEP_S).tolist())


def _read(analyser: PictureAnalyser, picture: Picture, people: int) -> Values:
    """From left to right, shape (people, 7); a frame that lacks anybody is an error of the study."""
    _, jpeg = cv2.imencode(".jpg", cv2.cvtColor(picture, cv2.COLOR_RGB2BGR))
    faces = sorted(analyser.analyse(jpeg.tobytes()).faces, key=lambda face: face.box.centre_px)
    if len(faces) != people:
        raise ValueError(f"{len(faces)} faces of {people} were found")
    return np.array([face.probabilities for face in faces], dtype=np.float64)


def _print(name: str, labels: Labels, *rows: Values) -> None:
    told = " → ".join(_words(agreement(each, labels)) for each in rows)
    sys.stdout.write(f"{name}, {len(labels)} faces: {told}\n")


def _words(result: Agreement) -> str:
    calm = result.recall[_NEUTRAL]
    return (
        f"{result.accuracy:.1%} / {result.macro_f1:.1%} / {result.group_accuracy:.1%}, "
        f"neutral {calm:.1%}"
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line and print a line for each seat: as read → corrected → not built."""
    parser = argparse.ArgumentParser(description="Measure what the neutral scene is good for.")
    parser.add_argument("--data", type=Path, required=True, help="folder with FER2013")
    parser.add_argument("--manifest", type=Path, default=Path("models/manifest.toml"))
    options = parser.parse_args(arguments)
    try:
        chain = open_chain(options.manifest)
        _judge_seats(chain, list(fer2013_faces(options.data / "fer2013_val.zip")))
        _judge_audience(people=3)
    except (ReelPulseError, FileNotFoundError) as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
