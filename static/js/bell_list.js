// The newest notifications in a list below the bell. Without this the bell is a link to the page with all of them.
let panel = null;

function close(bell) {
  panel.remove();
  panel = null;
  bell.setAttribute("aria-expanded", "false");
}

function listen(bell) {
  document.addEventListener("click", (event) => {
    if (panel && !panel.contains(event.target) && !bell.contains(event.target)) close(bell);
  });
  document.addEventListener("keydown", (event) => {
    if (!panel || event.key !== "Escape") return;
    close(bell);
    bell.focus();
  });
}

export async function toggle(bell) {
  if (panel) {
    close(bell);
    return;
  }
  const answer = await fetch(bell.dataset.list);
  if (!answer.ok) throw new Error(answer.statusText);
  const text = await answer.text();
  if (panel) return;
  if (!bell.hasAttribute("aria-expanded")) listen(bell);
  panel = document.createElement("div");
  panel.className = "menu-list bell-list";
  panel.tabIndex = -1;
  panel.setAttribute("role", "dialog");
  panel.setAttribute("aria-label", bell.dataset.label);
  panel.innerHTML = text;
  bell.after(panel);
  bell.setAttribute("aria-expanded", "true");
  panel.focus();
}
