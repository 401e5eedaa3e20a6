// A text that was sent leaves a copy on this device, for the case that it never arrived. On the page that follows the
// forum is asked: what it has posted, or keeps as a draft, is forgotten here.
export async function forgetPosted({ member, save, token }) {
  const start = `draft:${member}:`;
  const isOnPage = (place) => [...document.querySelectorAll("[data-draft]")].some(({ dataset }) => dataset.draft === place);
  for (const name of Object.keys(localStorage).filter((name) => name.startsWith(start))) {
    const place = name.slice(start.length);
    const stored = localStorage.getItem(name);
    const copy = JSON.parse(stored);
    // A form that is here looks after its own copy.
    if (!copy?.isSent || isOnPage(place)) continue;
    const now = await (await fetch(token)).json();
    if (String(now.member) !== member) return;
    const body = new FormData();
    for (const [field, value] of copy.fields) body.append(field, value);
    for (const [field, value] of Object.entries({ csrfmiddlewaretoken: now.token, draft: copy.sequence, key: copy.key })) body.set(field, value);
    const answer = await fetch(`${save}?${new URLSearchParams({ place })}`, { method: "POST", body });
    if (!answer.ok) continue;
    const said = await answer.json();
    const isOther = said.posted && !said.is_same;
    if (!isOther && localStorage.getItem(name) === stored) localStorage.removeItem(name);
  }
}
