// The text as it will look, beside the box where there is room, and below it elsewhere. It follows what is typed.
const PAUSE = 400;
const hasRoom = matchMedia("(min-width: 64rem)");
const CHOICE = "preview";

export function prepare(form, box, { remembered }) {
  const button = form.querySelector("[data-preview]");
  if (button) new Preview(form, box, button, remembered);
}

class Preview {
  constructor(form, box, button, remembered) {
    Object.assign(this, { form, box, button, remembered, words: button.dataset, shown: null });
    button.addEventListener("click", (event) => {
      event.preventDefault();
      remembered(CHOICE, "on");
      this.open(true);
    });
    form.addEventListener("input", ({ target }) => {
      if (target === box || target.name?.startsWith("field_")) this.later();
    });
    box.addEventListener("scroll", () => this.scrollAlong());
    // What is sent waits for no preview.
    form.addEventListener("submit", () => this.stop());
    this.later();
  }

  // What a board asks for before the box is part of the text.
  get answers() {
    return [...new FormData(this.form)].filter(([name]) => name.startsWith("field_"));
  }

  get text() {
    return [...this.answers.map(([, answer]) => answer), this.box.value].join("\n").trimEnd();
  }

  get isWanted() {
    return this.holder || (hasRoom.matches && this.remembered(CHOICE) !== "off");
  }

  later(pause = PAUSE) {
    clearTimeout(this.timer);
    if (this.isWanted && (this.holder || this.text.trim())) this.timer = setTimeout(() => this.open(), pause);
  }

  stop() {
    clearTimeout(this.timer);
    this.request?.abort();
  }

  open(isAsked = false) {
    if (!this.holder) this.build();
    this.look(isAsked);
    if (isAsked) this.holder.scrollIntoView({ block: "nearest" });
  }

  build() {
    const make = (name, about) => Object.assign(document.createElement(name), about);
    this.field = this.box.closest("[data-editor]");
    this.field.querySelector(".preview")?.remove();
    this.holder = make("div", { className: "preview-beside" });
    this.status = make("p", { className: "preview-status" });
    this.status.setAttribute("role", "status");
    this.content = make("div", { className: "preview-content", tabIndex: -1 });
    const close = make("button", { type: "button", className: "preview-close", title: this.words.close });
    close.setAttribute("aria-label", this.words.close);
    close.addEventListener("click", () => this.close());
    this.holder.append(this.status, this.content, close);
    this.box.after(this.holder);
    this.field.classList.add("has-preview");
  }

  close() {
    this.stop();
    this.remembered(CHOICE, "off");
    this.holder.remove();
    this.field.classList.remove("has-preview");
    Object.assign(this, { holder: null, shown: null });
    this.button.focus();
  }

  async look(isAsked) {
    this.stop();
    const { text } = this;
    if (text === this.shown && !isAsked) return;
    if (!text.trim() && !isAsked) return this.show("", "", text);
    if (!this.content.firstChild || isAsked) this.status.textContent = this.words.loading;
    this.request = new AbortController();
    try {
      await this.ask(text, isAsked, this.request.signal);
    } catch (error) {
      // Another letter has been typed, and another request is on its way.
      if (error.name !== "AbortError") this.status.textContent = this.words.offline;
    }
  }

  async ask(text, isAsked, signal) {
    const body = new FormData();
    for (const [name, answer] of this.answers) body.set(name, answer);
    body.set("body", this.box.value);
    body.set("place", this.place);
    body.set("csrfmiddlewaretoken", this.form.querySelector("[name=csrfmiddlewaretoken]").value);
    const answer = await fetch(this.words.preview, { method: "POST", body, signal });
    const said = await answer.text();
    if (!this.holder) return;
    const isPage = (answer.headers.get("Content-Type") ?? "").startsWith("text/html");
    if (answer.status === 202) {
      if (!this.content.firstChild || isAsked) this.status.textContent = said;
      this.timer = setTimeout(() => this.look(), Number(answer.headers.get("Retry-After")) * 1000);
    } else if (answer.ok) {
      this.show(said, "", text);
    } else if (isPage && isAsked) {
      // An expired form is answered with a whole page; sent in earnest, that page keeps the text.
      this.form.requestSubmit(this.button);
    } else {
      this.status.textContent = isPage ? this.words.offline : said;
    }
  }

  get place() {
    const { place } = this.form.dataset;
    return place === "start" ? `board:${this.form.elements.board?.value ?? ""}` : place ?? "";
  }

  show(html, status, text) {
    const top = this.content.scrollTop;
    this.content.innerHTML = html;
    this.content.scrollTop = top;
    this.status.textContent = status;
    this.shown = text;
    this.scrollAlong();
  }

  // The part that is being written, where the preview has a scroll bar of its own.
  scrollAlong() {
    if (!this.holder || !hasRoom.matches) return;
    const { scrollTop, scrollHeight, clientHeight } = this.box;
    const hidden = this.content.scrollHeight - this.content.clientHeight;
    if (scrollHeight > clientHeight) this.content.scrollTop = (scrollTop / (scrollHeight - clientHeight)) * hidden;
  }
}
