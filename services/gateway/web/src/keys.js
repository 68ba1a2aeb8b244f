// "/" goes to the search field, "?" opens the page's list of keys where it has one, a note can be put away, menus close
// by Escape, and a select marked data-submit sends its form.
const typing = (target) => target.closest("input, textarea, select, [contenteditable]");

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") {
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  }
  if (typing(event.target)) return;
  const wanted = { "/": "[data-search]", "?": "[data-keys] > summary" }[event.key];
  const found = wanted && document.querySelector(wanted);
  if (found) {
    event.preventDefault();
    if (event.key === "?") found.click();
    found.focus();
  }
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-close]")) event.target.closest(".note")?.remove();
  if (event.target.closest("[data-print]")) window.print();
});

document.addEventListener("change", (event) => {
  if (event.target.matches("select[data-submit], input[data-submit]")) event.target.form.requestSubmit();
});
