// A poll: its answers as rows to tap, with votes in per cent; and the form that asks one.
import { find, make } from "./dom.js";
import { word } from "./words.js";

const MOST_OPTIONS = 12;

export function poll(message, onVote) {
  const asked = message.poll;
  const kind = asked.is_closed ? "pollClosed" : asked.type === "quiz" ? "quiz" : asked.is_anonymous ? "anonymousPoll" : "openPoll";
  return make("div", { class: "poll", "data-testid": "poll", "data-poll": asked.id },
    make("div", { class: "line question", dir: "auto", text: asked.question }),
    make("small", { text: [word(kind), asked.allows_multiple_answers && word("severalAnswers")].filter(Boolean).join(" · "), dir: "auto" }),
    ...asked.options.map((option, at) => row(message, option, at, onVote)),
    make("small", { "data-testid": "poll-total", text: votes(asked.total_voter_count), dir: "auto" }),
    asked.is_closed && asked.explanation ? make("div", { class: "line", text: asked.explanation, dir: "auto" }) : null);
}

function row({ poll: asked, chosen = [], message_id: id }, option, at, onVote) {
  const share = asked.total_voter_count ? Math.round((100 * option.voter_count) / asked.total_voter_count) : 0;
  const mine = chosen.includes(at);
  const settled = asked.is_closed || (!asked.allows_revoting && chosen.length > 0);
  const right = settled && asked.correct_option_ids?.includes(at);
  const element = make("button", {
    type: "button", class: ["option", mine && "chosen", right && "right"].filter(Boolean).join(" "),
    "data-testid": `option-${at}`, "aria-pressed": String(mine), disabled: settled,
    onclick: () => onVote(id, next(asked, chosen, at)),
  },
  make("span", { class: "mark", "aria-hidden": "true", text: right || mine ? "✓" : "" }),
  make("bdi", { text: option.text }),
  make("span", { class: "share", text: `${share}%`, dir: "ltr" }));
  const bar = make("span", { class: "part" });
  bar.style.inlineSize = `${share}%`;
  element.append(bar);
  return element;
}

function next(asked, chosen, at) {
  if (chosen.includes(at)) return chosen.filter((each) => each !== at);
  return asked.allows_multiple_answers ? [...chosen, at] : [at];
}

const votes = (count) => count === 1 ? word("oneVote") : word("votes").replace("{n}", count);

export function startPollForm(onAsk) {
  find("poll-form").addEventListener("submit", (event) => {
    if (event.submitter?.value !== "ask") return;
    const options = fields().map((each) => each.value.trim()).filter(Boolean);
    onAsk({ question: find("poll-question").value, options, allows_multiple_answers: find("poll-several").checked });
  });
  find("poll-cancel").addEventListener("click", () => find("poll-dialog").close());
}

export function openPollForm() {
  find("poll-form").reset();
  find("poll-options").replaceChildren(field(1), field(2));
  find("poll-dialog").showModal();
  find("poll-question").focus();
}

const fields = () => [...find("poll-options").children];

function field(number) {
  return make("input", {
    class: "field", maxlength: "100", dir: "auto", required: number <= 2, "data-testid": `poll-option-${number}`,
    placeholder: `${word("answer")} ${number}`, "aria-label": `${word("answer")} ${number}`, oninput: grow,
  });
}

// The form offers one empty answer more, as long as a poll may have it.
function grow() {
  const all = fields();
  if (all.length < MOST_OPTIONS && all.at(-1).value) find("poll-options").append(field(all.length + 1));
}
