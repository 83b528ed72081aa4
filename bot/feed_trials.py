"""Trying an address for the chat, with the means of `jarchy feeds test`."""

from collections.abc import Callable
from datetime import datetime

from bot.console.feed_trial import try_feed
from bot.feeds.guard import FetchRules
from handlers.trial import FeedTrial, TryFeed
from store.entry import About, Analysis
from store.feed import FeedSpec


def feed_trials(rules: FetchRules, now: Callable[[], datetime]) -> TryFeed:
    """What handlers try addresses with."""

    async def try_for(url: str, outlet: str) -> FeedTrial:
        trial = await try_feed(FeedSpec(outlet, url), rules=rules, now=now)
        titles = tuple((entry.parsed.title, _concerns_readers(entry.analysis)) for entry in trial.first)
        return FeedTrial(trial.spec, trial.total, titles, trial.trouble)

    return try_for


def _concerns_readers(analysis: Analysis) -> bool:
    return analysis.civic and analysis.about is not About.NONE
