// The page's start: who is played, which chat is open, and what the server tells.
import * as api from "./api.js";
import { setClock, startClock, tick } from "./clock.js";
import { drawKeyboard, drawTopics, resetComposer, say, setReply, startComposer } from "./composer.js";
import { find, paint, toast } from "./dom.js";
import * as log from "./log.js";
import { drawChats, drawMe, drawPeople, face } from "./side.js";
import { speak, word } from "./words.js";

const state = { people: [], chats: [], me: null, chat: null, bot: null };
const mine = (message) => message.from?.id === state.me;
const openChat = () => state.chats.find((each) => each.id === state.chat);
const attempt = (work) => work.catch((error) => toast(error.message));
const leads = (chat) => chat.administrators.includes(state.me);
let typingUntil = null;

async function play(person) {
  state.me = person;
  find("toasts").replaceChildren();
  localStorage.setItem("person", person);
  speak(state.people.find((each) => each.id === person).language);
  tick();
  ({ chats: state.chats } = await api.chats(person));
  await open(state.chats[0].id);
}

async function open(chat) {
  state.chat = chat;
  resetComposer();
  await load();
  await refreshSide();
}

async function load() {
  const { me, chat } = state;
  const loaded = await api.messages(chat, me);
  if (me !== state.me || chat !== state.chat) return;
  Object.assign(openChat(), loaded.chat);
  log.drawLog(loaded.messages, {
    mine, group: loaded.chat.type !== "private", topics: loaded.chat.topics, face: face(loaded.chat),
    onPress: press, onVote: vote, onCommand: say, onReply: setReply,
    onStart: loaded.chat.type === "channel" ? null : () => say("/start"),
  });
  drawTopics(loaded.chat.topics, leads(loaded.chat));
  drawKeyboard(log.messages());
  drawHead();
}

async function refreshSide() {
  const me = state.me;
  const [{ people, bot }, { chats }] = await Promise.all([api.people(), api.chats(me)]);
  if (me !== state.me) return;
  Object.assign(state, { people, bot, chats });
  drawPeople(people, me, (person) => attempt(play(person)));
  drawMe(people.find((each) => each.id === me));
  drawChats(chats, state.chat, (chat) => attempt(open(chat)));
}

function drawHead() {
  const chat = openChat();
  const group = chat.type !== "private";
  const channel = chat.type === "channel";
  const shut = ["kicked", "left"].includes(chat.standing);
  const reads = channel && !leads(chat);
  paint(find("chat-avatar"), face(chat));
  find("chat-title").textContent = chat.title;
  find("chat-status").textContent = channel ? word("channel") : group
    ? [...chat.members.map((id) => state.people.find((each) => each.id === id)?.name), shut ? null : state.bot?.first_name].filter(Boolean).join(" · ")
    : word("bot");
  find("block").textContent = word(channel ? "removeFromChannel" : group ? "removeBot" : "block");
  find("unblock").textContent = word(channel ? "addToChannel" : group ? "addBot" : "unblock");
  find("promote").textContent = word(chat.standing === "administrator" ? "demote" : "promote");
  find("promote").hidden = !leads(chat);
  find("more").hidden = shut || reads;
  find("unblock").hidden = !shut || reads;
  find("composer").hidden = (shut && !group) || reads;
  find("read-only").hidden = !reads;
}

async function press(message, data, button) {
  button.setAttribute("aria-busy", "true");
  try {
    const answer = await api.press(state.chat, state.me, message.message_id, data);
    if (!answer.answered) toast(word("noAnswer"));
    else if (answer.show_alert && answer.text) alertBox(answer.text);
    else if (answer.text) toast(answer.text);
  } catch (error) {
    toast(error.message);
  }
  button.removeAttribute("aria-busy");
}

async function vote(message, options) {
  const { chat, me } = state;
  try {
    const answer = await api.vote(chat, me, message, options);
    const shown = log.messages().find((each) => each.message_id === message);
    if (shown && chat === state.chat && me === state.me) log.change({ ...shown, ...answer });
  } catch (error) {
    toast(error.message);
  }
}

function alertBox(text) {
  find("alert-text").textContent = text;
  find("alert").showModal();
}

let waiting = null;
function sideSoon() {
  waiting ??= setTimeout(() => { waiting = null; refreshSide().catch(() => {}); }, 120);
}

function heard(event) {
  const here = event.chat_id === state.chat;
  if (event.type === "clock") { setClock(event); return; }
  if (event.type === "typing") { if (here) typing(); return; }
  if (event.type === "standing" && here) load();
  if (event.type === "message" && here) {
    log.add(event.message);
    if (!mine(event.message)) { drawHead(); api.markRead(state.chat, state.me).then(sideSoon, () => {}); }
  }
  if (event.type === "edit" && here) log.change(event.message);
  if (event.type === "delete" && here) log.remove(event.message_id);
  if (here) drawKeyboard(log.messages());
  sideSoon();
}

function typing() {
  find("chat-status").textContent = word("typing");
  clearTimeout(typingUntil);
  typingUntil = setTimeout(drawHead, 5000);
}

function startMenu() {
  const show = (open) => { find("more-menu").hidden = !open; find("more").setAttribute("aria-expanded", String(open)); };
  find("more").addEventListener("click", () => show(find("more-menu").hidden));
  document.addEventListener("click", (event) => { if (!event.target.closest(".more")) show(false); });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") show(false); });
  find("block").addEventListener("click", () => { show(false); attempt(api.block(state.chat, state.me, true)); });
  find("promote").addEventListener("click", () => {
    show(false);
    attempt(api.promote(state.chat, state.me, openChat().standing === "administrator" ? "member" : "administrator"));
  });
  find("unblock").addEventListener("click", () => attempt(api.block(state.chat, state.me, false)));
}

async function start() {
  startComposer(() => ({ chat: state.chat, me: state.me }));
  startMenu();
  ({ people: state.people, bot: state.bot } = await api.people());
  const before = Number(localStorage.getItem("person"));
  await play((state.people.find((each) => each.id === before) ?? state.people[0]).id);
  await startClock();
  api.listen({
    heard,
    lost: () => { find("offline").hidden = false; },
    returned: async () => {
      find("offline").hidden = true;
      await load();
      await refreshSide();
      setClock(await api.clock());
    },
  });
}

attempt(start());
