// The three ways to choose a colour follow one another; without this the form says which of them was changed.
function asColour(text) {
  const digits = /^#?([0-9a-f]{3}|[0-9a-f]{6})$/.exec(text.trim().toLowerCase())?.[1];
  return digits && `#${digits.length === 6 ? digits : digits.replace(/./g, "$&$&")}`;
}

for (const field of document.querySelectorAll("[data-accent]")) {
  const [picker, text] = [field.querySelector("[type=color]"), field.querySelector("[type=text]")];
  const swatches = [...field.querySelectorAll("[type=radio]")];
  const preview = field.querySelector(".accent-preview");
  const previewed = picker.value;
  field.addEventListener("input", ({ target }) => {
    const colour = asColour(target.value);
    // What the server drew and wrote is about another colour than this.
    preview.hidden = colour !== previewed;
    if (!colour) return;
    picker.value = colour;
    if (target !== text) text.value = colour;
    for (const swatch of swatches) swatch.checked = swatch.value === colour;
  });
}
