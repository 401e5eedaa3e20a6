// Names behind an @: those that this reader has been shown, on this page or earlier ones, and no others.
const NAMES = "shown-names";
const MOST_NAMES = 200;
const OFFERED = 6;

function shownNames() {
  const here = [...document.querySelectorAll(".post-name a[href], a.mention[href], .people a[href^='/u/']")].map((link) => ({
    name: decodeURIComponent(link.getAttribute("href").split("/")[2] ?? ""),
    shown: link.textContent.replace(/^@/, "").trim(),
  }));
  let earlier = [];
  try {
    earlier = JSON.parse(sessionStorage.getItem(NAMES)) ?? [];
  } catch {
    // Storage that is switched off or holds something else: the page itself is enough.
  }
  const names = new Map();
  for (const one of [...here, ...earlier]) {
    if (one?.name && !names.has(one.name)) names.set(one.name, { name: one.name, shown: one.shown ?? one.name });
  }
  const kept = [...names.values()].slice(0, MOST_NAMES);
  try {
    sessionStorage.setItem(NAMES, JSON.stringify(kept));
  } catch {
    // As above.
  }
  return kept;
}

class Completion {
  constructor(box, names, number) {
    Object.assign(this, { box, names, at: -1, active: -1, found: [] });
    this.list = document.createElement("ul");
    this.list.className = "completion";
    this.list.id = `names-${number}`;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", "@");
    this.list.hidden = true;
    box.after(this.list);
    box.setAttribute("aria-autocomplete", "list");
    box.setAttribute("aria-controls", this.list.id);
    box.addEventListener("input", (event) => event.isComposing || this.look());
    box.addEventListener("keydown", (event) => this.press(event), { capture: true });
    box.addEventListener("blur", () => this.close());
    this.list.addEventListener("mousedown", (event) => {
      const row = event.target.closest("[role=option]");
      if (!row) return;
      event.preventDefault();
      this.take(Number(row.dataset.place));
    });
  }

  look() {
    const before = this.box.value.slice(0, this.box.selectionStart);
    const typed = before.match(/(?:^|[^A-Za-z0-9.@/\\+\-])@([\p{L}\p{N}\p{M}\u200c\u200d_.\-]{0,30})$/u);
    if (!typed || this.box.selectionStart !== this.box.selectionEnd) return this.close();
    const start = typed[1].toLowerCase();
    this.at = before.length - typed[1].length;
    this.found = this.names
      .filter(({ name, shown }) => name.toLowerCase().startsWith(start) || shown.toLowerCase().startsWith(start))
      .slice(0, OFFERED);
    if (!this.found.length || (this.found.length === 1 && this.found[0].name.toLowerCase() === start)) return this.close();
    this.draw();
  }

  draw() {
    this.list.replaceChildren(
      ...this.found.map(({ name, shown }, place) => {
        const row = document.createElement("li");
        row.id = `${this.list.id}-${place}`;
        row.dataset.place = place;
        row.setAttribute("role", "option");
        row.textContent = `@${name}`;
        if (shown !== name) {
          const words = document.createElement("span");
          words.textContent = shown;
          row.append(" ", words);
        }
        return row;
      }),
    );
    this.list.hidden = false;
    this.choose(0);
  }

  choose(place) {
    this.active = (place + this.found.length) % this.found.length;
    for (const row of this.list.children) {
      row.setAttribute("aria-selected", String(Number(row.dataset.place) === this.active));
    }
    this.box.setAttribute("aria-activedescendant", `${this.list.id}-${this.active}`);
  }

  press(event) {
    if (this.list.hidden || event.isComposing || event.ctrlKey || event.metaKey) return;
    const acts = {
      ArrowDown: () => this.choose(this.active + 1),
      ArrowUp: () => this.choose(this.active - 1),
      Enter: () => this.take(this.active),
      Tab: () => this.take(this.active),
      Escape: () => this.close(),
    };
    const act = acts[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    act();
  }

  take(place) {
    const words = `${this.found[place].name} `;
    this.box.setRangeText(words, this.at, this.box.selectionStart, "end");
    this.close();
    this.box.focus();
  }

  close() {
    this.list.hidden = true;
    this.box.removeAttribute("aria-activedescendant");
  }
}

let number = 0;

export function prepare(form, box) {
  number += 1;
  new Completion(box, shownNames(), number).look();
}
