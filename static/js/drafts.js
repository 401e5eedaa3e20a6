// Keeps what is written: each second on this device, and as a draft two seconds after the last key and on leaving.
// A copy stays on the device only as long as the forum does not have the text.
const COPY = 1_000;
const QUIET = 2_000;
const RETRIES = [5_000, 10_000, 20_000, 40_000, 60_000];
const LONG_OPEN = 60_000;
const CARRIED = 60_000; // bytes; a browser lets no more than 64 KiB outlive their page
const BESIDE = /^(poll_|field_|(tags|to)$)/; // what belongs to a text, besides its title
const OF_THE_PAGE = ["csrfmiddlewaretoken", "draft", "key", "next"];

export function prepare(form, box) {
  const part = form.querySelector("[data-draft]");
  if (part) new Draft(form, box, part);
}

class Draft {
  constructor(form, box, part) {
    const { title, key } = form.elements;
    Object.assign(this, { form, box, part, title, key, said: part.dataset, tries: 0, isLeaving: false, isOver: false });
    this.sequence = part.querySelector("[name=draft]");
    this.state = part.querySelector("[data-draft-state]");
    this.aloud = Object.assign(document.createElement("p"), { className: "hidden", role: "status" });
    part.append(this.aloud);
    this.name = `draft:${this.said.member}:${this.said.draft}`;
    this.saved = this.isAsGiven() ? this.content() : "";
    form.addEventListener("input", () => this.typed());
    form.addEventListener("change", () => this.typed());
    form.addEventListener("submit", (event) => this.submitted(event));
    // Whoever signs out leaves nothing here: page.js erases the copies, and leaving makes no other.
    document.addEventListener("submit", ({ target }) => (this.isOver = target !== form && target.action.endsWith("/logout/")));
    addEventListener("online", () => this.save());
    addEventListener("pagehide", () => this.leave());
    addEventListener("pageshow", ({ persisted }) => {
      this.isLeaving = false;
      if (persisted) this.look();
    });
    document.addEventListener("visibilitychange", () => (document.hidden ? this.leave() : this.look()));
    const other = part.querySelector(":scope > [data-draft-other]");
    if (other) this.offer(other);
    this.resume();
    // Somebody may have written before this script came, or this page may have waited for long.
    if (!this.isAsGiven()) this.typed();
    else if (performance.now() > LONG_OPEN) this.look();
  }

  isAsGiven() {
    const written = [...this.form.elements].filter(({ type }) => type === "text" || type === "textarea");
    return written.every(({ value, defaultValue }) => value === defaultValue);
  }

  fields() {
    const fields = [...new FormData(this.form)].filter(([, value]) => typeof value === "string");
    return fields.filter(([name]) => !OF_THE_PAGE.includes(name));
  }

  content() {
    return JSON.stringify(this.fields());
  }

