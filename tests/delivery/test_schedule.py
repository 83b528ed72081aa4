"""The limiter's promises on a virtual clock: quotas hold in every window, nobody starves, answers overtake."""

import heapq
from collections import defaultdict
from collections.abc import Iterable

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.delivery.limits import Limits, Quota, is_group
from bot.delivery.schedule import Schedule, Ticket
from store.delivery import Priority

BULK = [Priority.ALERT, Priority.CORRECTION, Priority.DIGEST, Priority.BROADCAST]
CHATS = [1, 2, 3, -1, -2]
Arrival = tuple[float, int, Priority]
Grant = tuple[float, Ticket]

arrivals = st.lists(
    st.tuples(st.floats(0, 20, allow_nan=False), st.sampled_from(CHATS), st.sampled_from(list(Priority))), max_size=120
)
refusals = st.lists(
    st.tuples(st.floats(0, 20, allow_nan=False), st.sampled_from(CHATS), st.floats(0.1, 30)), max_size=4
)


def play(
    asked: Iterable[Arrival], limits: Limits, refused: Iterable[tuple[float, int, float]] = (), *, at_once: bool = False
) -> tuple[list[Grant], Schedule]:
    """Run the schedule from event to event; `at_once` as the limiter does, which looks for a free place first."""
    schedule, now = Schedule(limits), 0.0
    events: list[tuple[float, int, Arrival | tuple[float, int, float]]] = []
    for number, event in enumerate([*asked, *refused]):
        heapq.heappush(events, (event[0], number, event))
    grants: list[Grant] = []
    while events or schedule.waiting:
        planned = schedule.next_at()
        at = events[0][0] if events else float("inf")
        assert at < float("inf") or planned is not None, "somebody waits for nothing"
        now = max(now, min(at, planned if planned is not None else at))
        while events and events[0][0] <= now:
            event = heapq.heappop(events)[2]
            if isinstance(event[2], Priority):
                ticket = Ticket(event[1], event[1] < 0, event[2])
                if at_once and schedule.take_now(ticket, now):
                    grants.append((now, ticket))
                else:
                    schedule.ask(ticket)
            else:
                schedule.refuse(event[1], event[2], now)
        grants += [(now, ticket) for ticket in schedule.grant(now)]
        assert len(grants) < 10_000
    return grants, schedule


def most_within(times: list[float], seconds: float) -> int:
    """The largest number of `times` in any span shorter than `seconds`."""
    return max((sum(1 for other in times if start <= other < start + seconds) for start in times), default=0)


@given(arrivals, refusals)
@settings(max_examples=150, deadline=None)
def test_no_window_ever_holds_more_than_the_limits_allow(
    asked: list[Arrival], refused: list[tuple[float, int, float]]
) -> None:
    grants, schedule = play(asked, Limits(per_second=5.0), refused, at_once=True)
    assert len(grants) == len(asked)
    assert schedule.waiting == 0
    assert most_within([at for at, _ in grants], 1.0) <= 6
    by_chat: dict[int, list[float]] = defaultdict(list)
    bulk: dict[int, list[float]] = defaultdict(list)
    for at, ticket in grants:
        assert isinstance(ticket.chat, int)
        by_chat[ticket.chat].append(at)
        if ticket.priority is not Priority.ANSWER:
            bulk[ticket.chat].append(at)
    for chat, times in by_chat.items():
        assert most_within(times, 3.0) <= 3
        assert not is_group(chat) or most_within(times, 60.0) <= 20
    assert all(most_within(times, 1.0) <= 1 for times in bulk.values())


@given(st.lists(st.integers(0, 400), min_size=1, max_size=400))
@settings(deadline=None)
def test_thirty_in_any_second_at_the_usual_rate(gaps: list[int]) -> None:
    """Whatever the lateness of timers and arrivals, up to half a second."""
    asked = [(0.0, chat, Priority.ALERT) for chat in range(1, len(gaps) + 1)]
    schedule, now, times = Schedule(Limits()), 0.0, list[float]()
    for _, chat, priority in asked:
        schedule.ask(Ticket(chat, False, priority))
    for late in [*gaps, *([0] * 400)]:
        times += [now] * len(schedule.grant(now))
        planned = schedule.next_at()
        now = max(now, planned if planned is not None else now) + late / 800
    assert len(times) == len(asked)
    assert most_within(times, 1.0) <= 30


