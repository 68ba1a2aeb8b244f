// Keeps a page live: hears of new facts, fetches the changed part again, and lets every age count on.
"use strict";

const AGE_STEP_MS = 1000;
const SETTLE_MS = 150;
const FRESH_MS = 5000;

const live = document.getElementById("live");
const line = document.getElementById("line");
const address = document.body.dataset.events;

function countAges() {
  for (const time of document.querySelectorAll("time[data-age]")) {
    const seconds = Math.max(0, Math.round((Date.now() - Date.parse(time.dateTime)) / 1000));
    time.textContent = words(seconds);
  }
}

function words(seconds) {
  if (seconds < 60) return `${seconds} 秒前 · ${seconds} s ago`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} 分钟前 · ${minutes} min ago`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} 小时前 · ${hours} h ago`;
  return `${Math.floor(hours / 24)} 天前 · ${Math.floor(hours / 24)} d ago`;
}

// Until when a fact that has just come stands out, by its id: the next refresh must not make it look old at once.
const freshUntil = new Map();

let waiting = null;
let busy = false;
let again = false;

function refreshSoon() {
  if (waiting === null) waiting = setTimeout(() => { waiting = null; refresh(); }, SETTLE_MS);
}

async function refresh() {
  if (busy) { again = true; return; }
  busy = true;
  try {
    const answer = await fetch(location.href, { headers: { accept: "text/html" }, credentials: "same-origin" });
    if (answer.redirected) { location.assign(answer.url); return; }
    if (answer.ok) replace(await answer.text());
  } catch {
    // The line is down; the page keeps what it shows, and the stream says so and comes back by itself.
  } finally {
    busy = false;
    if (again) { again = false; refreshSoon(); }
  }
}

function replace(text) {
  const fresh = new DOMParser().parseFromString(text, "text/html").getElementById("live");
  if (!fresh) return;
  const known = new Set(Array.from(live.querySelectorAll("[id]"), (element) => element.id));
  const opened = Array.from(live.querySelectorAll(".timeline > li[id] details[open]"), (details) => details.closest("li").id);
  const focused = document.activeElement instanceof HTMLElement ? document.activeElement.getAttribute("href") : null;
  live.replaceChildren(...fresh.childNodes);
  for (const item of live.querySelectorAll(".timeline > li[id]")) {
    if (!known.has(item.id)) freshUntil.set(item.id, Date.now() + FRESH_MS);
    item.classList.toggle("fresh", (freshUntil.get(item.id) ?? 0) > Date.now());
  }
  for (const id of opened) document.getElementById(id)?.querySelector("details")?.setAttribute("open", "");
  if (focused) Array.from(live.querySelectorAll("a[href]")).find((link) => link.getAttribute("href") === focused)?.focus();
  countAges();
}

function listen() {
  const events = new EventSource(address);
  const say = (on) => { line.textContent = on ? line.dataset.on : line.dataset.off; line.classList.toggle("on", on); };
  events.addEventListener("open", () => { say(true); refreshSoon(); });
  events.addEventListener("error", () => say(false));
  events.addEventListener("fact", refreshSoon);
  addEventListener("pagehide", () => events.close());
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
}

countAges();
setInterval(countAges, AGE_STEP_MS);
if (address && live && line) listen();
