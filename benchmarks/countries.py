"""How often the country of a passage is guessed right, over the labelled passages.

``python benchmarks/countries.py [--documents FOLDER] [--misses]`` reads each written passage of
``benchmarks/labels`` by itself, without title or publisher; "bare" is the same without its
headings. With the folder of the documents that ``documents.jsonl`` names, the passages of these are
read as well, each in its report. For each source: how often exactly the labelled countries are
claimed, how often the first claim is one of them, and how many of the claims are right. Then how
often each kind of evidence is right, beside the probability that the program states: the source of
`practice_search.metadata.country.claims.PROBABILITY`. The report's own country is tried on the
passages of each language as one report, which has the country of most in its title.
"""

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from labelled import real_passages, written_passages

from practice_search.metadata.country.claims import PROBABILITY, country_findings
from practice_search.metadata.country.report import Finding, Ground
from practice_search.metadata.evidence import PassageText
from practice_search.terms import Facet, country_name


@dataclass(frozen=True, slots=True)
class Answer:
    """A passage, the countries that a reader says it is about, and what the program finds."""

    source: str
    passage: PassageText
    countries: frozenset[str]
    findings: tuple[Finding, ...]


@dataclass(slots=True)
class Score:
    """Of how many passages, how many are right; and of how many claims."""

    passages: int = 0
    exact: int = 0
    first: int = 0
    claims: int = 0
    right: int = 0

    def add(self, answer: Answer) -> None:
        """Count one passage."""
        found, wanted = [f.country for f in answer.findings], answer.countries
        self.passages += 1
        self.exact += set(found) == wanted
        self.first += found[0] in wanted if found else not wanted
        self.claims += len(found)
        self.right += sum(country in wanted for country in found)

    def __str__(self) -> str:
        shares = (self.exact / self.passages, self.first / self.passages)
        right = self.right / max(1, self.claims)
        return f"{self.passages:9}{shares[0]:8.1%}{shares[1]:8.1%}{self.claims:8}{right:8.1%}"


def alone(*, headings: bool) -> list[Answer]:
    """Read each labelled passage by itself."""
    answers = []
    for one in written_passages():
        passage = one.passage if headings else replace(one.passage, headings=())
        _, findings = country_findings([passage], title="", publisher="")
        source = f"{one.report.split('/')[0]} {passage.language}"
        answers.append(Answer(source, passage, one.countries, findings[0]))
    return answers


def as_reports(answers: Sequence[Answer]) -> Iterator[Answer]:
    """Read the passages of one language as one report, if most of them are about one country."""
    reports: dict[str, list[Answer]] = defaultdict(list)
    for answer in answers:
        reports[answer.source].append(answer)
    for together in reports.values():
        counts = Counter(country for answer in together for country in answer.countries)
        country, count = counts.most_common(1)[0]
        if count > len(together) / 2:
            passages = [answer.passage for answer in together]
            _, findings = country_findings(passages, title=country_name(country), publisher="")
            for answer, found in zip(together, findings, strict=True):
                yield replace(answer, findings=found)


def in_documents(documents: Path) -> Iterator[Answer]:
    """Read the labelled passages of real documents, each in its report."""
    for real in real_passages(documents):
        said = {claim.facet: claim.value for claim in real.claims}
        _, findings = country_findings(
            real.passages,
            title=said.get(Facet.TITLE, ""),
            publisher=said.get(Facet.PUBLISHER, ""),
        )
        for at, one in real.labelled:
            yield Answer("documents", one.passage, one.countries, findings[at])


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--documents", type=Path, help="a folder with the labelled real reports")
    parser.add_argument("--misses", action="store_true", help="print what is guessed wrong")
    options = parser.parse_args()
    by_itself = alone(headings=True)
    documents = list(in_documents(options.documents)) if options.documents else []
    if options.misses:
        for answer in (*by_itself, *documents):
            _print_miss(answer)
    bare = _scores(alone(headings=False))
    print(f"{'':24}{'passages':>9}{'exact':>8}{'first':>8}{'claims':>8}{'right':>8}   bare")
    for source, score in _scores(by_itself).items():
        print(f"{source:24}{score}   {bare[source].exact / bare[source].passages:.1%}")
    for source, score in _scores(documents).items() if documents else ():
        print(f"{source:24}{score}")
    own = (Ground.REPORT,)
    counted = [(f, a) for a in (*by_itself, *documents) for f in a.findings]
    counted += [(f, a) for a in as_reports(by_itself) for f in a.findings if f.ground in own]
    _print_probabilities(counted)


def _scores(answers: Sequence[Answer]) -> dict[str, Score]:
    scores: dict[str, Score] = defaultdict(Score)
    for answer in answers:
        scores[answer.source].add(answer)
    total = Score()
    for answer in answers:
        total.add(answer)
    return scores if len(scores) == 1 else {**scores, "all": total}


def _print_miss(answer: Answer) -> None:
    if {f.country for f in answer.findings} != answer.countries:
        print(f"\n{answer.source} {sorted(answer.countries)}")
        print(f"  claimed {[(f.country, f.basis) for f in answer.findings]}")
        print(f"  {answer.passage.headings}: {answer.passage.text}")


def _print_probabilities(counted: Sequence[tuple[Finding, Answer]]) -> None:
    kinds: dict[tuple[Ground, bool], Counter[bool]] = defaultdict(Counter)
    for finding, answer in counted:
        kinds[finding.ground, finding.rivalled][finding.country in answer.countries] += 1
    share = sum(counts[True] for counts in kinds.values()) / len(counted)
    print(f"\n{'evidence':40}{'':10}{'claims':>8}{'right':>8}{'fitted':>8}{'stated':>8}")
    for ground, stated in PROBABILITY.items():
        for rivalled in (False, True):
            counts = kinds[ground, rivalled]
            # As if two more claims had been right as often as all are: few claims prove little.
            fitted = (counts[True] + 2 * share) / (counts.total() + 2)
            beside = "rivalled" if rivalled else "alone"
            print(
                f"{ground:40}{beside:10}{counts.total():8}{counts[True]:8}{fitted:8.2f}"
                f"{stated[rivalled]:8.2f}"
            )


if __name__ == "__main__":
    main()
