// Reacting to a post, and taking it back, without loading the page anew.
const said = document.createElement("p");
said.className = "callout callout-warn";
said.setAttribute("role", "status");

async function answerTo(button) {
  const body = new FormData();
  body.set("csrfmiddlewaretoken", button.form.elements.csrfmiddlewaretoken.value);
  body.set(button.name, button.value);
  body.set("box", button.form.id);
  return fetch(button.formAction, { method: "POST", body, headers: { "X-Requested-With": "fetch" } });
}

export async function press(button, { dataset }) {
  const bar = button.closest("[data-reactions]");
  if ("busy" in bar.dataset) return;
  bar.dataset.busy = "";
  let answer;
  try {
    answer = await answerTo(button);
  } catch {
    bar.after(said);
    said.textContent = dataset.offline;
    return;
  } finally {
    delete bar.dataset.busy;
  }
  // Sent in earnest it is answered with the reason, and what is in the box is kept.
  if (!answer.ok || answer.redirected) throw new Error(answer.statusText);
  said.remove();
  const holder = document.createElement("template");
  holder.innerHTML = await answer.text();
  const fresh = holder.content.querySelector("[data-reactions]");
  if (!fresh) return bar.remove();
  bar.replaceWith(fresh);
  const same = [...fresh.querySelectorAll(".reaction")].find(({ value }) => value === button.value);
  (same ?? fresh.querySelector("summary"))?.focus({ preventScroll: true });
}
