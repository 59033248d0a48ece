// Writing: text, files, commands, the keyboard a bot may offer, replying.
import * as api from "./api.js";
import { find, make, toast } from "./dom.js";
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
  find("attach").addEventListener("click", () => find("file").click());
  find("file").addEventListener("change", sendChosen);
  find("commands").addEventListener("click", () => showMenu(find("commands-menu").hidden, ""));
  find("reply-cancel").addEventListener("click", () => setReply(null));
}

export function say(text) {
  const { chat, me } = where();
  const to = reply?.message_id;
  setReply(null);
  return attempt(api.say(chat, me, text, to));
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
  const [file] = find("file").files;
  find("file").value = "";
  if (!file) return;
  const { chat, me } = where();
  const caption = find("text").value;
  find("text").value = "";
  await attempt(api.sendFile(chat, me, file, { caption, reply: reply?.message_id }));
  setReply(null);
}

export function setReply(message) {
  reply = message;
  find("replying").hidden = !message;
  find("replying-text").textContent = message ? `${word("reply")}: ${gist(message)}` : "";
  if (message) find("text").focus();
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
