// The big screen: a clock, and the word that the picture is old. The last picture always stays on the wall.
const screen = document.querySelector("[data-screen]");
const stale = document.querySelector("#stale");
const language = document.documentElement.lang;
const made = Date.parse(document.querySelector('meta[name="made-at"]')?.content ?? "");
const started = performance.now();
const now = () => new Date(Number.isNaN(made) ? Date.now() : made + performance.now() - started);

const zone = { timeZone: "Asia/Shanghai" };
const time = new Intl.DateTimeFormat("en-GB", { ...zone, hour: "2-digit", minute: "2-digit", second: "2-digit" });
const date = new Intl.DateTimeFormat(language, { ...zone, year: "numeric", month: "long", day: "numeric", weekday: "long" });
const clock = document.querySelector("[data-clock]");
const day = document.querySelector("[data-date]");

function tick() {
  const moment = now();
  clock.textContent = time.format(moment);
  day.textContent = date.format(moment);
}

let fresh = now();

function good() {
  fresh = now();
  stale.hidden = true;
  document.body.classList.remove("is-stale");
}

function bad(why) {
  stale.textContent = stale.dataset[why].replace("{time}", time.format(fresh));
  stale.hidden = false;
  document.body.classList.add("is-stale");
}

if (screen && stale) {
  tick();
  setInterval(tick, 1000);
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.elt !== screen) return;
    const status = event.detail.xhr?.status ?? 0;
    if (event.detail.successful) good();
    else bad({ 401: "out", 403: "refused", 404: "refused" }[status] ?? "lost");
  });
}
