// Times, always in a named zone: bubbles in Ürümqi's, the clock in Ürümqi's and Beijing's.
import { spoken, word } from "./words.js";

export const URUMQI = "Asia/Urumqi";
export const BEIJING = "Asia/Shanghai";

// Browsers do not know Uyghur days and months. `drafted`, Sunday first.
const DAYS = ["يەكشەنبە", "دۈشەنبە", "سەيشەنبە", "چارشەنبە", "پەيشەنبە", "جۈمە", "شەنبە"];
const SHORT_DAYS = ["يە", "دۈ", "سە", "چا", "پە", "جۈ", "شە"];
const MONTHS = ["يانۋار", "فېۋرال", "مارت", "ئاپرېل", "ماي", "ئىيۇن", "ئىيۇل", "ئاۋغۇست", "سېنتەبىر", "ئۆكتەبىر", "نويابىر", "دېكابىر"];

const show = (instant, options) => new Intl.DateTimeFormat(spoken(), { hourCycle: "h23", ...options }).format(instant);
const clock = (instant, zone) => show(instant, { timeZone: zone, hour: "2-digit", minute: "2-digit" });

export const time = (seconds) => clock(seconds * 1000, URUMQI);
export const both = (seconds) =>
  `${word("urumqi")} ${clock(seconds * 1000, URUMQI)} · ${word("beijing")} ${clock(seconds * 1000, BEIJING)}`;

export function day(seconds) {
  const instant = seconds * 1000;
  if (spoken() !== "ug") {
    return show(instant, { timeZone: URUMQI, weekday: "long", day: "numeric", month: "long" });
  }
  const date = local(instant, URUMQI);
  return `${date.getUTCDate()}-${MONTHS[date.getUTCMonth()]}، ${DAYS[date.getUTCDay()]}`;
}

export function wall(instant, zone) {
  const weekday = spoken() === "ug"
    ? SHORT_DAYS[local(instant, zone).getUTCDay()]
    : show(instant, { timeZone: zone, weekday: "short" });
  return `${weekday} ${clock(instant, zone)}`;
}

// The date on the wall in *zone*, as if it were UTC.
function local(instant, zone) {
  const parts = new Intl.DateTimeFormat("en-CA", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" });
  return new Date(`${parts.format(instant)}T00:00:00Z`);
}
