// Words that somebody selects in a post can be quoted in the box: a button stands beside them.
let button;
let chosen;

export function offer(box) {
  button ??= made(box);
  clearTimeout(offer.timer);
  offer.timer = setTimeout(() => place(), 150);
}

function made(box) {
  const one = document.createElement("button");
  one.type = "button";
  one.className = "button button-small quote-selected";
  one.textContent = document.querySelector("[data-quote-label]").dataset.quoteLabel;
  one.hidden = true;
  // The press must not take the selection away before it is read.
  one.addEventListener("pointerdown", (event) => event.preventDefault());
  one.addEventListener("click", () => quote(box));
  document.body.append(one);
  document.addEventListener("selectionchange", () => {
    if (document.getSelection().isCollapsed) one.hidden = true;
  });
  return one;
}

// The post with all the selected words, or null.
function selected() {
  const selection = document.getSelection();
  if (selection.isCollapsed || !selection.toString().trim()) return null;
  const range = selection.getRangeAt(0);
  const around = range.commonAncestorContainer;
  const prose = (around.nodeType === Node.ELEMENT_NODE ? around : around.parentElement).closest(".post .prose");
  const button = prose?.closest(".post").querySelector("button[data-quote]");
  return button ? { range, button } : null;
}

function place() {
  chosen = selected();
  button.hidden = !chosen;
  if (!chosen) return;
  const { left, bottom } = chosen.range.getBoundingClientRect();
  button.style.left = `${Math.max(8, Math.min(left, innerWidth - 120)) + scrollX}px`;
  button.style.top = `${bottom + scrollY + 6}px`;
}

async function quote(box) {
  if (!chosen) return;
  const { range, button: whole } = chosen;
  const holder = document.createElement("div");
  holder.append(range.cloneContents());
  const body = new FormData();
  body.set("selected", holder.innerHTML);
  body.set("csrfmiddlewaretoken", box.form.elements.csrfmiddlewaretoken.value);
  try {
    const answer = await fetch(whole.formAction, { method: "POST", body, headers: { "X-Requested-With": "fetch" } });
    if (!answer.ok) throw new Error(answer.statusText);
    document.dispatchEvent(new CustomEvent("quoted", { detail: { text: await answer.text(), button: whole } }));
    document.getSelection().removeAllRanges();
    button.hidden = true;
  } catch {
    // The whole post can be quoted; that button says what is wrong.
    whole.click();
  }
}
