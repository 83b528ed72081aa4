// The list of chats: who wrote last, when, and how much of it is unread.

import { clockTime, element } from "/static/message.js";

// `node` is the list; `page` gives chats, open, unread and show as they are now.
export function createChatList(node, page) {
  function draw() {
    const focused = node.contains(document.activeElement);
    node.replaceChildren(...page.chats().map(line));
    if (focused) node.querySelector('[aria-current="true"]')?.focus();
  }

  function line(chat) {
    const last = chat.messages.at(-1);
    const button = element("button");
    button.type = "button";
    button.dataset.chat = chat.id;
    button.setAttribute("aria-current", String(chat.id === page.open()));
    const name = element("span", "name", element("bdi", "", chat.title));
    const words = element("span", "last", element("bdi", "", lastWords(chat, last).slice(0, 90)));
    const side = element("span", "side", last ? clockTime(last.date) : "");
    const count = page.unread(chat);
    if (count) side.append(element("span", "badge", String(count), element("span", "unseen", " unread")));
    button.append(avatar(chat.title, chat.id), element("span", "", name, words), side);
    button.addEventListener("click", () => page.show(chat.id));
    return element("li", "", button);
  }

  return { draw };
}

function lastWords(chat, last) {
  if (!last) return chat.kind === "private" ? "Not started yet" : "";
  return last.text || last.caption || (last.photo ? "Picture" : last.document?.file_name || "…");
}

function avatar(title, id) {
  const circle = element("span", "avatar", [...title][0] || "?");
  circle.setAttribute("aria-hidden", "true");
  circle.style.setProperty("--hue", String(Math.abs(Number(id) * 47) % 360));
  return circle;
}
