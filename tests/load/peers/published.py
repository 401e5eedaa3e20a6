"""What other forums made of a bare Django view, measured in November 2026 on two processors with eight connections.

Each figure is requests a second of a page that nobody was served from a store of pages, by those of the bare view of 30 KB
of its server: for visitors a view that does nothing, for members one that finds session and member. They are printed
beside the forum's own, because these forums are not in the package index or take more than a minute to set up.
"""

WHEN = "November 2026"
RATIOS: dict[str, dict[tuple[str, str], float]] = {
    "FluxBB": {
        ("topic", "visitor"): 0.043,
        ("board", "visitor"): 0.120,
        ("home", "visitor"): 0.130,
        ("topic", "member"): 0.26,
        ("board", "member"): 0.69,
    },
    "NodeBB": {
        ("topic", "visitor"): 0.023,
        ("board", "visitor"): 0.039,
        ("home", "visitor"): 0.080,
        ("topic", "member"): 0.13,
        ("board", "member"): 0.16,
    },
    "Misago": {
        ("topic", "visitor"): 0.005,
        ("board", "visitor"): 0.003,
        ("topic", "member"): 0.026,
        ("board", "member"): 0.018,
    },
    "django-machina": {
        ("topic", "visitor"): 0.010,
        ("board", "visitor"): 0.010,
        ("home", "visitor"): 0.022,
        ("topic", "member"): 0.050,
        ("board", "member"): 0.057,
    },
    "Spirit": {
        ("topic", "visitor"): 0.014,
        ("board", "visitor"): 0.022,
        ("home", "visitor"): 0.024,
        ("topic", "member"): 0.049,
        ("board", "member"): 0.095,
    },
}
# Which are measured anew with --peers, as they come from the package index.
INSTALLABLE = {
    "django-machina": ("django-machina", "machina_forum"),
    "Spirit": ("django-spirit", "spirit_forum"),
}
