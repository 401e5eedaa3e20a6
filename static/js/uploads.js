// Files of a writing box: chosen, dropped or pasted, they go to the forum one after another and come into the text.
const WAIT = 5; // seconds before another try, where the forum does not say how many
const SIGNS = /[\\[\]|`*<]/g;
// A file in the text: what shows it or leads to it, its words and its address.
const NAMED = /!?\[((?:\\.|[^\\\]\n])*)\]\((\/files\/[0-9A-Za-z]{22}\/[^)\s]+)\)/g;

export function prepare(form, box, tools) {
  const field = form.querySelector("[data-attach]");
  if (field) new Uploads(form, box, tools, field);
}

class Uploads {
  constructor(form, box, tools, field) {
    Object.assign(this, { form, box, tools, field, words: field.dataset, queue: [], active: null, held: null, rows: new Map() });
    this.input = field.querySelector("input");
    field.querySelector("[name=attach]").remove();
    this.list = document.createElement("ul");
    this.list.className = "uploads";
    this.said = document.createElement("p");
    this.said.className = "hidden";
    this.said.setAttribute("role", "status");
    box.closest("[data-editor]").after(this.list, this.said);
    box.addEventListener("input", () => this.look());
    this.look();
    this.input.addEventListener("change", () => {
      this.take(this.input.files);
      // They are on their way, and do not go with the form as well.
      this.input.value = "";
    });
    form.addEventListener("composer-image", (event) => {
      // Words that are chosen become the description of a picture elsewhere.
      if (box.selectionStart !== box.selectionEnd) return;
      event.preventDefault();
      this.input.click();
    });
    form.addEventListener("paste", (event) => this.paste(event), { capture: true });
    for (const kind of ["dragenter", "dragover", "dragleave", "drop"]) form.addEventListener(kind, (event) => this.drag(event));
    form.addEventListener("submit", (event) => this.hold(event), { capture: true });
    if (this.input.files.length) this.take(this.input.files);
  }

  // A piece of a page or of a spreadsheet comes with a picture of itself; its words are what is meant.
  paste(event) {
    const { files, types } = event.clipboardData;
    if (event.target !== this.box || !files.length || types.includes("text/plain")) return;
    event.preventDefault();
    event.stopPropagation();
    this.take(files);
  }

  drag(event) {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    this.form.toggleAttribute("data-dropping", event.type === "dragenter" || event.type === "dragover");
    if (event.type === "drop") this.take(event.dataTransfer.files);
  }

  // Whoever posts before all has arrived waits for it.
  hold(event) {
    if (!this.active && !this.queue.length) return;
    event.preventDefault();
    event.stopPropagation();
    this.held = event.submitter;
    this.say(this.words.waiting);
  }

  say(words) {
    this.said.textContent = words;
  }

  take(files) {
    for (const file of files) this.queue.push(new Upload(this, file));
    this.next();
  }

  next() {
    if (this.active) return;
    this.active = this.queue.shift() ?? null;
    if (this.active) return this.active.send();
    const submitter = this.held;
    this.held = null;
    if (submitter && !this.list.querySelector(".upload-failed")) this.form.requestSubmit(submitter);
  }

  done(upload) {
    this.queue = this.queue.filter((other) => other !== upload);
    if (this.active !== upload) return;
    this.active = null;
    this.next();
  }

  // At the end of the line that one is in, so that no word is torn.
  insert(markdown) {
    const { box } = this;
    const end = box.value.indexOf("\n", box.selectionEnd);
    const at = end < 0 ? box.value.length : end;
    const text = `${at && box.value[at - 1] !== "\n" ? "\n" : ""}${markdown}${box.value[at] === "\n" ? "" : "\n"}`;
    if (document.activeElement === box) return this.tools.insert(box, text, at, at);
    this.replace(text, at, at);
  }

  replace(text, from, to) {
    this.box.setRangeText(text, from, to, "preserve");
    this.box.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertText" }));
  }

  // The files that the text names, whoever put them there: what is quoted is another's.
  named() {
    const { value } = this.box;
    if (!value.includes("(/files/")) return [];
    const isQuoted = (at) => /^\s*>/.test(value.slice(value.lastIndexOf("\n", at) + 1));
    return [...value.matchAll(NAMED)].filter(({ index }) => !isQuoted(index));
  }

  look() {
    const found = new Map(this.named().map((file) => [file[2], file]));
    for (const [address, row] of this.rows) {
      if (found.has(address)) continue;
      row.row.remove();
      this.rows.delete(address);
    }
    for (const [address, file] of found) {
      if (!this.rows.has(address)) this.rows.set(address, new FileInText(this, address, file[0].startsWith("!")));
      this.rows.get(address).show(file[1]);
    }
  }

  find(address) {
    return this.named().find((file) => file[2] === address);
  }

  describe(address, words) {
    const file = this.find(address);
    // In Markdown all of these mean something.
    const description = words.replace(SIGNS, "\\$&");
    if (file) this.replace(`![${description}](${address})`, file.index, file.index + file[0].length);
  }

  // With the line, where nothing else is on it.
  takeOut(address) {
    const file = this.find(address);
    if (!file) return;
    const { value } = this.box;
    let [from, to] = [file.index, file.index + file[0].length];
    const isAlone = (!from || value[from - 1] === "\n") && (to === value.length || value[to] === "\n");
    if (isAlone && to < value.length) to += 1;
    else if (isAlone && from) from -= 1;
    this.box.focus();
    this.tools.insert(this.box, "", from, to);
  }
}

class FileInText {
  constructor(uploads, address, isPicture) {
    Object.assign(this, { uploads, address, words: uploads.words });
    const name = nameIn(address);
    this.row = document.createElement("li");
    this.state = Object.assign(document.createElement("span"), { className: "upload-state" });
    const button = Object.assign(document.createElement("button"), { type: "button", className: "button button-small button-quiet", textContent: this.words.remove });
    button.setAttribute("aria-label", `${this.words.remove}: ${name}`);
    button.addEventListener("click", () => uploads.takeOut(address));
    this.row.append(Object.assign(document.createElement("bdi"), { textContent: name, className: "upload-name" }), this.state, button);
    if (isPicture) this.offerDescription(name);
    uploads.list.append(this.row);
  }

  offerDescription(name) {
    this.input = Object.assign(document.createElement("input"), { type: "text", maxLength: 300, placeholder: this.words.describe });
    this.input.setAttribute("aria-label", `${this.words.describe}: ${name}`);
    this.input.addEventListener("input", () => this.uploads.describe(this.address, this.input.value.trim()));
    this.input.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) event.preventDefault();
    });
    this.state.after(this.input);
  }

  show(description) {
    const isBare = this.input && !description.trim();
    this.state.textContent = isBare ? this.words.undescribed : this.words.arrived;
    if (this.input && document.activeElement !== this.input) this.input.value = description.replace(/\\([\\[\]|`*<])/g, "$1");
  }
}

