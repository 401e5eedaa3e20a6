// How often one hears of something is changed in its row, without loading the page anew.
const form = document.querySelector("[data-follows]");

async function change(button) {
  const body = new FormData();
  body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  body.set(button.name, button.value);
  const answer = await fetch(form.action, { method: "POST", body, headers: { "X-Requested-With": "fetch" } });
  if (!answer.ok || answer.redirected) throw new Error(answer.statusText);
  const row = button.closest("li");
  const holder = document.createElement("template");
  holder.innerHTML = await answer.text();
  const changed = holder.content.querySelector("li");
  changed.querySelector("[name=follow]").checked = row.querySelector("[name=follow]").checked;
  row.replaceWith(changed);
  form.querySelector("[data-saved]").textContent = changed.dataset.said;
  changed.querySelector("summary, button").focus();
}

form?.addEventListener("submit", (event) => {
  if (event.submitter?.name !== "set") return;
  event.preventDefault();
  change(event.submitter).catch(() => location.reload());
});
