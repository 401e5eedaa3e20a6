// One menu to share posts for all posts of a page. It is asked for once; the others differ from it in their number alone.
const panel = document.createElement("div");
panel.className = "menu-list more-list";
let asked;
let opener;

async function menu(link) {
  const answer = await fetch(link.href, { headers: { "X-Requested-With": "fetch" } });
  if (!answer.ok) throw new Error(answer.statusText);
  return { post: idOf(link), html: await answer.text() };
}

const idOf = (link) => link.closest(".post, .post-folded").id.replace("post-", "") || link.pathname.split("/")[2];
const numberOf = (link) => link.querySelector(".hidden")?.textContent.match(/\d+/)?.[0];

function close() {
  panel.remove();
  opener?.removeAttribute("aria-expanded");
  opener = undefined;
}

export async function open(link) {
  const isOpen = opener === link;
  close();
  if (isOpen) return;
  asked ??= menu(link).catch((error) => {
    asked = undefined;
    throw error;
  });
  const { post, html } = await asked;
  const here = `${idOf(link)}`;
  panel.innerHTML = html.replaceAll(`/p/${post}/`, `/p/${here}/`).replaceAll(`%2Fp%2F${post}%2F`, `%2Fp%2F${here}%2F`);
  const group = panel.firstElementChild;
  group.setAttribute("aria-label", group.getAttribute("aria-label").replace(/\d+/, numberOf(link) ?? ""));
  const details = link.closest("details.more");
  if (details) details.open = false;
  opener = link;
  link.setAttribute("aria-expanded", "true");
  (details ?? link).after(panel);
  document.dispatchEvent(new CustomEvent("posts-added", { detail: [panel] }));
  panel.querySelector("[data-link]").focus({ preventScroll: true });
}

document.addEventListener("click", (event) => {
  if (opener && !panel.contains(event.target) && !event.target.closest("[data-share-post]")) close();
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !opener) return;
  const back = opener.closest("details.more")?.querySelector("summary") ?? opener;
  close();
  back.focus();
});
