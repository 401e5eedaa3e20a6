"""Time zones as people choose them: one for each place, grouped by region, with what the clock shows there now.

The list and the other spellings come from the tz database: `zone.tab` names the zones by country, `tzdata.zi` the
links from older names. What was saved under an older name stays valid.
"""

import zoneinfo
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

REGIONS: dict[str, Promise] = {
    "Europe": gettext_lazy("Europe"),
    "Africa": gettext_lazy("Africa"),
    "America": gettext_lazy("America"),
    "Asia": gettext_lazy("Asia"),
    "Atlantic": gettext_lazy("Atlantic Ocean"),
    "Australia": gettext_lazy("Australia"),
    "Indian": gettext_lazy("Indian Ocean"),
    "Pacific": gettext_lazy("Pacific Ocean"),
    "Arctic": gettext_lazy("Arctic and Antarctica"),
    "Antarctica": gettext_lazy("Arctic and Antarctica"),
}
UTC = "UTC"
MOST_LINKS = 4  # from an old name to the one in use
# Where the database links an old name straight to another place with the same clocks; browsers still send these.
RENAMED = {
    "Africa/Asmera": "Africa/Asmara",
    "America/Coral_Harbour": "America/Atikokan",
    "Pacific/Ponape": "Pacific/Pohnpei",
    "Pacific/Truk": "Pacific/Chuuk",
    "Etc/UTC": UTC,
    "GMT": UTC,
}
UNUSUAL = {"Antarctica/DumontDUrville": "Dumont d’Urville"}


@dataclass(frozen=True)
class Zones:
    listed: frozenset[str]
    links: dict[str, str]


@cache
def zones() -> Zones:
    folder = files("tzdata") / "zoneinfo"
    rows = [line.split("\t") for line in _lines((folder / "zone.tab").read_text("utf-8"))]
    links = [line.split() for line in _lines((folder / "tzdata.zi").read_text("utf-8")) if line[:2] == "L "]
    known = zoneinfo.available_timezones()
    listed = frozenset(row[2] for row in rows if row[2] in known and row[2].partition("/")[0] in REGIONS)
    return Zones(listed | {UTC}, {old: new for _kind, new, old in links} | RENAMED)


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def listed_zone(name: str) -> str | None:
    """The zone of the list that this is, or is an older name of; None if there is none."""
    known = zones()
    for _step in range(MOST_LINKS):
        if name in known.listed:
            return name
        name = known.links.get(name, "")
    return None


def place(name: str) -> str:
    """What a zone is called: "Berlin", or "Knox, Indiana" where the place is in another."""
    if name in UNUSUAL or "/" not in name:
        return UNUSUAL.get(name, name)
    _region, *around, city = name.replace("_", " ").split("/")
    return ", ".join([city, *reversed(around)])


def label(name: str, now: datetime | None = None) -> str:
    """Its place and what its clocks are set to now, as in "Berlin (UTC+01:00)"."""
    if name == UTC:
        return UTC
    moment = (now or timezone.now()).astimezone(zoneinfo.ZoneInfo(name))
    offset = moment.strftime("%z").replace("-", "−")
    return _("%(place)s (UTC%(offset)s)") % {"place": place(name), "offset": f"{offset[:3]}:{offset[3:5]}"}


def choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """The zones of the list for a form, in groups."""
    now = timezone.now()
    groups: dict[str, list[tuple[str, str]]] = {str(region): [] for region in REGIONS.values()}
    for name in zones().listed - {UTC}:
        groups[str(REGIONS[name.partition("/")[0]])].append((name, label(name, now)))
    by_place = [(region, sorted(group, key=lambda zone: zone[1])) for region, group in groups.items()]
    return [*by_place, (_("Other"), [(UTC, UTC)])]
