// The demo clock: shown in two zones, pushed by two buttons.
import * as api from "./api.js";
import { find, toast } from "./dom.js";
import { BEIJING, URUMQI, wall } from "./times.js";

let ahead = 0;

export function setClock({ now }) {
  ahead = Date.parse(now) - Date.now();
  tick();
}

export function tick() {
  const now = Date.now() + ahead;
  find("time-urumqi").textContent = wall(now, URUMQI);
  find("time-beijing").textContent = wall(now, BEIJING);
}

export async function startClock() {
  find("push-hour").addEventListener("click", () => push({ minutes: 60 }));
  find("push-morning").addEventListener("click", () => push({ until: "morning", zone: URUMQI }));
  setInterval(tick, 1000);
  setClock(await api.clock());
}

async function push(body) {
  const buttons = [find("push-hour"), find("push-morning")];
  for (const button of buttons) button.disabled = true;
  try {
    setClock(await api.pushClock(body));
  } catch (error) {
    toast(error.message);
  }
  for (const button of buttons) button.disabled = false;
}
