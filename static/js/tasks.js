// Task boxes in one's own posts can be ticked, which saves the post.
export function prepare(root) {
  for (const prose of root.querySelectorAll("[data-tasks]")) {
    for (const box of prose.querySelectorAll(".task-box[data-line]")) {
      if (box.closest("blockquote")) continue;
      box.setAttribute("role", "checkbox");
      box.setAttribute("aria-checked", String(box.textContent === "☑"));
      const item = box.closest("li");
      if (item) box.setAttribute("aria-label", words(item));
      box.tabIndex = 0;
      box.addEventListener("click", () => tick(prose, box));
      box.addEventListener("keydown", (event) => {
        if (event.key !== " ") return;
        event.preventDefault();
        tick(prose, box);
      });
    }
  }
}

function words(item) {
  const own = item.cloneNode(true);
  for (const list of own.querySelectorAll("ul, ol, .task-box")) list.remove();
  return own.textContent.trim();
}

async function tick(prose, box) {
  if (box.hasAttribute("aria-busy")) return;
  const isDone = box.getAttribute("aria-checked") !== "true";
  const show = (done) => {
    box.setAttribute("aria-checked", String(done));
    box.textContent = done ? "☑" : "☐";
  };
  const body = new FormData();
  body.set("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
  body.set("line", box.dataset.line);
  body.set("was", prose.dataset.revision);
  if (isDone) body.set("done", "1");
  box.setAttribute("aria-busy", "true");
  show(isDone);
  try {
    const answer = await fetch(prose.dataset.tasks, { method: "POST", body });
    const text = await answer.text();
    if (!answer.ok) throw new Error(answer.status < 500 && text.length < 300 ? text : "");
    prose.dataset.revision = text;
  } catch (error) {
    show(!isDone);
    say(prose, error.message);
  }
  box.removeAttribute("aria-busy");
}

function say(prose, text) {
  const line = prose.parentElement.querySelector("[data-task-said]") ?? document.createElement("p");
  line.dataset.taskSaid = "";
  line.className = "callout callout-warn";
  line.setAttribute("role", "status");
  line.textContent = text || document.querySelector("[data-offline]")?.dataset.offline || "";
  prose.after(line);
}
