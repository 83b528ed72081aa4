"""The command menu and the descriptions that Telegram shows, as plain values in one language."""

from handlers.languages import Words

COMMAND_MEANING_LIMIT = 256  # Bot API, BotCommand.description
DESCRIPTION_LIMIT = 512  # Bot API, setMyDescription
SHORT_DESCRIPTION_LIMIT = 120  # Bot API, setMyShortDescription


def reader_commands(words: Words) -> list[tuple[str, str]]:
    """Command and meaning, in the order of the menu."""
    meanings = [
        ("latest", words.say("the newest updates")),
        ("today", words.say("what came today")),
        ("search", words.say("find updates by words, topics and places")),
        ("person", words.say("what was written about somebody")),
        ("trends", words.say("incidents a month, by topic")),
        ("watch", words.say("follow a person, a topic, a place or words")),
        ("watches", words.say("what you follow")),
        ("subscribe", words.say("get new updates as they appear")),
        ("unsubscribe", words.say("stop the updates")),
        ("settings", words.say("language, discreet alerts, link previews")),
        ("pause", words.say("no alerts until a day that you name")),
        ("language", words.say("English, Russian or Kyrgyz")),
        ("why", words.say("why an update came here")),
        ("export", words.say("search results as a file")),
        ("sources", words.say("whom I read, and how fresh it is")),
        ("privacy", words.say("what I store about you")),
        ("mydata", words.say("all I store about this chat, as a file")),
        ("forgetme", words.say("delete what I store about this chat")),
        ("help", words.say("everything I understand")),
    ]
    return [(name, str(meaning.unescape())) for name, meaning in meanings]


def admin_commands(words: Words) -> list[tuple[str, str]]:
    """What the bot's admins see beside the readers' commands."""
    meanings = [
        ("broadcast", words.say("send a message to many readers")),
        ("stats", words.say("readers, deliveries and feeds in numbers")),
        ("feeds", words.say("how each feed is; pause and resume")),
        ("people", words.say("a person's record: merge, split, rename")),
        ("incident", words.say("a report: withdraw, correct, merge")),
        ("admins", words.say("who runs this bot")),
        ("grant", words.say("give somebody a role")),
        ("revoke", words.say("take somebody's role")),
        ("audit", words.say("what admins did last")),
        ("bans", words.say("chats that are ignored")),
        ("invite", words.say("open to all, or by invitation")),
        ("panic", words.say("stop everything at once")),
    ]
    return [(name, str(meaning.unescape())) for name, meaning in meanings]


def description(words: Words) -> str:
    """Shown in an empty chat, before Start is pressed."""
    return str(
        words.say(
            "Civic space in Kyrgyzstan: protests, the press, associations. I tell you about new reports as they appear "
            "and find what was published before, also by a person's name in Kyrgyz, Russian or English."
        ).unescape()
    )


def short_description(words: Words) -> str:
    """Shown on the bot's profile and when it is shared."""
    return str(words.say("Civic space in Kyrgyzstan: alerts and search for journalists").unescape())
