// The pictures of a page, one after another, over the page. Without this they are links to the pictures themselves.
const dialog = document.createElement("dialog");
const picture = document.createElement("img");
const words = document.createElement("figcaption");
const steps = {};
let links = [];
let place = 0;

function build({ dataset }) {
  dialog.className = "gallery";
  dialog.setAttribute("aria-label", dataset.galleryLabel);
  const figure = document.createElement("figure");
  figure.append(picture, words);
  words.setAttribute("aria-live", "polite");
  const bar = document.createElement("div");
  bar.className = "gallery-bar";
  for (const [name, label, act] of [
    ["previous", dataset.previous, () => show(place - 1)],
    ["next", dataset.next, () => show(place + 1)],
    ["close", dataset.close, () => dialog.close()],
  ]) {
    steps[name] = Object.assign(document.createElement("button"), { type: "button", className: "button button-small", textContent: label });
    steps[name].addEventListener("click", act);
    bar.append(steps[name]);
  }
  dialog.append(figure, bar);
  dialog.addEventListener("keydown", ({ key }) => {
    if (key === "ArrowLeft") show(place - 1);
    if (key === "ArrowRight") show(place + 1);
  });
  dialog.addEventListener("click", ({ target }) => target === dialog && dialog.close());
  dialog.addEventListener("close", () => {
    picture.removeAttribute("src");
    links[place].focus();
  });
  document.body.append(dialog);
}

function show(wanted) {
  if (!links[wanted]) return;
  place = wanted;
  const small = links[place].querySelector("img");
  picture.src = links[place].href;
  picture.alt = small.alt;
  const [width, height] = links[place].pathname.split("/")[3].split("x");
  Object.assign(picture, { width, height });
  words.textContent = links.length > 1 ? `${place + 1} / ${links.length}${small.alt ? ` · ${small.alt}` : ""}` : small.alt;
  steps.previous.disabled = !place;
  steps.next.disabled = place === links.length - 1;
  steps.previous.hidden = steps.next.hidden = links.length === 1;
}

export function open(link, posts) {
  if (!dialog.isConnected) build(posts);
  links = [...posts.querySelectorAll("a.picture")];
  show(links.indexOf(link));
  dialog.showModal();
  steps.close.focus();
}
