"""What is known of the Istanbul Convention's articles, and its words found in any language."""

import time
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practice_search.metadata.letters import fold
from practice_search.metadata.pillar.convention import (
    articles,
    convention,
    find_field_words,
    find_terms,
)
from practice_search.terms import Pillar

LANGUAGES = ("en", "ro", "nb", "es", "pl", "bg", "lt")

SPEAKING = [
    ("en", "Officers may issue an emergency barring\norder.", "52", "emergency barring\norder"),
    ("en", "The case goes to a MARAC.", "51", "MARAC"),
    ("en", "Pupils use new teaching materials.", "14", "teaching materials"),
    ("ro", "Politistii emit ordin de protecţie provizoriu.", "52", "ordin de protecţie provizoriu"),
    ("ro", "Agresorul poartă o brățară electronică.", "53", "brățară electronică"),
    ("nb", "Retten ila ham omvendt voldsalarm.", "53", "omvendt voldsalarm"),
    ("nb", "KRISESENTERET ER ÅPENT", "23", "KRISESENTERET"),
    ("nn", "Kommunen har eit krisesentertilbod.", "22", "krisesentertilbod"),
    ("es", "La valoracion del riesgo se repite.", "51", "valoracion del riesgo"),
    ("es", "Ingresó en una casa de acogida.", "23", "casa de acogida"),
    ("pl", "Policja wydaje nakaz opuszczenia lokalu.", "52", "nakaz opuszczenia"),
    ("pl", "Zespoły interdyscyplinarne spotykają się.", "7", "Zespoły interdyscyplinarne"),
    ("bg", "Съдът издаде заповед за незабавна защита.", "52", "заповед за незабавна защита"),
    ("lt", "Skirtas apsaugos nuo smurto artimoje aplinkoje orderis.", "52",
     "apsaugos nuo smurto artimoje aplinkoje orderis"),
    ("lt", "Padeda SPC konsultantė.", "22", "SPC"),
    ("sv", "Kvinnojouren är öppen.", "23", "Kvinnojouren"),
    ("da", "Krisecentret tager imod.", "23", "Krisecentret"),
    ("de", "Das Frauenhaus ist voll.", "23", "Frauenhaus"),
    ("fr", "L'ordonnance de protection est délivrée.", "53", "ordonnance de protection"),
    ("it", "Il centro antiviolenza accoglie.", "22", "centro antiviolenza"),
    ("pt", "A casa-abrigo tem vagas.", "23", "casa-abrigo"),
]  # fmt: skip


def found(text: str, language: str | None) -> set[tuple[str, str]]:
    """Return the articles spoken of, each with the words."""
    return {(hit.article, text[hit.start : hit.end]) for hit in find_terms(text, language)}


def test_articles_are_complete() -> None:
    """Every article of chapters II to VIII has a title, its pillars and a text in each language."""
    assert list(map(int, articles())) == list(range(7, 66))
    for number, article in articles().items():
        assert article.number == number
        assert article.title
        assert set(article.about) >= set(LANGUAGES)
    for description in convention().none.values():
        assert set(description) >= set(LANGUAGES)
    assert set(convention().field) >= set(LANGUAGES)


def test_pillars_follow_the_chapters() -> None:
    """An article serves its chapter's pillar first; a protective measure serves protection too."""
    first = {int(n): a.pillars[0] for n, a in articles().items()}
    assert {first[n] for n in range(7, 12)} == {Pillar.POLICIES}
    assert {first[n] for n in range(12, 18)} == {Pillar.PREVENTION}
    assert {first[n] for n in (*range(18, 29), 59, 60, 61)} == {Pillar.PROTECTION}
    assert {first[n] for n in range(29, 59)} == {Pillar.PROSECUTION}
    both = {int(n) for n, a in articles().items() if len(a.pillars) > 1}
    assert both == {51, 52, 53, 56}


def test_descriptions_differ() -> None:
    """No two descriptions are the same, in any language."""
    texts = [
        *chain.from_iterable(a.about.values() for a in articles().values()),
        *chain.from_iterable(of.values() for of in convention().none.values()),
    ]
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize(("language", "text", "article", "words"), SPEAKING)
def test_term(language: str, text: str, article: str, words: str) -> None:
    """A term is found in its language, and where the language is not known."""
    assert (article, words) in found(text, language)
    assert (article, words) in found(text, None)


def test_every_term_is_found() -> None:
    """Each term that is listed is found where it stands alone, by itself or in a longer one."""
    for article in articles().values():
        for lists in (article.terms, article.weak):
            for language, terms in lists.items():
                for term in terms:
                    text = term.replace("*", "")
                    assert find_terms(text, language), (article.number, language, term)


def test_english_counts_in_every_language() -> None:
    """An English term is found in a text of another language, but not one of a third."""
    assert ("52", "barring order") in found("Poliția a emis un barring order.", "ro")
    assert found("Krisesenteret", "ro") == set()
    assert found("Krisesenteret", "tlh") == {("23", "Krisesenteret")}


def test_acronyms_need_capitals() -> None:
    """An acronym is no other word."""
    assert found("She had a dash of doubt about sara.", "en") == set()
    assert ("51", "DASH") in found("The DASH form", "en")


def test_longest_term_counts() -> None:
    """A term within a longer one is not meant."""
    assert found("an emergency protection order", "en") == {("52", "emergency protection order")}


def test_weak_terms() -> None:
    """Words that say little alone are marked so."""
    hits = find_terms("The police came to the scene of the domestic violence unit.", "en")
    assert {(h.article, h.weak) for h in hits} >= {("50", True), ("49", False)}


def test_field_words() -> None:
    """Words that show the field are found in each language, and not in the tax law."""
    for language, text in {
        "en": "victims of domestic violence",
        "ro": "victimele violenței domestice",
        "nb": "vold i nære relasjoner",
        "es": "víctimas de violencia de género",
        "pl": "osoby doznające przemocy",
        "bg": "пострадали от насилие",
        "lt": "smurtas artimoje aplinkoje",
    }.items():
        assert find_field_words(text, language)
    assert find_field_words("The tax is due in March and paid to the treasury.", "en") == []


def test_decomposed_accents() -> None:
    """An accent that is a character of its own belongs to its letter."""
    text = "Ordin de protect\u0326ie provizoriu"
    assert found(text, "ro") == {("52", text)}


@given(st.text())
def test_folding_keeps_offsets(text: str) -> None:
    """Folding changes no length, and a folded text folds to itself."""
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


_WORDS = st.sampled_from(
    ["shelter", "Ordin", "de", "protecție", "MARAC", "\n", "-", ". ", "krisesenter", "насилие", "İ"]
)


@given(
    st.one_of(st.text(), st.lists(_WORDS, max_size=20).map(" ".join)),
    st.sampled_from([None, "en", "ro", "nn", "xx"]),
)
def test_any_text(text: str, language: str | None) -> None:
    """Whatever a text says, what is found stands in it in order and begins and ends with words."""
    hits = find_terms(text, language)
    assert [h.start for h in hits] == sorted(h.start for h in hits)
    for start, end in [*((h.start, h.end) for h in hits), *find_field_words(text, language)]:
        assert 0 <= start < end <= len(text)
        assert text[start:end].strip() == text[start:end]


def test_quick() -> None:
    """A passage of 120 words takes some thousandths of a second at most."""
    text = "The police issued an emergency barring order and women's shelters took her in. " * 9
    find_terms(text, None)
    begun = time.process_time()
    for _ in range(20):
        find_terms(text, None)
    assert (time.process_time() - begun) / 20 < 0.02
