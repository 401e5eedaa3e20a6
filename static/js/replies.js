// The replies to a post, opened below it; they come when somebody opens them.
export async function open(details) {
  const holder = details.querySelector("div");
  if (holder.dataset.shown || !details.open) return;
  holder.dataset.shown = "1";
  try {
    const answer = await fetch(details.dataset.replies, { headers: { "X-Requested-With": "fetch" } });
    if (!answer.ok) throw new Error(answer.statusText);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const list = page.querySelector(".replies-list");
    holder.prepend(list);
    const isWhole = list.children.length >= Number(details.dataset.count);
    holder.querySelector(":scope > a").hidden = isWhole;
  } catch {
    // The link below leads to the same on a page.
    delete holder.dataset.shown;
  }
}
