"""Two hundred kills of the real process at random moments: what was lost, what was said twice.

Run with `python -m tests.bench.kills`, about a quarter of an hour; another number may be given.
"""

import asyncio
import random
import sys
import tempfile
from pathlib import Path

from tests.bench.answers import a_town
from tests.bench.delivery import say
from tests.stories.kills import kill_again_and_again

KILLS = 200


async def measure(kills: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        async with a_town(Path(folder)) as town:
            account = await kill_again_and_again(town, kills, random.Random(11))
    twice = f"{account.duplicates} said twice where {account.uncertain} had been in doubt"
    say(f"{account.kills} kills: {account.deliveries} alerts for readers, {account.lost} lost, {twice};")
    say(f"  torn: {account.torn or 'nothing'}")
    say("  what the kills found: " + ", ".join(f"{stage} {number}" for stage, number in account.found.most_common()))


if __name__ == "__main__":
    asyncio.run(measure(int(sys.argv[1]) if len(sys.argv) > 1 else KILLS))
