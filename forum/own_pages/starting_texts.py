"""Short texts to start from. They are no legal advice, and say so where the owner has to fill something in."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class StartingText:
    name: Promise
    slug: str
    text: Promise


STARTING_TEXTS: dict[str, StartingText] = {
    "rules": StartingText(
        _("Rules"),
        "rules",
        _("""Be kind. Talk about what was said, not about who said it.

## Write so that others can follow

One subject for each topic, and a title that says what it is.

## No insults and no threats

Nothing that is against the law, either.

## No advertising

Ask a moderator first.

## Other people’s private details stay private

Their addresses, numbers and pictures are theirs to share.

## What moderators do

Moderators may move, lock or remove what breaks these rules, and say why. If they got it wrong, appeal: the message
about it says how.
"""),
    ),
    "privacy": StartingText(
        _("Privacy"),
        "privacy",
        _("""**Who is responsible:** [your name, and how to reach you]

**What this forum keeps:** your username, your email address, what you write here, the times and network addresses of your sign-ins, and the networks you come from, by day. Visitors get no cookie until they sign in.

**What it is for:** running the forum, sending you the emails you asked for, and keeping abuse away. Nothing is sold. Nothing is given to others, [except: Akismet gets what new members write, with their name and network address; StopForumSpam gets the email address and network address of whoever signs up; Cloudflare or hCaptcha gets the network address and what its script finds out when somebody signs up. Delete those that you have not switched on.]

**How long:** until you close your account. What you wrote stays, without your name. Networks are deleted after 90 days. Backups are deleted after [how long].

**Your rights:** you can see, correct and delete what is kept about you. Write to the address above.
"""),  # noqa: E501
    ),
    "imprint": StartingText(
        _("Imprint"),
        "imprint",
        _("""This forum is run by:

[Name]
[Street and number]
[Postcode and town]

Email: [address]
"""),
    ),
}
