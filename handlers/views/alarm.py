"""What the owners are told when something is wrong with the machine: one short message a trouble, nobody's number."""

from markupsafe import Markup

from handlers.languages import Words

_OF_THE_API = frozenset({"unreachable", "server error"})


def storm_began(symptom: str, words: Words) -> Markup:
    """`symptom` as the weather names it: the token, the whole API, or many chats alike."""
    if symptom == "unauthorized":
        return words.say("Telegram does not accept my token. Sending rests; nothing is lost.")
    if symptom in _OF_THE_API:
        return words.say("Telegram does not answer as it should. Sending rests; nothing is lost.")
    return words.say("Telegram refuses many chats in the same way. Sending rests; nobody is unsubscribed.")


def storm_ended(seconds: float, words: Words) -> Markup:
    """After how long, in whole minutes, at least one."""
    return words.say_many(
        "Telegram takes messages again, after {n} minute. What waited is being sent.",
        "Telegram takes messages again, after {n} minutes. What waited is being sent.",
        n=max(1, round(seconds / 60)),
    )


def chats_refuse(number: int, words: Words) -> Markup:
    """Groups, channels or topics in which the bot may not write."""
    return words.say_many(
        "{n} group or channel no longer lets me write there. Its admins can allow it again.",
        "{n} groups or channels no longer let me write there. Their admins can allow it again.",
        n=number,
    )


def database_unwritable(words: Words) -> Markup:
    return words.say("My database cannot be written: the disk is full, or something else uses it. Sending rests.")


def database_writable(words: Words) -> Markup:
    return words.say("My database can be written again. What waited is being sent.")


def database_damaged(words: Words) -> Markup:
    return words.say("My database is damaged. Please stop me and restore a backup.")
