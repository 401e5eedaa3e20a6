// Copying a post's address, the device's own share sheet, and menus that close when one looks elsewhere.
const posts = document.querySelector("[data-copy-code]");
const scrolling = new ResizeObserver((entries) => {
  for (const { target } of entries) target.tabIndex = target.scrollWidth > target.clientWidth ? 0 : -1;
});

function prepare(root) {
  for (const link of root.querySelectorAll("[data-copy]")) {
    link.textContent = link.dataset.words;
    link.setAttribute("role", "button");
    link.addEventListener("click", async (event) => {
      event.preventDefault();
      try {
        await navigator.clipboard.writeText(link.dataset.copy);
        link.textContent = link.dataset.done;
      } catch {
        // Without the right to the clipboard, the field is there to copy from by hand.
        link.parentElement.querySelector("[data-link]").select();
      }
    });
  }

  // Code has a button that copies it, and only what really scrolls is a stop for the keyboard.
  for (const code of posts ? root.querySelectorAll(".posts .prose pre:not(.plain)") : []) {
    const holder = document.createElement("div");
    const button = document.createElement("button");
    holder.className = "code";
    Object.assign(button, { type: "button", className: "code-copy", textContent: posts.dataset.copyCode });
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(code.textContent);
      button.textContent = posts.dataset.copied;
    });
    code.replaceWith(holder);
    holder.append(code, button);
  }
  // A long quote shows its beginning, until somebody wants the rest.
  for (const long of posts ? root.querySelectorAll(".posts .prose > blockquote") : []) {
    if (long.scrollHeight < 420) continue;
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "quote-unfold", textContent: posts.dataset.wholeQuote });
    long.classList.add("quote-folded");
    button.addEventListener("click", () => {
      long.classList.remove("quote-folded");
      button.remove();
    });
    long.after(button);
  }
  for (const box of posts ? root.querySelectorAll(".posts .prose [role=group]:not(.spoiler)") : []) scrolling.observe(box);

  for (const field of root.querySelectorAll("[data-link]")) {
    field.addEventListener("focus", () => field.select());
  }

  if (navigator.share) {
    for (const item of root.querySelectorAll("[data-share-sheet]")) {
      item.hidden = false;
      const button = item.querySelector("[data-share]");
      button.addEventListener("click", () => {
        navigator.share({ title: button.dataset.title, url: button.dataset.share }).catch(() => {});
      });
    }
  }
}

prepare(document);

// On paper a link says where it leads, unless its words do.
addEventListener("beforeprint", () => {
  const bare = (address) => address.trim().replace(/^https?:\/\/(www\.)?/, "");
  for (const link of document.querySelectorAll(".posts .prose a[href^=http]")) {
    if (!bare(link.href).startsWith(bare(link.textContent))) link.dataset.to = link.href;
  }
});
document.addEventListener("posts-added", (event) => event.detail.forEach(prepare));

// Replies to a post open below it; without the script a link leads to them.
document.addEventListener("toggle", (event) => {
  if (event.target.matches("[data-replies]")) import("./replies.js").then(({ open }) => open(event.target)).catch(() => {});
}, { capture: true });

// Whether there are new replies is asked first after a while: most readers have gone on by then.
const news = document.querySelector("[data-news]");
if (news) {
  setTimeout(() => import("./topic_news.js").then(({ watch }) => watch(news)).catch(() => {}), 20_000);
}

// A vote is sent in place; where that fails it is sent in earnest, with whatever is in the box.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-poll] button");
  if (!button || button.dataset.sent || document.querySelector("#gate-form")) return;
  event.preventDefault();
  const poll = button.closest("[data-poll]");
  import("./poll.js").then(({ send }) => send(button, poll)).catch(() => {
    button.dataset.sent = "1";
    button.form.requestSubmit(button);
  });
});

// Keyboard shortcuts are loaded with the first one that is pressed, outside of boxes.
const shortcuts = document.querySelector("[data-keys]");
function areOn() {
  try {
    return !localStorage.getItem("keys-off");
  } catch {
    return true;
  }
}
if (shortcuts) {
  let keys = null; // one promise for all keys, so that each comes after the one before it
  const loaded = () => (keys ??= import("./keys.js"));
  const lost = () => { keys = null; };
  document.addEventListener("keydown", (event) => {
    const { key, target, isComposing } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || (event.shiftKey && key !== "?")) return;
    if (isComposing || !"jknpurghl?".includes(key)) return;
    if (target.closest("input, textarea, select, [contenteditable], dialog") || !areOn()) return;
    event.preventDefault();
    loaded().then(({ press }) => press(key)).catch(lost);
  });
  if (document.querySelector("[data-keys-switch]")) {
    loaded().then(({ prepareSwitch }) => prepareSwitch(document)).catch(lost);
  }
}

// The links in the header lead in as well: what a visitor has typed goes along with them.
const gate = document.querySelector("#gate-form");
for (const link of gate ? document.querySelectorAll("[data-way]") : []) {
  link.addEventListener("click", (event) => {
    if (!gate.elements.body.value.trim()) return;
    event.preventDefault();
    gate.requestSubmit(document.querySelector(`button[name=way][value=${link.dataset.way}]`));
  });
}

