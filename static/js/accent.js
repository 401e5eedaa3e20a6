// The three ways to choose a colour follow one another; without this the form says which of them was changed.
for (const field of document.querySelectorAll("[data-accent]")) {
  const [picker, text] = [field.querySelector("[type=color]"), field.querySelector("[type=text]")];
  const swatches = [...field.querySelectorAll("[type=radio]")];
  const show = (colour) => {
    picker.value = text.value = colour;
    for (const swatch of swatches) swatch.checked = swatch.value === colour;
  };
  field.addEventListener("input", ({ target }) => {
    const colour = target.value.trim().toLowerCase();
    if (target !== text || /^#[0-9a-f]{6}$/.test(colour)) show(colour);
  });
}
