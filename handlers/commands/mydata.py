"""/mydata: all that is stored about the chat, as a file."""

import json

from handlers.call import Attachment, Call, Message, Reply
from handlers.services import Services
from handlers.views.text import fit


async def mydata(call: Call, services: Services) -> Reply:
    """Rows as they are, by table; times as ISO 8601 in UTC."""
    words = await services.words_for(call)
    stored = await services.store.subscribers.everything_of(call.chat)
    if not stored:
        return Reply(messages=(Message(text=words.say("I store nothing about this chat.")),))
    content = json.dumps(stored, ensure_ascii=False, indent=1, sort_keys=True).encode()
    caption = fit(
        [
            words.say("This is all I store about this chat."),
            words.say("To delete what I store about this chat: {command}", command="/forgetme"),
        ]
    )
    return Reply(messages=(Message(text=caption, attachment=Attachment("document", "mydata.json", content)),))
