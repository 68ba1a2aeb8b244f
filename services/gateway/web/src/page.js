// What every page needs: htmx, server-sent events, ages that go on, and the form token on what htmx sends.
import "./htmx-global.js";
import "htmx-ext-sse/dist/sse.js";
import "./ages.js";
import "./live.js";
import "./keys.js";
