// Writing: text, files, polls, commands, the keyboard a bot may offer, replying, the topic.
import * as api from "./api.js";
import { find, make, toast } from "./dom.js";
import { openPollForm, startPollForm } from "./poll.js";
import { gist } from "./rich.js";
import { word } from "./words.js";

let where = null; // () => ({ chat, me })
let reply = null;

const attempt = (work) => work.catch((error) => toast(error.message));

export function startComposer(place) {
  where = place;
  const text = find("text");
  find("composer").addEventListener("submit", (event) => { event.preventDefault(); submit(); });
  text.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); submit(); }
    if (event.key === "Escape") showMenu(false);
  });
  text.addEventListener("input", () => { fit(); offer(); });
  find("attach").addEventListener("click", () => showAttach(find("attach-menu").hidden));
  find("attach-file").addEventListener("click", () => { showAttach(false); find("file").click(); });
  find("attach-poll").addEventListener("click", () => { showAttach(false); openPollForm(); });
  document.addEventListener("click", (event) => { if (!event.target.closest("#attach, #attach-menu")) showAttach(false); });
  startPollForm(askPoll);
  find("file").addEventListener("change", sendChosen);
  find("commands").addEventListener("click", () => showMenu(find("commands-menu").hidden, ""));
  find("reply-cancel").addEventListener("click", () => setReply(null));
}

export function say(text) {
  const { chat, me } = where();
  const to = place();
  setReply(null);
  return attempt(api.say(chat, me, text, to));
}

function askPoll(poll) {
  const { chat, me } = where();
  const to = place();
  setReply(null);
  return attempt(api.ask(chat, me, poll, to));
}

const place = () => ({ reply_to: reply?.message_id, topic: Number(find("topic").value) || undefined });

function showAttach(open) {
  find("attach-menu").hidden = !open;
  find("attach").setAttribute("aria-expanded", String(open));
}

// In a forum people choose where they write; closed topics are for its administrators.
export function drawTopics(topics, leads) {
  const before = find("topic").value;
  find("topic-row").hidden = !topics.length;
  find("topic").replaceChildren(...(topics.length ? [make("option", { value: "", text: word("general") })] : []),
    ...topics.map((topic) => make("option", {
      value: topic.id, disabled: topic.closed && !leads, text: topic.closed ? `${topic.name} (${word("closed")})` : topic.name,
    })));
  if (topics.some((topic) => String(topic.id) === before)) find("topic").value = before;
}

function submit() {
  const text = find("text").value;
  if (!text.trim()) return;
  find("text").value = "";
  fit();
  showMenu(false);
  say(text);
}

async function sendChosen() {
  const files = [...find("file").files];
  find("file").value = "";
  if (!files.length) return;
  const { chat, me } = where();
  const to = place();
  let caption = find("text").value;
  find("text").value = "";
  setReply(null);
  for (const part of api.albums(files)) {
    await attempt(api.sendFiles(chat, me, part, { caption, ...to }));
    caption = "";
  }
}

export function setReply(message) {
  reply = message;
  find("replying").hidden = !message;
  find("replying-text").textContent = message ? `${word("reply")}: ${gist(message)}` : "";
  if (!message) return;
  if (!find("topic-row").hidden) find("topic").value = message.is_topic_message ? message.message_thread_id : "";
  find("text").focus();
}

// A bot's own keyboard stays until another message takes it away.
export function drawKeyboard(messages) {
  const last = messages.findLast((each) => each.keyboard)?.keyboard;
  const holder = find("keyboard");
  holder.hidden = !last?.keyboard;
  holder.replaceChildren(...(last?.keyboard ?? []).map((row) => make("div", {}, ...row.map((button) =>
    make("button", { type: "button", class: "key", dir: "auto", text: button.text, onclick: () => say(button.text) })))));
}

export function resetComposer() {
  setReply(null);
  showMenu(false);
  showAttach(false);
  find("topic").value = "";
  find("text").value = "";
  fit();
}

function fit() {
  const text = find("text");
  text.style.height = "auto";
  text.style.height = `${Math.min(text.scrollHeight + 2, 144)}px`;
}

function offer() {
  const typed = find("text").value;
  showMenu(/^\/\w*$/.test(typed), typed.slice(1));
}

async function showMenu(open, prefix = "") {
  const menu = find("commands-menu");
  find("commands").setAttribute("aria-expanded", String(open));
  if (!open) { menu.hidden = true; return; }
  const { chat, me } = where();
  const { commands } = await api.commands(chat, me);
  const fitting = commands.filter((each) => each.command.startsWith(prefix));
  menu.replaceChildren(...(fitting.length ? fitting.map(item) : [make("p", { text: word("noCommands"), dir: "auto" })]));
  menu.hidden = !fitting.length && prefix !== "";
}

const item = ({ command, description }) => make("button", {
  type: "button", "data-testid": `command-${command}`,
  onclick: () => { find("text").value = ""; showMenu(false); say(`/${command}`); },
}, make("code", { text: `/${command}` }), make("span", { text: description, dir: "auto" }));