  typed() {
    this.isLeaving = this.isOver = false;
    if (this.content() === this.saved) return;
    delete this.form.dataset.saved;
    this.copying ??= setTimeout(() => this.copy(), COPY);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), QUIET);
  }

  // The copy on this device, until the forum has the text. What was sent is looked after on the page that follows.
  copy(isSent = false) {
    clearTimeout(this.copying);
    this.copying = null;
    if (this.isOver || this.content() === this.saved) return;
    const copy = { fields: this.fields(), key: this.key?.value ?? "", sequence: this.sequence.value, isSent };
    try {
      localStorage.setItem(this.name, JSON.stringify(copy));
    } catch {
      // Storage that is full or switched off: the forum has it within two seconds.
    }
  }

  forget() {
    clearTimeout(this.copying);
    this.copying = null;
    try {
      localStorage.removeItem(this.name);
    } catch {
      // As above.
    }
  }

  // What an earlier page could not save: its browser was killed, or the network gone.
  async resume() {
    let copy = null;
    try {
      copy = JSON.parse(localStorage.getItem(this.name));
    } catch {
      // As above, or nothing of ours.
    }
    if (!copy?.fields) return;
    const text = Object.fromEntries(copy.fields);
    if (written(copy.fields) === written(this.fields())) {
      this.saved = "";
      return this.save();
    }
    let answer;
    this.isBusy = true;
    try {
      answer = await this.sent(copy);
    } catch {
      answer = { status: 0 };
    }
    this.isBusy = false;
    if (answer.status === 200) {
      this.forget();
      if (answer.posted || answer.is_empty) return;
    }
    if (answer.status === 409 || !this.isAsGiven()) {
      if (answer.sequence) this.sequence.value = answer.sequence;
      return this.ask({ ...text, fields: copy.fields });
    }
    refill(this.form, copy.fields);
    this.write(text);
    if (answer.status === 200) this.note(answer, this.content());
    else this.saved = "";
    this.say(this.said.saidRestored);
    if (answer.status !== 200) this.save();
  }

  async save() {
    clearTimeout(this.timer);
    if (this.isBusy) return (this.isWaiting = true);
    const content = this.content();
    if (this.isLeaving || this.isAsking || content === this.saved) return;
    Object.assign(this, { isBusy: true, isWaiting: false });
    let answer;
    try {
      answer = await this.sent({ fields: this.fields(), key: this.key?.value ?? "", sequence: this.sequence.value });
    } catch {
      answer = { status: 0 };
    }
    this.isBusy = false;
    // A text that is on its way to be posted is no draft any more, whatever the answer says.
    if (this.isLeaving) return;
    this.take(answer, content);
    if (this.isWaiting) this.save();
  }

  // A text that this tab has as it was saved gives way to a newer one from another tab or device.
  async look() {
    const content = this.content();
    if (this.isBusy || this.isAsking || this.isLeaving || content !== this.saved) return;
    let answer;
    try {
      answer = await (await fetch(this.said.save, { cache: "no-store" })).json();
    } catch {
      return; // No answer, or no draft any more: the next one that is saved says so.
    }
    const isOlder = !(answer.sequence > Number(this.sequence.value)) || answer.is_empty;
    if (isOlder || this.isBusy || this.isAsking || this.isLeaving || this.content() !== content) return;
    this.sequence.value = answer.sequence;
    const isSame = answer.body === this.box.value && (answer.title ?? "") === (this.title?.value ?? "");
    if (isSame && beside(answer.fields) === beside(this.fields())) return;
    this.write(answer);
    clearTimeout(this.timer);
    this.saved = this.content();
    this.form.dataset.saved = "";
    this.forget();
    this.say(this.said.saidNewer);
  }

  // Sends a text to be saved; returns the status and what was answered.
  async sent({ fields, key, sequence }, isRetried = false) {
    const body = new FormData();
    for (const [name, value] of fields) body.append(name, value);
    body.set("csrfmiddlewaretoken", this.form.elements.csrfmiddlewaretoken.value);
    body.set("draft", sequence);
    body.set("key", key);
    const before = this.tried; // saved perhaps, though its answer was lost
    this.tried = body.get("body");
    const size = new Blob(fields.flat()).size + fields.length * 200;
    const response = await fetch(this.said.save, { method: "POST", body, keepalive: size < CARRIED });
    const isOurs = response.headers.get("Content-Type")?.startsWith("application/json");
    const answer = isOurs ? await response.json() : {};
    if (response.status === 403 && !isRetried && (await this.isStillIn())) {
      return this.sent({ fields, key, sequence }, true);
    }
    if (answer.posted && !answer.is_same && !isRetried) {
      if (this.key) this.key.value = answer.key;
      return this.sent({ fields, key: answer.key, sequence: answer.sequence }, true);
    }
    if (response.status === 409 && answer.body === before && !isRetried) {
      return this.sent({ fields, key, sequence: answer.sequence }, true);
    }
    return { status: response.status, retryAfter: response.headers.get("Retry-After"), ...answer };
  }

  // Whether the same member is signed in, perhaps anew in another tab: then all forms here get the token of now.
  async isStillIn() {
    const { member, token } = await (await fetch(this.said.token)).json();
    if (String(member) !== this.said.member) return false;
    for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = token;
    return true;
  }

  take(answer, content) {
    const { status } = answer;
    if (status === 200) return this.note(answer, content);
    if (status === 409) {
      this.sequence.value = answer.sequence;
      // What was posted or discarded elsewhere comes back only if somebody goes on writing here.
      return answer.is_empty ? this.say(this.said.saidGone) : this.ask(answer);
    }
    this.copy();
    if (status === 403) return this.say(this.said.saidSignedOut);
    if (answer.error && status !== 429) return this.say(answer.error);
    this.say(navigator.onLine ? this.said.saidFailed : this.said.saidOffline);
    const pause = Math.max(RETRIES[Math.min(this.tries, RETRIES.length - 1)], (answer.retryAfter ?? 0) * 1_000);
    this.tries += 1;
    this.timer = setTimeout(() => this.save(), pause);
  }

  note({ sequence, words, posted, is_empty: isEmpty }, content) {
    Object.assign(this, { saved: content, tries: 0 });
    this.sequence.value = sequence;
    if (this.content() === content) {
      this.form.dataset.saved = "";
      this.forget();
    }
    this.part.querySelector("[data-draft-discard]").hidden = isEmpty || posted;
    this.state.textContent = posted || isEmpty ? "" : words;
    // To be told once is enough, unless something has gone wrong since.
    if (words && !isEmpty && this.told !== this.said.saidSaved) this.tell(this.said.saidSaved);
  }

  say(words) {
    this.state.textContent = words;
    if (this.told !== words) this.tell(words);
  }

  tell(words) {
    this.told = words;
    this.aloud.textContent = words;
  }

  write({ title, body, base, fields = [] }) {
    if (fields.some(([name]) => BESIDE.test(name))) refill(this.form, fields, BESIDE);
    this.box.value = body ?? "";
    if (this.title) this.title.value = title ?? "";
    // What was written over an earlier version of a post is not saved over a later one unseen.
    if (base && this.form.elements.base) this.form.elements.base.value = base;
    this.box.dispatchEvent(new Event("input", { bubbles: true }));
  }

  // Two texts: one in the box, and one beside it that can be swapped with it.
  ask({ title, body, base, time, fields }) {
    this.part.querySelector(":scope > [data-draft-other]")?.remove();
    this.part.querySelector("[data-draft-undo]").hidden = true;
    const other = this.part.querySelector("template").content.firstElementChild.cloneNode(true);
    this.fill(other, { title, body, base, fields });
    if (time) other.querySelector("label[for=other-body]").append(` · ${time}`);
    this.part.append(other);
    this.offer(other);
  }

  fill(other, { title, body, base, fields = [] }) {
    const more = fields.filter(([name, value]) => /^(poll_question|poll_option|field_)/.test(name) && value.trim());
    other.dataset.base = base ?? "";
    other.dataset.fields = JSON.stringify(fields);
    other.querySelector("[data-other-title]").hidden = !title;
    other.querySelector("[data-other-beside]").hidden = !more.length;
    other.querySelector("input").value = title ?? "";
    other.querySelector("#other-body").value = body ?? "";
    other.querySelector("#other-beside").value = more.map(([, value]) => value.trim()).join("\n");
  }

  offer(other) {
    this.isAsking = true;
    this.copy();
    this.state.textContent = "";
    other.querySelector("[data-draft-choices]").hidden = false;
    other.querySelector("[data-draft-take]").addEventListener("click", () => {
      const mine = { title: this.title?.value, body: this.box.value, base: this.form.elements.base?.value, fields: this.fields() };
      const [title, body] = ["input", "#other-body"].map((name) => other.querySelector(name).value);
      const theirs = { title, body, base: other.dataset.base, fields: JSON.parse(other.dataset.fields) };
      this.write(theirs);
      this.decide(other, this.said.saidTaken, mine);
    });
    other.querySelector("[data-draft-keep]").addEventListener("click", () => this.decide(other, this.said.saidKept));
  }

  // What was chosen is said and saved. Until the page goes, both texts can be had back.
  decide(other, words, before = null) {
    const undo = this.part.querySelector("[data-draft-undo]");
    const button = undo.querySelector("button").cloneNode(true);
    undo.querySelector("button").replaceWith(button);
    undo.querySelector("span").textContent = words;
    undo.hidden = false;
    button.addEventListener("click", () => {
      undo.hidden = true;
      this.isAsking = true;
      clearTimeout(this.timer);
      if (before) this.write(before);
      this.part.append(other);
      this.box.focus();
    });
    other.remove();
    this.tell(words);
    this.isAsking = false;
    this.saved = this.state.textContent = "";
    this.box.focus();
    this.save();
  }

  leave() {
    if (this.isLeaving) return;
    this.copy();
    this.save();
  }

  submitted(event) {
    const { submitter } = event;
    const isSaving = submitter?.hasAttribute("data-draft-save");
    if (isSaving || !navigator.onLine) {
      event.preventDefault();
      event.stopPropagation();
      if (isSaving) this.saved = "";
      else this.say(this.said.saidOffline);
      this.copy();
      if (isSaving) this.save();
      return;
    }
    clearTimeout(this.timer);
    if (submitter?.closest("[data-draft-discard]")) this.forget();
    else this.copy(true);
    // One that is being saved has the next number once it is.
    if (this.isBusy) this.sequence.value = Number(this.sequence.value) + 1;
    this.isLeaving = true;
  }
}

