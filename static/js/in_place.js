// Reacting to a post and bookmarking it without loading the page anew: the answer takes the place of the part with the button.
const said = document.createElement("p");
said.className = "callout callout-warn";
said.setAttribute("role", "status");

async function answerTo(button) {
  const body = new FormData();
  body.set("csrfmiddlewaretoken", button.form.elements.csrfmiddlewaretoken.value);
  if (button.name) body.set(button.name, button.value);
  body.set("box", button.form.id);
  return fetch(button.formAction, { method: "POST", body, headers: { "X-Requested-With": "fetch" } });
}

export async function press(button, { dataset }) {
  const part = button.closest("[data-part]");
  if ("busy" in part.dataset) return;
  part.dataset.busy = "";
  let answer;
  try {
    answer = await answerTo(button);
  } catch {
    part.after(said);
    said.textContent = dataset.offline;
    return;
  } finally {
    delete part.dataset.busy;
  }
  // Sent in earnest it is answered with the reason, and what is in the box is kept.
  if (!answer.ok || answer.redirected) throw new Error(answer.statusText);
  said.remove();
  const holder = document.createElement("template");
  holder.innerHTML = await answer.text();
  const fresh = holder.content.querySelector("[data-part]");
  if (!fresh) return part.remove();
  part.replaceWith(fresh);
  const same = [...fresh.querySelectorAll(".reaction")].find(({ value }) => value === button.value);
  (same ?? fresh.querySelector("summary, a, button"))?.focus({ preventScroll: true });
}
