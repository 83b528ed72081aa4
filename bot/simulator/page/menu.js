// The list above the message box: the bot's commands, or what it found when asked inline ("@bot words").

import { element } from "/static/message.js";

const PAUSE = 250;

// `at` holds the page's nodes; `page` gives post, say, speaker, bot and chat as they are now.
export function createMenu(at, page) {
  let asked = null;
  let askTimer = 0;
  let latest = null;

  function line(title, description, act) {
    const button = element("button", "", element("b", "", element("bdi", "", title)), element("span", "", element("bdi", "", description)));
    button.type = "button";
    button.addEventListener("click", () => {
      close();
      at.text.value = "";
      at.text.focus();
      act();
    });
    return element("li", "", button);
  }

  function fill(lines, otherwise) {
    at.commands.replaceChildren(...(lines.length ? lines : [element("li", "none", otherwise)]));
    at.commands.hidden = false;
    at.menu.setAttribute("aria-expanded", "true");
  }

  function openCommands(prefix) {
    const known = (page.chat()?.commands || []).filter((each) => each.command.startsWith(prefix));
    if (prefix && !known.length) { close(); return; }
    const lines = known.map(({ command, description }) => line(`/${command}`, description, () => page.say(`/${command}`)));
    fill(lines, "The bot has registered no commands.");
  }

  function close() {
    at.commands.hidden = true;
    at.menu.setAttribute("aria-expanded", "false");
  }

  function inlineWords(text) {
    const start = `@${page.bot().username} `.toLowerCase();
    return text.toLowerCase().startsWith(start) ? text.slice(start.length).trim() : null;
  }

  async function ask(query) {
    const answer = await page.post("/page/ask", { chat_id: page.chat().id, user_id: page.speaker(), query });
    if (!answer.ok) return;
    asked = (await answer.json()).query_id;
    if (latest?.query_id === asked) showResults();
  }

  // The answer may come before the page knows the question's id.
  function takeResults(body) {
    latest = body;
    if (body.query_id === asked) showResults();
  }

  function showResults() {
    const { query_id, results } = latest;
    const pick = (result_id) => page.post("/page/pick", { chat_id: page.chat().id, user_id: page.speaker(), query_id, result_id });
    fill(results.map(({ id, title, description }) => line(title, description, () => pick(id))), "Nothing was found.");
  }

  function step(event) {
    const lines = [...at.commands.querySelectorAll("button")];
    const here = lines.indexOf(document.activeElement);
    if (here < 0 && document.activeElement !== at.text) return;
    event.preventDefault();
    const next = event.key === "ArrowDown" ? here + 1 : here < 0 ? lines.length - 1 : here - 1;
    lines.at(next % lines.length)?.focus();
  }

  at.menu.addEventListener("click", () => {
    if (!at.commands.hidden) { close(); return; }
    openCommands("");
    at.commands.querySelector("button")?.focus();
  });
  at.text.addEventListener("input", () => {
    const typed = /^\/([a-z0-9_]*)$/.exec(at.text.value);
    if (typed) openCommands(typed[1]);
    else close();
    const words = inlineWords(at.text.value);
    clearTimeout(askTimer);
    if (words !== null) askTimer = setTimeout(() => ask(words), PAUSE);
  });
  document.addEventListener("keydown", (event) => {
    if (at.commands.hidden) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") step(event);
    if (event.key === "Escape") { close(); at.text.focus(); }
  });

  return { close, inlineWords, takeResults };
}
