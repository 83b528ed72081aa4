"""Which function answers which method; `getUpdates` waits, so it stands apart in `polling.py`."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from bot.simulator import files, profile, queries, rooms, sending, webhook
from bot.simulator.wire import Json

if TYPE_CHECKING:  # the simulator calls these
    from bot.simulator.simulator import Simulator


def get_me(simulator: "Simulator", _: Json) -> Json:
    return simulator.bot.as_json() | {
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": True,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


ANSWERS: Mapping[str, Callable[["Simulator", Json], object]] = {
    "getMe": get_me,
    "setWebhook": webhook.set_webhook,
    "deleteWebhook": webhook.delete_webhook,
    "getWebhookInfo": webhook.get_webhook_info,
    "sendMessage": sending.send_message,
    "sendPhoto": sending.send_photo,
    "sendDocument": sending.send_document,
    "copyMessage": sending.copy_message,
    "editMessageText": sending.edit_message_text,
    "editMessageCaption": sending.edit_message_caption,
    "editMessageReplyMarkup": sending.edit_message_reply_markup,
    "deleteMessage": sending.delete_message,
    "answerCallbackQuery": queries.answer_callback_query,
    "answerInlineQuery": queries.answer_inline_query,
    "setMyCommands": profile.set_my_commands,
    "getMyCommands": profile.get_my_commands,
    "deleteMyCommands": profile.delete_my_commands,
    "setMyDescription": profile.set_my_description,
    "setMyShortDescription": profile.set_my_short_description,
    "setMyName": profile.set_my_name,
    "setChatMenuButton": profile.set_chat_menu_button,
    "sendChatAction": sending.send_chat_action,
    "getChat": rooms.get_chat,
    "getChatMember": rooms.get_chat_member,
    "getChatAdministrators": rooms.get_chat_administrators,
    "leaveChat": rooms.leave_chat,
    "getFile": files.get_file,
}