function nameIn(address) {
  const name = address.slice(address.lastIndexOf("/") + 1);
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

class Upload {
  constructor(uploads, file) {
    Object.assign(this, { uploads, file, words: uploads.words });
    this.row = document.createElement("li");
    this.name = Object.assign(document.createElement("bdi"), { textContent: file.name, className: "upload-name" });
    this.progress = Object.assign(document.createElement("progress"), { max: 1, value: 0 });
    this.progress.setAttribute("aria-label", file.name);
    this.state = Object.assign(document.createElement("span"), { className: "upload-state", textContent: this.words.waiting });
    this.button = Object.assign(document.createElement("button"), { type: "button", className: "button button-small button-quiet" });
    this.button.addEventListener("click", () => this.press());
    this.label(this.words.cancel);
    this.row.append(this.name, this.progress, this.state, this.button);
    uploads.list.append(this.row);
  }

  label(words) {
    this.button.textContent = words;
    this.button.setAttribute("aria-label", `${words}: ${this.file.name}`);
  }

  press() {
    if (this.hasFailed) {
      this.hasFailed = false;
      this.row.classList.remove("upload-failed");
      this.progress.hidden = false;
      this.label(this.words.cancel);
      this.uploads.queue.push(this);
      return this.uploads.next();
    }
    this.request?.abort();
    clearTimeout(this.timer);
    this.row.remove();
    this.uploads.box.focus();
    this.uploads.done(this);
  }

  send() {
    const body = new FormData();
    body.set("csrfmiddlewaretoken", this.uploads.form.elements.csrfmiddlewaretoken.value);
    body.set("place", this.words.attach);
    body.set("files", this.file);
    this.request = new XMLHttpRequest();
    this.request.open("POST", this.words.address);
    this.request.responseType = "json";
    this.request.upload.onprogress = ({ loaded, total }) => {
      this.progress.value = loaded / total;
      this.state.textContent = `${Math.round((100 * loaded) / total)} %`;
      if (loaded === total) this.progress.removeAttribute("value");
    };
    this.request.onload = () => this.answered();
    this.request.onerror = () => this.fail(this.words.failed);
    this.request.send(body);
  }

  answered() {
    const { status, response } = this.request;
    if (status === 201) return this.arrive(response.files[0]);
    if (status === 503 && !this.isSecond) {
      this.isSecond = true;
      const seconds = Number(this.request.getResponseHeader("Retry-After")) || WAIT;
      this.state.textContent = this.words.waiting;
      this.timer = setTimeout(() => this.send(), seconds * 1000);
      return;
    }
    // The same file would be refused again.
    // What the server itself does not take has no words of ours.
    this.fail(response?.error ?? (status === 413 ? this.words.tooBig : this.words.failed), [403, 413, 422].includes(status));
  }

  fail(reason, isFinal = false) {
    this.hasFailed = !isFinal;
    this.isSecond = false;
    this.row.classList.add("upload-failed");
    this.progress.hidden = true;
    this.state.textContent = reason;
    this.uploads.say(`${this.file.name}: ${reason}`);
    this.label(isFinal ? this.words.remove : this.words.retry);
    this.uploads.done(this);
  }

  arrive({ name, markdown }) {
    this.row.remove();
    this.uploads.insert(markdown);
    this.uploads.say(`${name}: ${this.words.arrived}`);
    this.uploads.done(this);
  }
}
