// Work lists by keyboard: rows are walked, chosen and opened; verbs have the letters that the page shows.
// Everything here is also a link, a box or a button, so that without this script nothing is missing but comfort.
const typing = (target) => target.closest("input:not([type=checkbox]), textarea, select");
const list = document.querySelector("[data-work-list]");
const rows = list ? [...list.querySelectorAll("tr[data-row]")] : [];
const kept = `chosen ${location.pathname}`;
let at = -1;

const box = (row) => row.querySelector("input[name=row]");
const walk = (step) => {
  if (!rows.length) return;
  rows[at]?.classList.remove("at");
  at = Math.max(0, Math.min(rows.length - 1, at + step));
  rows[at].classList.add("at");
  (box(rows[at]) ?? rows[at].querySelector("a")).focus({ preventScroll: true });
  rows[at].scrollIntoView({ block: "nearest" });
};

const say = () => {
  const chosen = rows.filter((row) => box(row)?.checked);
  rows.forEach((row) => row.classList.toggle("chosen", Boolean(box(row)?.checked)));
  const bar = list.querySelector(".work-many");
  const text = bar?.querySelector("[data-chosen]");
  if (!text) return;
  text.dataset.none ??= text.textContent;
  text.textContent = chosen.length ? text.dataset.text.replace("{n}", chosen.length) : text.dataset.none;
  bar.toggleAttribute("data-any", chosen.length > 0);
  const all = list.querySelector("[data-all]");
  all.checked = chosen.length === rows.length;
  all.indeterminate = chosen.length > 0 && chosen.length < rows.length;
  sessionStorage.setItem(kept, JSON.stringify(chosen.map((row) => row.id)));
};

if (list) {
  const before = new Set(JSON.parse(sessionStorage.getItem(kept) ?? "[]"));
  rows.forEach((row) => { if (box(row) && before.has(row.id)) box(row).checked = true; });
  const all = list.querySelector("[data-all]");
  if (all) {
    all.hidden = false;
    all.addEventListener("change", () => { rows.forEach((row) => { box(row).checked = all.checked; }); say(); });
  }
  list.addEventListener("change", say);
  list.addEventListener("focusin", (event) => {
    const row = rows.indexOf(event.target.closest("tr[data-row]"));
    if (row < 0) return;
    rows[at]?.classList.remove("at");
    at = row;
    rows[at].classList.add("at");
  });
  list.addEventListener("submit", () => sessionStorage.removeItem(kept));
  say();
}

const press = (key) => {
  const found = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!found) return false;
  // With no row chosen a verb of the list is meant for the row at hand.
  if (list?.contains(found) && !rows.some((row) => box(row)?.checked) && at >= 0) { box(rows[at]).checked = true; say(); }
  found.focus();
  found.click();
  const inside = found.closest("details[open]")?.querySelector("form select, form textarea, form input:not([type=hidden]), form button");
  inside?.focus();
  return true;
};

const keys = {
  j: () => walk(1), ArrowDown: () => walk(1), k: () => walk(-1), ArrowUp: () => walk(-1),
  x: () => { const one = rows[at] && box(rows[at]); if (one) { one.checked = !one.checked; say(); } },
  Enter: () => rows[at]?.querySelector("a").click(),
  "/": () => document.querySelector(".work-filters input")?.focus(),
  "?": () => { const help = document.querySelector("[data-keys]"); if (help) { help.open = !help.open; help.querySelector("summary").focus(); } },
};

addEventListener("keydown", (event) => {
  // What the frame has done already (keys.js) is not done again; boxes are no fields to type in here.
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "Escape") { document.querySelectorAll("[data-keys][open]").forEach((one) => { one.open = false; }); if (typing(event.target)) event.target.blur(); return; }
  if (typing(event.target)) return;
  if (event.key === "Enter" && (at < 0 || event.target.closest("a, button, summary"))) return;
  const key = rows.length || ["/", "?"].includes(event.key) ? keys[event.key] : undefined;
  if (key) { event.preventDefault(); key(); } else if (event.key.length === 1 && press(event.key)) event.preventDefault();
});

// A form that was sent is not sent again by a second click; the server would not do it twice either.
addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-once], [data-work-list]")) return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "yes";
});
addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => { delete form.dataset.sent; }));

// Rows of a notice: one more, or one left out.
document.querySelectorAll("[data-rows]").forEach((field) => {
  const more = field.querySelector("[data-row-more]");
  const all = () => [...field.querySelectorAll("[data-row]")];
  const empty = (row) => row.querySelectorAll("input, textarea, select").forEach((one) => { one.value = ""; });
  const show = () => all().forEach((row) => { row.querySelector("[data-row-out]").hidden = all().length < 2; });
  let next = Math.max(...all().map((row) => Number(row.dataset.row))) + 1;
  more.hidden = false;
  more.addEventListener("click", () => {
    const last = all().at(-1);
    const made = last.cloneNode(true);
    const old = last.dataset.row;
    made.dataset.row = next;
    made.querySelectorAll("[name], [id], [for]").forEach((one) => {
      if (one.name) one.name = one.name.replace(`.${old}.`, `.${next}.`);
      if (one.id) one.id = one.id.replace(`-${old}-`, `-${next}-`);
      if (one.htmlFor) one.htmlFor = one.htmlFor.replace(`-${old}-`, `-${next}-`);
    });
    empty(made);
    last.after(made);
    next += 1;
    show();
    made.querySelector("select, input, textarea")?.focus();
  });
  field.addEventListener("click", (event) => { if (event.target.matches("[data-row-out]")) { event.target.closest("[data-row]").remove(); show(); } });
  show();
});

// When the list has changed, the counts beside it have as well.
document.body.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.id === "news" && event.target.children.length) document.body.dispatchEvent(new CustomEvent("work:changed"));
});
