// The toolbar of a writing box, its shortcuts, lists that go on with Enter, and how much room is left.
const isMac = /Mac|iP/.test(navigator.platform);
const ITEM = /^(\s*(?:>\s?)*)(?:([-*+])|(\d{1,8})([.)]))(\s+)(?:\[[ xX]\](\s+))?/;
const QUOTE = /^\s*(?:>\s?)+/;
const ANY_MARK = /^(\s*)(?:[-*+]\s+(?:\[[ xX]\]\s+)?|\d{1,8}[.)]\s+)/;

export function prepare(form, box, tools) {
  new Toolbar(form, box, tools);
  box.addEventListener("beforeinput", (event) => goOn(event, box, tools.insert));
  if (!CSS.supports("field-sizing", "content")) growing(box);
  if (box.dataset.limit) roomLeft(form, box);
}

class Toolbar {
  constructor(form, box, { insert }) {
    Object.assign(this, { form, box, insert, bar: form.querySelector("[data-toolbar]"), keys: new Map() });
    this.buttons = [...this.bar.querySelectorAll("button")];
    for (const button of this.buttons) this.name(button);
    this.bar.addEventListener("click", (event) => {
      const button = event.target.closest("[data-mark]");
      if (button) this.mark(button);
    });
    // The box keeps its selection, and a phone its keyboard.
    this.bar.addEventListener("mousedown", (event) => event.preventDefault());
    this.bar.addEventListener("keydown", (event) => this.rove(event));
    this.bar.addEventListener("focusin", (event) => {
      for (const button of this.buttons) button.tabIndex = button === event.target ? 0 : -1;
    });
    box.addEventListener("keydown", (event) => this.press(event));
  }

  name(button) {
    const keys = button.dataset.shortcut;
    button.title = button.getAttribute("aria-label");
    if (!keys) return;
    this.keys.set(keys, button);
    const words = keys.split("+").map((key) => (key.length > 1 ? "Shift" : key.toUpperCase()));
    button.setAttribute("aria-keyshortcuts", [isMac ? "Meta" : "Control", ...words].join("+"));
    button.title += isMac ? ` (⌘${words.join("").replace("Shift", "⇧")})` : ` (Ctrl+${words.join("+")})`;
  }

  rove(event) {
    const at = this.buttons.indexOf(event.target);
    const forward = getComputedStyle(this.bar).direction === "rtl" ? -1 : 1;
    const to = { ArrowRight: at + forward, ArrowLeft: at - forward, Home: 0, End: -1 }[event.key];
    if (to === undefined || at < 0) return;
    event.preventDefault();
    this.buttons.at(to % this.buttons.length).focus();
  }

  press(event) {
    if (event.isComposing || event.altKey || !(isMac ? event.metaKey : event.ctrlKey)) return;
    const key = /^Digit/.test(event.code) ? event.code.slice(5) : event.key.toLowerCase();
    const button = this.keys.get(event.shiftKey ? `shift+${key}` : key);
    const by = { BracketRight: 1, BracketLeft: -1 }[event.code] ?? { "]": 1, "[": -1 }[key];
    if (button) this.mark(button);
    else if (by && !event.shiftKey) this.indent(by);
    else return;
    event.preventDefault();
  }

