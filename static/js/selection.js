// Boxes that select posts, topics or texts that wait: how many are selected, and all of a page at once.
const bar = document.getElementById("selection");
const boxes = [...document.querySelectorAll('input[name="item"][form="selection"]')];
const words = bar?.querySelector(".selection-count");
const all = bar?.querySelector("[data-select-all]");

function count() {
  const n = boxes.filter((box) => box.checked).length + Number(bar.dataset.elsewhere);
  words.textContent = n === 1 ? words.dataset.one : words.dataset.many.replace("{n}", n);
}

if (bar) {
  words.hidden = false;
  for (const box of boxes) box.addEventListener("change", count);
  all.hidden = false;
  count();
  all.addEventListener("click", () => {
    const isOn = boxes.some((box) => !box.checked);
    for (const box of boxes) box.checked = isOn;
    count();
  });
}
