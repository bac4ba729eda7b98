"""The NUT reader against FFmpeg's own writer."""

import io

import pytest
from nut_clips import written

from reelpulse_link.nut import NutError, read_nut


@pytest.mark.parametrize(
    "pts",
    [
        pytest.param(list(range(200)), id="steady"),
        pytest.param([*range(0, 100, 2), *range(1000, 1100, 3)], id="with a gap"),
    ],
)
def test_every_frame_comes_with_its_bytes_and_its_time(pts: list[int]) -> None:
    data, packets = written(pts)
    read = [(frame.pts_s, frame.data) for frame in read_nut(io.BytesIO(data).read)]
    assert [one for _, one in read] == [one for _, one in packets]
    assert [at for at, _ in read] == pytest.approx([at for at, _ in packets], abs=1e-6)


def test_a_stream_that_breaks_off_gives_what_came_before_and_then_says_so() -> None:
    data, packets = written(list(range(20)))
    frames = read_nut(io.BytesIO(data[: len(data) * 2 // 3]).read)
    got: list[bytes] = []
    with pytest.raises(NutError, match="ended in the middle"):
        got.extend(frame.data for frame in frames)
    assert 5 < len(got) < 20
    assert got == [one for _, one in packets[: len(got)]]


@pytest.mark.parametrize("data", [b"", b"RIFF" * 20, b"nut/multimedia container\0\x01\x02"])
def test_other_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(NutError):
        list(read_nut(io.BytesIO(data).read))
