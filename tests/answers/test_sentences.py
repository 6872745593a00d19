"""Which sentences of the nearest passages may answer, and what speaks for each."""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pytest
import typst

from practice_search import Library
from practice_search.answers.expectation import Expectation
from practice_search.answers.sentences import FEATURES, describe_sentences, sentences_of
from practice_search.index.embedding import Encoder
from tests.conftest import build

LISTED = """
#set text(lang: "en", hyphenate: false)
= Support for children in Sweden
The municipality has offered three things since 2019:
- a trusted adult in each of the 12 schools who listens to the children,
- a group for children who have seen violence at home,
- a room in which the police may hear a child.
Do they help? An evaluation of 2021 found that fewer children were afraid.#super[7] Most of them
slept better.#super[8]
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """Return a library of one report with a heading, a list, a question and an answer."""
    corpus = tmp_path_factory.mktemp("listed") / "corpus"
    corpus.mkdir()
    (corpus / "listed.pdf").write_bytes(typst.compile(LISTED.encode()))
    build(corpus, corpus.with_name("index"))
    with Library.open(corpus.with_name("index")) as library:
        yield library


def test_items_of_a_list_stand_for_themselves_and_headings_for_nothing(library: Library) -> None:
    """A quotation is an item, not the whole list, and never a heading or a question."""
    texts = [sentence.text for sentence in sentences_of(library.search("children"))]
    assert "• a group for children who have seen violence at home," in texts
    assert "An evaluation of 2021 found that fewer children were afraid.7" in texts
    assert "Most of them slept better.8" in texts
    assert not any("Support for children in Sweden" in text for text in texts)
    assert "Do they help?" not in texts


def test_each_sentence_is_a_part_of_its_passage(library: Library) -> None:
    """They follow each other in the passage and do not overlap."""
    sentences = sentences_of(library.search("children"))
    bounds = [sentence.bounds for sentence in sentences]
    assert all(before[1] <= after[0] for before, after in pairwise(bounds))
    for sentence in sentences:
        start, end = sentence.bounds
        assert sentence.text == " ".join(sentence.passage.text[start:end].split())


@pytest.mark.parametrize(
    ("question", "feature", "words"),
    [
        ("How many schools take part?", "it lacks the number asked for", "a group for children"),
        ("When was it evaluated?", "it lacks the time asked for", "a room in which"),
        ("What was found in 2021?", "it lacks the figures of the question", "a group for children"),
        ("What was found in 2020?", "it speaks of another year", "An evaluation of 2021"),
        ("What is done in Portugal?", "it speaks of another country", "a group for children"),
    ],
)
def test_what_speaks_against_a_sentence_is_seen(
    library: Library, question: str, feature: str, words: str
) -> None:
    """What it lacks of the question, or says of something else, is a feature of it alone."""
    sentences = sentences_of(library.search("children"))
    encoder = Encoder.load()
    described = describe_sentences(
        sentences, Expectation.of(question), encoder.embed_question(question), encoder
    )
    assert described.shape == (len(sentences), len(FEATURES))
    column = described[:, FEATURES.index(feature)]
    (place,) = (i for i, sentence in enumerate(sentences) if words in sentence.text)
    assert column[place] == 1
    assert set(np.unique(column)) <= {0, 1}
    if "country" not in feature:
        assert 0 in column


def test_a_country_that_the_heading_names_is_no_other(library: Library) -> None:
    """A sentence is on Sweden where only the heading above it says so."""
    sentences = sentences_of(library.search("children"))
    encoder = Encoder.load()
    asked = encoder.embed_question("What is done in Sweden?")
    described = describe_sentences(
        sentences, Expectation.of("What is done in Sweden?"), asked, encoder
    )
    assert not described[:, FEATURES.index("it speaks of another country")].any()
