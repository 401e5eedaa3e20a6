// Members' names below a field that takes a username, from the second letter on.
for (const field of document.querySelectorAll("[data-members]")) {
  const list = document.createElement("datalist");
  list.id = `${field.id}_members`;
  field.after(list);
  field.setAttribute("list", list.id);
  let timer;

  const look = async () => {
    const typed = field.value.trim().replace(/^@/, "");
    if (typed.length < 2) return list.replaceChildren();
    const answer = await fetch(`${field.dataset.members}?${new URLSearchParams({ q: typed })}`);
    if (!answer.ok) return undefined;
    const { members } = await answer.json();
    return list.replaceChildren(...members.map(({ username, name }) => new Option(name, username)));
  };

  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => look().catch(() => {}), 200);
  });
}
