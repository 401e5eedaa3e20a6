// Making a poll: more fields for options, without the page coming anew.
const more = document.querySelector("[data-poll-more]");
const fields = document.querySelector("[data-poll-options]");

function add() {
  const last = fields.lastElementChild;
  const field = last.cloneNode();
  field.value = "";
  field.setAttribute("aria-label", `${more.dataset.pollMore} ${Number(more.dataset.taken) + fields.children.length + 1}`);
  last.after(field);
  more.hidden = fields.children.length >= Number(more.dataset.most);
  return field;
}

more?.addEventListener("click", (event) => {
  event.preventDefault();
  add().focus();
});
// Enter in a field for an option leads to the next one, not to a topic that is sent too early.
fields?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing) return;
  event.preventDefault();
  (event.target.nextElementSibling ?? (more && !more.hidden ? add() : null))?.focus();
});
