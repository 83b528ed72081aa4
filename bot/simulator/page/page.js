// The chat page: state from /page/state, changes from /page/events, deeds to /page/say and /page/press.

import { createChatList } from "/static/chats.js";
import { createMenu } from "/static/menu.js";
import { element, messageNode } from "/static/message.js";

const at = Object.fromEntries(["app", "chats", "back", "avatar", "title", "status", "block", "log", "toast", "commands",
  "start", "composer", "menu", "speaker", "text", "alert", "alert-text"].map((id) => [id, document.getElementById(id)]));

let bot = {};
let chats = new Map();
let open = null;
let stream = null;
const readTo = new Map();
const typingTimers = new Map();
const drafts = new Map();
let toastTimer = 0;
let number = null;
let loads = 0;
let waiting = null;
let lost = false;
let lostTimer = 0;

async function post(path, body) {
  const answer = await fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  if (!answer.ok) showToast((await answer.text()) || "That did not work.");
  return answer;
}

// Events that come while the state is read wait, so that none is lost and none is counted twice.
async function load() {
  waiting = waiting || [];
  const mine = ++loads;
  const state = await (await fetch("/page/state")).json();
  if (mine !== loads) return;
  bot = state.bot;
  chats = new Map(state.chats.map((chat) => [chat.id, chat]));
  if (!chats.has(open)) {
    const named = Number(location.hash.replace("#chat=", ""));
    open = chats.has(named) ? named : chats.keys().next().value ?? null;
    if (chats.has(named)) at.app.dataset.view = "chat";
  }
  if (number === null) chats.forEach((chat) => readTo.set(chat.id, chat.messages.at(-1)?.message_id ?? 0));
  number = state.number;
  markRead();
  drawChats();
  drawChat();
  const late = waiting;
  waiting = null;
  late.forEach(take);
}

async function listen() {
  try {
    await load();
  } catch {
    setLost(true);
    setTimeout(listen, 1000);
    return;
  }
  stream?.close();
  stream = new EventSource(`/page/events?after=${number}`);
  stream.onmessage = (event) => take({ ...JSON.parse(event.data), at: Number(event.lastEventId) });
  stream.addEventListener("again", listen);
  stream.onopen = () => setLost(false);
  stream.onerror = () => {
    lostTimer ||= setTimeout(() => setLost(true), 1500);
    if (stream.readyState === EventSource.CLOSED) setTimeout(listen, 1000);
  };
}

function setLost(now) {
  clearTimeout(lostTimer);
  lostTimer = 0;
  lost = now;
  setStatus();
}

function take(event) {
  if (waiting) { waiting.push(event); return; }
  if (event.at <= number) return;
  number = event.at;
  const { kind, chat_id: id, body } = event;
  const chat = chats.get(id);
  if (kind === "results") { menu.takeResults(body); return; }
  if (kind === "chat" || kind === "commands" || !chat) { load().catch(listen); return; }
  if (kind === "message") takeMessage(chat, body);
  if (kind === "edit") takeEdit(chat, body);
  if (kind === "delete") takeDelete(chat, body.message_id);
  if (kind === "typing") showTyping(id);
  if (kind === "answer") takeAnswer(chat, body);
}

function takeMessage(chat, message) {
  chat.messages.push(message);
  if (isBots(chat, message)) {
    stopTyping(chat.id);
  }
  markRead();
  drawChats();
  if (chat.id !== open) return;
  const near = at.log.scrollHeight - at.log.scrollTop - at.log.clientHeight < 120;
  at.log.querySelector(".empty")?.remove();
  addDay(chat, chat.messages.length - 1);
  at.log.append(node(chat, message));
  if (near || !isBots(chat, message)) at.log.scrollTop = at.log.scrollHeight;
  drawFoot(chat);
}

function takeEdit(chat, message) {
  const index = chat.messages.findIndex((each) => each.message_id === message.message_id);
  if (index < 0) return;
  chat.messages[index] = message;
  drawChats();
  const old = find(message.message_id);
  if (chat.id !== open || !old) return;
  const near = at.log.scrollHeight - at.log.scrollTop - at.log.clientHeight < 120;
  const focused = [...old.querySelectorAll(".key")].indexOf(document.activeElement);
  const fresh = node(chat, message);
  old.replaceWith(fresh);
  if (focused >= 0) {
    const keys = fresh.querySelectorAll(".key");
    (keys[Math.min(focused, keys.length - 1)] || at.text).focus({ preventScroll: true });
  }
  if (near) at.log.scrollTop = at.log.scrollHeight;
}

