"""Who is told that an alert is no longer so."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from store.delivery import ClaimedDelivery, Gone, NoticeKind, Sent, Uncertain
from store.intake import Decision, Known, Verdict
from store.sqlite.open import SqliteStore
from store.timing import Rhythm, Timing
from tests.make import NOW, analysed
from tests.store.sqlite.test_outbox import claim, reader, settle, tell, the_feed

LATER = NOW + timedelta(hours=1)


async def edit(store: SqliteStore, title: str, *, entry_id: int = 1) -> None:
    """The outlet gives its entry another title."""
    feed = await the_feed(store)

    def judge(entries: Sequence[object], _: Known) -> list[Verdict]:
        return [Verdict(Decision.EDIT, entry_id) for _ in entries]

    await store.entries.take_in(feed, [analysed(title)], judge=judge, audience=[[]], state=feed.state, now=LATER)


async def corrections(store: SqliteStore) -> list[ClaimedDelivery]:
    return [each for each in await claim(store, now=LATER) if each.notice.kind is NoticeKind.CORRECTION]


async def test_only_those_who_got_the_alert_are_told_that_its_title_changed(store: SqliteStore) -> None:
    for chat_id in (1, 2, 3, 4):
        await reader(store, chat_id)
    await tell(store, "A march in Osh")
    got, doubtful, gone, waiting = await claim(store)
    await settle(store, got, Sent(11))
    await settle(store, gone, Gone("blocked"))
    await store.outbox.recover(now=NOW)
    await settle(store, (await claim(store, limit=1))[0], Sent(12))
    await edit(store, "A march in Jalal-Abad")
    found = await corrections(store)
    assert [(each.subscriber.id, each.amends_message_id) for each in found] == [
        (got.subscriber.id, 11),
        (doubtful.subscriber.id, 12),
    ]
    assert found[0].notice.body == {"before": "A march in Osh"}
    assert waiting.subscriber.id not in {each.subscriber.id for each in found}


@pytest.mark.parametrize("title", ["A march in Osh", "A MARCH IN OSH", "A  march in Osh."])
async def test_a_title_that_says_the_same_is_no_correction(store: SqliteStore, title: str) -> None:
    await reader(store, 1)
    await tell(store, "A march in Osh")
    (got,) = await claim(store)
    await settle(store, got, Sent(11))
    await edit(store, title)
    assert await corrections(store) == []


async def test_what_came_in_a_digest_is_corrected_beside_it(store: SqliteStore) -> None:
    subscriber = await reader(store, 1)
    await store.subscribers.set_timing(subscriber.id, Timing(silent_until=NOW + timedelta(minutes=5)), now=NOW)
    await tell(store, "A march in Osh")
    await tell(store, "A verdict in Talas")
    (digest,) = await claim(store, now=NOW + timedelta(minutes=5))
    await settle(store, digest, Sent(20), now=NOW + timedelta(minutes=5))
    await edit(store, "A march in Jalal-Abad")
    (correction,) = await corrections(store)
    assert (correction.amends_message_id, correction.amends_digest) == (20, True)


async def test_an_alert_put_into_words_before_the_edit_is_corrected(store: SqliteStore) -> None:
    await reader(store, 1)
    await tell(store, "A march in Osh")
    (on_its_way,) = await claim(store)
    await edit(store, "A march in Jalal-Abad")
    await settle(store, on_its_way, Sent(12))
    (correction,) = await corrections(store)
    assert correction.amends_message_id == 12


async def test_an_alert_that_never_arrived_after_all_is_known_as_such(store: SqliteStore) -> None:
    await reader(store, 1)
    await tell(store, "A march in Osh")
    (sending,) = await claim(store)
    await store.outbox.mark_sending([sending.id], now=NOW)
    await edit(store, "A march in Jalal-Abad")
    await store.database.write(
        lambda connection: connection.execute("UPDATE delivery SET state = 'dropped' WHERE id = ?", (sending.id,))
    )
    (correction,) = await corrections(store)
    assert correction.amends_missed


async def test_an_entry_is_withdrawn_once_and_its_reason_told(store: SqliteStore) -> None:
    await reader(store, 1)
    await tell(store, "A march in Osh")
    (got,) = await claim(store)
    await settle(store, got, Uncertain("reset"))
    (again,) = await claim(store, now=NOW + timedelta(minutes=2))
    await settle(store, again, Sent(11), now=NOW + timedelta(minutes=2))
    assert await store.entries.withdraw(1, "a mix-up", now=LATER)
    assert not await store.entries.withdraw(1, "a mix-up", now=LATER)
    assert not await store.entries.withdraw(999, "", now=LATER)
    (correction,) = await corrections(store)
    assert correction.notice.body == {"withdrawn": "a mix-up"}


async def test_a_correction_does_not_wait_for_a_digest(store: SqliteStore) -> None:
    subscriber = await reader(store, 1)
    await tell(store, "A march in Osh")
    (got,) = await claim(store)
    await settle(store, got, Sent(11))
    await store.subscribers.set_timing(subscriber.id, Timing(Rhythm.WEEKLY), now=NOW)
    await edit(store, "A march in Jalal-Abad")
    assert len(await corrections(store)) == 1
