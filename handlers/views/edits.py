"""What editors changed, in words."""

from markupsafe import Markup

from handlers.languages import Words
from handlers.views.text import clean, shorten
from store.edit import Edit, EditKind

_NAME = 90


def name_edit(edit: Edit, words: Words) -> Markup:
    """The change in one sentence."""
    told = [shorten(clean(each), _NAME) for each in edit.told]
    first, second = (*told, "", "")[:2]
    sentences = {
        EditKind.MERGED: words.say("{first} was merged into {second}", first=first, second=second),
        EditKind.SPLIT: words.say("{first} was split off from {second}", first=first, second=second),
        EditKind.RENAMED: words.say("{first} is now called {second}", first=first, second=second),
        EditKind.ALIAS_ADDED: words.say("{first} was added to the spellings of {second}", first=first, second=second),
        EditKind.ALIAS_REMOVED: words.say("{first} is no spelling of {second} any more", first=first, second=second),
        EditKind.RETRACTED: words.say("Withdrawn: {titles}", titles="; ".join(told[:3])),
        EditKind.CORRECTED: words.say("Corrected: {title}", title=first),
        EditKind.JOINED: words.say("One incident now: {first}; {second}", first=first, second=second),
        EditKind.SEPARATED: words.say("An incident of its own now: {title}", title=first),
    }
    return sentences[edit.kind]
