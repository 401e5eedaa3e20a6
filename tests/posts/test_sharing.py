"""The page with the ways to share a post, for readers without scripts and for the script that opens it below a post."""

from forum.moderation import post_acts

SITES = ("mailto:", "joinmastodon", "bsky.app", "x.com", "facebook.com", "reddit.com", "linkedin.com")


def test_the_page_has_the_posts_address_and_ways_to_share_it(as_, topic):
    post = topic.posts.get()
    answer = as_().get(f"/p/{post.pk}/share/")
    assert f'value="http://127.0.0.1:8000/p/{post.pk}/"' in answer.text
    assert all(site in answer.text for site in SITES)
    assert f'href="{topic.get_absolute_url()}#post-{post.pk}"' in answer.text
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert not answer.cookies


def test_a_topics_page_has_a_link_to_it_for_each_post_and_none_to_other_sites(as_, ben, topic, say):
    posts = [topic.posts.get(), say(ben, topic, "A reply.")]
    for reader in (None, ben):
        page = as_(reader).get(topic.get_absolute_url()).text
        assert all(f'href="/p/{post.pk}/share/"' in page for post in posts)
        assert "bsky.app" not in page


def test_a_script_gets_the_part_that_it_opens_below_the_post(as_, topic):
    answer = as_().get(f"/p/{topic.posts.get().pk}/share/", headers={"x-requested-with": "fetch"})
    assert all(site in answer.text for site in SITES)
    assert "<html" not in answer.text
    assert "X-Requested-With" in answer.headers["Vary"]


def test_what_is_removed_is_not_shared_and_has_no_link_to_do_so(as_, ben, mod, topic, say):
    post = say(ben, topic, "A reply.")
    post_acts.remove(mod, post, "x")
    for reader in (None, ben, mod):
        assert as_(reader).get(f"/p/{post.pk}/share/").status_code == 404
        assert f"/p/{post.pk}/share/" not in as_(reader).get(topic.get_absolute_url()).text
