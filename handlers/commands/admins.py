"""/admins, /grant, /revoke and /audit: who runs the bot, and what they did."""

from markupsafe import Markup, escape

from handlers.call import Call, Message, Reply
from handlers.languages import Words
from handlers.rights import name_role, tell_admins
from handlers.services import Services
from handlers.views.buttons import OddButton, press, rest, row
from handlers.views.deeds import name_deed
from handlers.views.text import bold, code, fit
from store.admin import COMMAND_LINE, AuditLine, Role

_GRANTED = (Role.ADMIN, Role.EDITOR)
_SHOWN = 20


async def admins(call: Call, services: Services) -> Reply:
    """Everybody with a role, by number."""
    words = await services.words_for(call)
    lines = [_line(user_id, Role.OWNER, words) for user_id in sorted(services.owners)]
    lines += [_line(admin.user_id, admin.role, words) for admin in await services.store.admins.all()]
    hints = [
        words.say(
            "Owners stand in the settings. An owner gives a role: {command}", command=code("/grant 123456 admin")
        ),
        words.say("An admin or owner takes it: {command}", command=code("/revoke 123456")),
    ]
    parts = [bold(words.say("Who runs this bot")), Markup("\n").join(lines), Markup("\n").join(hints)]
    return Reply(messages=(Message(text=fit(parts)),))


async def grant(call: Call, services: Services) -> Reply:
    """`/grant ID role` asks first; only owners may."""
    words = await services.words_for(call)
    wanted = _wanted(call.arguments)
    if await services.role_of(call.user_id) is not Role.OWNER:
        return _said(words.say("Only an owner can give a role."))
    if wanted is None:
        example = code("/grant 123456 editor")
        return _said(words.say("Whom, and as what: admin or editor? For example: {example}", example=example))
    user_id, role = wanted
    if user_id in services.owners:
        return _said(words.say("This is an owner already."))
    asked = words.say(
        "Shall {number} become {role}? All admins are told.", number=code(str(user_id)), role=name_role(role, words)
    )
    return _asking(asked, f"a:grant:{user_id}:{role}", words)


async def revoke(call: Call, services: Services) -> Reply:
    """`/revoke ID` asks first."""
    words = await services.words_for(call)
    user_id = _number(call.arguments)
    if user_id is None:
        return _said(words.say("Whose role? For example: {example}", example=code("/revoke 123456")))
    if await services.store.admins.find(user_id) is None:
        return _said(words.say("This number has no role that could be taken here."))
    asked = words.say(
        "Shall {number} lose its role? What this admin has pending is cancelled, and the others are told.",
        number=code(str(user_id)),
    )
    return _asking(asked, f"a:revoke:{user_id}", words)


async def audit(call: Call, services: Services) -> Reply:
    """The newest deeds of all admins."""
    words = await services.words_for(call)
    lines = [_deed(line, words) for line in await services.store.admins.audit(limit=_SHOWN)]
    head = bold(words.say("What admins did last"))
    return Reply(messages=(Message(text=fit([head, *(lines or [words.say("Nothing yet.")])], separator="\n")),))


async def pressed(call: Call, services: Services) -> Reply:
    """`a:grant:ID:role`, `a:revoke:ID`, `a:no`."""
    words = await services.words_for(call)
    deed, _, given = rest(call.action).partition(":")
    match deed:
        case "no":
            return _said(words.say("All right, everything stays as it is."), edit=True)
        case "grant":
            return await _grant(given.replace(":", " "), call, services, words)
        case "revoke":
            return await _revoke(given, call, services, words)
    raise OddButton(call.action)


async def _grant(given: str, call: Call, services: Services, words: Words) -> Reply:
    wanted = _wanted(given)
    if wanted is None or call.user_id not in services.owners:
        raise OddButton(call.action)
    user_id, role = wanted
    await services.store.admins.grant(user_id, role, by=call.user_id, now=services.clock())

    def tell(theirs: Words) -> Message:
        role_name = name_role(role, theirs)
        said = theirs.say("{number} is now {role} of this bot.", number=code(str(user_id)), role=role_name)
        return Message(text=fit([said, _by(call.user_id, theirs)], separator="\n"))

    notes = await tell_admins(services, tell, but={call.user_id})
    role_name = name_role(role, words)
    said = words.say("{number} is now {role} of this bot.", number=code(str(user_id)), role=role_name)
    return Reply(messages=(Message(text=said),), edit=True, notes=notes)


async def _revoke(given: str, call: Call, services: Services, words: Words) -> Reply:
    user_id = _number(given)
    if user_id is None or call.user_id is None:
        raise OddButton(call.action)
    cancelled = await services.store.admins.revoke(
        user_id, by=call.user_id, handle=services.secret()[:8], now=services.clock()
    )
    if cancelled is None:
        return _said(words.say("This number has no role that could be taken here."), edit=True)

    def tell(theirs: Words) -> Message:
        return Message(text=fit([*_revoked(user_id, cancelled, theirs), _by(call.user_id, theirs)], separator="\n"))

    notes = await tell_admins(services, tell, but={call.user_id})
    said = fit(_revoked(user_id, cancelled, words), separator="\n")
    return Reply(messages=(Message(text=said),), edit=True, notes=notes)


def _revoked(user_id: int, cancelled: int, words: Words) -> list[Markup]:
    said = words.say("{number} has no role here any more.", number=code(str(user_id)))
    many = words.say_many("{n} pending broadcast was cancelled.", "{n} pending broadcasts were cancelled.", n=cancelled)
    return [said, many] if cancelled else [said]


def _by(user_id: int | None, words: Words) -> Markup:
    return words.say("Done by {number}.", number=code(str(user_id)))


def _deed(line: AuditLine, words: Words) -> Markup:
    who = code(line.who) if line.who != COMMAND_LINE else words.say("command line")
    parts = [escape(words.moment(line.done_at)), who, name_deed(line.deed, words)]
    parts += [code(text) for text in (line.whom, line.detail) if text]
    return Markup(" · ").join(parts)


def _line(user_id: int, role: Role, words: Words) -> Markup:
    return Markup("{}: {}").format(code(str(user_id)), name_role(role, words))


def _wanted(text: str) -> tuple[int, Role] | None:
    number, _, role = text.strip().lower().partition(" ")
    user_id = _number(number)
    chosen = next((known for known in _GRANTED if known == (role.strip() or Role.ADMIN)), None)
    return (user_id, chosen) if user_id is not None and chosen is not None else None


def _number(text: str) -> int | None:
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) <= 16 else None


def _said(text: Markup, *, edit: bool = False) -> Reply:
    return Reply(messages=(Message(text=text),), edit=edit)


def _asking(text: Markup, action: str, words: Words) -> Reply:
    buttons = row(press(words.say("Yes"), action), press(words.say("No"), "a:no"))
    return Reply(messages=(Message(text=text, buttons=buttons),))
