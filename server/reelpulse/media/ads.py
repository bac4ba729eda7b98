"""Reads what a plan must know of an ad's file."""

from __future__ import annotations

import hashlib
from pathlib import Path

import av
import av.container
import av.error
from av.video.stream import VideoStream

from reelpulse.core.session import Ad
from reelpulse.errors import MediaError
from reelpulse.media.moving_picture import moving_picture


def read_ad(path: Path) -> Ad:
    """Length, size and SHA-256 of an ad.

    Raises:
        MediaError: the file is missing, is no media file, or holds no video of known length.
    """
    path = _existing(path)
    try:
        with av.open(str(path)) as container:
            video = moving_picture(container)
            if video is None or next(container.decode(video), None) is None:
                raise MediaError(path, "the file has no video. Choose a video file as the ad.")
            duration_ms = _duration_ms(container, video)
            rate = float(video.average_rate or 0)
            width_px, height_px = video.width, video.height
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    except (av.error.FFmpegError, OSError) as problem:
        raise MediaError(
            path,
            "this is not a video that can be played ({reason}). Convert it to MP4.",
            reason=problem.strerror,
        ) from problem
    if duration_ms <= 0:
        raise MediaError(path, "the video has no known length. Convert it to MP4.")
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


def _existing(path: Path) -> Path:
    """The whole path of a file that is there, by a name that can be kept and sent."""
    try:
        path = path.expanduser().resolve()
        str(path).encode()
    except UnicodeEncodeError as problem:
        readable = str(path).encode(errors="replace").decode()
        raise MediaError(readable, "its name is not valid Unicode. Rename the file.") from problem
    except (ValueError, RuntimeError) as problem:  # a null byte; nobody's home
        raise MediaError(path, "there is no such file. Check the path of the ad.") from problem
    if path.is_dir():
        raise MediaError(path, "this is a folder. Choose a video file as the ad.")
    if not path.is_file():
        raise MediaError(path, "there is no such file. Check the path of the ad.")
    return path


def _duration_ms(container: av.container.InputContainer, video: VideoStream) -> int:
    """How long it plays: to the end of its sound, if that is longer than the picture."""
    if container.duration is not None:
        return round(container.duration * 1000 / av.time_base)
    if video.duration is not None and video.time_base is not None:
        return round(float(video.duration * video.time_base) * 1000)
    return 0
