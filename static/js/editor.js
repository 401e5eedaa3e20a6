// The writing box: a preview in place, and Ctrl+Enter to send.
for (const form of document.querySelectorAll("form:has([data-preview])")) {
  const box = form.querySelector("textarea[name=body]");
  const preview = form.querySelector("[data-preview]");
  if (!box) continue;
  preview.addEventListener("click", (event) => {
    event.preventDefault();
    show(form, box, preview.dataset.preview);
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
}

async function show(form, box, address) {
  const button = form.querySelector("[data-preview]");
  const body = new FormData();
  body.set("body", box.value);
  body.set("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
  let holder = form.querySelector("[data-preview-here]");
  if (!holder) {
    holder = document.createElement("div");
    holder.dataset.previewHere = "";
    holder.setAttribute("role", "status");
    box.closest("[data-editor]").querySelector(".preview")?.remove();
    box.after(holder);
  }
  holder.textContent = button.dataset.loading;
  try {
    const answer = await fetch(address, { method: "POST", body });
    const text = await answer.text();
    if (answer.ok) {
      holder.innerHTML = text;
    } else {
      refuse(form, holder, answer, text);
    }
  } catch {
    holder.textContent = button.dataset.offline;
  }
}

function refuse(form, holder, answer, text) {
  // An expired form is answered with a whole page; sent in earnest, that page keeps the text.
  const isPage = (answer.headers.get("Content-Type") || "").startsWith("text/html");
  if (isPage) form.requestSubmit(form.querySelector("[data-preview]"));
  else holder.textContent = text;
}

// Leaving with a text that was not sent: the browser asks first.
const boxes = [...document.querySelectorAll("form textarea[name=body]")];
let isSending = false;
document.addEventListener("submit", (event) => {
  isSending = boxes.some((box) => box.form === event.target);
});
addEventListener("beforeunload", (event) => {
  const isUnsent = (box) => box.value.trim() && (box.value !== box.defaultValue || box.form.querySelector(".errors, [role=alert]"));
  if (!isSending && boxes.some(isUnsent)) event.preventDefault();
});

// Buttons beside the reply box that would load the page anew do their work in place.
const replyBox = document.querySelector("#reply-form textarea[name=body]");

async function answerTo(address, options) {
  const answer = await fetch(address, { ...options, headers: { "X-Requested-With": "fetch" } });
  if (!answer.ok) throw new Error(answer.statusText);
  return answer.text();
}

async function quote(button) {
  const text = await answerTo(button.formAction, {});
  const before = replyBox.value.slice(0, replyBox.selectionStart);
  const gap = before.trim() && !before.endsWith("\n\n") ? (before.endsWith("\n") ? "\n" : "\n\n") : "";
  replyBox.setRangeText(gap + text, replyBox.selectionStart, replyBox.selectionEnd, "end");
  const replyTo = replyBox.form.elements.reply_to;
  if (!replyTo.value) replyTo.value = button.dataset.quote;
  replyBox.focus();
  replyBox.scrollIntoView({ block: "center" });
}

async function follow(button) {
  const control = button.closest("[data-follow]");
  if (!said.isConnected) document.querySelector("main").append(said);
  const place = [...document.querySelectorAll("[data-follow]")].indexOf(control);
  const body = new FormData();
  for (const name of ["csrfmiddlewaretoken", "next"]) body.set(name, button.form.elements[name].value);
  body.set(button.name, button.value);
  const html = await answerTo(button.formAction, { method: "POST", body });
  for (const one of document.querySelectorAll("[data-follow]")) one.outerHTML = html;
  const fresh = document.querySelectorAll("[data-follow]")[place];
  fresh.querySelector("summary").focus();
  said.textContent = fresh.dataset.follow;
}

const said = document.createElement("p");
said.className = "hidden";
said.setAttribute("role", "status");
document.addEventListener("click", async (event) => {
  const button = event.target.closest("button[form=reply-form]");
  // Others, as those of moderators, do load the page, and the forum keeps what is in the box.
  if (!replyBox || !button || !("quote" in button.dataset || button.closest("[data-follow]"))) return;
  event.preventDefault();
  try {
    await ("quote" in button.dataset ? quote(button) : follow(button));
  } catch {
    // Sent in earnest, it is answered with the reason; the forum keeps what is in the box.
    replyBox.form.requestSubmit(button);
  }
});

// What has been posted does not come back into the box when one goes back to its page.
const SENT = "sent-text";
const textForms = [...document.querySelectorAll("form:has(textarea[name=body]):has(input[name=key])")];

function sentText() {
  try {
    return JSON.parse(sessionStorage.getItem(SENT));
  } catch {
    return null;
  }
}

function keepSent(sent) {
  try {
    sessionStorage.setItem(SENT, JSON.stringify(sent));
  } catch {
    // Storage that is switched off: the forum itself notices what is sent again.
  }
}

function address(form) {
  return form.action.split("#")[0];
}

for (const form of textForms) {
  form.addEventListener("submit", (event) => {
    const isPosting = event.submitter?.name !== "preview" && !event.submitter?.hasAttribute("formaction");
    if (isPosting) keepSent({ to: address(form), body: form.elements.body.value });
  });
}

addEventListener("pageshow", () => {
  isSending = false;
  const sent = sentText();
  if (!sent) return;
  if (!sent.posted) {
    // The page that follows shows the text in its box again where it was refused.
    const isRefused = [...document.querySelectorAll("textarea")].some((box) => box.value.trim() === sent.body.trim());
    if (isRefused || !document.querySelector(".post")) return;
    keepSent({ ...sent, posted: true });
    return;
  }
  for (const form of textForms) {
    if (address(form) !== sent.to || form.elements.body.value.trim() !== sent.body.trim()) continue;
    form.elements.body.value = "";
    if (form.elements.title) form.elements.title.value = "";
  }
});

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

const names = shownNames();
document.querySelectorAll("textarea[name=body]").forEach((box, number) => new Completion(box, names, number));
