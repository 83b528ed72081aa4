"""The button by which an owner lets another bot take the data over, `o:go`."""

from handlers.call import Call, Message, Reply
from handlers.services import Services
from handlers.views.buttons import OddButton
from store.admin import Role


async def go_on(call: Call, services: Services) -> Reply:
    if call.action != "o:go" or await services.role_of(call.user_id) is not Role.OWNER:
        raise OddButton(call.action)
    words = await services.words_for(call)
    if not await services.accept_bot():
        return Reply(toast=str(words.say("This was decided already.").unescape()))
    said = words.say("I go on. Readers come back as they press Start, groups as they let me in.")
    return Reply(messages=(Message(text=said),), edit=True)
