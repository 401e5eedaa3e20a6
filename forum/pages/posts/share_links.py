from urllib.parse import quote, urlencode

from django.utils.translation import gettext as _


def share_links(address: str, title: str) -> list[tuple[str, str]]:
    """Plain links that share an address on other sites. Nothing is loaded from there, and nothing is counted."""
    text = f"{title} {address}"

    def link(base: str, **query: str) -> str:
        return f"{base}?{urlencode(query, quote_via=quote)}"

    return [
        (_("Email"), link("mailto:", subject=title, body=address)),
        ("Mastodon", f"https://share.joinmastodon.org/#text={quote(text, safe='')}"),
        ("Bluesky", link("https://bsky.app/intent/compose", text=text)),
        ("X", link("https://x.com/intent/post", text=title, url=address)),
        ("Facebook", link("https://www.facebook.com/sharer/sharer.php", u=address)),
        ("Reddit", link("https://www.reddit.com/submit", url=address, title=title)),
        ("LinkedIn", link("https://www.linkedin.com/sharing/share-offsite/", url=address)),
    ]
