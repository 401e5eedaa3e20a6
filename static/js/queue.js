// Keys on the moderators’ page, off until somebody ticks the box: j and k go through the items, the others press the
// button of the item that has the focus. Kept in this browser.
const ON = "queue-keys";
const part = document.querySelector("[data-queue-keys]");
const box = part?.querySelector("input");
const items = [...document.querySelectorAll("[data-item]")];

function areOn() {
  try {
    return localStorage.getItem(ON) === "1";
  } catch {
    return false;
  }
}

function step(by) {
  const at = items.findIndex((item) => item.contains(document.activeElement));
  const next = items[at < 0 ? 0 : at + by];
  next?.focus({ preventScroll: true });
  next?.scrollIntoView({ block: "nearest" });
}

function press(key) {
  const item = items.find((one) => one.contains(document.activeElement));
  item?.querySelector(`[data-key="${key}"]`)?.click();
}

if (box) {
  try {
    localStorage.getItem(ON);
    part.hidden = false;
  } catch {
    // Storage that is switched off could not remember it.
  }
  box.checked = areOn();
  box.addEventListener("change", () => {
    if (box.checked) localStorage.setItem(ON, "1");
    else localStorage.removeItem(ON);
  });
  // Before the keys of all pages, of which j and k are two.
  window.addEventListener(
    "keydown",
    (event) => {
      const { key, target, isComposing, repeat } = event;
      if (isComposing || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || !areOn()) return;
      if (key.length !== 1 || !"jkaxd".includes(key)) return;
      if (target !== box && target.closest("input, textarea, select, [contenteditable], dialog")) return;
      event.preventDefault();
      event.stopPropagation();
      if (key === "j" || key === "k") step(key === "j" ? 1 : -1);
      else if (!repeat) press(key);
    },
    true,
  );
}
