// The writing box. This much comes with the page: sending by keyboard, and nothing lost by leaving. Everything else
// comes when somebody first goes into a box: `data-modules` names the scripts, and each of them exports
// `prepare(form, box, tools)`.
const composers = new WeakMap();

const tools = { insert, remembered };

// Puts text in the place of what stands between two places of the box, so that the browser can undo it.
function insert(box, text, from = box.selectionStart, to = box.selectionEnd) {
  box.focus({ preventScroll: true });
  box.setSelectionRange(from, to);
  const isDone = text ? document.execCommand("insertText", false, text) : from === to || document.execCommand("delete");
  if (isDone) return;
  box.setRangeText(text, from, to, "end");
  box.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertText" }));
}

// A small choice that this browser keeps; without a value the present one.
function remembered(name, value) {
  try {
    if (value === undefined) return localStorage.getItem(name);
    localStorage.setItem(name, value);
  } catch {
    // Storage that is switched off: the choice holds for this page.
  }
  return value;
}

function composed(form) {
  if (!composers.has(form)) composers.set(form, compose(form).finally(() => form.setAttribute("data-composed", "")));
  return composers.get(form);
}

async function compose(form) {
  const field = form.querySelector("[data-modules]");
  const box = field.querySelector("textarea");
  // What does not come, or fails, takes only its own part away.
  const modules = await Promise.allSettled(field.dataset.modules.trim().split(/\s+/).map((address) => import(address)));
  for (const { value, reason } of modules) {
    try {
      if (reason) throw reason;
      value.prepare(form, box, tools);
    } catch (error) {
      console.warn(error);
    }
  }
}

for (const form of document.querySelectorAll("form[data-composer]")) {
  form.addEventListener("focusin", () => composed(form), { once: true });
  form.querySelector("[data-toolbar]")?.addEventListener("pointerover", () => composed(form), { once: true });
  if (form.contains(document.activeElement)) composed(form);
  // What an earlier page could not save, and this device has kept, is put back at once.
  const draft = form.querySelector("[data-draft]")?.dataset;
  if (draft && remembered(`draft:${draft.member}:${draft.draft}`)) composed(form);
  // Files that are in the text already are listed, with room to describe them.
  if (form.querySelector("[data-attach]") && form.elements.body.value.includes("(/files/")) composed(form);
  // A button that is quicker than its script waits for it; if that never comes, it is an ordinary button.
  form.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-mark], [data-preview]");
    if (!button || form.hasAttribute("data-composed")) return;
    event.preventDefault();
    event.stopPropagation();
    await composed(form);
    button.click();
  }, { capture: true });
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || !(event.ctrlKey || event.metaKey)) return;
    if (!event.target.matches("textarea, input")) return;
    event.preventDefault();
    form.requestSubmit(form.querySelector(".button-primary:not([disabled])"));
  });
}

// Leaving with a text that was not sent: the browser asks first.
const boxes = [...document.querySelectorAll("form textarea[name=body]")];
let isSending = false;
document.addEventListener("submit", (event) => {
  isSending = boxes.some((box) => box.form === event.target);
});
addEventListener("beforeunload", (event) => {
  // A draft that is saved is not lost by leaving.
  const isUnsent = (box) => box.value.trim() && !("saved" in box.form.dataset) && (box.value !== box.defaultValue || box.form.querySelector(".errors, [role=alert]"));
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
  insertQuote(button, await answerTo(button.formAction, {}));
}

document.addEventListener("quoted", ({ detail: { button, text } }) => insertQuote(button, text));

function insertQuote(button, text) {
  const before = replyBox.value.slice(0, replyBox.selectionStart);
  const gap = before.trim() && !before.endsWith("\n\n") ? (before.endsWith("\n") ? "\n" : "\n\n") : "";
  if (!replyBox.form.elements.reply_to.value) answer(button, button.dataset.quote);
  insert(replyBox, gap + text);
  replyBox.scrollIntoView({ block: "center" });
}

// Says in the form which post is answered; the topic itself, without one.
function answer(button, post) {
  const line = replyBox.form.querySelector("[data-reply-to]");
  const article = button.closest(".post");
  replyBox.form.elements.reply_to.value = post;
  // It belongs to what is saved as a draft.
  replyBox.dispatchEvent(new Event("change", { bubbles: true }));
  line.hidden = !post || !article;
  if (line.hidden) return;
  const link = line.querySelector("a");
  link.href = article.querySelector(".post-link").href;
  const name = article.querySelector(".post-name bdi, .post-name span").textContent;
  const number = article.querySelector(".post-number").textContent.replace("#", "");
  link.textContent = line.dataset.replyTo.replace("%1", name).replace("%2", number);
  line.querySelector("button").formAction = article.querySelector("[data-answer]")?.formAction ?? "";
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
document.addEventListener("click", (event) => {
  const button = replyBox && event.target.closest("[data-answer]");
  if (!button) return;
  event.preventDefault();
  answer(button, button.dataset.answer);
  replyBox.focus();
  replyBox.form.scrollIntoView({ block: "nearest" });
});
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

// At the document, which hears nothing of what drafts.js holds back: that isn’t sent.
document.addEventListener("submit", ({ target: form, submitter }) => {
  const isPosting = textForms.includes(form) && !["preview", "save_draft"].includes(submitter?.name) && !submitter?.hasAttribute("formaction");
  if (isPosting) keepSent({ to: address(form), body: form.elements.body.value });
});

addEventListener("pageshow", ({ persisted }) => {
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
  // What the forum itself has put into the box of a fresh page is a draft, and stays.
  if (!persisted && performance.getEntriesByType("navigation")[0]?.type !== "back_forward") return;
  for (const form of textForms) {
    if (address(form) !== sent.to || form.elements.body.value.trim() !== sent.body.trim()) continue;
    form.elements.body.value = "";
    if (form.elements.title) form.elements.title.value = "";
  }
});

// What few need comes when it is needed: quoting the words that are selected, and task boxes of one's own.
const isOpen = document.querySelector("[data-quote-label]"); // for replies of this reader
document.addEventListener("selectionchange", async () => {
  const selection = document.getSelection();
  if (!replyBox || selection.isCollapsed || !selection.anchorNode?.parentElement?.closest(".post .prose")) return;
  if (isOpen) (await import("./quoting.js")).offer(replyBox);
});
function withTasks(root) {
  if (isOpen && root.querySelector("[data-tasks]")) import("./tasks.js").then(({ prepare }) => prepare(root)).catch(() => {});
}
withTasks(document);
document.addEventListener("posts-added", (event) => event.detail.forEach(withTasks));
