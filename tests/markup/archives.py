"""Real forums, where their archives lie beside this checkout: what was typed there, and the words of what we make of it."""

import hashlib
import re
from collections import Counter
from html import unescape
from pathlib import Path

from forum.importing.discourse.finding_archives import archive_in
from forum.importing.report import Report

FOLDER = Path(__file__).parents[3] / "shared" / "data" / "real"
ARCHIVES = ("discourse-delving", "discourse-urho3d")

BETWEEN = re.compile(r"</?(?:p|br|li|td|th|tr|pre|div|h\d|hr|summary|blockquote|ol|ul|sup|sub)\b[^>]*>")
PICTURE = re.compile(r'<img\b[^>]*?\balt="([^"]*)"[^>]*>')
TAG = re.compile(r"<[^>]*>")
WORD = re.compile(r"[^\W_]+")


def typed_posts(name):
    """The posts of an archive whose Markdown it holds."""
    for topic in archive_in(FOLDER / name).topics(Report()):
        yield from (post for post in topic.posts if post.becomes_post and post.raw)


def words(html):
    """The words that a reader of this HTML sees, and how often each."""
    html = PICTURE.sub(r" \1 ", BETWEEN.sub(" ", html))
    return Counter(WORD.findall(unescape(TAG.sub("", html))))


def digest(seen):
    """Eight digits that stand for these words."""
    listed = " ".join(f"{word}*{count}" for word, count in sorted(seen.items()))
    return hashlib.sha256(listed.encode()).hexdigest()[:8]
