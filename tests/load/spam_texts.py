"""Spam of four kinds, in words of its own: written before its author had read one line of the filters, and not tuned since.

Each spammer advertises one site, under one name, in one text put together from many pieces; no two say quite the same.
"""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

LINK_NOW, LINK_LATER, COPY, PROFILE = "link now", "link later", "copy", "profile"
KINDS = (LINK_NOW, LINK_LATER, COPY, PROFILE)


@dataclass
class Spam:
    """What one spammer does. `payload` is what a visitor must not get to see."""

    kind: str
    name: str
    email: str
    title: str
    text: str
    payload: str
    starts_topic: bool
    later_text: str = ""
    minutes_until_later: int = 0
    profile_text: str = ""
    site: str = field(default="", repr=False)


TRADES: dict[str, tuple[Sequence[str], Sequence[str], Sequence[str]]] = {
    "slots": (
        ("luckyspin", "megawin", "royalbet", "jackpotcity", "goldreels", "slotking", "betnow"),
        ("online casino", "slot games", "sports betting", "welcome bonus", "free spins", "live roulette"),
        ("I won 300 dollars in my first week", "payouts arrive within an hour", "they double the first deposit",
         "no deposit is needed to try", "the odds are the best I have seen", "support answers day and night"),
    ),
    "essays": (
        ("essaypro", "gradehelp", "writemypaper", "termpapers", "thesisdone", "studyace"),
        ("essay writing service", "dissertation help", "homework assistance", "plagiarism free papers"),
        ("they saved my semester", "delivery before the deadline is promised", "every writer has a degree",
         "you get unlimited revisions", "my professor noticed nothing", "prices start at nine dollars a page"),
    ),
    "pills": (
        ("healthmeds", "ketoslim", "fitlife", "purecbd", "vitalboost", "maxpower"),
        ("weight loss gummies", "CBD oil", "generic pills", "keto capsules", "male enhancement", "hair serum"),
        ("I lost 12 pounds in three weeks", "no prescription is needed", "shipping is discreet and worldwide",
         "doctors don't want you to know", "all ingredients are natural", "you can order with a 70% discount"),
    ),
    "coins": (
        ("cryptorise", "bitprofit", "coinvault", "tradegenius", "forexpilot", "hashyield"),
        ("crypto trading bot", "forex signals", "bitcoin investment", "recovery of lost coins", "passive income"),
        ("my 500 became 4,200 in a month", "withdrawals take minutes", "an expert trades for you",
         "a friend got back everything that was stolen", "returns are guaranteed", "even beginners earn daily"),
    ),
    "trade": (
        ("cityplumbers", "roofcare", "movefast", "cleanpro", "lockfix", "kitchenplus", "drivereclaim"),
        ("plumbing services", "roof repair", "packers and movers", "deep cleaning", "used car buyers",
         "kitchen remodelling", "emergency locksmith"),
        ("their team came the same day", "you get a free quote", "they are licensed and insured",
         "prices are fair for the quality", "they serve the whole area", "customers rate them five stars"),
    ),
    "ranking": (
        ("rankboost", "seomasters", "linkfactory", "webgrowth", "trafficjet", "adsguru"),
        ("SEO agency", "guest posts", "backlinks", "website traffic", "social media followers", "web design"),
        ("we bring you to page one", "first results show within two weeks", "we have 12 years of experience",
         "thousands of clients trust us", "the first audit is free", "we offer white label packages"),
    ),
    "support": (
        ("helpdeskline", "quickfixpc", "mailsupport", "printercare", "routerhelp"),
        ("printer offline fix", "mail login problem", "antivirus renewal", "router setup", "airline change fee"),
        ("call the toll free number any time", "experts solve it in minutes", "they connect remotely",
         "you will not wait in line", "refunds are handled at once", "all brands are supported"),
    ),
}  # fmt: skip

