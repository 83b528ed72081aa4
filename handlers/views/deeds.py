"""What admins did, in words."""

from markupsafe import Markup

from handlers.languages import Words
from store.admin import Deed


def name_deed(deed: Deed, words: Words) -> Markup:
    names = {
        Deed.GRANTED: words.say("gave a role"),
        Deed.REVOKED: words.say("took a role"),
        Deed.BROADCAST_ASKED: words.say("asked for a broadcast"),
        Deed.BROADCAST_CONFIRMED: words.say("confirmed a broadcast"),
        Deed.BROADCAST_PAUSED: words.say("paused a broadcast"),
        Deed.BROADCAST_RESUMED: words.say("went on with a broadcast"),
        Deed.BROADCAST_CANCELLED: words.say("cancelled a broadcast"),
        Deed.BROADCAST_DELETED: words.say("deleted a broadcast"),
        Deed.PANIC_ON: words.say("stopped everything"),
        Deed.PANIC_OFF: words.say("let everything go on"),
        Deed.WIPED: words.say("destroyed the list of readers"),
        Deed.FEED_PAUSED: words.say("paused a feed"),
        Deed.FEED_RESUMED: words.say("resumed a feed"),
        Deed.FEED_ADDED: words.say("added a feed"),
        Deed.FEED_REMOVED: words.say("removed a feed"),
        Deed.FEED_PACED: words.say("set how often a feed is asked"),
        Deed.CHAT_BANNED: words.say("banned a chat"),
        Deed.BAN_LIFTED: words.say("lifted a ban"),
        Deed.INVITED: words.say("made an invitation"),
        Deed.INVITATION_ONLY: words.say("closed the bot to all but the invited"),
        Deed.OPEN_TO_ALL: words.say("opened the bot to all"),
        Deed.PEOPLE_MERGED: words.say("merged two people"),
        Deed.PERSON_SPLIT: words.say("made a spelling a person of its own"),
        Deed.PERSON_RENAMED: words.say("renamed a person"),
        Deed.ALIAS_ADDED: words.say("added a spelling"),
        Deed.ALIAS_REMOVED: words.say("removed a spelling"),
        Deed.REPORTS_WITHDRAWN: words.say("withdrew a report"),
        Deed.REPORT_CORRECTED: words.say("corrected a report"),
        Deed.INCIDENTS_MERGED: words.say("merged two incidents"),
        Deed.REPORT_SEPARATED: words.say("separated a report from its incident"),
        Deed.EDIT_UNDONE: words.say("undid a change"),
    }
    return names[deed]
