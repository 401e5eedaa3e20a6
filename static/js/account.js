// Beside the fields of accounts: passwords that can be shown, what is wrong while one types, codes to copy.
const words = document.querySelector("script[data-show]").dataset;

const hintOf = (field) => {
  const ids = (field.getAttribute("aria-describedby") ?? "").split(" ");
  return ids.map((id) => document.getElementById(id)).find((hint) => hint?.classList.contains("hint"));
};

const sayBelow = (field) => {
  const line = document.createElement("p");
  line.className = "hint field-says";
  line.setAttribute("role", "status");
  (hintOf(field) ?? field.closest(".shown-password") ?? field).after(line);
  return (text, isWrong = false) => {
    line.textContent = text;
    line.classList.toggle("field-says-wrong", isWrong);
  };
};

// Passwords can be looked at.
for (const field of document.querySelectorAll("input[type=password]")) {
  const frame = document.createElement("span");
  const button = document.createElement("button");
  frame.className = "shown-password";
  button.className = "button button-quiet button-small";
  button.type = "button";
  field.before(frame);
  frame.append(field, button);
  const show = (isShown) => {
    field.type = isShown ? "text" : "password";
    button.textContent = isShown ? words.hide : words.show;
    button.title = isShown ? words.hideWhat : words.showWhat;
  };
  button.addEventListener("click", () => show(field.type === "password"));
  // Sent as what it is: else a browser may keep it among the things once typed.
  field.form?.addEventListener("submit", () => show(false));
  show(false);
}

// How long a new password must be.
for (const field of document.querySelectorAll("[data-least]")) {
  const say = sayBelow(field);
  const least = Number(field.dataset.least);
  field.addEventListener("input", () => {
    const length = [...field.value].length;
    const name = field.form.elements.username?.value.trim().toLowerCase() ?? "";
    if (!length) say("");
    else if (length < least) say(words.count.replace("{n}", length).replace("{least}", least));
    else if (name.length > 2 && field.value.toLowerCase().includes(name)) say(words.similar, true);
    else say(words.enough);
  });
}

// Whether a username is free.
const form = document.querySelector("[data-username-check]");
const username = form?.elements.username;
if (username) {
  const PAUSE = 500;
  const say = sayBelow(username);
  let timer;
  const ask = async () => {
    const asked = username.value.trim();
    if (!asked) return say("");
    try {
      const answer = await fetch(`${form.dataset.usernameCheck}?${new URLSearchParams({ username: asked })}`);
      if (username.value.trim() !== asked) return;
      if (!answer.ok) return say("");
      const { is_free, words } = await answer.json();
      say(words, !is_free);
      username.closest(".field").classList.toggle("field-wrong", !is_free);
    } catch {
      // Sending the form says it as well.
      say("");
    }
  };
  username.addEventListener("input", () => {
    clearTimeout(timer);
    username.closest(".field").querySelector(".errors")?.remove();
    timer = setTimeout(ask, PAUSE);
  });
}

// Recovery codes go to the clipboard all at once.
for (const button of document.querySelectorAll("[data-copy-codes]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const codes = [...document.querySelectorAll(button.dataset.copyCodes)].map((code) => code.textContent);
    try {
      await navigator.clipboard.writeText(codes.join("\n"));
      button.textContent = button.dataset.done;
    } catch {
      // Without the right to the clipboard, there are the file and the page.
      button.hidden = true;
    }
  });
}
