// Changes of the page as the console sends them: regions replaced, lists brought into order item by item.

import { localise, setClock, tick } from "./clocks.js";

const policy = window.trustedTypes?.createPolicy("makegood", { createHTML: (html) => html }) ?? {
  createHTML: (html) => html,
};
const say = document.getElementById("say");
let told = false;

// The console escapes what it sends; this page runs no script but its own files.
function parsed(html) {
  const template = document.createElement("template");
  template.innerHTML = policy.createHTML(html);
  localise(template.content);
  tick(template.content);
  return template.content;
}

/** What has the focus, by a name that is the same after an element was replaced. */
function focused(inside) {
  const element = document.activeElement;
  if (!element || !inside.contains(element)) return null;
  const all = [...inside.querySelectorAll("a, button, select")];
  return { at: all.indexOf(element), value: element.value };
}

function refocus(inside, was) {
  if (!was) return;
  const all = [...inside.querySelectorAll("a, button, select")];
  const same = was.value ? all.find((element) => element.value === was.value) : null;
  (same ?? all[Math.min(was.at, all.length - 1)])?.focus({ preventScroll: true });
}

function patchRegion(id, html) {
  const region = document.getElementById(id);
  if (!region) return;
  // Somebody is choosing: the options can wait.
  if (region.contains(document.activeElement) && document.activeElement.tagName === "SELECT") return;
  const was = focused(region);
  region.replaceChildren(parsed(html));
  refocus(region, was);
}

function patchList(id, { order, items }) {
  const list = document.getElementById(id);
  if (!list) return [];
  const present = new Map([...list.children].map((item) => [item.dataset.key, item]));
  const wanted = new Set(order);
  const active = list.contains(document.activeElement) ? document.activeElement.closest("[data-key]") : null;
  const fresh = [];
  for (const [key, item] of present) {
    if (wanted.has(key)) continue;
    if (item === active) (item.nextElementSibling ?? item.previousElementSibling)?.querySelector("a")?.focus();
    item.remove();
  }
  let before = list.firstElementChild;
  for (const key of order) {
    let item = present.get(key);
    if (key in items) {
      const made = parsed(items[key]).firstElementChild;
      if (!item) {
        fresh.push(made);
        if (told) made.classList.add("fresh");
        list.insertBefore(made, before);
        continue;
      }
      const was = focused(item);
      if (before === item) before = made;
      item.replaceWith(made);
      refocus(made, was);
      item = made;
    }
    if (item === before) before = before.nextElementSibling;
    else if (item) {
      const was = focused(item);
      list.insertBefore(item, before);
      refocus(item, was);
    }
  }
  return fresh;
}

function take(message) {
  if (message.title) document.title = message.title;
  for (const [id, html] of Object.entries(message.regions ?? {})) patchRegion(id, html);
  for (const [id, change] of Object.entries(message.lists ?? {})) {
    const news = patchList(id, change).map((item) => item.dataset.say).filter(Boolean);
    if (told && news.length) say.textContent = news.length > 3 ? `${news.length} new escalations` : news.join(". ");
  }
  if (message.clock) setClock(message.clock);
  tick();
  told = true;
}

function state(kind, words) {
  const shown = document.getElementById("state");
  shown.dataset.kind = kind;
  const place = document.getElementById("state-words");
  if (place.textContent !== words) place.textContent = words;
}

/** Follow the page's changes; the browser comes back by itself when the console was away. */
export function follow(address) {
  const source = new EventSource(address);
  source.addEventListener("message", (event) => {
    const message = JSON.parse(event.data);
    take(message);
    if (message.trouble) state("trouble", message.trouble);
    else state("live", "live");
  });
  source.addEventListener("error", () => {
    state("trouble", "the console does not answer");
    // Refused, as after the end of a login: the page asks for it.
    if (source.readyState === EventSource.CLOSED) setTimeout(() => location.reload(), 5000);
  });
}