// What this device keeps of a member's drafts goes when they sign out, and once the forum has what they sent.
function draftCopies() {
  try {
    return Object.keys(localStorage).filter((name) => name.startsWith("draft:"));
  } catch {
    return []; // Storage that is switched off holds nothing.
  }
}
document.addEventListener("submit", ({ target }) => {
  if (new URL(target.action).pathname !== "/accounts/logout/") return;
  for (const name of draftCopies()) localStorage.removeItem(name);
});
const sent = document.querySelector("[data-sent-texts]")?.dataset;
if (sent && draftCopies().length) {
  import("./sent_texts.js").then(({ forgetPosted }) => forgetPosted(sent)).catch(() => {});
}

const menus = () => document.querySelectorAll("[data-menu][open]");
document.addEventListener("click", (event) => {
  for (const menu of menus()) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of menus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// One menu to share posts opens below the post; without the script there is a page of it.
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-share-post]");
  if (!link || !posts || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  import("./share.js").then(({ open }) => open(link)).catch(() => location.assign(link.href));
});

// Reactions and bookmarks act in place. The script for it comes with the first press, and without it the form is sent.
const place = document.querySelector("[data-in-place]");
document.addEventListener("click", (event) => {
  const button = place && event.target.closest("[data-part] button");
  if (!button) return;
  event.preventDefault();
  import("./in_place.js").then(({ press }) => press(button, place)).catch(() => button.form.requestSubmit(button));
});

// Topics are suggested below a field that searches; the script for it comes once somebody is in one.
function suggest(field) {
  if (!field?.matches("[data-suggestions]")) return;
  import("./search_suggestions.js").then((module) => module.suggest(field)).catch(() => {});
}
document.addEventListener("focusin", (event) => suggest(event.target));
suggest(document.activeElement);

// Only where the device's time zone is another than the one that times are shown for.
const note = document.querySelector("[data-zone]");
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (note && zone && zone !== note.dataset.zone) {
  import("./time_zone.js").then(({ compare }) => compare(note, zone)).catch(() => {});
}

// The number at the bell, asked for while somebody looks at the page. An unchanged answer costs a 304.
const bell = document.querySelector("[data-bell]");
if (bell) {
  const PAUSE = 60_000;
  const number = bell.querySelector("b");
  const title = document.title;
  let timer;

  const show = ({ unread, number: words, label }) => {
    number.textContent = words;
    number.hidden = !unread;
    bell.setAttribute("aria-label", label);
    document.title = unread ? `(${words}) ${title}` : title;
  };

  const look = async () => {
    clearTimeout(timer);
    try {
      const answer = await fetch(bell.dataset.bell, { cache: "no-cache" });
      if (answer.status === 403) return;
      if (answer.ok) show(await answer.json());
    } catch {
      // The forum does not answer just now; it is asked again later.
    }
    if (!document.hidden) timer = setTimeout(look, PAUSE);
  };

  document.addEventListener("visibilitychange", () => {
    clearTimeout(timer);
    if (!document.hidden) look();
  });
  timer = setTimeout(look, PAUSE);

  // A list on the page where there is room for it; on a phone, and in another tab, the page with all of them.
  bell.addEventListener("click", (event) => {
    const isPlain = !event.button && !event.metaKey && !event.ctrlKey && !event.shiftKey;
    if (!isPlain || innerWidth < 640 || bell.hasAttribute("aria-current")) return;
    event.preventDefault();
    import("./bell_list.js").then(({ toggle }) => toggle(bell)).catch(() => location.assign(bell.href));
  });
}

// One box that ticks all the others of its form.
for (const all of document.querySelectorAll("[data-tick-all]")) {
  all.closest("[hidden]")?.removeAttribute("hidden");
  all.addEventListener("change", () => {
    for (const box of all.form.querySelectorAll("input[type=checkbox][name=follow]")) box.checked = all.checked;
  });
}

// Banners: a member's dismissal goes to the forum without leaving the page, a visitor's stays in their browser.
const GONE = "dismissed-banners";
function gone() {
  try {
    return (localStorage.getItem(GONE) ?? "").split(" ");
  } catch {
    return []; // storage that is switched off: the banner is gone until the next page
  }
}
function remember(id) {
  try {
    localStorage.setItem(GONE, [...gone().slice(-20), id].join(" ").trim());
  } catch {
    // As above.
  }
}
for (const banner of document.querySelectorAll("[data-banner]")) {
  const id = banner.dataset.banner;
  if ("member" in banner.dataset) {
    banner.querySelector("form").addEventListener("submit", (event) => {
      event.preventDefault();
      fetch(event.target.action, { method: "POST", body: new FormData(event.target), redirect: "manual" });
      banner.remove();
    });
    continue;
  }
  if (gone().includes(id)) banner.remove();
  const button = banner.querySelector("button");
  button.hidden = false;
  button.addEventListener("click", () => {
    remember(id);
    banner.remove();
  });
}

// A picture opens over the page; with a key held down, or without the script, its link leads to it.
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-gallery] a.picture");
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  const place = link.closest("[data-gallery]");
  import("./gallery.js").then(({ open }) => open(link, place)).catch(() => location.assign(link.href));
});

// A video plays in the place of its link, which leads to it all the same.
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-videos] a.video");
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  import("./video.js").then(({ play }) => play(link)).catch(() => location.assign(link.href));
});
