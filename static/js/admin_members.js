// Suggests members while a username is typed: the browser's own list, filled from the server.

const WAIT = 150;

function lastName(field) {
  return /[^,;\s]*$/u.exec(field.value)[0].replace(/^@/u, "");
}

async function fill(field, list) {
  const typed = lastName(field);
  if (!typed) {
    list.replaceChildren();
    return;
  }
  const before = field.value.slice(0, field.value.length - typed.length);
  const answer = await fetch(`${field.dataset.suggestMembers}?q=${encodeURIComponent(typed)}`);
  if (!answer.ok || lastName(field) !== typed) return;
  const { members } = await answer.json();
  list.replaceChildren(
    ...members.map(([username, name]) => {
      const option = document.createElement("option");
      option.value = before + username;
      option.label = name === username ? username : `${username} · ${name}`;
      return option;
    }),
  );
}

for (const [number, field] of document.querySelectorAll("[data-suggest-members]").entries()) {
  const list = document.createElement("datalist");
  let timer = 0;
  list.id = `suggested-members-${number}`;
  field.after(list);
  field.setAttribute("list", list.id);
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => fill(field, list).catch(() => {}), WAIT);
  });
}
