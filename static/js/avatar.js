// The square part of one's picture, shown as it is chosen: with the sliders, or by dragging. Without this they act on saving.
const form = document.querySelector("[data-avatar]");
const stage = form.querySelector("[data-avatar-shown]");
const file = form.querySelector("[type=file]");
const whole = form.querySelector("[data-avatar-whole]");
const [zoom, across, down] = ["zoom", "across", "down"].map((name) => form.elements[name]);
const sharpness = Math.min(window.devicePixelRatio || 1, 3);
let picture = null;
let held = null;

// As the forum cuts it: the shorter side, divided by the zoom.
function part() {
  const [width, height] = [picture.naturalWidth || picture.width, picture.naturalHeight || picture.height];
  const side = (Math.min(width, height) * 100) / zoom.value;
  return { side, width, height, left: ((width - side) * across.value) / 100, top: ((height - side) * down.value) / 100 };
}

function draw() {
  if (!picture) return;
  const { side, left, top } = part();
  stage.width = stage.height = 192 * sharpness;
  stage.getContext("2d").drawImage(picture, left, top, side, side, 0, 0, stage.width, stage.height);
}

function show(chosen) {
  picture = chosen;
  stage.hidden = !picture;
  for (const name of ["whole", "now"]) {
    const other = form.querySelector(`[data-avatar-${name}]`);
    if (other) other.hidden = Boolean(picture);
  }
  draw();
}

async function take() {
  const [sent] = file.files;
  if (!sent) return show(whole?.complete && whole.naturalWidth ? whole : null);
  [zoom.value, across.value, down.value] = [100, 50, 50];
  // What this browser cannot read, perhaps the forum can.
  show(await createImageBitmap(sent).catch(() => null));
}

function drag({ clientX, clientY }) {
  const { side, width, height } = part();
  const scale = side / stage.clientWidth;
  const moved = (start, by, room) => (room > 0 ? start - (by * scale * 100) / room : start);
  across.value = moved(held.across, clientX - held.x, width - side);
  down.value = moved(held.down, clientY - held.y, height - side);
  draw();
}

file.addEventListener("change", take);
for (const slider of [zoom, across, down]) slider.addEventListener("input", draw);
stage.addEventListener("pointerdown", (event) => {
  stage.setPointerCapture(event.pointerId);
  held = { x: event.clientX, y: event.clientY, across: Number(across.value), down: Number(down.value) };
});
stage.addEventListener("pointermove", (event) => held && drag(event));
for (const kind of ["pointerup", "pointercancel"]) stage.addEventListener(kind, () => (held = null));
if (whole && !whole.complete) whole.addEventListener("load", take);
take();