OPENINGS = (
    "Hello everyone,", "Hi friends!", "Hey guys,", "Greetings to all,", "Good day dear members,", "Hi there,",
    "Just wanted to share something with you.", "I was in the same situation last year.", "Nice thread!",
    "After reading all the replies here I have to say this.", "Have you ever asked yourself what works?",
    "In today's fast moving world everybody needs an edge.", "", "", "",
)  # fmt: skip
MIDDLES = (
    "I have been looking for {what} for a long time and finally found {brand}.",
    "If you are interested in {what}, {brand} is the right address.",
    "When it comes to {what}, nobody beats {brand}.",
    "My cousin told me about {brand} and their {what}.",
    "We at {brand} are specialised in {what} since 2012.",
    "{brand} is a leading provider of {what}.",
    "Many people ask where to get reliable {what}; my answer is {brand}.",
    "You should give {brand} a try, their {what} is top notch.",
)
CALLS = (
    "Check it out here: {link}", "Visit {link} for more information.", "See {link}", "More details at {link}!",
    "Read the full story: {link}", "Sign up today on {link} before the offer ends.", "Click here -> {link}",
    "You can learn more at {link}.", "{link}", "Contact us through {link} and get your discount.",
)  # fmt: skip
BLAND = (
    "Thanks for sharing, this was very helpful for me.", "Great post, I learned a lot from it.",
    "I have the same question, did anybody find a solution?", "Very informative discussion, keep it up.",
    "I am new here and happy to be part of this community.", "This is exactly what I was searching for.",
    "I agree with what was said above, it makes sense.", "Interesting point of view, I never thought about it.",
    "Does this still work with the current version?", "I tried the steps above and it worked on my side.",
    "Can somebody explain this in more detail please?", "Looking forward to more updates about this.",
    "My colleague had a similar issue some months ago.", "It would be nice to see a short example of it.",
    "I will test it over the weekend and report back.", "Good to know that others see it the same way.",
)  # fmt: skip
SUBJECTS = (
    "logging", "backups", "rendering", "the search box", "installation", "permissions", "memory use", "networking",
    "translation", "database upgrades", "plugins", "file uploads", "testing", "documentation", "performance",
    "keyboard shortcuts", "colour themes", "data import", "version control", "scheduling",
)  # fmt: skip
FLUENT = (
    "One thing that often gets overlooked with {a} is how closely it is tied to {b}.",
    "In my experience, a careful approach to {a} pays off once a project grows beyond a handful of people.",
    "A good first step is to write down what you expect from {a} before you change anything.",
    "It also helps to measure {b} before and after, since impressions tend to mislead.",
    "Some teams prefer to keep {a} and {b} strictly apart, while others see them as two sides of one coin.",
    "Neither choice is wrong, but mixing both without a plan leads to confusion later on.",
    "What surprised me most was how small adjustments to {b} made {a} noticeably smoother.",
    "Consistency matters more than perfection here, particularly when several people share the work.",
    "I would be curious how others balance {a} against the time it takes.",
    "For newcomers, the documentation of {b} is worth a second reading.",
    "There is no single answer, yet most difficulties with {a} come down to unclear expectations.",
    "Over time you develop a feeling for when {b} needs attention and when it can be left alone.",
)
FIRST = ("anna", "mike", "lisa", "john", "priya", "omar", "kate", "leo", "nina", "alex", "sara", "tom", "mia", "raj",
         "emma", "paul", "zoe", "ivan", "lucy", "carl")  # fmt: skip
LAST = ("smith", "jones", "brown", "miller", "davis", "moore", "clark", "lewis", "walker", "hall", "young", "king",
        "wright", "scott", "green", "baker", "adams", "nelson", "carter", "turner")  # fmt: skip
MAIL_HOSTS = ("gmail.example", "outlook.example", "mail.example", "proton.example", "tempbox.example")


