// <time data-age datetime="…"> says how long ago, in the language of the page, and goes on doing so.
const language = document.documentElement.lang.startsWith("zh") ? "zh-CN" : "en-GB";
const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
const UNITS = [["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];

// Clocks of browsers go wrong; the page says when it was made, and ages are counted from there.
const made = Date.parse(document.querySelector('meta[name="made-at"]')?.content ?? "");
const started = performance.now();
const now = () => (Number.isNaN(made) ? Date.now() : made + performance.now() - started);

function told(seconds) {
  const [unit, length] = UNITS.find(([, each]) => Math.abs(seconds) >= each) ?? UNITS.at(-1);
  return relative.format(-Math.trunc(seconds / length), unit);
}

function refresh() {
  for (const time of document.querySelectorAll("time[data-age]")) {
    const seconds = (now() - Date.parse(time.dateTime)) / 1000;
    if (!Number.isNaN(seconds)) {
      // A slice that was seen just now may be a moment in the future of this page.
      const text = told(Math.max(0, seconds));
      if (time.textContent !== text) time.textContent = text;
    }
  }
}

refresh();
setInterval(refresh, 1000);
document.addEventListener("htmx:afterSettle", refresh);
