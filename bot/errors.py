"""Errors that end the program with one line.

StartFailed        something outside is not as the bot needs it: token, API, port
"""


class StartFailed(Exception):
    """Says in one line what is wrong and how to mend it; never holds the token."""
