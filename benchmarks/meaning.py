"""Measure how far the encoder tells what a quotation supports from what it does not.

    python benchmarks/meaning.py

Takes the quotations of ``questions/starter.jsonl``: two that answer one question against two of
different questions, and those from the four guides to the Convention, which are translations of
each other, against all other pairs of these; then sentences that were written for this, faithful
ones and ones in which something is changed that no rule finds.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from practice_search.answers.synthesis.meaning import least_found, same_subject
from practice_search.index.embedding import Encoder
from practice_search.metadata.language import identify_language

QUESTIONS = Path(__file__).parent / "questions" / "starter.jsonl"
LEAST_FOUND = np.arange(0.40, 0.60, 0.02)
OTHER_PAIRS = 3000

FREE = "Each of the 43 shelters in Norway is free of charge."
STAY = "A stay lasted 26 days on average in 2023, and 2,585 adults stayed there."
RISK = "The police assess the risk with SARA, and 40 % of the cases are assessed twice."
ORDER = "Ordinul de protecție provizoriu este emis de polițist și durează cinci zile."
NO_LINE = "România nu a avut în 2016 o linie telefonică gratuită pentru victime."
LINE = "Linia 0800 500 333 răspunde zi și noapte victimelor violenței domestice."
SIGNED = "Prezydent podpisał ratyfikację 13 kwietnia 2015 r. w Warszawie."
BULGARIA = "България подписа Истанбулската конвенция на 21 април 2016 г. в София."
CHILDREN = "Children who have seen violence are victims too."
FAITHFUL = (
    ("All 43 Norwegian shelters are free of charge.", FREE),
    ("Toate cele 43 de adăposturi din Norvegia sunt gratuite.", FREE),
    ("Alle de 43 krisesentrene i Norge er gratis.", FREE),
    ("In 2023, 2 585 adults lived in a shelter.", STAY),
    ("Im Jahr 2023 hielten sich 2.585 Erwachsene dort auf.", STAY),
    ("Forty per cent of the risk assessments by the police are done twice.", RISK),
    ("An emergency protection order is issued by a police officer and lasts 5 days.", ORDER),
    ("In 2016 Romania did not have a free telephone line for victims.", NO_LINE),
    ("Victims of domestic violence can call 0800 500 333 day and night.", LINE),
    ("The Polish president signed the ratification on 13 April 2015.", SIGNED),
    ("Bulgaria signed the Istanbul Convention on 21.4.2016.", BULGARIA),
    ("Minors who witness violence count as victims.", CHILDREN),
    ("Copiii martori la violență sunt și ei victime.", CHILDREN),
)
CHANGED = (
    ("Violence is legal.", CHILDREN),
    ("Children are violent.", CHILDREN),
    ("Victims of violence are guilty.", CHILDREN),
    ("Children like to play football.", CHILDREN),
    ("Shelters in Norway are expensive.", FREE),
    ("Shelters in Norway are dangerous.", FREE),
    ("Shelters in Norway are closed.", FREE),
    ("Krisesentrene i Norge er stengt.", FREE),
    ("Men stay in shelters for two days.", STAY),
    ("The police ignore the risk.", RISK),
    ("The police abuse the victims.", RISK),
    ("The court issues the order.", ORDER),
    ("Ordinul de protecție provizoriu este emis de primar.", ORDER),
    ("Ordinul de restricție este anulat de polițist.", ORDER),
    ("Romania had a dangerous telephone line.", NO_LINE),
    ("The Polish president vetoed the ratification.", SIGNED),
    ("Bulgaria rejected the Istanbul Convention.", BULGARIA),
)

Pair = tuple[str, str]


def answered() -> tuple[dict[str, set[int]], set[Pair]]:
    """Return of each quotation the questions that it answers, and the pairs of translations."""
    questions: dict[str, set[int]] = defaultdict(set)
    translations: set[Pair] = set()
    for number, line in enumerate(QUESTIONS.read_text(encoding="utf-8").splitlines()):
        quoted = [one for one in json.loads(line)["answers"] if one.get("quotation")]
        for one in quoted:
            questions[one["quotation"]].add(number)
        guides = [one for one in quoted if one["report"].startswith("convention-")]
        translations.update(
            (one["quotation"], other["quotation"])
            for one in guides
            for other in guides
            if one["report"] != other["report"] and one["pages"] == other["pages"]
        )
    return questions, translations


def main() -> None:
    """Print the shares that fall below the thresholds."""
    questions, translations = answered()
    written = [text for pair in FAITHFUL + CHANGED for text in pair]
    texts = list(dict.fromkeys([*questions, *written]))
    languages = [identify_language(text) for text in texts]
    encoder = Encoder.load()
    embedded = encoder.embed_passages(texts, languages=languages)
    place = {text: number for number, text in enumerate(texts)}
    near = embedded.whole @ embedded.whole.T

    subject: dict[str, dict[bool, list[bool]]] = defaultdict(lambda: {True: [], False: []})
    for one in questions:
        for other in questions:
            first, second = languages[place[one]], languages[place[other]]
            if place[one] < place[other]:
                kind = "two languages" if first != second else "English" if first == "en" else "one"
                same = bool(questions[one] & questions[other])
                nearness = float(near[place[one], place[other]])
                subject[kind][same].append(not same_subject(nearness, first, second))
    for kind, shares in subject.items():
        for same, below in shares.items():
            print(f"{kind}, same question {same}: {np.mean(below):.1%} of {len(below):,} below")

    words = {text: encoder.embed_question(text).tokens for text in {o for o, _ in translations}}
    random = np.random.default_rng(0)
    drawn = random.choice(sorted(words), size=(OTHER_PAIRS, 2))
    others = [(str(a), str(b)) for a, b in drawn if a != b and (a, b) not in translations]
    words |= {text: encoder.embed_question(text).tokens for text in written}

    def found(pairs: Iterator[Pair]) -> list[float]:
        return [least_found(words[one], embedded.tokens[place[other]]) for one, other in pairs]

    groups = {
        f"{name} ({len(pairs)})": np.array(found(iter(pairs)))
        for name, pairs in {
            "translations": sorted(translations),
            "other pairs": others,
            "faithful": FAITHFUL,
            "changed": CHANGED,
        }.items()
    }
    for threshold in LEAST_FOUND:
        shares_below = (f"{name} {np.mean(some < threshold):.1%}" for name, some in groups.items())
        print(f"{threshold:.2f}:", ", ".join(shares_below))


if __name__ == "__main__":
    main()
