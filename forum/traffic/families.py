"""What sort of program asks, by its own word. Only the family is counted: whole names would tell people apart."""

from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from forum.site.robots import TRAINERS

BROWSERS, SEARCH_ENGINES, TRAINERS_OF_MODELS = "browsers", "engines", "ai"
FEED_READERS, MONITORS, BOTS = "feeds", "monitors", "bots"

FAMILIES = {
    BROWSERS: _("Browsers"),
    SEARCH_ENGINES: _("Search engines"),
    TRAINERS_OF_MODELS: _("AI crawlers"),
    FEED_READERS: _("Feed readers"),
    MONITORS: _("Monitors"),
    BOTS: _("Other programs"),
}

# In this order: the name of one may be part of another's, and many say “bot” as well.
SIGNS = {
    TRAINERS_OF_MODELS: (
        *(name.lower() for name in TRAINERS),
        "chatgpt", "oai-searchbot", "claude-", "perplexity", "google-cloudvertexbot", "google-agent", "cohere",
        "mistralai", "meta-externalfetcher", "meta-webindexer", "youbot", "duckassist", "deepseek", "img2dataset",
        "firecrawl",
    ),
    SEARCH_ENGINES: (
        "googlebot", "google-inspectiontool", "googleother", "storebot-google", "bingbot", "bingpreview", "duckduckbot",
        "yandex", "baiduspider", "applebot", "qwant", "mojeek", "seznam", "sogou", "yahoo! slurp", "naver", "yeti/",
        "kagibot", "bravebot", "marginalia", "ecosia", "petalbot", "archive.org_bot",
    ),
    FEED_READERS: (
        "feed", "rss", "inoreader", "newsblur", "netnewswire", "theoldreader", "newsboat", "liferea", "miniflux",
        "akregator", "reeder", "readkit", "thunderbird",
    ),
    MONITORS: (
        "uptime", "pingdom", "statuscake", "site24x7", "nagios", "zabbix", "blackbox", "prometheus", "hetrix",
        "freshping", "updown.io", "datadog", "checkly", "kube-probe", "healthcheck", "monit",
    ),
    BOTS: (
        "bot", "crawl", "spider", "scrap", "headless", "facebookexternalhit", "preview", "fetch", "python", "curl/",
        "wget", "http-client", "scan", "archiv",
    ),
    # What is left and calls itself as browsers do.
    BROWSERS: ("mozilla/", "opera/", "lynx/", "links (", "w3m/", "elinks"),
}  # fmt: skip
LONGEST = 300  # characters that are looked at


def family_of(agent: str) -> str:
    return _family_of(agent[:LONGEST])


@lru_cache(maxsize=500)
def _family_of(agent: str) -> str:
    agent = agent.lower().replace("cubot", "")  # a maker of telephones
    for family, signs in SIGNS.items():
        if any(sign in agent for sign in signs):
            return family
    return BOTS
