// The form token goes with whatever htmx sends; the line's lamp says whether new facts still arrive; a session that
// ended leads to the sign-in instead of putting its page into a corner of this one.
const token = document.querySelector('meta[name="form-token"]')?.content;

document.addEventListener("htmx:configRequest", (event) => {
  if (token) event.detail.headers["x-form-token"] = token;
});

document.addEventListener("htmx:beforeSwap", (event) => {
  const answer = event.detail.xhr;
  if (answer.responseURL && new URL(answer.responseURL).pathname === "/sign-in") {
    event.detail.shouldSwap = false;
    location.reload();
  }
  // A refusal is a designed fragment too; it is shown and not swallowed.
  if (answer.status >= 400 && answer.getResponseHeader("content-type")?.startsWith("text/html")) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});

function lamp(state) {
  for (const line of document.querySelectorAll("[data-line]")) {
    line.dataset.state = state;
    line.textContent = line.dataset[state] ?? "";
  }
}

document.addEventListener("htmx:sseOpen", () => lamp("on"));
document.addEventListener("htmx:sseError", () => lamp("off"));
document.addEventListener("htmx:sseClose", () => lamp("off"));
document.addEventListener("htmx:sendError", () => lamp("off"));
