// A text and its entities, as elements. Offsets count UTF-16 units, as JavaScript strings do.
import { make } from "./dom.js";
import { word } from "./words.js";

const TAGS = { bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code" };
const BLOCKS = { pre: "pre", blockquote: "blockquote", expandable_blockquote: "blockquote" };
const SAFE = /^(https?:|tg:|mailto:|tel:)/i;

// Each line is its own paragraph with its own direction, so mixed languages read right.
export function rich(text, entities = [], { onCommand } = {}) {
  const output = document.createDocumentFragment();
  const blocks = entities.filter((each) => each.type in BLOCKS);
  let open = null;
  let holder = output;
  for (const line of lines(text)) {
    const block = blocks.find((each) => line.start < each.offset + each.length && line.end >= each.offset);
    if (block !== open) {
      holder = block ? newBlock(block, output) : output;
      open = block;
    }
    holder.append(paragraph(text, line, entities, onCommand));
  }
  return output;
}

function* lines(text) {
  let start = 0;
  for (const part of text.split("\n")) {
    yield { start, end: start + part.length };
    start += part.length + 1;
  }
}

function newBlock(block, output) {
  const element = make(BLOCKS[block.type], { dir: block.type === "pre" ? "ltr" : null });
  output.append(element);
  if (block.type === "expandable_blockquote") {
    element.classList.add("folded");
    const more = make("button", { type: "button", class: "unfold", text: word("unfold") });
    more.addEventListener("click", () => { element.classList.remove("folded"); more.remove(); });
    output.append(more);
  }
  return element;
}

function paragraph(text, { start, end }, entities, onCommand) {
  const inside = entities.filter((each) => !(each.type in BLOCKS) && each.offset < end && each.offset + each.length > start);
  const line = make("div", { class: "line", dir: "auto" });
  fill(line, text, start, end, inside, onCommand);
  return line;
}

// Put text[start, end) into *parent*, wrapping the outermost entities and going into each.
function fill(parent, text, start, end, entities, onCommand) {
  let at = start;
  const waiting = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
  while (waiting.length) {
    const entity = waiting.shift();
    const from = Math.max(entity.offset, at);
    const to = Math.min(entity.offset + entity.length, end);
    if (from >= to) continue;
    parent.append(text.slice(at, from));
    const within = waiting.filter((each) => each.offset < to);
    const element = wrapper(entity, text.slice(from, to), onCommand);
    fill(element, text, from, to, within, onCommand);
    parent.append(element);
    at = to;
  }
  parent.append(text.slice(at, end));
}

function wrapper(entity, text, onCommand) {
  if (entity.type in TAGS) return make(TAGS[entity.type]);
  if (entity.type === "url") return link(text);
  if (entity.type === "text_link") return link(entity.url);
  if (entity.type === "bot_command" && onCommand) {
    return make("button", { type: "button", class: "command", onclick: () => onCommand(text) });
  }
  if (entity.type === "spoiler") return spoiler();
  return make("span");
}

const link = (address) => SAFE.test(address)
  ? make("a", { href: address, target: "_blank", rel: "noopener noreferrer" })
  : make("span");

function spoiler() {
  const cover = make("span", { class: "spoiler", role: "button", tabindex: "0", "aria-expanded": "false", title: word("hidden") });
  const show = () => cover.setAttribute("aria-expanded", "true");
  cover.addEventListener("click", show);
  cover.addEventListener("keydown", (event) => { if (event.key === "Enter") show(); });
  return cover;
}

// One line that stands for a message in a list or above a reply.
export function gist(message) {
  if (!message) return "";
  const kind = ["photo", "video", "voice", "audio", "document", "poll"].find((each) => message[each]);
  const text = (message.text ?? message.caption ?? message.poll?.question ?? "").replace(/\s+/g, " ").slice(0, 120);
  return [kind && word(kind), text].filter(Boolean).join(" · ");
}
