"""Killed at random moments, the bot loses nothing and says little twice. `tests.bench.kills` does it 200 times."""

import random

import pytest

from tests.stories.conftest import Town
from tests.stories.kills import READERS, kill_again_and_again


@pytest.mark.timeout(600)
async def test_killed_at_random_moments_nothing_is_lost(town: Town) -> None:
    account = await kill_again_and_again(town, 8, random.Random(7))
    assert account.deliveries >= 4 * READERS, "most of the news was told"
    assert (account.lost, account.torn) == (0, [])
    assert account.duplicates <= account.uncertain
