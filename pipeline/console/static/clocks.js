// Running clocks: data-since counts up, data-due down, in the time that the console tells.

let base = Number(document.body.dataset.now);
let pace = Number(document.body.dataset.pace);
let told = performance.now();

/** The time told by the console: `now` in milliseconds, `pace` of its seconds to a real one. */
export function setClock({ now: at, pace: speed }) {
  const shown = now();
  // A clock on a page does not run back for a moment's imprecision.
  base = at < shown && shown - at < 3000 * Math.max(1, speed) ? shown : at;
  pace = speed;
  told = performance.now();
}

/** What time it is, in milliseconds. A log's clock waits where the console tells nothing for a while. */
export function now() {
  const passed = performance.now() - told;
  return base + (pace === 1 ? passed : Math.min(passed, 3000)) * pace;
}

export function span(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  if (hours >= 48) return `${Math.floor(hours / 24)} d ${hours % 24} h`;
  if (hours) return `${hours} h ${String(minutes).padStart(2, "0")} m`;
  return `${minutes} m ${String(seconds % 60).padStart(2, "0")} s`;
}

const ofDay = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false });
const inFull = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "long" });

function put(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Bring all clocks in `root` to now. */
export function tick(root = document) {
  const at = now();
  for (const clock of root.querySelectorAll("time[data-since]")) {
    const ms = at - Number(clock.dataset.since);
    put(clock, "short" in clock.dataset && ms < 60000 ? "less than a minute" : span(ms));
  }
  for (const clock of root.querySelectorAll("time[data-due]")) {
    const left = Number(clock.dataset.due) - at;
    put(clock, left > 0 ? span(left + 999) : "now");
  }
  const clock = document.getElementById("clock");
  if (clock && at) put(clock, ofDay.format(at));
}

/** Times of day, which the console writes in UTC, in the browser's own zone. */
export function localise(root) {
  for (const time of root.querySelectorAll("time[datetime]")) {
    const at = new Date(time.dateTime);
    put(time, ofDay.format(at));
    time.title = inFull.format(at);
  }
}

export function start() {
  localise(document);
  tick();
  setInterval(tick, 250);
}
