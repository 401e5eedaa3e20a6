// The device's time zone: saved where the member has none, offered where it shows other times than the chosen one.
const KEY = "time-zone-declined";

const offset = (zone) => {
  const parts = new Intl.DateTimeFormat("en", { timeZone: zone, timeZoneName: "longOffset" }).formatToParts();
  return parts.find((part) => part.type === "timeZoneName").value;
};

const isOther = (one, two) => {
  try {
    return offset(one) !== offset(two);
  } catch {
    return true;
  }
};

const stored = (value) => {
  try {
    return value === undefined ? localStorage.getItem(KEY) : localStorage.setItem(KEY, value);
  } catch {
    return null;
  }
};

const placeOf = (zone) => zone.split("/").pop().replaceAll("_", " ");

function show(note, place) {
  for (const word of note.querySelectorAll("[data-place]")) word.textContent = place;
  note.hidden = false;
}

async function save(note, zone) {
  const sent = new FormData(note);
  sent.set("zone", zone);
  sent.set("first", "1");
  const answer = await fetch(note.action, { method: "POST", body: sent, headers: { Accept: "application/json" } });
  if (!answer.ok) return;
  const { saved, place } = await answer.json();
  if (saved && isOther(zone, note.dataset.zone)) show(note, place);
}

export function compare(note, zone) {
  if (!("isChosen" in note.dataset)) return save(note, zone);
  if (!isOther(zone, note.dataset.zone) || stored() === zone) return undefined;
  note.elements.zone.value = zone;
  note.elements.next.value = location.pathname + location.search;
  note.querySelector("[data-decline]").addEventListener("click", () => {
    stored(zone);
    note.hidden = true;
  });
  return show(note, placeOf(zone));
}
