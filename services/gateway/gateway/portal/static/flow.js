// On a desk there is room for the filters; in a hand they are opened when they are wanted.
const filters = document.querySelector("[data-filters]");
if (filters && matchMedia("(min-width: 761px)").matches) filters.open = true;
