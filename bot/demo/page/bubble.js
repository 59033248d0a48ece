// One message, or an album's messages, drawn: text, files, poll, keyboard, time.
import { make, toast } from "./dom.js";
import { files } from "./media.js";
import { poll } from "./poll.js";
import { gist, rich } from "./rich.js";
import { both, time } from "./times.js";
import { word } from "./words.js";

const sender = (message) => message.from?.first_name ?? message.sender_chat?.title ?? "";

export function bubble(messages, { mine, group, topics, onPress, onVote, onCommand, onReply }) {
  const [message] = messages;
  const words = messages.find((each) => each.text ?? each.caption) ?? {};
  if (message.left_chat_member || message.new_chat_members) {
    return make("p", { class: "service", "data-testid": "message", "data-id": message.message_id,
      text: word(message.left_chat_member ? "left" : "joined") });
  }
  const keys = keyboard(message, onPress);
  const body = make("div", { class: "body" },
    group && !mine ? make("div", { class: "sender", text: sender(message), dir: "auto" }) : null,
    topic(message, topics),
    forwarded(message.forward_origin),
    cited(message.reply_to_message),
    ...files(messages),
    message.poll ? poll(message, onVote) : null,
    words.text ?? words.caption ? rich(words.text ?? words.caption, words.entities ?? words.caption_entities, { onCommand }) : null,
    reactions(message),
    meta(message));
  return make("article", {
    class: ["bubble", mine && "mine", keys && "with-keys"].filter(Boolean).join(" "),
    "data-testid": "message", "data-id": message.message_id, "aria-label": sender(message),
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

function topic(message, topics) {
  if (!message.is_topic_message) return null;
  const name = topics?.find((each) => each.id === message.message_thread_id)?.name ?? message.message_thread_id;
  return make("div", {}, make("bdi", { class: "topic-tag", "data-testid": "topic-tag", text: `# ${name}` }));
}

function forwarded(origin) {
  if (!origin) return null;
  const name = origin.sender_user?.first_name ?? origin.chat?.title;
  return make("div", { class: "forwarded", dir: "auto" }, `${word("forwarded")}: `, make("bdi", { text: name }));
}

const cited = (message) => message ? make("div", { class: "cited", text: gist(message), dir: "auto" }) : null;
const reactions = ({ reactions: given }) => given?.length ? make("div", { class: "reactions", text: given.join(" ") }) : null;

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