function takeDelete(chat, id) {
  chat.messages = chat.messages.filter((message) => message.message_id !== id);
  if (chat.id === open) find(id)?.remove();
  drawChats();
}

// A link in an answer opens in the app of whoever pressed: here, where their chat is the page's to show.
function takeAnswer(chat, answer) {
  if (chat.id !== open) return;
  for (const key of at.log.querySelectorAll(`[data-query="${CSS.escape(answer.query_id)}"]`)) key.removeAttribute("aria-busy");
  if (answer.url) follow(answer.url, answer.user_id);
  if (!answer.text) return;
  if (answer.show_alert) {
    at["alert-text"].textContent = answer.text;
    at.alert.showModal();
  } else showToast(answer.text);
}

function markRead() {
  const chat = chats.get(open);
  if (chat && !document.hidden) readTo.set(open, chat.messages.at(-1)?.message_id ?? 0);
}

function unread(chat) {
  return chat.messages.filter((message) => isBots(chat, message) && message.message_id > (readTo.get(chat.id) ?? 0)).length;
}

function find(id) {
  return at.log.querySelector(`[data-id="${Number(id)}"]`);
}

function isBots(chat, message) {
  return message.from?.id === bot.id || (chat.kind === "channel" && !message.from);
}

function node(chat, message) {
  const own = isBots(chat, message);
  const sender = own ? (chat.kind === "channel" ? chat.title : bot.name) : message.sender_chat?.title || message.from?.first_name || chat.title;
  const act = {
    say: (text) => say(text),
    follow,
    press: (button, key) => press(chat, message, button, key),
  };
  return messageNode(message, { mine: !own, sender, who: chat.kind !== "private", act });
}

function addDay(chat, index) {
  const day = (message) => new Date(message.date * 1000).toDateString();
  const message = chat.messages[index];
  if (index > 0 && day(chat.messages[index - 1]) === day(message)) return;
  const date = new Date(message.date * 1000);
  const today = date.toDateString() === new Date().toDateString();
  at.log.append(element("p", "day", today ? "Today" : date.toLocaleDateString([], { day: "numeric", month: "long", year: "numeric" })));
}

function drawChats() {
  list.draw();
  const count = [...chats.values()].reduce((sum, chat) => sum + unread(chat), 0);
  document.title = `${count ? `(${count}) ` : ""}${bot.name || "Jarchy"} simulator`;
}

function show(id) {
  if (open !== null) drafts.set(open, at.text.value);
  open = id;
  markRead();
  history.replaceState(null, "", `#chat=${id}`);
  at.app.dataset.view = "chat";
  at.text.value = drafts.get(id) || "";
  drawChats();
  drawChat();
  (at.start.hidden ? at.text : at.start).focus({ preventScroll: true });
}

function drawChat() {
  const chat = chats.get(open);
  if (!chat) return;
  const away = at.log.scrollHeight - at.log.scrollTop - at.log.clientHeight;
  at.log.replaceChildren();
  if (!chat.messages.length) at.log.append(element("p", "empty", chat.about || "No messages here yet."));
  chat.messages.forEach((message, index) => { addDay(chat, index); at.log.append(node(chat, message)); });
  const same = at.log.dataset.chat === String(chat.id);
  at.log.dataset.chat = chat.id;
  at.log.scrollTop = at.log.scrollHeight - (same && away > 120 ? at.log.clientHeight + away : 0);
  at.title.textContent = chat.kind === "private" ? bot.name : chat.title;
  at.avatar.textContent = [...at.title.textContent][0] || "?";
  at.speaker.replaceChildren(...chat.speakers.map((speaker) => new Option(speaker.name, speaker.id ?? "")));
  at.speaker.hidden = chat.speakers.length < 2;
  setStatus();
  drawFoot(chat);
  if (!same) menu.close();
}

function drawFoot(chat) {
  const personal = chat.kind === "private";
  const left = document.activeElement === at.start;
  at.start.hidden = !personal || chat.bot === "member";
  at.start.textContent = chat.bot === "kicked" ? "Unblock" : "Start";
  at.composer.hidden = !at.start.hidden || !chat.speakers.length;
  if (left && at.start.hidden) at.text.focus({ preventScroll: true });
  at.block.hidden = !personal || chat.bot !== "member";
}

