// Voting in place: the poll comes back as it is now, and a box on the page stays as it is.
export async function send(button, poll) {
  const form = poll.querySelector("form");
  const body = new FormData(form);
  // Their form may be that of the box.
  for (const name of ["choice", "revision"]) body.delete(name);
  for (const { name, value } of poll.querySelectorAll("[name=choice]:checked, [name=revision]")) body.append(name, value);
  if (button.name) body.set(button.name, button.value);
  // Only whether there is a box is asked; what is in it stays here.
  if (button.hasAttribute("form")) body.set("body", "");
  const answer = await fetch(form.action, { method: "POST", body, headers: { "X-Requested-With": "fetch" } });
  if (!answer.ok && answer.status !== 409 && answer.status !== 422) throw new Error(answer.statusText);
  poll.outerHTML = await answer.text();
  const fresh = document.querySelector("#poll");
  fresh.focus({ preventScroll: true });
  say(fresh.dataset.poll);
}

function say(words) {
  let place = document.querySelector("[data-poll-said]");
  if (!place) {
    place = document.createElement("p");
    place.className = "hidden";
    place.dataset.pollSaid = "";
    place.setAttribute("role", "status");
    document.querySelector("main").append(place);
  }
  place.textContent = words;
}