@given(arrivals)
@settings(max_examples=100, deadline=None)
def test_within_a_chat_and_priority_first_come_first_served(asked: list[Arrival]) -> None:
    schedule = Schedule(Limits(per_second=50.0))
    tickets = [Ticket(chat, chat < 0, priority) for _, chat, priority in asked]
    for ticket in tickets:
        schedule.ask(ticket)
    order, now = list[Ticket](), 0.0
    while schedule.waiting:
        order += schedule.grant(now)
        now = max(now, schedule.next_at() or now)
    for chat in CHATS:
        for priority in Priority:
            lane = [t for t in tickets if (t.chat, t.priority) == (chat, priority)]
            assert [t for t in order if (t.chat, t.priority) == (chat, priority)] == lane


def test_a_chat_with_many_waiting_takes_turns_with_the_others() -> None:
    limits = Limits(per_second=10.0, private=())
    asked = [(0.0, 1, Priority.BROADCAST)] * 50 + [(0.0, chat, Priority.BROADCAST) for chat in range(2, 12)]
    grants, _ = play(asked, limits)
    assert {ticket.chat for _, ticket in grants[:11]} == set(range(1, 12))


@given(st.sampled_from(BULK), st.integers(1, 300))
@settings(max_examples=30, deadline=None)
def test_an_answer_overtakes_whatever_waits(priority: Priority, waiting: int) -> None:
    asked = [(0.0, chat, priority) for chat in range(10, 10 + waiting)]
    grants, _ = play([*asked, (0.5, 1, Priority.ANSWER)], Limits())
    answered = next(at for at, ticket in grants if ticket.priority is Priority.ANSWER)
    assert answered <= 0.5 + 1 / 29 + 1e-3


def test_priorities_go_in_their_order() -> None:
    asked = [(0.0, 100 + place, priority) for place, priority in enumerate(reversed(Priority))]
    grants, _ = play(asked, Limits())
    assert [ticket.priority for _, ticket in grants] == list(Priority)


def test_alerts_leave_room_in_a_group_for_an_answer() -> None:
    grants, _ = play([(0.0, -5, Priority.ALERT)] * 30 + [(20.0, -5, Priority.ANSWER)], Limits())
    answered = next(at for at, ticket in grants if ticket.priority is Priority.ANSWER)
    assert answered < 22


def test_a_refused_chat_rests_alone() -> None:
    grants, _ = play(
        [(1.0, 1, Priority.ALERT), *[(1.0, chat, Priority.ALERT) for chat in range(2, 6)]],
        Limits(),
        [(0.5, 1, 40.0)],
    )
    at = {ticket.chat: at for at, ticket in grants}
    assert at[1] >= 40.5
    assert max(at[chat] for chat in range(2, 6)) < 2


def test_two_refused_chats_mean_everybody() -> None:
    grants, schedule = play(
        [(2.0, chat, Priority.ALERT) for chat in range(10, 14)], Limits(), [(0.5, 1, 20.0), (1.0, 2, 20.0)]
    )
    assert min(at for at, _ in grants) >= 21.0
    assert schedule.pace_of(paid=False) < 29


def test_a_message_taken_in_between_clears_the_suspicion() -> None:
    schedule = Schedule(Limits())
    schedule.refuse(1, 30.0, 0.0)
    schedule.ask(Ticket(3, False, Priority.ALERT))
    assert len(schedule.grant(0.5)) == 1
    schedule.succeed(3, 0.6)
    schedule.refuse(2, 30.0, 1.0)
    schedule.ask(Ticket(4, False, Priority.ALERT))
    assert len(schedule.grant(1.5)) == 1


