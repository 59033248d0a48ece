// The conversation: which messages stand in it, and keeping the newest in view.
import { bubble } from "./bubble.js";
import { find, make, paint } from "./dom.js";
import { day } from "./times.js";
import { word } from "./words.js";

let shown = [];
let handlers = {};

export const messages = () => shown;

export function drawLog(list, context) {
  shown = list;
  handlers = context;
  redraw();
  toEnd();
}

export function redraw() {
  const parts = [];
  let date = "";
  for (const messages of together()) {
    const its = day(messages[0].date);
    if (its !== date) parts.push(make("div", { class: "day", text: its, dir: "auto" }));
    date = its;
    parts.push(drawn(messages));
  }
  find("log").replaceChildren(...(parts.length ? parts : [welcome()]));
}

// The messages, those of one album in one list.
function together() {
  const groups = [];
  for (const message of shown) {
    const last = groups.at(-1);
    if (last && sameAlbum(last[0], message)) last.push(message);
    else groups.push([message]);
  }
  return groups;
}

const sameAlbum = (one, other) => Boolean(one.media_group_id) && one.media_group_id === other.media_group_id;

function redrawInPlace() {
  const [near, at] = [atEnd(), find("log").scrollTop];
  redraw();
  if (near) toEnd();
  else find("log").scrollTop = at;
}

export function add(message) {
  if (shown.some((each) => each.message_id === message.message_id)) { change(message); return; }
  const near = atEnd();
  const previous = shown.at(-1);
  shown.push(message);
  if (previous && sameAlbum(previous, message)) { redrawInPlace(); return; }
  if (!previous) find("log").replaceChildren();
  if (!previous || day(previous.date) !== day(message.date)) {
    find("log").append(make("div", { class: "day", text: day(message.date), dir: "auto" }));
  }
  const element = drawn([message]);
  element.classList.add("fresh");
  find("log").append(element);
  if (near || handlers.mine(message)) toEnd();
}

export function change(message) {
  const at = shown.findIndex((each) => each.message_id === message.message_id);
  if (at < 0) return;
  const near = atEnd();
  shown[at] = { ...message, chosen: message.chosen ?? shown[at].chosen };
  if (message.media_group_id) { redrawInPlace(); return; }
  const old = element(message.message_id);
  const held = old.contains(document.activeElement) ? document.activeElement.dataset : {};
  const next = drawn([shown[at]]);
  old.replaceWith(next);
  [...next.querySelectorAll("button")].find((key) => (held.callback && key.dataset.callback === held.callback)
    || (held.testid?.startsWith("option-") && key.dataset.testid === held.testid))?.focus();
  if (near) toEnd();
}

export function remove(id) {
  shown = shown.filter((each) => each.message_id !== id);
  redraw();
}

const element = (id) => find("log").querySelector(`[data-id="${id}"]`);
const drawn = (messages) => bubble(messages, { ...handlers, mine: handlers.mine(messages[0]) });

function welcome() {
  const face = make("span", { class: "avatar", "aria-hidden": "true" });
  if (!handlers.onStart) {
    return make("div", { class: "welcome" }, paint(face, handlers.face), make("p", { text: word("nothingYet"), dir: "auto" }));
  }
  return make("div", { class: "welcome" }, paint(face, handlers.face),
    make("p", { text: word("startHint"), dir: "auto" }),
    make("button", { type: "button", class: "send", "data-testid": "start", text: word("start"), onclick: handlers.onStart }));
}

function atEnd() {
  const log = find("log");
  return log.scrollHeight - log.scrollTop - log.clientHeight < 120;
}

function toEnd() {
  const log = find("log");
  log.scrollTop = log.scrollHeight;
  for (const image of log.querySelectorAll("img")) {
    if (!image.complete) image.addEventListener("load", () => { log.scrollTop = log.scrollHeight; }, { once: true });
  }
}