function written(fields) {
  return JSON.stringify(fields.filter(([name]) => /^(title|body|poll_|field_)/.test(name)));
}

// What two forms hold beside title and text, whatever the order, to be compared.
function beside(fields = []) {
  const full = fields.filter(([name, value]) => BESIDE.test(name) && value);
  return JSON.stringify(full.sort(([one], [other]) => (one < other ? -1 : Number(one > other))));
}

// Puts the fields of an earlier page back, several of a name in their order; perhaps only those of such names.
function refill(form, fields, names = /^/) {
  const left = [...fields];
  const taken = ({ name, type, value }) => {
    const isChosen = type === "checkbox" || type === "radio";
    const at = left.findIndex((field) => field[0] === name && (!isChosen || field[1] === value));
    return at < 0 ? undefined : left.splice(at, 1)[0][1];
  };
  let last = null; // field for an option of a poll; one page may have more of them than the next
  for (const field of form.elements) {
    if (["hidden", "submit", "button", "file", "fieldset"].includes(field.type) || !names.test(field.name)) continue;
    const value = taken(field);
    if (field.type === "checkbox" || field.type === "radio") field.checked = value !== undefined;
    else if (value !== undefined) field.value = value;
    else if (field.name === "poll_option") field.value = "";
    if (field.name === "poll_option") last = field;
    if (value && field.name?.startsWith("poll_")) field.closest("details").open = true;
  }
  for (const [name, value] of left) {
    if (name !== "poll_option" || !last) continue;
    last.after(Object.assign(last.cloneNode(), { value }));
    last = last.nextElementSibling;
  }
}
