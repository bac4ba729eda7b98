"""Reads what a plan must know of an ad's file."""

from __future__ import annotations

import hashlib
from pathlib import Path

import av
import av.error

from reelpulse.core.session import Ad
from reelpulse.errors import MediaError


def read_ad(path: Path) -> Ad:
    """Length, size and SHA-256 of an ad.

    Raises:
        MediaError: the file is missing, is no media file, or holds no video of known length.
    """
    path = path.expanduser().resolve()
    if not path.is_file():
        raise MediaError(path, "there is no such file. Check the path of the ad.")
    try:
        with av.open(str(path)) as container:
            if not container.streams.video:
                raise MediaError(path, "the file has no video. Choose a video file as the ad.")
            video = container.streams.video[0]
            duration_ms = _duration_ms(container, video)
            rate = float(video.average_rate or 0)
            width_px, height_px = video.width, video.height
    except av.error.FFmpegError as problem:
        raise MediaError(
            path,
            "this is not a video that can be played ({reason}). Convert it to MP4.",
            reason=problem.strerror,
        ) from problem
    if duration_ms <= 0:
        raise MediaError(path, "the video has no known length. Convert it to MP4.")
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return Ad(
        ad_id=sha256[:12],
        title=path.stem.replace("_", " "),
        path=path,
        sha256=sha256,
        duration_ms=duration_ms,
        width_px=width_px,
        height_px=height_px,
        frame_rate_hz=rate,
    )


def _duration_ms(container: av.container.InputContainer, video: av.VideoStream) -> int:
    if video.duration is not None and video.time_base is not None:
        return round(float(video.duration * video.time_base) * 1000)
    return round((container.duration or 0) / 1000)
