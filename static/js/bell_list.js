// The newest notifications in a list below the bell. Without this the bell is a link to the page with all of them.
let panel = null;

function styled(bell) {
  return new Promise((resolve) => {
    if ([...document.styleSheets].some((sheet) => sheet.href === new URL(bell.dataset.style, location).href)) {
      resolve();
      return;
    }
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = bell.dataset.style;
    link.addEventListener("load", resolve);
    link.addEventListener("error", resolve);
    document.head.append(link);
  });
}

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
  const [answer] = await Promise.all([fetch(bell.dataset.list), styled(bell)]);
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
