// The text as it will look, in place.
export function prepare(form, box) {
  const button = form.querySelector("[data-preview]");
  button?.addEventListener("click", (event) => {
    event.preventDefault();
    show(form, box, button.dataset.preview);
  });
}

async function show(form, box, address) {
  const button = form.querySelector("[data-preview]");
  const body = new FormData();
  body.set("body", box.value);
  body.set("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
  let holder = form.querySelector("[data-preview-here]");
  if (!holder) {
    holder = document.createElement("div");
    holder.dataset.previewHere = "";
    holder.setAttribute("role", "status");
    box.closest("[data-editor]").querySelector(".preview")?.remove();
    box.after(holder);
  }
  holder.textContent = button.dataset.loading;
  try {
    const answer = await fetch(address, { method: "POST", body });
    const text = await answer.text();
    if (answer.ok) {
      holder.innerHTML = text;
    } else {
      refuse(form, holder, answer, text);
    }
  } catch {
    holder.textContent = button.dataset.offline;
  }
}

function refuse(form, holder, answer, text) {
  // An expired form is answered with a whole page; sent in earnest, that page keeps the text.
  const isPage = (answer.headers.get("Content-Type") || "").startsWith("text/html");
  if (isPage) form.requestSubmit(form.querySelector("[data-preview]"));
  else holder.textContent = text;
}
