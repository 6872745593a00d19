"""Pillars and articles of passages: what a reader who knows the Convention would say."""

from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practice_search.index.embedding import Encoder
from practice_search.metadata.evidence import PassageText
from practice_search.metadata.pillar.claims import CLAIMED_FROM, pillar_claims, report_pillars
from practice_search.metadata.pillar.convention import articles, convention
from practice_search.metadata.pillar.features import (
    ARTICLE_FEATURES,
    ARTICLE_WORD_FEATURES,
    PILLAR_FEATURES,
    PILLAR_WORD_FEATURES,
)
from practice_search.metadata.pillar.model import vectors, weights
from practice_search.records import Claim, Origin, Span
from practice_search.terms import Facet, Pillar

OTHER = "another encoder"


@cache
def encoder() -> Encoder:
    """Return the encoder that the weights were made for."""
    return Encoder.load()


def passage(
    text: str, language: str | None = "en", *headings: str, ranked: bool = True
) -> PassageText:
    """Return a passage of one page."""
    span = Span(page=1, start=0, end=len(text))
    return PassageText(
        spans=(span,), pieces=(text,), headings=headings, language=language, ranked=ranked
    )


def claims(*passages: PassageText) -> list[tuple[Claim, ...]]:
    """Guess with the real encoder."""
    embedded = encoder().embed_passages([one.text for one in passages if one.ranked]).whole
    return pillar_claims(passages, embedded, encoder=encoder().identity)


def by_words(*passages: PassageText) -> list[tuple[Claim, ...]]:
    """Guess with an encoder that the weights were not made for."""
    ranked = sum(one.ranked for one in passages)
    return pillar_claims(passages, np.zeros((ranked, 8)), encoder=OTHER)


def values(found: tuple[Claim, ...], facet: Facet) -> set[str]:
    """Return the values of one facet."""
    return {claim.value for claim in found if claim.facet is facet}


@pytest.mark.parametrize(
    ("text", "language", "pillar"),
    [
        (("The refuge takes in women and their children at any hour. The stay is free, "
         "and the staff help with counselling and a new home."), "en", Pillar.PROTECTION),
        (("Centrul primește femei și copii la orice oră. Găzduirea este gratuită, iar psihologul "
         "și asistentul social lucrează cu fiecare victimă."), "ro", Pillar.PROTECTION),
        (("Krisesenteret tar imot kvinner og barn hele døgnet. Oppholdet er gratis, og de ansatte "
         "hjelper med samtaler og ny bolig."), "nb", Pillar.PROTECTION),
        (("Pupils discuss what respect in a relationship means, and teachers learn to run the "
         "lessons. The campaign asks young men to speak up."), "en", Pillar.PREVENTION),
        (("El alumnado debate sobre el respeto en la pareja y el profesorado recibe formación. La "
         "campaña de sensibilización se dirige a los chicos jóvenes."), "es", Pillar.PREVENTION),
        (("The officer may remove the abuser from the home for ten days; who breaches the barring "
         "order commits an offence and can be arrested."), "en", Pillar.PROSECUTION),
        (("Policjant może nakazać sprawcy natychmiastowe opuszczenie mieszkania. Naruszenie nakazu "
         "jest karane, a prokurator wszczyna postępowanie karne."), "pl", Pillar.PROSECUTION),
        (("Междуведомствен съвет координира министерствата и следи изпълнението на националната "
         "програма срещу домашното насилие; данните се събират ежегодно."), "bg", Pillar.POLICIES),
        (("Ministerijos koordinuoja nacionalinį smurto prevencijos veiksmų planą, numato lėšas "
         "savivaldybėms ir kasmet renka duomenis apie smurtą artimoje aplinkoje."), "lt",
         Pillar.POLICIES),
    ],
)  # fmt: skip
def test_a_passage_is_on_its_pillar(text: str, language: str, pillar: Pillar) -> None:
    """In any of the languages, the pillar that a passage is on is among those claimed."""
    (found,) = claims(passage(text, language))
    assert pillar in values(found, Facet.PILLAR)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (("The rate of value added tax is nineteen per cent. Books and food are taxed at a reduced "
         "rate, and the return is due on the twenty-fifth of the month."), "en"),
        (("Parlamentul este ales prin vot universal. Mandatul deputaților este de patru ani și se "
         "prelungește de drept în stare de război."), "ro"),
        (("Kommunen skal bygge ny skole og utvide kollektivtrafikken. Regjeringen vil øke "
         "satsingen på jernbane i hele landet."), "nb"),
        (("El presupuesto destinado a carreteras aumenta un tres por ciento y se licitan las obras "
         "del puerto."), "es"),
    ],
)  # fmt: skip
def test_what_is_on_something_else_is_on_no_pillar(text: str, language: str) -> None:
    """Taxes, elections, schools and roads stay unclassified."""
    (found,) = claims(passage(text, language))
    assert values(found, Facet.PILLAR) == set()