def test_a_refusal_meant_for_all_stops_all_for_as_long_as_told() -> None:
    schedule = Schedule(Limits())
    schedule.refuse(None, 7.0, 100.0)
    schedule.ask(Ticket(4, False, Priority.ANSWER))
    assert schedule.grant(106.9) == []
    assert schedule.next_at() == 107.0
    assert len(schedule.grant(107.0)) == 1


def test_the_pace_falls_at_once_and_recovers_slowly() -> None:
    schedule, now = Schedule(Limits()), 0.0
    schedule.refuse(None, 1.0, now)
    assert schedule.pace_of(paid=False) < 29 * 0.9
    paces = []
    for second in range(2, 200):
        schedule.succeed(None, float(second))
        paces.append(schedule.pace_of(paid=False))
    assert paces == sorted(paces)
    assert paces[0] < 29
    assert paces[2] < 29
    assert paces[-1] == Limits().per_second


def test_the_pace_finds_the_rate_that_the_server_grants() -> None:
    """A server that takes 20 in any second: after the first minute, few refusals and little below what it grants."""
    schedule, now, taken, refused_at = Schedule(Limits(private=())), 0.0, list[float](), list[float]()
    for chat in range(1, 6000):
        schedule.ask(Ticket(chat, False, Priority.BROADCAST))
    while now < 240:
        for ticket in schedule.grant(now):
            if sum(1 for at in taken[-20:] if at > now - 1.0) >= 20:
                refused_at.append(now)
                schedule.refuse(None, 1.0, now)
            else:
                taken.append(now)
                schedule.succeed(ticket.chat, now)
        now = max(now, schedule.next_at() or now)
    settled = [at for at in taken if at > 60]
    assert len(settled) / 180 > 17
    assert sum(1 for at in refused_at if at > 60) <= 20


def test_nothing_is_remembered_of_those_who_gave_up() -> None:
    schedule = Schedule(Limits(per_second=1.0))
    tickets = [Ticket(chat, False, Priority.ALERT) for chat in range(1, 500)]
    for ticket in tickets:
        schedule.ask(ticket)
    for ticket in tickets:
        schedule.withdraw(ticket)
    assert schedule.waiting == 0
    assert schedule.next_at() is None
    assert schedule.grant(5.0) == []
    assert schedule._lanes == {}


def test_chats_are_forgotten_when_their_quotas_are_free_again() -> None:
    limits = Limits(per_second=100.0, group=(Quota(1, 1.0),), group_answers=(Quota(3, 3.0),))
    asked = [(second / 50, second + 1, Priority.ALERT) for second in range(2000)]
    _, schedule = play(asked, limits)
    assert schedule.remembered_chats < 400


@given(st.lists(st.floats(0, 0.3), min_size=40, max_size=200))
@settings(max_examples=50, deadline=None)
def test_messages_held_up_after_their_place_do_not_leave_together(delays: list[float]) -> None:
    """Each gets its place on time and is then held up, by a slow disk say."""
    schedule, left = Schedule(Limits()), list[float]()
    ready = sorted((place / 29 + delay, place) for place, delay in enumerate(delays))
    now = 0.0
    for at, _ in ready:
        now = max(now, at)
        while wait := schedule.leave(now, paid=False, late=True):
            now += wait
        left.append(now)
    assert most_within(left, 1.0) <= 30


def test_paid_broadcasts_have_a_rate_of_their_own() -> None:
    schedule = Schedule(Limits())
    for chat in range(1, 2001):
        schedule.ask(Ticket(chat, False, Priority.BROADCAST, paid=True))
    now, granted, answered_at = 0.0, 0, None
    schedule.ask(Ticket(9999, False, Priority.ANSWER))
    while now < 1.0:
        for ticket in schedule.grant(now):
            granted += ticket.paid
            answered_at = now if not ticket.paid else answered_at
        now = max(now, schedule.next_at() or now)
    assert answered_at == 0.0
    assert 900 <= granted <= 1000