function setStatus() {
  const chat = chats.get(open);
  if (!chat) return;
  const busy = typingTimers.has(chat.id);
  const people = chat.kind === "private" ? `bot · you are ${chat.title}${chat.language ? ` (${chat.language})` : ""}` : chat.kind;
  const words = lost ? "The simulator does not answer" : busy ? "typing…" : people;
  if (at.status.textContent !== words) at.status.textContent = words;
  at.status.classList.toggle("busy", busy);
}

function showTyping(id) {
  clearTimeout(typingTimers.get(id));
  typingTimers.set(id, setTimeout(() => stopTyping(id), 5000));
  setStatus();
}

function stopTyping(id) {
  clearTimeout(typingTimers.get(id));
  typingTimers.delete(id);
  setStatus();
}

function showToast(words) {
  clearTimeout(toastTimer);
  at.toast.textContent = words;
  toastTimer = setTimeout(() => { at.toast.textContent = ""; }, 4000);
}

function speaker() {
  return at.speaker.value ? Number(at.speaker.value) : null;
}

async function say(text, from = speaker()) {
  const answer = await post("/page/say", { chat_id: open, user_id: from, text });
  return answer.ok;
}

// A button pressed twice before it is answered is pressed once.
async function press(chat, message, button, key) {
  if (key.getAttribute("aria-busy") === "true") return;
  if (button.copy_text) { await navigator.clipboard?.writeText(button.copy_text.text); showToast("Copied"); return; }
  if (button.switch_inline_query_current_chat !== undefined) {
    at.text.value = `@${bot.username} ${button.switch_inline_query_current_chat}`;
    at.text.focus();
    at.text.dispatchEvent(new Event("input"));
    return;
  }
  if (button.callback_data === undefined) return;
  key.setAttribute("aria-busy", "true");
  const answer = await post("/page/press", { chat_id: chat.id, user_id: speaker(), message_id: message.message_id, data: button.callback_data });
  if (!answer.ok) { key.removeAttribute("aria-busy"); return; }
  key.dataset.query = (await answer.json()).query_id;
  setTimeout(() => key.removeAttribute("aria-busy"), 8000);
}

// A deep link to this bot is opened here, in the private chat of whoever follows it; true where it was.
function follow(address, person = speaker()) {
  const link = new URL(address);
  if (link.hostname !== "t.me") return false;
  if (link.pathname === "/share/url") { share(link.searchParams); return true; }
  if (link.pathname.slice(1).toLowerCase() !== (bot.username || "").toLowerCase()) return false;
  const own = [...chats.values()].filter((chat) => chat.kind === "private");
  const home = own.find((chat) => chat.id === (person ?? open)) ?? own[0];
  if (home && home.id !== open) show(home.id);
  say(`/start ${link.searchParams.get("start") || ""}`.trim(), null);
  return true;
}

// What a share link passes on goes into the message box; any chat may be chosen before it is sent.
function share(link) {
  at.text.value = [link.get("url"), link.get("text")].filter(Boolean).join("\n");
  at.text.focus();
  showToast("Send it here, or choose another chat first.");
}

const list = createChatList(at.chats, { chats: () => [...chats.values()], open: () => open, unread, show });
const menu = createMenu(at, { post, say, speaker, bot: () => bot, chat: () => chats.get(open) });

at.composer.addEventListener("submit", async (event) => {
  event.preventDefault();
  const text = at.text.value.trim();
  if (!text || menu.inlineWords(at.text.value) !== null) return;
  at.text.value = "";
  menu.close();
  if (!(await say(text))) at.text.value = text;
});
at.text.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); at.composer.requestSubmit(); }
});
at.start.addEventListener("click", async () => {
  const chat = chats.get(open);
  await (chat.bot === "kicked" ? post("/page/block", { chat_id: open, blocked: false }) : say("/start"));
});
at.block.addEventListener("click", () => post("/page/block", { chat_id: open, blocked: true }));
at.back.addEventListener("click", () => {
  at.app.dataset.view = "list";
  at.chats.querySelector('[aria-current="true"]')?.focus();
});
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) { markRead(); drawChats(); }
});

listen();
