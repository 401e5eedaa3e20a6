"""Hosts at which anybody publishes what they like: that many link to one says nothing about the next page there.

The owner's own list of domains (words and links, in the admin) is asked besides.
"""

# The first part of the path names whose page it is.
BY_ACCOUNT = frozenset({
    "bitbucket.org", "bsky.app", "codeberg.org", "dev.to", "gist.github.com", "github.com", "gitlab.com",
    "huggingface.co", "medium.com", "raw.githubusercontent.com", "twitter.com", "x.com",
})  # fmt: skip

# With everything below them, but for those above: an address does not say whose page it is, or leads on to another.
NOBODYS = frozenset({
    # short addresses
    "adf.ly", "amzn.to", "bit.do", "bit.ly", "bl.ink", "buff.ly", "clck.ru", "cutt.ly", "dub.co", "goo.gl", "goo.su",
    "is.gd", "lnkd.in", "ow.ly", "rb.gy", "rebrand.ly", "s.id", "shorturl.at", "snip.ly", "t.co", "t.ly", "t2m.io",
    "tiny.cc", "tinyurl.com", "trib.al", "urlz.fr", "v.gd", "youtu.be",
    # files, papers and forms
    "1drv.ms", "4shared.com", "airtable.com", "archive.is", "archive.org", "archive.ph", "box.com", "dropbox.com",
    "dropboxusercontent.com", "evernote.com", "forms.gle", "google.com", "icloud.com", "issuu.com", "jotform.com",
    "live.com", "mediafire.com", "mega.nz", "notion.site", "notion.so", "office.com", "pdfhost.io", "scribd.com",
    "sharepoint.com", "slideshare.net", "surveymonkey.com", "typeform.com", "ufile.io", "wetransfer.com", "yadi.sk",
    # pasted texts and pictures
    "controlc.com", "discordapp.com", "flickr.com", "githubusercontent.com", "gyazo.com", "hackmd.io", "hastebin.com",
    "ibb.co", "imgbb.com", "imgur.com", "justpaste.it", "paste.ee", "pastebin.com", "pasteboard.co", "pinterest.com",
    "postimg.cc", "postimages.org", "prnt.sc", "rentry.co", "rentry.org", "savepic.org", "savepic.ru", "telegra.ph",
    "write.as",
    # networks of people, films, shops of many
    "aliexpress.com", "amazon.com", "bilibili.com", "dailymotion.com", "discord.com", "discord.gg", "ebay.com",
    "etsy.com", "facebook.com", "fb.com", "fb.me", "fiverr.com", "gofundme.com", "instagram.com", "itch.io",
    "kickstarter.com", "linkedin.com", "linktr.ee", "ok.ru", "patreon.com", "quora.com", "reddit.com", "snapchat.com",
    "soundcloud.com", "sourceforge.net", "spotify.com", "t.me", "telegram.me", "threads.net", "tiktok.com",
    "tumblr.com", "twitch.tv", "vimeo.com", "vk.com", "wa.me", "whatsapp.com", "youtube.com",
    # pages and programs that anybody runs there for a while, and ways around
    "carrd.co", "glitch.me", "netlify.app", "ngrok.io", "pages.dev", "replit.app", "trycloudflare.com", "vercel.app",
    "web.app", "workers.dev", "translate.goog", "cdn.ampproject.org",
})  # fmt: skip


def is_nobodys(host: str) -> bool:
    if host in BY_ACCOUNT:
        return False
    while host:
        if host in NOBODYS:
            return True
        _first, _dot, host = host.partition(".")
    return False
