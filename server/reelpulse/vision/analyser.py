"""Reads one picture: decode, find faces, keep those with landmarks, read their emotions."""

from __future__ import annotations

import time
from pathlib import Path

from reelpulse.core.frame import Face, PictureAnalysis, StageDurations
from reelpulse.core.ports import AnalyserIdentity
from reelpulse.resources import resource
from reelpulse.settings import VisionSettings
from reelpulse.vision.added_nets import with_added_nets
from reelpulse.vision.decode import Picture, decode
from reelpulse.vision.detections import Detections
from reelpulse.vision.emotions import EmotionReader, softmax
from reelpulse.vision.face_follower import FaceFollower
from reelpulse.vision.face_quality import face_quality
from reelpulse.vision.face_search import FaceSearch
from reelpulse.vision.faces import FaceDetector, FaceFinder
from reelpulse.vision.framing import frame_face
from reelpulse.vision.landmarks import LandmarkFinder, Landmarks
from reelpulse.vision.manifest import load_manifest
from reelpulse.vision.open_landmarks import open_landmarks
from reelpulse.vision.runtime import start_runtime
from reelpulse.vision.tile_pace import TileMode


class PictureAnalyser:
    """All nets together; used from one thread (a DirectML session is not safe in several)."""

    def __init__(
        self,
        *,
        faces: FaceDetector,
        landmarks: LandmarkFinder,
        emotions: EmotionReader,
        identity: AnalyserIdentity,
        tiles: TileMode,
        look_every: int,
        max_picture_pixels: int,
    ) -> None:
        self._faces = faces
        self._tiles = tiles
        self._look_every = look_every
        self._followers: dict[str, FaceFollower] = {}
        self._landmarks = landmarks
        self._emotions = emotions
        self._identity = identity
        self._max_pixels = max_picture_pixels

    @property
    def identity(self) -> AnalyserIdentity:
        """Provider and nets in use."""
        return self._identity

    def analyse(self, jpeg: bytes, *, source: str | None = None, at_ns: int = 0) -> PictureAnalysis:
        """Find and read all faces of one JPEG.

        Args:
            jpeg: the picture.
            source: the webcam whose next frame this is; None for a picture by itself.
            at_ns: when the frame was captured, on any one clock.

        Raises:
            PictureError: the bytes are not a usable picture.
        """
        started = time.perf_counter_ns()
        picture = decode(jpeg, max_pixels=self._max_pixels)
        decode_ns = time.perf_counter_ns() - started
        return self._look(picture, source=source, at_ns=at_ns, decode_ns=decode_ns)

    def analyse_picture(
        self, picture: Picture, *, source: str | None = None, at_ns: int = 0
    ) -> PictureAnalysis:
        """Find and read all faces of one picture of a film; arguments as of `analyse`."""
        return self._look(picture, source=source, at_ns=at_ns, decode_ns=0)

    def begin_anew(self) -> None:
        """Forget where the faces of all webcams and films were."""
        self._followers.clear()

    def _look(
        self, picture: Picture, *, source: str | None, at_ns: int, decode_ns: int
    ) -> PictureAnalysis:
        seen = self._follower_of(source).see(picture, at_ns=at_ns)
        looked = time.perf_counter_ns()
        faces = self._read(picture, seen.detections, seen.landmarks)
        height, width = picture.shape[:2]
        return PictureAnalysis(
            width_px=width,
            height_px=height,
            faces=faces,
            durations=StageDurations(
                decode_ns=decode_ns,
                detect_ns=seen.detect_ns,
                landmarks_ns=seen.landmarks_ns,
                emotions_ns=time.perf_counter_ns() - looked,
            ),
        )

    def _follower_of(self, source: str | None) -> FaceFollower:
        known = self._followers.get(source) if source is not None else None
        if known is not None:
            return known
        search = FaceSearch(
            self._faces, tiles=self._tiles, presence_min=self._landmarks.presence_min
        )
        follower = FaceFollower(search, self._landmarks, look_every=self._look_every)
        if source is not None:
            self._followers[source] = follower
        return follower

    def _read(
        self, picture: Picture, detections: Detections, landmarks: Landmarks
    ) -> tuple[Face, ...]:
        if not len(detections):
            return ()
        rule = self._emotions.spec.crop
        rows = range(len(detections))
        squares = [frame_face(rule, detections, landmarks.points_px, row) for row in rows]
        logits = self._emotions.read(picture, squares)
        probabilities = softmax(logits)
        return tuple(
            Face(
                box=(box := detections.box(row)),
                detection_score=float(detections.scores[row]),
                presence=float(landmarks.presence[row]),
                landmarks_px=landmarks.points_px[row],
                logits=logits[row],
                probabilities=probabilities[row],
                quality=face_quality(picture, box, landmarks.points_px[row]),
            )
            for row in rows
        )


def build_analyser(
    settings: VisionSettings,
    *,
    max_picture_pixels: int,
    manifest_path: Path | None = None,
    nets_dir: Path | None = None,
) -> PictureAnalyser:
    """Open the nets that the settings name.

    Args:
        settings: provider, threads, names of nets.
        max_picture_pixels: larger pictures are refused before they are decoded.
        manifest_path: by default the one that ships.
        nets_dir: holds the nets that the user added or fetched, and which ones are in use.

    Raises:
        ModelLoadingError: the manifest, a file, the provider or a net cannot be used.
    """
    manifest = load_manifest(manifest_path or resource("models", "manifest.toml"))
    if nets_dir is not None:
        manifest = with_added_nets(manifest, nets_dir)
    detector, emotion = manifest.detector(), manifest.emotion_net()
    runtime = start_runtime(settings.provider, threads=settings.threads, probe=emotion.file)
    landmarks, landmark_identity = open_landmarks(settings.landmarks, manifest, runtime)
    return PictureAnalyser(
        faces=FaceFinder(detector, runtime),
        landmarks=landmarks,
        emotions=EmotionReader(emotion, runtime),
        identity=AnalyserIdentity(
            provider=runtime.provider,
            models=(detector.file.identity, landmark_identity, emotion.file.identity),
        ),
        tiles=TileMode(settings.tiles),
        look_every=settings.look_every,
        max_picture_pixels=max_picture_pixels,
    )
