"""Never more than one frame of a webcam waits, and it is the newest."""

from __future__ import annotations

import asyncio

from tests.live.stage import frame

from reelpulse.live.mailbox import Mailbox


async def test_the_newest_frame_of_a_source_wins_and_the_others_are_counted() -> None:
    mailbox = Mailbox()
    assert mailbox.put(frame(b"1", sequence=1)) is None
    replaced = [mailbox.put(frame(b"2", sequence=n)) for n in (2, 3)]
    assert [f.sequence for f in replaced if f is not None] == [1, 2]
    assert (await mailbox.take()).sequence == 3
    assert mailbox.received == {"cam": 3}
    assert mailbox.replaced == {"cam": 2}


async def test_sources_do_not_replace_each_other() -> None:
    mailbox = Mailbox()
    mailbox.put(frame(b"", source="left"))
    mailbox.put(frame(b"", source="right"))
    assert {(await mailbox.take()).source, (await mailbox.take()).source} == {"left", "right"}
    assert mailbox.replaced.total() == 0
    assert mailbox.received.total() == 2


async def test_a_fast_webcam_does_not_keep_a_slow_one_waiting() -> None:
    mailbox = Mailbox()
    mailbox.put(frame(b"", source="fast", sequence=1))
    mailbox.put(frame(b"", source="slow", sequence=1))
    taken = []
    for sequence in range(2, 6):
        taken.append((await mailbox.take()).source)
        mailbox.put(frame(b"", source="fast", sequence=sequence))
        if taken[-1] == "slow":
            mailbox.put(frame(b"", source="slow", sequence=sequence))
    assert taken == ["fast", "slow", "fast", "slow"]


async def test_a_frame_that_is_replaced_keeps_its_place_in_the_queue() -> None:
    mailbox = Mailbox()
    for source in ("a", "b", "a"):
        mailbox.put(frame(b"", source=source))
    assert [(await mailbox.take()).source for _ in range(2)] == ["a", "b"]


async def test_who_takes_from_an_empty_mailbox_waits_for_the_next_frame() -> None:
    mailbox = Mailbox()
    mailbox.put(frame(b"", sequence=1))
    await mailbox.take()
    waiting = asyncio.ensure_future(mailbox.take())
    await asyncio.sleep(0)
    assert not waiting.done()
    mailbox.put(frame(b"", sequence=2))
    assert (await waiting).sequence == 2
