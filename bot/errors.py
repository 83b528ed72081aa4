"""Errors that end the program with one line.

StartFailed        something outside is not as the bot needs it: token, API, port
FeedRefused        a feed cannot be added, found or removed as asked
"""


class StartFailed(Exception):
    """Says in one line what is wrong and how to mend it; never holds the token."""


class FeedRefused(Exception):
    """Says in one line why, and what to do instead."""