def test_a_claim_says_what_it_rests_on() -> None:
    """The words stand where the evidence says, and in the reason that people read."""
    text = (
        "The provisional protection order is issued by the police.\nThe shelter is free of charge."
    )
    (found,) = claims(passage(text, "en", "Emergency barring orders"))
    assert found
    for claim in found:
        assert claim.origin is Origin.GUESSED
        assert claim.probability is not None
        assert CLAIMED_FROM <= claim.probability <= 1
        if claim.evidence:
            words = text[claim.evidence.start : claim.evidence.end]
            assert f'"{words}"' in claim.basis
    prosecution = next(c for c in found if c.value == Pillar.PROSECUTION)
    assert "provisional protection order" in prosecution.basis
    assert 'its headings: "Emergency barring order' in prosecution.basis


def test_a_passage_without_a_known_word_is_placed_by_its_meaning() -> None:
    """Where no term shows it, the nearest article is named instead of words."""
    text = (
        "She can stay as long as she needs to. Somebody is awake all night, and nobody outside "
        "is told the address; her children have a room of their own."
    )
    (found,) = claims(passage(text))
    protection = next(c for c in found if c.value == Pillar.PROTECTION)
    assert protection.basis.startswith("its meaning, near to ")
    assert protection.evidence is None


def test_an_article_that_is_cited_is_claimed() -> None:
    """The Convention's articles are a facet of their own, those of other laws are not."""
    ours = passage("Article 52 of the Istanbul Convention asks the police to act at once.")
    theirs = passage("Article 60 of the Constitution and Article 59 of the Criminal Code apply.")
    (of_ours, of_theirs) = claims(ours, theirs)
    (claim,) = [c for c in of_ours if c.facet is Facet.ARTICLE and c.value == "52"]
    assert claim.basis.startswith("cites Article 52")
    assert claim.evidence is not None
    assert ours.text[claim.evidence.start : claim.evidence.end].startswith("Article 52")
    assert not {"59", "60"} & values(of_theirs, Facet.ARTICLE)


def test_contents_and_lists_are_on_nothing() -> None:
    """A table of contents names every pillar and is about none."""
    contents = passage("Shelters 12\nProtection orders 14\nAction plan 19", ranked=False)
    text = passage("The shelter is open to every woman who flees from violence at home.")
    found = claims(contents, text, contents)
    assert found[0] == found[2] == ()
    assert Pillar.PROTECTION in values(found[1], Facet.PILLAR)
    assert claims(contents) == [()]


def test_another_encoder_leaves_the_words() -> None:
    """What was learned with one encoder is not applied to the vectors of another."""
    text = "The shelter, the crisis centre and the helpline are open to victims of violence."
    (found,) = by_words(passage(text))
    assert Pillar.PROTECTION in values(found, Facet.PILLAR)
    assert "its meaning" not in " ".join(claim.basis for claim in found)


@settings(deadline=None)
@given(st.lists(st.tuples(st.text(max_size=200), st.sampled_from(["en", "bg", "tlh", None]))))
def test_any_text_is_read(texts: list[tuple[str, str | None]]) -> None:
    """Whatever stands in a passage, there is one answer a passage, and evidence inside it."""
    passages = [passage(text, language) for text, language in texts]
    found = by_words(*passages)
    assert len(found) == len(passages)
    for one, of_it in zip(passages, found, strict=True):
        keys = [(claim.facet, claim.value) for claim in of_it]
        assert len(set(keys)) == len(keys)
        for claim in of_it:
            assert claim.evidence is None or claim.evidence.end <= len(one.text)


def test_a_report_is_on_the_pillars_of_a_good_part_of_its_passages() -> None:
    """One passage in passing does not make a pillar of the report."""
    on = [
        (Claim(facet=Facet.PILLAR, value=pillar, origin=Origin.GUESSED),)
        for pillar, count in ((Pillar.PROTECTION, 8), (Pillar.POLICIES, 4), (Pillar.PREVENTION, 1))
        for _ in range(count)
    ]
    found = report_pillars([*on, (), ()])
    assert [claim.value for claim in found] == ["protection", "policies"]
    assert found[0].basis == "8 of its 15 passages"
    assert report_pillars([(), ()]) == ()
    assert report_pillars([*on, *[()] * 200]) == ()


@pytest.mark.parametrize(
    ("model", "features", "intercepts"),
    [
        ("pillars", PILLAR_FEATURES, len(Pillar)),
        ("pillars by words", PILLAR_WORD_FEATURES, len(Pillar)),
        ("articles", ARTICLE_FEATURES, 1),
        ("articles by words", ARTICLE_WORD_FEATURES, 1),
    ],
)
def test_the_weights_are_those_of_the_features(
    model: str, features: tuple[str, ...], intercepts: int
) -> None:
    """Each feature has one weight, evidence for a pillar speaks for it, that for others against."""
    said = weights(model)
    assert set(said.features) == set(features)
    assert len(said.intercepts) == intercepts
    for name, weight in said.features.items():
        assert (weight < 0) == ("other" in name), name


def test_the_vectors_are_those_of_the_installed_encoder_and_convention() -> None:
    """Descriptions and directions fit the encoder that is installed, and the articles there are."""
    installed = vectors()
    assert installed.articles.shape == (len(articles()), encoder().dimension)
    assert installed.none.shape == (len(convention().none), encoder().dimension)
    assert installed.directions.shape == (len(Pillar) + 1, encoder().dimension)
    about = [article.about["en"] for article in articles().values()]
    english = encoder().embed_passages(about).whole
    nearest = (english @ installed.articles.T).argmax(axis=1)
    assert np.mean(nearest == np.arange(len(english))) > 0.9
