// What may be meant by what is typed behind an @ (people), a # (tags and topics) or a colon (emoji): a list at the
// cursor. The forum is asked; those who are on the page, or were on an earlier one, are offered at once.
const PAUSE = 150;
const MOST = 8;
const NAMES = "shown-names";
const MOST_NAMES = 200;

const KINDS = {
  people: { typed: /(?:^|[^A-Za-z0-9.@/\\+\-])(@([\p{L}\p{N}\p{M}\u200c\u200d_.\-]{0,30}))$/u, fewest: 0 },
  // Also the beginning of a hashtag: nothing is chosen until somebody chooses.
  references: { typed: /(?:^|[^\p{L}\p{N}/&#@=\\.])(#([\p{L}\p{N}][\p{L}\p{N}_\-]{1,40}))$/u, fewest: 2, isOpen: true },
  emoji: { typed: /(?:^|[^\w:/{=?&#])(:([a-z0-9_+\-]{2,40}))$/, asked: /(?:^|.)(:([a-z0-9_+\-]{0,40}))$/s, fewest: 2 },
};

// Names that this reader has been shown, on this page or earlier ones.
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

let count = 0;

class Completion {
  constructor(form, box, insert) {
    count += 1;
    this.field = box.closest("[data-editor]");
    Object.assign(this, { form, box, insert, names: shownNames(), rows: [], active: -1, asked: "", answers: new Map() });
    this.list = document.createElement("ul");
    Object.assign(this.list, { className: "completion", id: `completion-${count}`, hidden: true });
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", this.field.dataset.offers);
    this.field.append(this.list);
    box.setAttribute("aria-autocomplete", "list");
    box.setAttribute("aria-controls", this.list.id);
    box.addEventListener("input", (event) => event.isComposing || this.look());
    box.addEventListener("keydown", (event) => this.press(event), { capture: true });
    box.addEventListener("beforeinput", (event) => this.space(event));
    box.addEventListener("blur", () => this.close());
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const row = event.target.closest("[role=option]");
      if (row) this.take([...this.list.children].indexOf(row));
    });
    form.addEventListener("composer-emoji", (event) => {
      event.preventDefault();
      this.isAsked = true;
      const before = box.value.slice(0, box.selectionStart);
      insert(box, /[\w:]$/.test(before) ? " :" : ":");
    });
  }

  // What is being typed at the cursor, and of what kind it is.
  get typed() {
    const { selectionStart: at, selectionEnd, value } = this.box;
    if (at !== selectionEnd) return null;
    const before = value.slice(Math.max(at - 60, 0), at);
    for (const [kind, { typed, asked }] of Object.entries(KINDS)) {
      const match = before.match(this.isAsked && asked ? asked : typed);
      if (match) return { kind, word: match[2], from: at - match[1].length };
    }
    return null;
  }

  look() {
    clearTimeout(this.timer);
    const { typed } = this;
    if (!typed) return this.close();
    this.from = typed.from;
    this.offer(typed);
    this.timer = setTimeout(() => this.ask(typed).catch(() => {}), this.isAsked ? 0 : PAUSE);
  }

  offer({ kind, word }, answer = this.answers.get(`${kind} ${word}`)) {
    this.isOpen = KINDS[kind].isOpen;
    const rows = kind === "people" ? this.people(word, answer) : answer ?? [];
    const isWhole = rows.length === 1 && rows[0].shown.toLowerCase() === `@${word}`.toLowerCase();
    if (rows.length && !isWhole) this.draw(rows);
    // While an answer is on its way, what is there stays, unless it fits no more.
    else if (answer || isWhole || kind === "people") this.hide();
  }

  people(word, answer = []) {
    const start = word.toLowerCase();
    const here = this.names.filter(({ name, shown }) => [name, shown].some((one) => one.toLowerCase().startsWith(start)));
    const rows = here.map(({ name, shown }) => ({ shown: `@${name}`, more: shown === name ? "" : shown, text: `@${name} ` }));
    const all = new Map([...rows, ...answer].map((row) => [row.text, row]));
    return [...all.values()].slice(0, MOST);
  }

  async ask(typed) {
    const { kind, word } = typed;
    const key = `${kind} ${word}`;
    this.asked = key;
    if (this.answers.has(key)) return;
    const query = new URLSearchParams({ q: word, place: this.form.dataset.place ?? "" });
    const answer = await fetch(`${this.field.dataset[kind]}?${query}`);
    if (!answer.ok) return;
    const { rows } = await answer.json();
    this.answers.set(key, rows);
    // Meanwhile more may have been typed, or the box left.
    if (this.asked === key && document.activeElement === this.box) this.offer(typed, rows);
  }

  draw(rows) {
    // What somebody has gone to stays chosen when more names arrive.
    const chosen = this.active > 0 ? rows.findIndex(({ shown }) => shown === this.rows[this.active]?.shown) : -1;
    this.rows = rows;
    this.list.replaceChildren(
      ...rows.map(({ shown, more }, place) => {
        const row = document.createElement("li");
        Object.assign(row, { id: `${this.list.id}-${place}`, dir: "auto", textContent: shown });
        row.setAttribute("role", "option");
        if (more) {
          const words = document.createElement("span");
          words.textContent = more;
          row.append(" ", words);
        }
        return row;
      }),
    );
    this.list.hidden = false;
    this.place();
    this.choose(chosen > 0 ? chosen : this.isOpen ? -1 : 0);
  }

  // Below the line with the cursor, measured in a copy of the box.
  place() {
    const { box, list, field } = this;
    const style = getComputedStyle(box);
    const copy = document.createElement("div");
    for (const name of ["font", "letterSpacing", "padding", "borderWidth", "lineHeight", "textAlign", "tabSize"]) copy.style[name] = style[name];
    Object.assign(copy.style, { position: "absolute", visibility: "hidden", whiteSpace: "pre-wrap", overflowWrap: "break-word", width: `${box.clientWidth}px` });
    const mark = document.createElement("span");
    mark.textContent = box.value.slice(this.from, box.selectionStart) || ".";
    copy.dir = style.direction;
    copy.append(box.value.slice(0, this.from), mark);
    field.append(copy);
    const line = box.offsetTop + Math.min(mark.offsetTop - box.scrollTop, box.clientHeight - mark.offsetHeight);
    const below = line + mark.offsetHeight + 4;
    const most = field.clientWidth - list.offsetWidth;
    // Above the line, where there is no room below it. On a phone the keyboard takes half of the window.
    const edge = field.getBoundingClientRect().top;
    const isLow = edge + below + list.offsetHeight > (window.visualViewport?.height ?? innerHeight);
    const top = isLow && edge + line > list.offsetHeight ? line - list.offsetHeight - 4 : below;
    Object.assign(list.style, { top: `${top}px`, left: `${Math.max(Math.min(box.offsetLeft + mark.offsetLeft, most), 0)}px` });
    copy.remove();
  }

  choose(place) {
    this.active = place;
    [...this.list.children].forEach((row, number) => row.setAttribute("aria-selected", String(number === place)));
    if (place < 0) return this.box.removeAttribute("aria-activedescendant");
    this.list.children[place].scrollIntoView({ block: "nearest" });
    return this.box.setAttribute("aria-activedescendant", this.list.children[place].id);
  }

  press(event) {
    if (this.list.hidden || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const many = this.rows.length;
    const acts = {
      ArrowDown: () => this.choose((this.active + 1) % many),
      ArrowUp: () => this.choose((Math.max(this.active, 0) + many - 1) % many),
      Enter: () => this.take(this.active),
      Tab: () => this.take(this.active),
      Escape: () => this.close(),
    };
    const act = acts[event.key];
    if (!act || (this.active < 0 && ["Enter", "Tab"].includes(event.key)) || (event.shiftKey && event.key !== "Enter")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    act();
  }

  take(place) {
    const { text } = this.rows[place];
    const { box } = this;
    // There is one blank behind it: none is added to one that is there, and the one that is typed now takes its place.
    const after = box.value[box.selectionStart] ?? "";
    const isBefore = /[\s.,;:!?)]/.test(after);
    this.insert(box, isBefore ? text.trimEnd() : text, this.from, box.selectionStart);
    const isSpaced = text.endsWith(" ") && (after === " " || !isBefore);
    if (isSpaced && isBefore) box.setSelectionRange(box.selectionStart + 1, box.selectionStart + 1);
    this.spacedAt = isSpaced ? box.selectionStart : null;
    this.close();
  }

  // By habit a blank is typed behind a name; there is one.
  space(event) {
    if (event.inputType === "insertText" && event.data === " " && this.box.selectionStart === this.spacedAt) event.preventDefault();
    this.spacedAt = null;
  }

  hide() {
    this.list.hidden = true;
    this.choose(-1);
  }

  close() {
    clearTimeout(this.timer);
    Object.assign(this, { asked: "", isAsked: false });
    this.hide();
  }
}

export function prepare(form, box, { insert }) {
  new Completion(form, box, insert).look();
}
