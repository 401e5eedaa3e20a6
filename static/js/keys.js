// Keyboard shortcuts. `page.js` hands the first key on; what they do is explained at the address of the link in the foot.
const help = document.querySelector("[data-keys]");
const OFF = "keys-off";
const TWICE = 1500; // milliseconds in which the second of two keys follows
let goes = 0;

const places = { h: "/", l: "/latest/", u: "/unread/" };

const acts = {
  j: () => step(1),
  k: () => step(-1),
  n: () => follow("a[rel~=next]"),
  p: () => follow("a[rel~=prev]"),
  u: () => follow(".crumbs li:last-child a", ".top-nav a[href='/']"),
  r: reply,
  g: () => {
    goes = Date.now();
  },
  "?": explain,
};

export function press(key) {
  const isSecond = Date.now() - goes < TWICE && key in places;
  goes = 0;
  if (isSecond) follow(`.top-nav a[href='${places[key]}']`);
  else acts[key]?.();
}

// The first selector that leads somewhere: what stands deeper in the page says more than the menu.
function follow(...selectors) {
  const link = selectors.map((selector) => document.querySelector(selector)).find(Boolean);
  link?.click();
}

// To the post in focus; else, and where it is the first, to the topic.
function reply() {
  const answer = document.activeElement?.closest(".posts > article")?.querySelector("[data-answer]");
  if (answer) return answer.click();
  const box = document.querySelector("#id_body");
  box?.focus({ preventScroll: true });
  box?.scrollIntoView({ block: "center" });
}

// The posts of a topic, or the titles of a list.
function items() {
  const posts = [...document.querySelectorAll(".posts > :is(article, details)")];
  return posts.length ? posts : [...document.querySelectorAll("main :is(.row-link, .row-title > a:first-child)")];
}

function step(by) {
  const all = items();
  const at = all.findIndex((one) => one.contains(document.activeElement));
  // Without one in focus, from where one has scrolled to.
  const below = all.findIndex((one) => one.getBoundingClientRect().top >= 0);
  const from = below < 0 ? all.length : below;
  const next = all[at >= 0 ? at + by : by > 0 ? from : from - 1];
  if (!next) return;
  const target = next.matches("details") ? next.querySelector("summary") : next;
  if (target.matches("article")) target.tabIndex = -1;
  target.focus({ preventScroll: true });
  next.scrollIntoView({ block: next.matches("article, details") ? "start" : "nearest" });
}

let dialog = null;

async function explain() {
  if (!dialog) {
    const answer = await fetch(help.href);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (dialog) return;
    dialog = document.createElement("dialog");
    dialog.className = "keys-dialog";
    const title = document.createElement("h2");
    title.id = "keys-title";
    title.textContent = help.textContent;
    dialog.setAttribute("aria-labelledby", title.id);
    const close = document.createElement("button");
    Object.assign(close, { type: "button", className: "button button-small", textContent: help.dataset.close });
    close.addEventListener("click", () => dialog.close());
    const head = document.createElement("header");
    head.append(title, close);
    dialog.append(head, page.querySelector("[data-keys-shown]"));
    document.body.append(dialog);
    prepareSwitch(dialog);
  }
  dialog.showModal();
}

// A visitor's switch stays in their browser; members have theirs in their settings.
export function prepareSwitch(root) {
  const part = root.querySelector("[data-keys-switch]");
  const box = part?.querySelector("input");
  if (!box) return;
  try {
    box.checked = !localStorage.getItem(OFF);
  } catch {
    return; // storage that is switched off could not remember it
  }
  part.hidden = false;
  box.addEventListener("change", () => {
    if (box.checked) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "1");
  });
}
