// Boards are dragged into another order; the arrows beside them do the same without this.

const list = document.querySelector("#result_list tbody");
const places = [...document.querySelectorAll(".board-order")];
let dragged = null;

function orderOf(row) {
  return row?.querySelector(".board-order");
}

async function place(board, before) {
  const form = document.getElementById("changelist-form");
  const body = new FormData();
  body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  body.set("board", board);
  body.set("before", before);
  const answer = await fetch(form.querySelector(".board-order button").formAction, { method: "POST", body, redirect: "manual" });
  // The page that follows says what was done, once: it is left for the reload.
  if (answer.type === "opaqueredirect") location.reload();
}

function target(event) {
  const row = event.target.closest("tr");
  const order = orderOf(row);
  const isSibling = dragged && order && order !== dragged && order.dataset.parent === dragged.dataset.parent;
  return isSibling ? row : null;
}

function isBelowMiddle(event, row) {
  const box = row.getBoundingClientRect();
  return event.clientY > box.top + box.height / 2;
}

function clear() {
  for (const row of list.rows) row.classList.remove("drop-before", "drop-after");
}

for (const order of places) {
  const row = order.closest("tr");
  order.classList.add("draggable");
  row.draggable = true;
  row.addEventListener("dragstart", (event) => {
    dragged = order;
    event.dataTransfer.effectAllowed = "move";
  });
  row.addEventListener("dragend", () => {
    dragged = null;
    clear();
  });
}

list?.addEventListener("dragover", (event) => {
  const row = target(event);
  clear();
  if (!row) return;
  event.preventDefault();
  row.classList.add(isBelowMiddle(event, row) ? "drop-after" : "drop-before");
});

list?.addEventListener("drop", (event) => {
  const row = target(event);
  if (!row) return;
  event.preventDefault();
  const siblings = places.filter((order) => order.dataset.parent === dragged.dataset.parent);
  const at = siblings.indexOf(orderOf(row)) + (isBelowMiddle(event, row) ? 1 : 0);
  place(dragged.dataset.board, siblings[at]?.dataset.board ?? "");
});
