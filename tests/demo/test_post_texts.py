from forum.demo.post_texts import link_quotes, text_before_edit


def test_a_quote_leads_to_the_latest_post_of_whom_it_quotes():
    source = "> @wilma wrote:\n> Use the walking foot.\n\nWhich one?"
    assert link_quotes(source, {"wilma": 7}).startswith("> @wilma [wrote](/p/7/):\n> Use")


def test_a_quote_of_somebody_who_said_nothing_stays_as_it_is():
    assert link_quotes("> @wilma wrote:\n> Hm.", {"tomasz": 3}) == "> @wilma wrote:\n> Hm."


def test_a_quote_in_a_quote_is_linked_too():
    assert "> > @tomasz [wrote](/p/3/):" in link_quotes(
        "> @ana wrote:\n> > @tomasz wrote:\n> > No.", {"tomasz": 3}
    )


def test_prose_about_writing_is_left_alone():
    assert link_quotes("I know that @wilma wrote: no.", {"wilma": 7}) == "I know that @wilma wrote: no."


def test_before_its_edit_a_post_lacks_its_end():
    assert text_before_edit("First.\n\nSecond.\n\nEdit: it works.") == "First.\n\nSecond."
    assert text_before_edit("One thing. Another.") == "One thing."
    assert text_before_edit("Only one!") == "Only one"
    assert text_before_edit("See:\n\n```\na. b\n\nc\n```") == "See:"
