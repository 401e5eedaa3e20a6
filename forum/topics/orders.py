# What lists of topics can be sorted by; each has an index, over all boards and on one.
ORDERS = {
    "activity": "-last_post_at",
    "start": "-created_at",
    "replies": "-post_count",
    "views": "-view_count",
}
