"""Links to videos that stand alone on their line: marked, so that a page can play them in their place.

Pure: what is written here names the player and loads nothing.
"""

import re
from html import escape
from urllib.parse import parse_qs, urlencode, urlsplit

from forum.html_entities import unescape

# As `html.elements.link` writes it.
ALONE = re.compile(r'<a class="alone" href="([^"]*)"([^>]*)>')
YOUTUBE, VIMEO = "YouTube", "Vimeo"
HOSTS = {
    **dict.fromkeys(("youtube.com", "m.youtube.com", "music.youtube.com", "youtube-nocookie.com"), YOUTUBE),
    "youtu.be": YOUTUBE,
    "vimeo.com": VIMEO,
    "player.vimeo.com": VIMEO,
}
YOUTUBE_PATH = re.compile(r"/(?:shorts|live|embed|v)/([\w-]{11})/?", re.ASCII)
SHORT_PATH = re.compile(r"/([\w-]{11})/?", re.ASCII)
YOUTUBE_ID = re.compile(r"[\w-]{11}", re.ASCII)
VIMEO_PATH = re.compile(r"/(?:video/|channels/[\w-]+/)?([0-9]{1,12})(?:/([0-9a-f]{6,20}))?/?", re.ASCII)
SECRET = re.compile(r"[0-9a-f]{6,20}")
START = re.compile(r"(?:(\d{1,2})h)?(?:(\d{1,3})m)?(?:(\d{1,6})s?)?", re.ASCII)
MOST_PARAMETERS = 20


def with_videos(html: str) -> str:
    """Stored HTML in which each such link carries the address of its player and the site's name."""
    if 'class="alone"' not in html:
        return html
    return ALONE.sub(marked, html)


def marked(link: re.Match[str]) -> str:
    found = player(unescape(link[1]))
    if found is None:
        return link[0]
    site, address = found
    return (
        f'<a class="alone video" data-video="{escape(address)}" data-site="{site}" href="{link[1]}"{link[2]}>'
    )


def player(address: str) -> tuple[str, str] | None:
    """Return the site's name and the address of its player for a video; None for any other address."""
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").removeprefix("www.")
        query = parse_qs(parts.query, max_num_fields=MOST_PARAMETERS)
    except ValueError:
        return None
    values = {name: values[0] for name, values in query.items()}
    if parts.scheme.lower() not in ("http", "https") or host not in HOSTS:
        return None
    site = HOSTS[host]
    found = (
        youtube(host, parts.path, values) if site == YOUTUBE else vimeo(parts.path, values, parts.fragment)
    )
    return (site, found) if found else None


def youtube(host: str, path: str, values: dict[str, str]) -> str | None:
    if path == "/watch" and host != "youtu.be":
        match = YOUTUBE_ID.fullmatch(values.get("v", ""))
        video = match[0] if match else None
    else:
        named = (SHORT_PATH if host == "youtu.be" else YOUTUBE_PATH).fullmatch(path)
        video = named[1] if named else None
    if video is None:
        return None
    start = seconds(values.get("t") or values.get("start") or "")
    settings = {"autoplay": 1} | ({"start": start} if start else {})
    # The host that sets no cookies before one plays.
    return f"https://www.youtube-nocookie.com/embed/{video}?{urlencode(settings)}"


def vimeo(path: str, values: dict[str, str], fragment: str) -> str | None:
    match = VIMEO_PATH.fullmatch(path)
    if match is None:
        return None
    secret = match[2] or values.get("h", "")
    settings: dict[str, str | int] = {"autoplay": 1, "dnt": 1}
    if SECRET.fullmatch(secret):
        settings["h"] = secret
    start = seconds(fragment.removeprefix("t=")) if fragment.startswith("t=") else 0
    return f"https://player.vimeo.com/video/{match[1]}?{urlencode(settings)}" + (
        f"#t={start}s" if start else ""
    )


def seconds(typed: str) -> int:
    """Read `90`, `90s` or `1h2m3s`; anything else is the beginning."""
    match = START.fullmatch(typed)
    if match is None:
        return 0
    hours, minutes, rest = (int(part or 0) for part in match.groups())
    return hours * 3600 + minutes * 60 + rest
