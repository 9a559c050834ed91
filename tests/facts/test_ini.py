from auditor.facts.ini import parse_ini


def test_options_may_be_indented_and_values_go_on_deeper() -> None:
    first, second = parse_ini(
        "[core]\n    remote = store\n# [gone]\n    # url = x\n['remote \"store\"']\n    url = gs://a: b\n"
        "    list =\n      one\n\n      # no\n      two\n"
    )
    assert (first.name, first.start, first.end) == ("core", 1, 2)
    assert second.name == "'remote \"store\"'"
    url, listed = second.options
    assert (url.name, url.value, url.start, url.end) == ("url", "gs://a: b", 6, 6)
    # Each line of the value stands as many lines below the first as in the file.
    assert (listed.value, listed.start, listed.end) == ("\none\n\n\ntwo", 7, 11)
