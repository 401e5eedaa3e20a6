// What is pasted: a piece of a page becomes Markdown, an address becomes the link of the words that are selected, and with
// Shift it stays as it is.
export function prepare(form, box, { insert }) {
  const { paste: address } = box.closest("[data-editor]").dataset;
  let isPlain = false;
  box.addEventListener("keydown", (event) => {
    isPlain = event.shiftKey && (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "v";
  });
  box.addEventListener("paste", async (event) => {
    const data = event.clipboardData;
    const plain = data.getData("text/plain");
    const wasPlain = isPlain;
    isPlain = false;
    if (wasPlain || data.files.length) return;
    const selected = box.value.slice(box.selectionStart, box.selectionEnd);
    if (selected && !/[[\]\n]/.test(selected) && /^https?:\/\/\S+$/.test(plain.trim()) && !/^https?:\/\/\S+$/.test(selected)) {
      event.preventDefault();
      insert(box, `[${selected}](${plain.trim().replaceAll("(", "%28").replaceAll(")", "%29")})`);
      return;
    }
    const html = data.getData("text/html");
    if (!address || !isFormatted(html)) return;
    event.preventDefault();
    insert(box, await converted(form, address, html, plain));
  });
}

// What has no more than paragraphs and the spans of an editor of code is as good as plain text.
function isFormatted(html) {
  if (!html) return false;
  const page = new DOMParser().parseFromString(html, "text/html");
  return Boolean(page.querySelector("a[href], b, strong, i, em, ul, ol, table, h1, h2, h3, h4, h5, h6, blockquote, code, s, del, img"))
    && !page.querySelector("meta[name=Generator][content*=Code], body > div[style*=monospace]");
}

async function converted(form, address, html, plain) {
  try {
    const body = new FormData();
    body.set("html", html);
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    const answer = await fetch(address, { method: "POST", body });
    return answer.ok ? await answer.text() : plain;
  } catch {
    return plain;
  }
}
