"""Messages that the bot sends, copies, edits and deletes."""

from typing import TYPE_CHECKING

from bot.simulator.chat import Chat, Message, keyboard_of
from bot.simulator.keyboard import check_keyboard
from bot.simulator.markup import Formatted
from bot.simulator.rooms import find_chat, find_message, find_writable
from bot.simulator.texts import read_caption, read_text
from bot.simulator.wire import Json, Refusal, malformed, refused

if TYPE_CHECKING:  # the simulator calls these
    from bot.simulator.simulator import Simulator

ACTIONS = frozenset(
    [
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    ]
)


def send_message(simulator: "Simulator", arguments: Json) -> Json:
    read = read_text(arguments["text"], arguments.get("parse_mode"), arguments.get("entities"))
    message = _begin(simulator, arguments)
    message.text, message.entities = read.text, read.entities
    message.link_preview = arguments.get("link_preview_options", {})
    return simulator.publish(message)


def send_photo(simulator: "Simulator", arguments: Json) -> Json:
    return _send_media(simulator, arguments, simulator.files.photo(arguments["photo"]))


def send_document(simulator: "Simulator", arguments: Json) -> Json:
    return _send_media(simulator, arguments, simulator.files.document(arguments["document"]))


def _send_media(simulator: "Simulator", arguments: Json, media: Json) -> Json:
    read = _read_given_caption(arguments)
    message = _begin(simulator, arguments)
    message.caption, message.entities, message.media = read.text, read.entities, media
    message.above = arguments.get("show_caption_above_media", False)
    return simulator.publish(message)


def _read_given_caption(arguments: Json) -> Formatted:
    return read_caption(arguments.get("caption", ""), arguments.get("parse_mode"), arguments.get("caption_entities"))


def copy_message(simulator: "Simulator", arguments: Json) -> Json:
    source = find_chat(simulator, arguments["from_chat_id"])
    original = find_message(source, arguments["message_id"], "message to copy not found")
    if original.service:
        raise refused("message can't be copied")
    message = _begin(simulator, arguments)
    message.text, message.caption, message.entities = original.text, original.caption, original.entities
    message.media = original.media
    if original.media and "caption" in arguments:
        read = _read_given_caption(arguments)
        message.caption, message.entities = read.text, read.entities
    return {"message_id": simulator.publish(message)["message_id"]}


def _begin(simulator: "Simulator", arguments: Json) -> Message:
    """A message of the bot's that may be sent now; not in its chat yet."""
    check_keyboard(arguments.get("reply_markup"), simulator.bot.username)
    thread_id = arguments.get("message_thread_id")
    chat = find_writable(simulator, arguments["chat_id"], thread_id)
    reply_to = _find_replied(chat, arguments.get("reply_parameters"))
    _pass_flood_gate(simulator, chat, paid=arguments.get("allow_paid_broadcast", False))
    return Message(
        chat.next_id(),
        chat,
        simulator.now(),
        None if chat.kind == "channel" else simulator.bot,
        keyboard=keyboard_of(arguments.get("reply_markup")),
        thread_id=thread_id,
        sender_chat=chat if chat.kind == "channel" else None,
        reply_to=reply_to,
        protected=arguments.get("protect_content", False),
    )


def _find_replied(chat: Chat, parameters: Json | None) -> Message | None:
    if not parameters or "message_id" not in parameters:
        return None
    found = chat.messages.get(parameters["message_id"])
    if found is None and not parameters.get("allow_sending_without_reply", False):
        raise refused("message to be replied not found")
    return found


def _pass_flood_gate(simulator: "Simulator", chat: Chat, *, paid: bool = False) -> None:
    if simulator.limits is None:
        return
    at = simulator.clock.monotonic()
    group = chat.kind != "private"
    wait = simulator.flood.admit(simulator.limits, chat_id=chat.id, group=group, paid=paid, at=at)
    if wait:
        raise Refusal(429, f"Too Many Requests: retry after {wait}", retry_after=wait)


def edit_message_text(simulator: "Simulator", arguments: Json) -> Json:
    if "text" not in arguments:
        raise malformed("message text is empty")
    read = read_text(arguments["text"], arguments.get("parse_mode"), arguments.get("entities"))
    message = _find_own(simulator, arguments)
    if not message.text:
        raise refused("there is no text in the message to edit")
    preview = arguments.get("link_preview_options", message.link_preview)
    return _edit(simulator, message, arguments, text=read, preview=preview)


def edit_message_caption(simulator: "Simulator", arguments: Json) -> Json:
    read = _read_given_caption(arguments)
    message = _find_own(simulator, arguments)
    if not message.media:
        raise refused("there is no caption in the message to edit")
    return _edit(simulator, message, arguments, text=read, preview=message.link_preview)


def edit_message_reply_markup(simulator: "Simulator", arguments: Json) -> Json:
    message = _find_own(simulator, arguments)
    same = Formatted(message.text or message.caption or "", message.entities)
    return _edit(simulator, message, arguments, text=same, preview=message.link_preview)


def _find_own(simulator: "Simulator", arguments: Json) -> Message:
    check_keyboard(arguments.get("reply_markup"), simulator.bot.username)
    if "inline_message_id" in arguments:
        raise refused("MESSAGE_ID_INVALID")
    if "chat_id" not in arguments or "message_id" not in arguments:
        raise malformed("message identifier is not specified")
    chat = find_writable(simulator, arguments["chat_id"])
    message = find_message(chat, arguments["message_id"], "message to edit not found")
    if not _is_own(simulator, message):
        raise refused("message can't be edited")
    return message


def _is_own(simulator: "Simulator", message: Message) -> bool:
    return message.sender is simulator.bot or (message.chat.kind == "channel" and message.sender_chat is message.chat)


def _edit(simulator: "Simulator", message: Message, arguments: Json, *, text: Formatted, preview: Json) -> Json:
    keyboard = keyboard_of(arguments.get("reply_markup"))
    now = (text.text, text.entities, keyboard, preview)
    if now == (message.text or message.caption or "", message.entities, message.keyboard, message.link_preview):
        raise refused(
            "message is not modified: specified new message content and reply markup are exactly the same "
            "as a current content and reply markup of the message"
        )
    _pass_flood_gate(simulator, message.chat)
    if message.media:
        message.caption = text.text
    else:
        message.text = text.text
    message.entities, message.keyboard, message.link_preview = text.entities, keyboard, preview
    message.edit_date = simulator.now()
    return simulator.publish(message, "edit")


def delete_message(simulator: "Simulator", arguments: Json) -> bool:
    chat = find_writable(simulator, arguments["chat_id"])
    message = find_message(chat, arguments["message_id"], "message to delete not found")
    if not _is_own(simulator, message) and chat.kind != "private" and chat.bot != "administrator":
        raise refused("message can't be deleted")
    if simulator.now() - message.date > 48 * 3600:
        raise refused("message can't be deleted for everyone")
    del chat.messages[message.message_id]
    simulator.journal.record("delete", chat.id, {"message_id": message.message_id})
    return True


def send_chat_action(simulator: "Simulator", arguments: Json) -> bool:
    if arguments["action"] not in ACTIONS:
        raise malformed("wrong parameter action in request")
    chat = find_writable(simulator, arguments["chat_id"], arguments.get("message_thread_id"))
    simulator.journal.record("typing", chat.id, {"action": arguments["action"]})
    return True