  mark(button) {
    const name = button.dataset.mark;
    const acts = {
      bold: () => this.wrap("**"),
      italic: () => this.wrap("*"),
      strike: () => this.wrap("~~"),
      heading: () => this.heading(),
      link: () => this.link(""),
      quote: () => this.lines(() => "> ", /^> ?/),
      code: () => this.code(),
      list: () => this.lines(() => "- ", /^- (?!\[[ xX]\] )/),
      numbers: () => this.lines((number) => `${number}. `, /^\d+[.)] /),
      tasks: () => this.lines(() => "- [ ] ", /^- \[[ xX]\] /),
      spoiler: () => this.spoiler(button.getAttribute("aria-label")),
      table: () => this.table(button.dataset.cells),
      image: () => this.ask("composer-image") && this.link("!"),
      emoji: () => this.ask("composer-emoji"),
    };
    acts[name]?.();
    this.box.focus();
  }

  // Other modules of the box may do it better: whoever cancels the event has done it.
  ask(name) {
    return this.form.dispatchEvent(new CustomEvent(name, { cancelable: true, detail: this.box }));
  }

  get chosen() {
    return this.box.value.slice(this.box.selectionStart, this.box.selectionEnd);
  }

  put(text, from, to, choose = [text.length, text.length]) {
    this.insert(this.box, text, from, to);
    this.box.setSelectionRange(from + choose[0], from + choose[1]);
  }

  wrap(sign) {
    const { value } = this.box;
    let { selectionStart: from, selectionEnd: to } = this.box;
    // Blanks at the edges would keep the signs from being read.
    while (from < to && /\s/.test(value[from])) from += 1;
    while (from < to && /\s/.test(value[to - 1])) to -= 1;
    const words = value.slice(from, to);
    const size = sign.length;
    const isOnly = (text, other) => text.endsWith(sign) && !(size === 1 && text.endsWith(sign + sign) && !text.endsWith(other));
    const isWithin = isOnly(value.slice(0, from), "***") && value.startsWith(sign, to);
    if (isWithin && !(size === 1 && value.startsWith("**", to) && !value.startsWith("***", to))) {
      this.put(words, from - size, to + size, [0, words.length]);
    } else if (words.length > 2 * size && words.startsWith(sign) && words.endsWith(sign) && !(size === 1 && words.startsWith("**"))) {
      const bare = words.slice(size, -size);
      this.put(bare, from, to, [0, bare.length]);
    } else if (words.includes("\n")) {
      const wrapped = words.replace(/^(\s*(?:(?:>|[-*+]|\d+[.)]|#{1,6})\s+)*)(\S.*?)\s*$/gm, `$1${sign}$2${sign}`);
      this.put(wrapped, from, to, [0, wrapped.length]);
    } else {
      this.put(sign + words + sign, from, to, [size, size + words.length]);
    }
  }

  // The whole lines that are chosen.
  get block() {
    const { value, selectionStart, selectionEnd } = this.box;
    const from = value.lastIndexOf("\n", selectionStart - 1) + 1;
    const end = value.indexOf("\n", Math.max(selectionEnd - (selectionEnd > selectionStart && value[selectionEnd - 1] === "\n" ? 1 : 0), from));
    const to = end < 0 ? value.length : end;
    return { from, to, rows: value.slice(from, to).split("\n") };
  }

  lines(sign, present) {
    const { from, to, rows } = this.block;
    const isQuote = present.test("> ");
    const isOne = rows.length === 1;
    const isMarked = (row) => present.test(isQuote ? row : row.trimStart());
    const full = rows.filter((row) => row.trim());
    let number = 0;
    const marked = full.length && full.every(isMarked)
      ? rows.map((row) => (isQuote ? row.replace(present, "") : row.replace(ANY_MARK, "$1")))
      : rows.map((row) => {
          if (isQuote) return isOne || row ? sign() + row : ">";
          if (!row.trim() && !isOne) return row;
          number += 1;
          const bare = row.replace(ANY_MARK, "$1");
          const [space] = bare.match(/^\s*/);
          return space + sign(number) + bare.slice(space.length);
        });
    // Behind a line of a paragraph it would be read as more of that paragraph.
    const before = this.box.value.slice(0, from).match(/([^\n]*)\n$/)?.[1] ?? "";
    const gap = before.trim() && !isMarked(before) && !(full.length && full.every(isMarked)) ? "\n" : "";
    const text = gap + marked.join("\n");
    this.put(text, from, to, isOne ? [text.length, text.length] : [gap.length, text.length]);
  }

  heading() {
    const { from, to, rows } = this.block;
    const text = rows.map((row) => {
      const [signs] = row.match(/^#{0,6}/);
      const words = row.slice(signs.length).trimStart();
      return ["# ", "## ", ""][Math.min(signs.length, 2)] + words;
    }).join("\n");
    this.put(text, from, to);
  }

  link(sign) {
    const { selectionStart: from, selectionEnd: to } = this.box;
    const words = this.chosen;
    const isAddress = /^https?:\/\/\S+$/.test(words);
    const address = isAddress ? words : "https://";
    const name = isAddress ? "" : words;
    const start = sign.length + 1;
    const place = start + name.length + 2;
    this.put(`${sign}[${name}](${address})`, from, to, name ? [place, place + address.length] : [start, start]);
  }

  code() {
    const { from, to, rows } = this.block;
    if (!this.chosen.includes("\n") && rows.join("").trim()) return this.wrap("`");
    const text = rows.join("\n");
    const fence = "`".repeat(Math.max(3, ...[...text.matchAll(/`+/g)].map(([signs]) => signs.length + 1)));
    return this.put(`${fence}\n${text}\n${fence}`, from, to, [fence.length + 1, fence.length + 1 + text.length]);
  }

  spoiler(title) {
    if (!this.chosen.includes("\n")) return this.wrap("||");
    const { from, to, rows } = this.block;
    const head = `/// details | ${title}\n`;
    return this.put(`${head}${rows.join("\n")}\n///`, from, to, [head.length, head.length + rows.join("\n").length]);
  }

  table(cells) {
    const { selectionEnd: at, value } = this.box;
    const before = value.slice(0, at);
    const gap = !before || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
    const [first, second] = cells.split("|").map((cell) => cell.trim());
    const text = `${gap}| ${first} | ${second} |\n| --- | --- |\n|  |  |\n`;
    this.put(text, at, at, [gap.length + 2, gap.length + 2 + first.length]);
  }

  indent(by) {
    const { from, to, rows } = this.block;
    const text = rows.map((row) => (by < 0 ? row.replace(/^(?: {1,4}|\t)/, "") : row && `    ${row}`)).join("\n");
    const at = this.box.selectionStart + text.split("\n")[0].length - rows[0].length - from;
    this.put(text, from, to, rows.length > 1 ? [0, text.length] : [Math.max(at, 0), Math.max(at, 0)]);
  }
}

// Enter goes on with a list or a quote; a second one, behind nothing, ends it.
function goOn(event, box, insert) {
  if (event.inputType !== "insertLineBreak" || event.isComposing || box.selectionStart !== box.selectionEnd) return;
  const at = box.selectionStart;
  const before = box.value.slice(0, at);
  const from = before.lastIndexOf("\n") + 1;
  const row = before.slice(from);
  const match = row.match(ITEM) ?? row.match(QUOTE);
  if (!match || isInFence(before.slice(0, from))) return;
  event.preventDefault();
  const [sign, quoted = "", dot, number, end, space, isTask] = match;
  const rest = box.value.slice(at).match(/^[^\n]*/)[0];
  if (row.length === sign.length && !rest.trim()) {
    // Out of a list within a quote one is still in the quote.
    insert(box, dot || number ? quoted : "", from, at + rest.length);
    return;
  }
  const next = dot || number ? `${quoted}${dot ?? Number(number) + 1 + end}${space}${isTask ? `[ ]${isTask}` : ""}` : sign.replace(/>$/, "> ");
  insert(box, `\n${next}`, at, at);
}

function isInFence(text) {
  let fence = "";
  for (const [, signs] of text.matchAll(/^ {0,3}(`{3,}|~{3,})/gm)) {
    if (!fence) fence = signs;
    else if (signs.startsWith(fence)) fence = "";
  }
  return Boolean(fence);
}

function growing(box) {
  const grow = () => {
    box.style.height = "auto";
    box.style.height = `${Math.min(box.scrollHeight + 2, innerHeight * 0.7)}px`;
  };
  box.addEventListener("input", grow);
  grow();
}

// How many characters are left, from where it matters. It is said where it begins to, not with each letter.
function roomLeft(form, box) {
  const limit = Number(box.dataset.limit);
  const near = Math.max(limit / 20, 100);
  const field = box.closest("[data-editor]");
  const line = Object.assign(document.createElement("p"), { className: "composer-room", hidden: true });
  const said = Object.assign(document.createElement("p"), { className: "hidden" });
  said.setAttribute("role", "status");
  line.setAttribute("aria-hidden", "true");
  field.querySelector(".markdown-help").before(line, said);
  let state = "";
  const look = () => {
    const { value } = box;
    // Letters beyond the first 65,536 are two places long here, and one for the forum.
    const left = limit - (value.length > limit - near ? [...value].length : value.length);
    const now = left < 0 ? "over" : left < near ? "near" : "";
    const words = now && field.dataset[now].replace("%", Math.abs(left).toLocaleString(document.documentElement.lang));
    line.hidden = !now;
    line.textContent = words;
    line.classList.toggle("is-over", now === "over");
    if (now !== state) said.textContent = words;
    state = now;
  };
  box.addEventListener("input", look);
  look();
}
