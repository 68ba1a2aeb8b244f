// Puts what changed into the open page of a case: only the parts that differ, so that scroll, focus and whatever was
// opened stay; facts that are new are put in front and flash. Without this script htmx would change the whole.
const part = (root) => root.querySelectorAll("[data-part]");
const last = new Map();
const page = document.getElementById("case");

function remember(root) {
  for (const one of part(root)) last.set(one.id, one.outerHTML);
}

function opened(root) {
  return new Map(Array.from(root.querySelectorAll("details[id]"), (one) => [one.id, one.open]));
}

function exchange(old, fresh) {
  const open = opened(old);
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  const way = focused && (focused.id ? `#${CSS.escape(focused.id)}` : path(focused, old));
  old.replaceWith(fresh);
  for (const one of fresh.querySelectorAll("details[id]")) one.open = open.get(one.id) ?? one.open;
  if (way) fresh.querySelector(way)?.focus({ preventScroll: true });
  window.htmx?.process(fresh);
}

// The focused element is found again by its address, or as the same button or summary in order.
function path(element, root) {
  const href = element.getAttribute("href");
  if (href) return `a[href="${CSS.escape(href)}"]`;
  const name = element.tagName.toLowerCase();
  return Array.from(root.querySelectorAll(name)).indexOf(element) === 0 ? name : null;
}

function arrived(fresh) {
  const list = document.getElementById("facts");
  const others = fresh.querySelector("#facts");
  if (!others) return false;
  if (!list) return null;
  let before = list.firstElementChild;
  let news = false;
  for (const item of [...others.children]) {
    if (item.hasAttribute("data-more")) continue;
    const known = document.getElementById(item.id);
    if (known) {
      before = known.nextElementSibling;
      continue;
    }
    list.insertBefore(item, before);
    item.classList.add("fresh");
    news = true;
  }
  return news;
}

function patch(text) {
  const fresh = new DOMParser().parseFromString(text, "text/html");
  for (const one of part(fresh)) {
    const old = document.getElementById(one.id);
    const html = one.outerHTML;
    if (!old || last.get(one.id) === html) continue;
    last.set(one.id, html);
    exchange(old, document.importNode(one, true));
  }
  const news = arrived(fresh);
  if (news === null) return false;
  if (news) {
    const told = document.querySelector("[data-news]");
    if (told) told.textContent = `${told.dataset.words} ${new Date().toLocaleTimeString()}`;
  }
  document.dispatchEvent(new CustomEvent("htmx:afterSettle", { detail: { elt: page } }));
  return true;
}

if (page) {
  remember(page);
  page.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, target } = event.detail;
    if (target !== page || xhr.status !== 200) return;
    event.detail.shouldSwap = !patch(xhr.responseText);
  });
  page.addEventListener("htmx:afterSwap", () => remember(page));
}

// A link to a fact that lies further back than the page shows: show all of it.
document.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#f-"]');
  if (link && !document.getElementById(link.hash.slice(1))) {
    event.preventDefault();
    location.assign(`${location.pathname}?facts=2000${link.hash}`);
  }
});

// In a hand, what fills a screen begins closed.
if (matchMedia("(max-width: 760px)").matches) {
  for (const one of document.querySelectorAll("details[data-wide]")) one.open = false;
}
