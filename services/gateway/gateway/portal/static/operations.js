// The state of the services refreshes itself. When it cannot, the page says so and keeps what was seen last; the region
// scrolls and keeps its focus as if nothing had been exchanged.
const region = () => document.querySelector("[data-state-region]");
const note = document.querySelector("[data-stale-note]");
let scrolled = 0;

function stale(is) {
  if (note) note.hidden = !is;
  region()?.toggleAttribute("data-stale", is);
}

const ours = (event) => event.target === region() || event.detail?.elt === region();

for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
  document.addEventListener(name, (event) => { if (ours(event)) stale(true); });
}

// On the window, because whatever the frame decides about refusals is decided on the document before.
addEventListener("htmx:beforeSwap", (event) => {
  if (!ours(event)) return;
  if (event.detail.xhr.status >= 400) {
    // A refusal must not take the place of the last state; the note says that it is old.
    event.detail.shouldSwap = false;
    stale(true);
    return;
  }
  scrolled = document.getElementById("services-scroll")?.scrollLeft ?? 0;
});

document.addEventListener("htmx:afterSwap", () => {
  const scroll = document.getElementById("services-scroll");
  if (scroll && scrolled) scroll.scrollLeft = scrolled;
});

document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.successful) stale(false);
});

// A span's row opens from a link that names it.
function open() {
  const id = decodeURIComponent(location.hash.slice(1));
  const found = id ? document.getElementById(id) : null;
  const details = found?.matches("details") ? found : found?.querySelector("details");
  if (details) {
    details.open = true;
    details.scrollIntoView({ block: "center" });
  }
}
addEventListener("hashchange", open);
open();

// The runbook opened at a section shows it, also when the address has no fragment.
const section = document.querySelector("[data-anchor]")?.dataset.anchor;
if (section && !location.hash) document.getElementById(section)?.scrollIntoView();
