// One quiet line beside what is written: topics like the title that is typed, or replies that came meanwhile. It never
// takes the focus.
const PAUSE = 600;
const FEWEST = 8; // letters of a title

export function prepare(form, box) {
  const alike = form.querySelector("[data-alike]");
  if (alike && form.elements.title) watchTitle(form.elements.title, alike);
  const news = document.querySelector("[data-news]");
  if (news && form.id === "reply-form") watchNews(form, box, news);
}

function watchTitle(title, line) {
  let timer, asked;
  const look = async () => {
    const typed = title.value.trim();
    if (typed === asked) return;
    asked = typed;
    const answer = typed.length < FEWEST ? null : await fetch(`${line.dataset.alike}?${new URLSearchParams({ title: typed })}`);
    const html = answer?.ok ? await answer.text() : "";
    // Meanwhile more may have been typed.
    if (asked === typed) line.innerHTML = html.trim();
  };
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(() => look().catch(() => {}), PAUSE);
  };
  title.addEventListener("input", later);
  if (title.value && !line.firstElementChild) later();
}

function shower(link, box) {
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: "quiet-act", textContent: link.textContent });
  button.addEventListener("click", () => {
    const { top } = box.getBoundingClientRect();
    const steady = () => scrollBy(0, box.getBoundingClientRect().top - top);
    // When the line itself is gone as well.
    document.addEventListener("posts-added", () => queueMicrotask(steady), { once: true });
    box.focus({ preventScroll: true });
    link.click();
  });
  return button;
}

// What is on another page is shown in another tab: here is a text that somebody writes.
function elsewhere(link) {
  const other = document.createElement("a");
  return Object.assign(other, { href: link.href, target: "_blank", rel: "noopener", textContent: link.textContent });
}

// The button that shows new replies is above the box; here is another, for whoever is down here and writes.
function watchNews(form, box, news) {
  const line = document.createElement("p");
  line.className = "quiet-line";
  const slept = form.querySelector("[data-slept]");
  const look = () => {
    const link = news.querySelector("a");
    line.replaceChildren();
    if (slept) slept.hidden = Boolean(link);
    if (!link) return;
    line.append(link.getAttribute("href").split("#")[0] === news.dataset.here ? shower(link, box) : elsewhere(link));
  };
  box.closest("[data-editor]").after(line);
  new MutationObserver(look).observe(news, { childList: true, subtree: true, characterData: true });
  look();
}
