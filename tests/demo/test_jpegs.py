"""The demo's pictures: drawn at their moment, or drawn beforehand."""

import cv2
import numpy as np
import numpy.typing as npt

from reelpulse.demo.jpegs import DrawnJpegs, ReadyJpegs
from reelpulse.demo.webcams import ShowMoment


class CountingWebcam:
    """Gives plain pictures whose brightness is the second of the ad."""

    name = "counting"

    def __init__(self) -> None:
        self.taken = 0

    def picture(self, moment: ShowMoment, /) -> npt.NDArray[np.uint8]:
        self.taken += 1
        return np.full((36, 64, 3), round(moment.ad_position_s) * 10, dtype=np.uint8)

    def close(self) -> None:
        pass


def brightness(jpeg: bytes) -> int:
    picture = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None
    return round(float(picture.mean()))


def moment(second: float) -> ShowMoment:
    return ShowMoment(at_s=second, ad_name="tea.mp4", ad_position_s=second)


def test_a_drawn_picture_is_that_of_its_moment() -> None:
    jpegs = DrawnJpegs(CountingWebcam(), quality=90)
    assert [brightness(jpegs.jpeg(moment(s))) for s in (7, 3)] == [70, 30]


def test_ready_pictures_come_in_turn_and_none_is_drawn_during_the_show() -> None:
    webcam = CountingWebcam()
    jpegs = ReadyJpegs(webcam, ad_name="tea.mp4", count=3, quality=90)
    assert webcam.taken == 3
    assert [brightness(jpegs.jpeg(moment(9))) for _ in range(4)] == [0, 10, 20, 0]
    assert webcam.taken == 3
