// Build elements without ever parsing text as HTML.
export const find = (id) => document.getElementById(id);

export function make(tag, { text, ...rest } = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(rest)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  if (text !== undefined) element.textContent = text;
  element.append(...children.filter(Boolean));
  return element;
}

export function paint(element, { initial, colour }) {
  element.textContent = initial;
  element.style.background = colour;
  return element;
}

export const avatar = (who) => paint(make("span", { class: "avatar", "aria-hidden": "true" }), who);

export function toast(text) {
  const note = make("p", { text, dir: "auto" });
  find("toasts").append(note);
  setTimeout(() => note.remove(), Math.min(8000, 2500 + text.length * 60));
}
