// Messages as nodes. Whatever was written by anybody becomes a text node, never markup.

export function element(name, classes = "", ...children) {
  const node = document.createElement(name);
  if (classes) node.className = classes;
  node.append(...children);
  return node;
}

const TAGS = { bold: "b", italic: "i", underline: "u", strikethrough: "s", code: "code", pre: "pre",
  blockquote: "blockquote", expandable_blockquote: "blockquote" };

export function isWebLink(address) {
  return /^https?:\/\//i.test(address);
}

function link(address, className = "") {
  const node = element("a", className);
  if (isWebLink(address)) {
    node.href = address;
    node.target = "_blank";
    node.rel = "noopener noreferrer";
  }
  return node;
}

function spoiler() {
  const node = element("span", "spoiler");
  node.tabIndex = 0;
  node.setAttribute("role", "button");
  node.setAttribute("aria-label", "Hidden text. Show it");
  const open = () => {
    node.classList.add("open");
    for (const name of ["role", "aria-label", "tabindex"]) node.removeAttribute(name);
  };
  node.addEventListener("click", open, { once: true });
  node.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") { event.preventDefault(); open(); }
  });
  return node;
}

function wrapping(entity, words, say) {
  if (entity.type === "text_link") return link(entity.url);
  if (entity.type === "url") return link(words);
  if (entity.type === "spoiler") return spoiler();
  if (entity.type === "bot_command") {
    const node = element("a");
    node.href = "#";
    node.addEventListener("click", (event) => { event.preventDefault(); say(words); });
    return node;
  }
  return element(TAGS[entity.type] || "span");
}

// Offsets are UTF-16 code units, which is what JavaScript counts in.
export function format(parent, text, entities, say, from = 0, to = text.length) {
  const waiting = [...entities].sort((one, other) => one.offset - other.offset || other.length - one.length);
  let at = from;
  while (waiting.length) {
    const entity = waiting.shift();
    const start = Math.max(entity.offset, at);
    const end = Math.min(entity.offset + entity.length, to);
    if (end <= start) continue;
    parent.append(text.slice(at, start));
    const inner = [];
    while (waiting.length && waiting[0].offset < end) inner.push(waiting.shift());
    const node = wrapping(entity, text.slice(start, end), say);
    format(node, text, inner, say, start, end);
    parent.append(node);
    at = end;
  }
  parent.append(text.slice(at, to));
}

export function clockTime(seconds) {
  return new Date(seconds * 1000).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}

function fileAddress(file) {
  return `/page/file/${encodeURIComponent(file.file_id)}`;
}

function attachment(message) {
  if (message.photo) {
    const picture = element("img", "photo");
    const size = message.photo.at(-1);
    picture.src = fileAddress(size);
    picture.width = size.width;
    picture.height = size.height;
    picture.style.setProperty("height", "auto");
    picture.alt = message.caption ? "Picture, described below" : "Picture";
    return [picture];
  }
  const held = message.document || message.voice || message.sticker;
  if (!held) return [];
  if (message.sticker) return [element("span", "words", `${held.emoji || ""} sticker`)];
  const node = element("a", "file");
  node.href = fileAddress(held);
  node.download = held.file_name || "voice.ogg";
  const sign = element("span", "sign", message.voice ? "▶" : "↓");
  sign.setAttribute("aria-hidden", "true");
  const name = element("bdi", "", held.file_name || "Voice message");
  const label = element("span", "label", name, element("small", "", fileSize(held.file_size)));
  node.append(sign, label);
  return [node];
}

function fileSize(bytes) {
  return bytes < 1024 ? `${bytes} bytes` : bytes < 1048576 ? `${(bytes / 1024).toFixed(1)} kB` : `${(bytes / 1048576).toFixed(1)} MB`;
}

function key(button, act) {
  if (button.url !== undefined) {
    const node = link(button.url, "key");
    node.append(element("bdi", "", button.text), " ↗");
    node.addEventListener("click", (event) => { if (act.follow(button.url)) event.preventDefault(); });
    return node;
  }
  const node = element("button", "key", element("bdi", "", button.text));
  node.type = "button";
  node.addEventListener("click", () => act.press(button, node));
  return node;
}

function keyboard(message, act) {
  const rows = message.reply_markup?.inline_keyboard || [];
  if (!rows.length) return [];
  const keys = element("div", "keys");
  keys.setAttribute("role", "group");
  keys.setAttribute("aria-label", "Buttons under the message");
  for (const row of rows) keys.append(element("div", "row", ...row.map((button) => key(button, act))));
  return [keys];
}

// By the letters, so that a screen reader speaks each message in its own language.
function languageOf(text) {
  if (/[ңөү]/i.test(text)) return "ky";
  return /[а-яё]/i.test(text) ? "ru" : "en";
}

const NOTICES = [["new_chat_members", "The bot was let in"], ["forum_topic_created", "A topic was opened"], ["forum_topic_closed", "The topic was closed"],
  ["migrate_to_chat_id", "The group became a supergroup"], ["migrate_from_chat_id", "The group became a supergroup"]];

function meta(message) {
  const time = element("time", "", clockTime(message.date));
  time.dateTime = new Date(message.date * 1000).toISOString();
  return element("span", "meta", message.edit_date ? "edited " : "", time);
}

// `who` is shown where several people write; `act` holds say, press and follow.
export function messageNode(message, { mine, sender, who, act }) {
  const notice = NOTICES.find(([field]) => field in message);
  if (notice) return element("p", "notice", notice[1]);
  const node = element("article", mine ? "message mine" : "message");
  node.dataset.id = message.message_id;
  node.setAttribute("aria-label", `${sender}, ${clockTime(message.date)}`);
  const bubble = element("div", "bubble");
  bubble.append(who ? element("p", "who", element("bdi", "", sender)) : element("span", "unseen", `${sender}: `));
  const words = element("div", "words");
  words.dir = "auto";
  const text = message.text ?? message.caption ?? "";
  words.lang = languageOf(text);
  format(words, text, message.entities || message.caption_entities || [], act.say);
  if (message.via_bot) bubble.append(element("p", "via", "via ", element("bdi", "", `@${message.via_bot.username}`)));
  const parts = attachment(message);
  if (text) message.show_caption_above_media ? parts.unshift(words) : parts.push(words);
  bubble.append(...parts, meta(message));
  for (const anchor of words.querySelectorAll("a[href^=http]"))
    anchor.addEventListener("click", (event) => { if (act.follow(anchor.href)) event.preventDefault(); });
  const keys = keyboard(message, act);
  for (const row of keys.flatMap((each) => [...each.children])) row.lang = words.lang;
  node.append(bubble, ...keys);
  return node;
}
