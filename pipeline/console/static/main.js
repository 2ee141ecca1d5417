import { follow } from "./live.js";
import { start as startClocks } from "./clocks.js";
import { start as startKeys } from "./keys.js";
import { start as startVerdicts } from "./verdicts.js";

const dark = () => matchMedia("(prefers-color-scheme: dark)").matches;

document.getElementById("theme").addEventListener("click", () => {
  const root = document.documentElement;
  const now = root.dataset.theme ?? (dark() ? "dark" : "light");
  root.dataset.theme = now === "dark" ? "light" : "dark";
  localStorage.setItem("theme", root.dataset.theme);
});

// A filter works when it is chosen; the button is for browsers without scripts.
function filter(form) {
  const chosen = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
  location.assign(chosen.size ? `?${chosen}` : location.pathname);
}

function wasChosen(select) {
  const shown = [...select.options].findIndex((option) => option.defaultSelected);
  return select.selectedIndex !== Math.max(0, shown);
}

document.addEventListener("change", (event) => {
  const form = event.target.closest("form.filters");
  if (form) filter(form);
});
// Chosen before this script had come; the forms have no autocompletion, so that coming back chooses nothing.
for (const form of document.querySelectorAll("form.filters")) {
  if ([...form.querySelectorAll("select")].some(wasChosen)) filter(form);
}

startClocks();
startKeys();
startVerdicts();
follow(document.body.dataset.live);
