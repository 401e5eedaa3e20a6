// New replies to the topic on the page, and how many people read it: asked for while somebody looks, ever more seldom
// while nothing changes. An unchanged answer costs a 304. Without this, loading the page again shows the same.
const LONGEST = 10 * 60_000;

export function watch(bar) {
  const shortest = bar.dataset.pause * 1000;
  let pause = shortest;
  let timer, before, lookedAt;

  const look = async () => {
    clearTimeout(timer);
    lookedAt = Date.now();
    try {
      const answer = await fetch(address(bar), { cache: "no-cache" });
      if (answer.status === 403 || answer.status === 404) return;
      const news = answer.ok ? await answer.text() : before;
      pause = news === before ? Math.min(pause * 1.5, LONGEST) : shortest;
      if (news !== before && answer.ok) show(bar, JSON.parse(news));
      before = news;
    } catch {
      // The forum does not answer just now; it is asked again later.
      pause = Math.min(pause * 1.5, LONGEST);
    }
    if (!document.hidden) timer = setTimeout(look, pause);
  };

  document.addEventListener("visibilitychange", () => {
    clearTimeout(timer);
    if (document.hidden) return;
    pause = shortest;
    timer = setTimeout(look, Math.max(shortest - (Date.now() - lookedAt), 0));
  });
  bar.addEventListener("click", async (event) => {
    const link = event.target.closest("a");
    const isPlain = !event.button && !event.metaKey && !event.ctrlKey && !event.shiftKey;
    // What is on the next page is shown there: the link leads to it.
    if (!link || !isPlain || link.getAttribute("href").split("#")[0] !== bar.dataset.here) return;
    event.preventDefault();
    try {
      await insert(bar);
      look();
    } catch {
      location.assign(link.href);
      location.reload();
    }
  });
  lookedAt = Date.now();
  if (!document.hidden) look();
}

function address({ dataset: { news, after } }) {
  return after ? `${news}?after=${after}` : news;
}

// What somebody reads, or writes in, stays where it is on the screen.
function steadily(change, kept = document.activeElement) {
  const inSight = kept && kept !== document.body && kept.getBoundingClientRect().bottom > 0;
  const anchor = inSight ? kept : document.elementFromPoint(innerWidth / 2, innerHeight / 2);
  const top = anchor?.getBoundingClientRect().top;
  change();
  if (anchor?.isConnected) scrollBy(0, anchor.getBoundingClientRect().top - top);
}

function show(bar, { words, address, readers }) {
  steadily(() => {
    for (const line of document.querySelectorAll("[data-readers]")) {
      line.textContent = readers;
      line.hidden = !readers;
    }
    if (!words) {
      bar.replaceChildren();
      return;
    }
    const link = bar.querySelector("a") ?? document.createElement("a");
    Object.assign(link, { className: "button button-small", href: address, textContent: words });
    if (!link.isConnected) bar.append(link);
  });
}

async function insert(bar) {
  const answer = await fetch(`${bar.dataset.news}posts/?after=${bar.dataset.after}`);
  if (!answer.ok) throw new Error(answer.statusText);
  const holder = document.createElement("template");
  holder.innerHTML = await answer.text();
  const added = holder.content.firstElementChild;
  const posts = [...added.children];
  const list = document.querySelector(".posts");
  const hadFocus = bar.contains(document.activeElement);
  steadily(() => {
    list.append(...posts);
    for (const line of document.querySelectorAll("[data-post-count]")) line.textContent = added.dataset.count.trim();
  }, list.lastElementChild);
  bar.dataset.after = added.dataset.after;
  bar.replaceChildren();
  // The button is gone: whoever pressed it goes on at the first of what it brought, which is in its place.
  if (hadFocus && posts.length) {
    posts[0].tabIndex = -1;
    posts[0].focus({ preventScroll: true });
  }
  document.dispatchEvent(new CustomEvent("posts-added", { detail: posts }));
  if (bar.dataset.seen) markRead(bar);
}

function markRead({ dataset: { seen, after } }) {
  const body = new FormData();
  body.set("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
  body.set("number", after);
  fetch(seen, { method: "POST", body, keepalive: true }).catch(() => {});
}
