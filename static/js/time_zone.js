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

const instant = (time) => new Date(time.dateTime).getTime();

// What the page shows already, in the zone that holds now. Loading it anew would lose what has been typed.
async function showTimesAnew() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" }, cache: "no-store" });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = [...page.querySelectorAll("time")];
  for (const time of document.querySelectorAll("time")) {
    const at = fresh.findIndex((other) => instant(other) === instant(time));
    if (at < 0) continue;
    const [{ dateTime, title, textContent }] = fresh.splice(at, 1);
    Object.assign(time, { dateTime, title, textContent });
  }
}

async function save(note, zone) {
  const sent = new FormData(note);
  sent.set("zone", zone);
  sent.set("first", "1");
  const answer = await fetch(note.action, { method: "POST", body: sent, headers: { Accept: "application/json" } });
  if (!answer.ok) return;
  const { saved, place } = await answer.json();
  if (!saved || !isOther(zone, note.dataset.zone)) return;
  if (document.querySelector("time")) await showTimesAnew().catch(() => {});
  show(note, place);
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
