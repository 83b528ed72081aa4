"""A watch is paused, changed and freed of what it should not bring."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from handlers.call import Reply
from handlers.languages import LANGUAGES
from store.delivery import Sent
from store.entry import AnalysedEntry
from store.intake import Decision, Known, Verdict
from store.matching import every_match
from store.subscriber import Watch, WatchRule
from tests.handlers.talking import NOW, Chat, action_of, buttons_of, open_chat, publish, text_of, written
from tests.store.sqlite.test_outbox import the_feed

RALLY = written("Rally in the south", "A crowd in Osh.", topics=("protest",), url=None)
TRIAL = written(
    "Two men are tried",
    "Azimjan Askarov and Bolot Temirov are in court.",
    people=["Azimjan Askarov", "Bolot Temirov"],
    topics=("detention",),
)


@pytest.fixture
async def chat(tmp_path: Path) -> AsyncIterator[Chat]:
    async with open_chat(tmp_path) as reader:
        await publish(reader, RALLY)
        yield reader


async def watches(chat: Chat) -> list[Watch]:
    known = await chat.services.store.subscribers.find(chat.ref)
    return list(await chat.services.store.subscribers.watches(known.id)) if known else []


async def meets(chat: Chat, entry: AnalysedEntry, outlet: str = "Example Monitor") -> bool:
    person_of = chat.services.store.people.ids_of  # type: ignore[attr-defined]  # the real store's own
    return bool(every_match(await watches(chat), entry, outlet=outlet, person_of=person_of, now=NOW))


async def tell(chat: Chat, entry: AnalysedEntry) -> int:
    """The entry is new and its alert arrives; gives its id."""
    store = chat.services.store
    feed = await the_feed(store)  # type: ignore[arg-type]  # the real store
    person_of = store.people.ids_of  # type: ignore[attr-defined]  # the real store's own
    matches = every_match(await watches(chat), entry, outlet=feed.spec.outlet, person_of=person_of, now=NOW)

    def judge(entries: list[AnalysedEntry], _: Known) -> list[Verdict]:
        return [Verdict(Decision.NEW, tell=True) for _ in entries]

    await store.entries.take_in(feed, [entry], judge=judge, audience=[matches], state=feed.state, now=NOW)  # type: ignore[arg-type]  # a list is a sequence
    (claimed,) = await store.outbox.claim(now=NOW, lease=timedelta(minutes=1), limit=5, courier="c")
    await store.outbox.mark_sending([claimed.id], now=NOW)
    await store.outbox.settle([(claimed, Sent(5))], now=NOW)
    assert claimed.notice.entry_id is not None
    return claimed.notice.entry_id


def labels(reply: Reply) -> list[str]:
    return [button.text for button in buttons_of(reply)]


async def page(chat: Chat) -> Reply:
    return await chat.press(action_of(await chat.write("/watches"), "Change 1"))


async def test_a_watch_is_paused_until_a_day_and_resumed(chat: Chat) -> None:
    await chat.write("/subscribe")
    opened = await page(chat)
    assert "Your watch: everything about Kyrgyzstan" in text_of(opened)
    paused = await chat.press(action_of(opened, "Pause until Jan 12, 2026"))
    assert paused.edit
    assert "paused until Jan 12, 2026" in text_of(paused)
    assert "1. everything about Kyrgyzstan · paused until Jan 12, 2026" in text_of(await chat.write("/watches"))
    assert not await meets(chat, RALLY)
    resumed = await chat.press(action_of(paused, "Resume"))
    assert "paused" not in text_of(resumed)
    assert await meets(chat, RALLY)


async def test_a_pause_without_end_ends_when_the_reader_says_so_or_subscribes_again(chat: Chat) -> None:
    await chat.write("/subscribe")
    paused = await chat.press(action_of(await page(chat), "Pause until I resume it"))
    assert "paused until you resume it" in text_of(paused)
    assert not await meets(chat.at(NOW + timedelta(days=3000)), RALLY)
    await chat.write("/subscribe")
    assert await meets(chat, RALLY)


@pytest.mark.parametrize("until", ["yesterday", "9999-01-01", "", "2026-13-01"])
async def test_a_pause_that_no_button_offers_is_refused(chat: Chat, until: str) -> None:
    await chat.write("/subscribe")
    (watch,) = await watches(chat)
    assert "another time" in text_of(await chat.press(f"pause:{watch.id}:{until}"))
    assert (await watches(chat))[0].paused_until is None


async def test_a_watch_follows_something_else_after_a_preview(chat: Chat) -> None:
    offer = await chat.write('/watch "foreign agents" -football')
    await chat.press(action_of(offer, "Follow"), under=offer.messages[0])
    before = await watches(chat)
    asked = await chat.press(action_of(await page(chat), "Follow something else"))
    assert '/watches 1 "foreign agents" -football' in text_of(asked)
    offer = await chat.write("/watches 1 protest")
    assert "Rally in the south" in text_of(offer)
    assert await watches(chat) == before
    saved = await chat.press(action_of(offer, "Follow this instead"), under=offer.messages[0])
    assert "You now follow topic: protest" in text_of(saved)
    (after,) = await watches(chat)
    assert after.id == before[0].id
    assert after.rule == WatchRule(topics=frozenset({"protest"}))


async def test_the_text_that_is_offered_for_changing_reads_back_as_the_same_watch(chat: Chat) -> None:
    await publish(chat, TRIAL)
    for text in ("/watch person:Askarov topic:protest", "/watch protest Osh", '/watch "foreign agents" vote -"no one"'):
        offer = await chat.write(text)
        await chat.press(action_of(offer, "Follow"), under=offer.messages[0])
    for place, watch in enumerate(await watches(chat), 1):
        asked = text_of(await chat.press(f"alter:{watch.id}")).splitlines()
        line = next(each for each in asked if each.startswith(f"/watches {place} "))
        offer = await chat.write(line)
        await chat.press(action_of(offer, "Follow this instead"), under=offer.messages[0])
        assert watch in await watches(chat)


async def test_a_watch_becomes_one_on_a_person(chat: Chat) -> None:
    await publish(chat, TRIAL)
    await chat.write("/subscribe")
    offer = await chat.write("/watches 1 Temirov")
    await chat.press(action_of(offer, "Follow this instead"))
    (watch,) = await watches(chat)
    assert watch.rule.person_id is not None


async def test_the_words_can_be_followed_instead_when_a_watch_is_changed(chat: Chat) -> None:
    await publish(chat, TRIAL)
    await chat.write("/subscribe")
    offer = await chat.write("/watches 1 Temirov")
    by_words = await chat.press(action_of(offer, "Follow the words instead"))
    await chat.press(action_of(by_words, "Follow this instead"), under=by_words.messages[0])
    (watch,) = await watches(chat)
    assert watch.rule.words == ("Temirov",)


async def test_a_number_that_no_watch_has_gives_the_list(chat: Chat) -> None:
    await chat.write("/subscribe")
    for typed in ("7 protest", "0", "x", "٣", "1" * 30):
        assert "You follow:" in text_of(await chat.write(f"/watches {typed}"))
    assert "Your watch: everything" in text_of(await chat.write("/watches 1"))


async def test_under_an_alerts_card_each_person_can_be_followed(chat: Chat) -> None:
    await chat.write("/subscribe")
    entry_id = await tell(chat, TRIAL)
    card = await chat.press(f"e:{entry_id}")
    assert labels(card)[3:7] == ["Azimjan Askarov", "Follow Azimjan Askarov", "Bolot Temirov", "Follow Bolot Temirov"]
    await chat.press(action_of(card, "Follow Bolot Temirov"))
    again = await chat.press(f"e:{entry_id}")
    assert "Follow Bolot Temirov" not in labels(again)
    assert "Follow Azimjan Askarov" in labels(again)


async def test_not_this_person_leaves_the_person_out_of_that_watch_until_brought_back(chat: Chat) -> None:
    await chat.write("/subscribe")
    card = await chat.press(f"e:{await tell(chat, TRIAL)}")
    asked = await chat.press(action_of(card, "Not this person"))
    assert labels(asked) == ["Not Azimjan Askarov", "Not Bolot Temirov", "Stop this watch", "« Back"]
    done = await chat.press(action_of(asked, "Not Bolot Temirov"))
    assert "everything about Kyrgyzstan; except: Bolot Temirov" in text_of(done)
    assert not await meets(chat, TRIAL)
    assert await meets(chat, RALLY)
    assert "except: Bolot Temirov" in text_of(await chat.write("/watches"))
    freed = await chat.press(action_of(await page(chat), "Bring back: Bolot Temirov"))
    assert "except" not in text_of(freed)
    assert await meets(chat, TRIAL)


async def test_less_like_this_stops_a_topic_or_an_outlet_and_can_be_undone(chat: Chat) -> None:
    await chat.write("/subscribe")
    card = await chat.press(f"e:{await tell(chat, TRIAL)}")
    asked = await chat.press(action_of(card, "Less like this"))
    assert labels(asked) == ["Nothing about detention", "Nothing from CIVICUS Monitor", "Stop this watch", "« Back"]
    done = await chat.press(action_of(asked, "Nothing about detention"))
    assert not await meets(chat, TRIAL)
    await chat.press(action_of(done, "Undo"))
    assert await meets(chat, TRIAL)
    done = await chat.press(action_of(asked, "Nothing from CIVICUS Monitor"))
    assert "except: CIVICUS Monitor" in text_of(done)
    assert not await meets(chat, RALLY, outlet="CIVICUS Monitor")
    assert await meets(chat, RALLY, outlet="Another")
    await chat.press(action_of(done, "Undo"))
    assert await meets(chat, RALLY, outlet="CIVICUS Monitor")
    await chat.press(action_of(asked, "Stop this watch"))
    assert await watches(chat) == []
    assert "not followed any more" in text_of(await chat.press(action_of(card, "Less like this")))


async def test_a_namesake_of_the_followed_person_is_told_apart_by_a_word(chat: Chat) -> None:
    await publish(chat, TRIAL)
    offer = await chat.write("/watch Bolot Temirov")
    await chat.press(action_of(offer, "Follow"))
    news = written("Champion", "Bolot Temirov scores at football.", people=["Bolot Temirov"], topics=("protest",))
    card = await chat.press(f"e:{await tell(chat, news)}")
    assert "Follow this person" not in labels(card)
    asked = await chat.press(action_of(card, "Not this person"))
    assert labels(asked) == ["Stop this watch", "« Back"]
    line = next(line for line in text_of(asked).splitlines() if line.startswith("/watches 1"))
    offer = await chat.write(line)
    await chat.press(action_of(offer, "Follow this instead"), under=offer.messages[0])
    assert not await meets(chat, news)
    assert await meets(chat, TRIAL)


async def test_a_card_that_no_alert_brought_offers_nothing_to_mute(chat: Chat) -> None:
    (entry_id,) = await publish(chat, TRIAL)
    await chat.write("/subscribe")
    assert "Less like this" not in labels(await chat.press(f"e:{entry_id}"))


async def test_mutes_survive_a_change_and_a_second_subscription(chat: Chat) -> None:
    await chat.write("/subscribe")
    (watch,) = await watches(chat)
    await chat.press(f"mute:{watch.id}:t:detention")
    await chat.write("/subscribe")
    assert len(await watches(chat)) == 1
    offer = await chat.write("/watches 1 place:osh")
    await chat.press(action_of(offer, "Follow this instead"), under=offer.messages[0])
    (after,) = await watches(chat)
    assert after.rule.not_topics == {"detention"}


@pytest.mark.parametrize(
    "action", ["mute:{id}:t:nothing", "mute:{id}:p:999", "mute:{id}:o:999", "mute:{id}:x:1", "unmute:{id}:"]
)
async def test_mutes_that_no_button_offers_are_refused(chat: Chat, action: str) -> None:
    await chat.write("/subscribe")
    before = await watches(chat)
    assert "another time" in text_of(await chat.press(action.format(id=before[0].id)))
    assert await watches(chat) == before


async def test_nobody_changes_another_chats_watch(chat: Chat) -> None:
    await chat.write("/subscribe")
    (watch,) = before = await watches(chat)
    other = chat.of(2002)
    await other.write("/start")
    for action in (f"pause:{watch.id}:open", f"mute:{watch.id}:t:protest", f"one:{watch.id}", f"alter:{watch.id}"):
        assert "not followed any more" in text_of(await other.press(action))
    assert await watches(chat) == before


async def test_every_page_speaks_every_language(chat: Chat) -> None:
    await chat.write("/subscribe")
    entry_id = await tell(chat, TRIAL)
    (watch,) = await watches(chat)
    for language in LANGUAGES:
        await chat.press(f"k:language:{language}")
        for action in (f"one:{watch.id}", f"alter:{watch.id}", f"less:{entry_id}", f"not:{entry_id}", "list:0"):
            reply = await chat.press(action)
            assert buttons_of(reply)
            assert all(button.url or len((button.action or "").encode()) <= 64 for button in buttons_of(reply))
