// The writing box: a preview in place, and Ctrl+Enter to send.
for (const form of document.querySelectorAll("form:has([data-preview])")) {
  const box = form.querySelector("textarea[name=body]");
  const preview = form.querySelector("[data-preview]");
  if (!box) continue;
  preview.addEventListener("click", (event) => {
    event.preventDefault();
    show(form, box, preview.dataset.preview);
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
}

async function show(form, box, address) {
  const body = new FormData();
  body.set("body", box.value);
  body.set("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
  let holder = form.querySelector("[data-preview-here]");
  if (!holder) {
    holder = document.createElement("div");
    holder.dataset.previewHere = "";
    holder.setAttribute("role", "status");
    form.querySelector("[data-preview]").closest(".row").before(holder);
  }
  try {
    const answer = await fetch(address, { method: "POST", body });
    const text = await answer.text();
    if (answer.ok) {
      holder.innerHTML = text;
    } else {
      refuse(form, holder, answer, text);
    }
  } catch {
    holder.textContent = form.querySelector("[data-preview]").dataset.offline;
  }
}

function refuse(form, holder, answer, text) {
  // An expired form is answered with a whole page; sent in earnest, that page keeps the text.
  const isPage = (answer.headers.get("Content-Type") || "").startsWith("text/html");
  if (isPage) form.requestSubmit(form.querySelector("[data-preview]"));
  else holder.textContent = text;
}
