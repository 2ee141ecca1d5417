// The keyboard: j and k walk over the chats, a, r and f judge, ? tells.

const help = document.getElementById("help");
const on = document.getElementById("keys-on");
const CHATS = "#cards > li, #watched > li, #standing > .verdict, .cases > li";

function current() {
  return document.activeElement?.closest(CHATS) ?? null;
}

function walk(step) {
  const all = [...document.querySelectorAll(CHATS)];
  if (!all.length) return scrollBy({ top: step * 120 });
  const at = all.indexOf(current());
  const next = all[at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + step))];
  const target = next.querySelector("a.open, button");
  target?.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

function judge(verdict, at_once) {
  const chat = current() ?? document.querySelector("#standing > .verdict");
  const button = chat?.querySelector(`button[value=${verdict}]`);
  if (!button) return;
  if (at_once) button.click();
  else button.focus();
}

const actions = {
  j: () => walk(1),
  k: () => walk(-1),
  a: () => judge("acknowledged", true),
  r: () => judge("resolved", false),
  f: () => judge("false_alarm", false),
  n: () => location.assign("/"),
  o: () => location.assign("/floor"),
  p: () => location.assign("/practice"),
  "?": () => help.showModal(),
};

export function start() {
  on.checked = localStorage.getItem("keys") !== "off";
  on.addEventListener("change", () => localStorage.setItem("keys", on.checked ? "on" : "off"));
  document.getElementById("help-button").addEventListener("click", () => help.showModal());
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, textarea, select, dialog");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || !on.checked) return;
    const action = actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });
}
