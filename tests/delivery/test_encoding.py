"""Messages as parameters of the Bot API, and as bare words."""

import html
import json

from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from bot.delivery.encoding import encode_delete, encode_edit, encode_message, encode_text
from bot.delivery.plain import cut, strip_markup
from handlers.call import Attachment, Button, Message
from store.subscriber import ChatRef

CHAT = ChatRef(42)


def test_a_message_with_buttons() -> None:
    buttons = ((Button("Next", action="page:2"), Button("Open", url="https://example.org/")), ())
    call = encode_message(CHAT, Message(Markup("<b>Жарчы</b>"), buttons))
    assert call.method == "sendMessage"
    assert json.loads(call.encode_json()) == {
        "chat_id": 42,
        "text": "<b>Жарчы</b>",
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
        "reply_markup": {
            "inline_keyboard": [
                [{"text": "Next", "callback_data": "page:2"}, {"text": "Open", "url": "https://example.org/"}]
            ]
        },
    }


def test_a_protected_message_in_a_topic_with_preview_and_paid() -> None:
    fields = encode_message(ChatRef(-5, 7), Message(Markup("x"), preview=True, protect=True), paid=True).fields
    assert fields["message_thread_id"] == 7
    assert fields["protect_content"] is True
    assert fields["allow_paid_broadcast"] is True
    assert fields["link_preview_options"] == {"is_disabled": False}
    assert "reply_markup" not in fields


@given(st.text(), st.booleans(), st.booleans(), st.sampled_from([None, 7]))
def test_what_is_written_out_once_is_the_same_message(text: str, plain: bool, paid: bool, thread: int | None) -> None:
    message = Message(Markup.escape(text), ((Button("Open", action="e:1"),),), protect=paid, answers=thread)
    for chat in (ChatRef(42, thread), ChatRef(-100_42, thread)):
        written = json.loads(encode_text(chat, message, plain=plain, paid=paid))
        assert written == json.loads(encode_message(chat, message, plain=plain, paid=paid).encode_json())


def test_attachments_carry_the_text_as_caption() -> None:
    photo = Message(Markup("<i>map</i>"), attachment=Attachment("photo", "map.png", b"png"))
    call = encode_message(CHAT, photo)
    assert (call.method, call.upload_field, call.upload) == ("sendPhoto", "photo", photo.attachment)
    assert call.fields == {"chat_id": 42, "caption": "<i>map</i>", "parse_mode": "HTML"}
    document = Message(Markup(""), attachment=Attachment("document", "list.csv", b"a;b"))
    assert encode_message(CHAT, document).method == "sendDocument"
    assert encode_message(CHAT, document).form_fields() == {"chat_id": "42"}


def test_form_fields_are_text_with_json_inside() -> None:
    message = Message(Markup("x"), ((Button("Go", action="go"),),), attachment=Attachment("photo", "a.png", b""))
    fields = encode_message(ChatRef(-5, 7), message).form_fields()
    assert json.loads(fields["reply_markup"]) == {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}
    assert fields["message_thread_id"] == "7"


def test_edits_and_deletions() -> None:
    edit = encode_edit(CHAT, 9, Message(Markup("new"), protect=True))
    assert edit.method == "editMessageText"
    assert edit.fields["message_id"] == 9
    assert "protect_content" not in edit.fields
    caption = encode_edit(CHAT, 9, Message(Markup("new"), attachment=Attachment("photo", "a.png", b"")))
    assert caption.method == "editMessageCaption"
    assert encode_delete(CHAT, 9).fields == {"chat_id": 42, "message_id": 9}


def test_plain_is_the_bare_words_with_their_links() -> None:
    text = Markup('<b>Court &amp; <i>press</i></b>\n\n<a href="https://kg.example/?a=1&amp;b=2">24.kg</a> 3 &lt; 4')
    fields = encode_message(CHAT, Message(text, ((Button("x", url="bad"),),)), plain=True).fields
    assert fields["text"] == "Court & press\n\n24.kg (https://kg.example/?a=1&b=2) 3 < 4"
    assert "parse_mode" not in fields
    assert "reply_markup" not in fields


@given(st.text(max_size=300))
def test_escaped_text_comes_out_of_plain_as_it_went_in(text: str) -> None:
    readable = text.replace("\x00", "")
    escaped = Markup("<b>{}</b>").format(readable)
    assert strip_markup(escaped, longest=10_000) == (html.unescape(str(Markup.escape(readable))) or "…")


@given(st.text(), st.integers(1, 50))
def test_cut_never_exceeds_telegrams_count(text: str, longest: int) -> None:
    shorter = cut(text, longest)
    assert len(shorter.encode("utf-16-le", "replace")) <= 2 * longest
    assert shorter == text or shorter.endswith("…")
    shorter.encode()
