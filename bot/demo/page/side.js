// The people to play and the chats of the one being played.
import { avatar, find, make, paint } from "./dom.js";
import { gist } from "./rich.js";
import { word } from "./words.js";

const dot = (count) => count
  ? make("span", { class: "dot", "data-testid": "unread", role: "img", "aria-label": `${count} ${word("unread")}` })
  : null;

export function drawPeople(people, me, onPick) {
  const focused = document.activeElement?.dataset?.testid;
  find("people").replaceChildren(...people.map((person) => make("li", {},
    make("button", {
      type: "button", "data-testid": `person-${person.id}`, "aria-pressed": String(person.id === me),
      onclick: () => onPick(person.id),
    }, avatar(person), what(person.name, word(person.role)), dot(person.id === me ? 0 : person.unread)))));
  restore(focused);
}

export function drawMe(person) {
  paint(find("me-avatar"), person);
  find("me-name").textContent = person.name;
  find("me-role").textContent = word(person.role);
}

export function drawChats(chats, open, onPick) {
  const focused = document.activeElement?.dataset?.testid;
  find("chats").replaceChildren(...chats.map((chat) => make("li", {},
    make("button", {
      type: "button", "data-testid": `chat-${chat.id}`, "aria-current": String(chat.id === open),
      onclick: () => onPick(chat.id),
    }, avatar(face(chat)), what(chat.title, gist(chat.last)), dot(chat.id === open ? 0 : chat.unread)))));
  find("chats").querySelector("[aria-current='true']")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  restore(focused);
}

// Redrawing must not take the keyboard's place away.
function restore(testid) {
  if (testid) document.querySelector(`.side [data-testid="${testid}"]`)?.focus();
}

export const face = (chat) => ({ initial: chat.title[0].toUpperCase(), colour: chat.colour ?? "#1b665b" });

// A <bdi> keeps each name's own direction and leaves it on the layout's side.
const what = (title, below) => make("span", { class: "what" },
  make("strong", {}, make("bdi", { text: title })), make("small", {}, make("bdi", { text: below || "\u00a0" })));
