from bot.bench.search import QUERIES, WORDS, _queries


def test_queries_are_a_few_words_of_titles_and_the_same_each_time() -> None:
    queries = _queries()

    assert len(queries) == QUERIES
    assert all(1 <= len(query.split()) <= WORDS for query in queries)
    assert queries == _queries()