class Spammers:
    """Draws them, always the same ones from the same seed. `older` are texts of the forum that some copy."""

    def __init__(self, seed: int, older: Sequence[str]) -> None:
        self.draw = random.Random(seed)
        self.older = [text for text in older if len(text.split()) >= 15] or list(older)
        self.count = 0

    def many(self, count: int) -> list[Spam]:
        """So many of them, a quarter of each kind, in no order."""
        spammers = [self.one(KINDS[number % len(KINDS)]) for number in range(count)]
        self.draw.shuffle(spammers)
        return spammers

    def one(self, kind: str) -> Spam:
        self.count += 1
        brands, goods, praises = TRADES[self.draw.choice(list(TRADES))]
        site = f"{self.draw.choice(brands)}{self.draw.choice(('', '-', '24-'))}{self.count}.example"
        what, praise = self.draw.choice(goods), self.draw.sample(list(praises), 2)
        name = (
            f"{self.draw.choice(FIRST)}{self.draw.choice(('', '_', '.'))}{self.draw.choice(LAST)}{self.count}"
        )
        spam = Spam(
            kind=kind,
            name=name.replace(".", "-"),
            email=f"{name}@{self.draw.choice(MAIL_HOSTS)}",
            title=self.title(kind, what),
            text="",
            payload=site.partition(".")[0],
            starts_topic=self.draw.random() < 0.4,
            site=site,
        )
        getattr(self, "_" + kind.replace(" ", "_"))(spam, what, praise)
        return spam

    def title(self, kind: str, what: str) -> str:
        if kind == LINK_NOW:
            return self.draw.choice(
                (
                    f"Best {what} in {{}}",
                    f"Where to find {what}? {{}}",
                    f"{what.capitalize()}: my review {{}}",
                )
            ).format(self.draw.choice(("2024", "2025", "2026", "your city", "Europe")))
        return self.draw.choice(
            ("A question about {}", "Thoughts on {}", "Some notes about {}", "Help with {} please")
        ).format(self.draw.choice(SUBJECTS))

    def _link_now(self, spam: Spam, what: str, praise: list[str]) -> None:
        spam.text = self.advert(spam.site, what, praise)

    def _link_later(self, spam: Spam, what: str, praise: list[str]) -> None:
        spam.text = " ".join(self.draw.sample(BLAND, self.draw.randint(1, 3)))
        spam.minutes_until_later = self.draw.randint(15, 8 * 60)
        manner = self.draw.random()
        if manner < 0.5:
            spam.later_text = (
                f"{spam.text}\n\n{self.draw.choice(CALLS).format(link=self.link(spam.site, what))}"
            )
        elif manner < 0.75:
            words = spam.text.split(" ")
            place = self.draw.randrange(len(words))
            words[place] = f"[{words[place]}](https://{spam.site}/)"
            spam.later_text = " ".join(words)
        else:
            spam.later_text = self.advert(spam.site, what, praise)

    def _copy(self, spam: Spam, what: str, praise: list[str]) -> None:
        older = self.draw.choice(self.older)
        spam.text = self.altered(older)
        words = re.findall(r"\w+ \w+ \w+ \w+ \w+", spam.text)
        spam.payload = max(words, key=len) if words else spam.text[:60]

    def _profile(self, spam: Spam, what: str, praise: list[str]) -> None:
        a, b = self.draw.sample(SUBJECTS, 2)
        sentences = self.draw.sample(FLUENT, self.draw.randint(3, 6))
        spam.text = " ".join(sentences).format(a=a, b=b)
        spam.profile_text = self.draw.choice(
            (
                f"Marketing expert for {what}. {self.link(spam.site, what)}",
                f"I write about {what} at {self.link(spam.site, what)} and love to travel.",
                f"{self.link(spam.site, what)}",
                f"Founder of {self.link(spam.site, what)}; {praise[0]}.",
            )
        )

    def advert(self, site: str, what: str, praise: list[str]) -> str:
        brand = site.partition(".")[0]
        parts = [
            self.draw.choice(OPENINGS),
            self.draw.choice(MIDDLES).format(what=what, brand=brand),
            f"{praise[0].capitalize()}, and {praise[1]}.",
            self.draw.choice(CALLS).format(link=self.link(site, what)),
        ]
        if self.draw.random() < 0.3:
            parts.insert(1, self.draw.choice(BLAND))
        return self.draw.choice((" ", "\n\n")).join(filter(None, parts))

    def link(self, site: str, what: str) -> str:
        """Mostly a plain address; some hide it behind words or write it so that machines overlook it."""
        path = self.draw.choice(
            ("", "/", f"/{what.replace(' ', '-').lower()}", f"/?ref={self.draw.randint(100, 999)}")
        )
        manner = self.draw.random()
        if manner < 0.6:
            return f"https://{site}{path}"
        if manner < 0.8:
            return f"[{what}](https://{site}{path})"
        if manner < 0.9:
            return f"www.{site}{path}"
        if manner < 0.95:
            return site
        return site.replace(".", " dot ")

    def altered(self, text: str) -> str:
        """An older post as it was, or with a little done to it."""
        manner = self.draw.random()
        if manner < 0.6:
            return text
        if manner < 0.75:
            return f"{self.draw.choice(OPENINGS[:6])} {text}"
        if manner < 0.9:
            words = text.split(" ")
            for place in self.draw.sample(range(len(words)), max(1, len(words) // 20)):
                words[place] = self.draw.choice(("really", "also", "maybe", "very", "just"))
            return " ".join(words)
        sentences = re.split(r"(?<=[.!?])\s+", text)
        return " ".join(sentences[: max(1, len(sentences) * 2 // 3)])
