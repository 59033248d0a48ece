// The files of a message, or of an album's messages, as elements.
import { fileAddress } from "./api.js";
import { make } from "./dom.js";
import { word } from "./words.js";

export function* files(messages) {
  const seen = messages.filter((each) => each.photo || each.video);
  if (seen.length > 1) yield make("div", { class: `grid of-${Math.min(seen.length, 4)}`, "data-testid": "album" }, ...seen.map(cell));
  else if (seen.length) yield seen[0].photo ? photo(seen[0]) : video(seen[0].video);
  for (const message of messages) yield* others(message);
}

const cell = (message) => message.photo
  ? make("a", { href: fileAddress(message.photo.at(-1)), target: "_blank", rel: "noopener" }, photo(message))
  : video(message.video);

function photo(message) {
  const size = message.photo.at(-1);
  return make("img", { class: "photo", src: fileAddress(size), width: size.width, height: size.height, alt: message.caption ?? word("photo") });
}

const video = (its) => make("video", {
  class: "photo", controls: true, playsinline: true, preload: "metadata", src: fileAddress(its),
  width: its.width || 320, height: its.height || 180, "aria-label": word("video"),
});

function* others(message) {
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
