// Topics whose titles fit what is typed, in a list below a field that searches: the combobox pattern of ARIA.
// Enter without choosing one searches, as it does without this.
const FEWEST = 2;
const PAUSE = 200;
const lists = new WeakMap();

class Suggestions {
  constructor(field) {
    Object.assign(this, { field, topics: [], active: -1, asked: "" });
    this.list = document.createElement("ul");
    Object.assign(this.list, { className: "suggestions", id: `${field.id}_topics`, hidden: true });
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", field.dataset.label);
    field.after(this.list);
    const about = { role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-controls": this.list.id, "aria-expanded": "false" };
    for (const [name, value] of Object.entries(about)) field.setAttribute(name, value);
    field.addEventListener("input", (event) => event.isComposing || this.later());
    field.addEventListener("keydown", (event) => this.press(event));
    field.addEventListener("blur", () => this.close());
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const row = event.target.closest("[role=option]");
      if (row) this.open([...this.list.children].indexOf(row));
    });
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.look().catch(() => this.close()), PAUSE);
  }

  async look() {
    const typed = this.field.value.trim();
    this.asked = typed;
    if (typed.length < FEWEST) return this.close();
    const answer = await fetch(`${this.field.dataset.suggestions}?${new URLSearchParams({ q: typed })}`);
    // Meanwhile more may have been typed, or the field left.
    if (this.asked !== typed || document.activeElement !== this.field) return undefined;
    if (!answer.ok) return this.close();
    this.topics = (await answer.json()).topics;
    return this.topics.length ? this.draw() : this.close();
  }

  draw() {
    this.list.replaceChildren(
      ...this.topics.map(({ title, board }, place) => {
        const row = document.createElement("li");
        const where = document.createElement("small");
        Object.assign(row, { id: `${this.list.id}_${place}`, dir: "auto", textContent: title });
        row.setAttribute("role", "option");
        where.textContent = board;
        row.append(where);
        return row;
      }),
    );
    this.list.hidden = false;
    this.field.setAttribute("aria-expanded", "true");
    this.choose(-1);
  }

  choose(place) {
    this.active = place;
    [...this.list.children].forEach((row, number) => row.setAttribute("aria-selected", String(number === place)));
    if (place < 0) return this.field.removeAttribute("aria-activedescendant");
    this.list.children[place].scrollIntoView({ block: "nearest" });
    return this.field.setAttribute("aria-activedescendant", this.list.children[place].id);
  }

  press(event) {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (this.list.hidden) {
      if (event.key === "ArrowDown") this.later();
      return;
    }
    // One place more than there are topics: the field itself, with what was typed.
    const places = this.topics.length + 1;
    const acts = {
      ArrowDown: () => this.choose(((this.active + 2) % places) - 1),
      ArrowUp: () => this.choose(((this.active + places) % places) - 1),
      Enter: () => this.open(this.active),
      Escape: () => this.close(),
    };
    if (!acts[event.key] || (event.key === "Enter" && this.active < 0)) return;
    event.preventDefault();
    acts[event.key]();
  }

  open(place) {
    location.assign(this.topics[place].address);
  }

  close() {
    clearTimeout(this.timer);
    this.list.hidden = true;
    this.field.setAttribute("aria-expanded", "false");
    this.choose(-1);
  }
}

export function suggest(field) {
  if (lists.has(field)) return;
  lists.set(field, new Suggestions(field));
}
