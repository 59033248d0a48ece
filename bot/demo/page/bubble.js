// One message, drawn: text, file, keyboard, time.
import { fileAddress } from "./api.js";
import { make, toast } from "./dom.js";
import { gist, rich } from "./rich.js";
import { both, time } from "./times.js";
import { word } from "./words.js";

export function bubble(message, { mine, group, onPress, onCommand, onReply }) {
  if (message.left_chat_member || message.new_chat_members) {
    return make("p", { class: "service", "data-testid": "message", "data-id": message.message_id,
      text: word(message.left_chat_member ? "left" : "joined") });
  }
  const keys = keyboard(message, onPress);
  const body = make("div", { class: "body" },
    group && !mine ? make("div", { class: "sender", text: message.from.first_name, dir: "auto" }) : null,
    cited(message.reply_to_message),
    ...files(message),
    rich(message.text ?? message.caption ?? "", message.entities ?? message.caption_entities, { onCommand }),
    reactions(message),
    meta(message));
  if (message.text === undefined && message.caption === undefined) body.querySelector(".line")?.remove();
  return make("article", {
    class: ["bubble", mine && "mine", keys && "with-keys"].filter(Boolean).join(" "),
    "data-testid": "message", "data-id": message.message_id, "aria-label": message.from.first_name,
    onclick: (event) => { if (!event.target.closest("a, button")) event.currentTarget.classList.toggle("picked"); },
  }, body, keys, make("button", {
    type: "button", class: "round reply", "data-testid": "reply", "aria-label": word("reply"),
    title: word("reply"), text: "↩", onclick: () => onReply(message),
  }));
}

function meta(message) {
  const edited = message.edit_date && !message.reply_markup;
  return make("div", { class: "meta" },
    edited ? make("span", { text: word("edited"), "data-testid": "edited" }) : null,
    make("time", { text: time(message.date), title: both(message.date), datetime: new Date(message.date * 1000).toISOString() }));
}

const cited = (message) => message ? make("div", { class: "cited", text: gist(message), dir: "auto" }) : null;
const reactions = ({ reactions: given }) => given?.length ? make("div", { class: "reactions", text: given.join(" ") }) : null;

function* files(message) {
  if (message.photo) {
    const size = message.photo.at(-1);
    yield make("img", { class: "photo", src: fileAddress(size), width: size.width, height: size.height, alt: message.caption ?? word("photo") });
  }
  for (const sound of [message.voice, message.audio].filter(Boolean)) {
    if (sound.title) yield make("strong", { text: [sound.title, sound.performer].filter(Boolean).join(" · "), dir: "auto" });
    yield make("audio", { controls: true, preload: "metadata", src: fileAddress(sound), "aria-label": word("voice") });
  }
  if (message.document) yield download(message.document);
}

const download = (file) => make("a", { class: "file", href: fileAddress(file), download: file.file_name },
  make("span", { text: "↓", "aria-hidden": "true" }),
  make("span", {}, make("bdi", { text: file.file_name }), make("small", {}, make("bdi", { text: bytes(file.file_size) }))));

function bytes(count) {
  if (count < 1000) return `${count} B`;
  return count < 1e6 ? `${(count / 1e3).toFixed(1)} kB` : `${(count / 1e6).toFixed(1)} MB`;
}

function keyboard(message, onPress) {
  const rows = message.reply_markup?.inline_keyboard;
  if (!rows?.length) return null;
  return make("div", { class: "keys" },
    ...rows.map((row) => make("div", {}, ...row.map((button) => key(button, message, onPress)))));
}

function key(button, message, onPress) {
  const look = { class: ["key", button.style].filter(Boolean).join(" "), dir: "auto", text: button.text };
  if (button.url) return make("a", { ...look, href: button.url, target: "_blank", rel: "noopener noreferrer" });
  if (button.callback_data) {
    return make("button", { ...look, type: "button", "data-callback": button.callback_data,
      onclick: (event) => onPress(message, button.callback_data, event.currentTarget) });
  }
  if (button.copy_text) return make("button", { ...look, type: "button", onclick: () => copy(button.copy_text.text) });
  return make("button", { ...look, type: "button", onclick: () => toast(word("onlyInline")) });
}

async function copy(text) {
  await navigator.clipboard.writeText(text).catch(() => {});
  toast(word("copied"));
}
