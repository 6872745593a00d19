"""How strong a source is, where its publisher or its title says so.

Who watches over a state from outside is named by office (GREVIO: Istanbul Convention, Article 66;
the CEDAW Committee: CEDAW, Article 17); an evaluation and an account of one's own work say in their
title what they are. Where neither tells, there is no claim: a foundation may publish anything.
"""

import re
from collections.abc import Iterable
from functools import cache

from practice_search.records import Claim, Origin
from practice_search.terms import Facet, Kind

__all__ = ["kind_claims"]

# The first that fits, so the order is one of precedence: GREVIO's evaluation is that of a
# monitoring body, a ministry's evaluation is one. A phrase begins at the beginning of a word.
_BY_WORDS: tuple[tuple[Kind, tuple[Facet, ...], str], ...] = (
    (
        Kind.SELF_REPORTED,
        (Facet.TITLE,),
        r"""report submitted by|submission (?:by|of|to)|state(?:s parties)? report
        |national report on|annual report|activity report|final (?:project )?report of
        |progress report by
        |årsmelding|årsrapport|årsberetning|årsberättelse|verksamhetsberättelse
        |informe anual|memoria (?:anual|de actividades)|informe presentado por
        |raport(?:ul)? (?:anual|de activitate)|sprawozdanie|raport roczny
        |годишен (?:доклад|отчет)|отчет за|metin\w+ (?:ataskait|veiklos)|veiklos ataskait
        |rapport d.activité|rapport annuel|jahresbericht|tätigkeitsbericht|relatório anual
        |relatório de atividades|relazione annuale""",
    ),
    (
        Kind.MONITORING,
        (Facet.TITLE,),
        r"""GREVIO|GRETA\b|concluding observations|general (?:comment|recommendation) no
        |baseline evaluation report|report of the special rapporteur|observaciones finales
        |observații finale""",
    ),
    (
        Kind.MONITORING,
        (Facet.PUBLISHER,),
        r"""GREVIO|GRETA\b|group of experts on action against|committee of the parties
        |committee on the elimination of discrimination|CEDAW/C/|special rapporteur
        |committee against torture|committee on the rights of|human rights committee
        |commissioner for human rights
        |comité para la eliminación de la discriminación|comitetul pentru eliminarea discrimin
        |ombud|avocatul poporului|defensor(?:ía)? del pueblo|síndic|provedor\w* de justiça
        |rzecznik praw|омбудсман|seimo kontrolier|lygių galimybių kontrolier|contralor
        |national audit office|court of auditors|tribunal de cuentas|curtea de conturi
        |riksrevisjon|rigsrevision|riksrevision|najwyższa izba kontroli|сметната палата
        |bundesrechnungshof|cour des comptes|procuradora? de las mujeres
        |human rights institution""",
    ),
    (
        Kind.EVALUATION,
        (Facet.TITLE,),
        r"""(?:mid-?term |final |external |process |impact )?evaluation (?:of|report)|evaluating
        |impact (?:study|assessment) of|evaluering|følgeevaluering|utvärdering|evaluación (?:de|del)
        |evaluarea (?!riscului|de risc)|ewaluacj|оценка на (?!риска)|оценка на въздействието
        |(?:projekto|programos|poveikio|priemonių) vertinim|évaluation (?:de|du|des)|evaluierung
        |evaluation (?:der|des|von)|avaliação (?:d|externa)|valutazione (?!del rischio)""",
    ),
    (
        Kind.PRESS,
        (Facet.PUBLISHER,),
        r"""newspaper|news agency|daily news|agerpres|agencia efe|europa press|the guardian\b
        |the times\b|ziarul|gazeta wyborcza|gazeta prawna|aftenposten|verdens gang|el país\b
        |el mundo\b|дневник|delfi\b""",
    ),
    (
        Kind.OFFICIAL,
        (Facet.PUBLISHER,),
        r"""\w*minist|\w*-? ?(?:og|och)? ?\w*departement|министер|government|gobierno|guvern
        |regjering|regering|rząd|правителств
        |vyriausyb|gouvernement|bundesregierung|governo|parliament|parlament|storting|riksdag
        |folketing|cortes generales|congreso de los diputados|senat|seim|sejm|народно събрание
        |national agency|agenția națională|agenția|state agency|държавна агенция|\w*direktorat
        |directorate|directorat|\w*styrelsen|departament|department of|department for
        |home office|police|policía|policia|poliția|politiet|policja|полици|prosecut|parchet
        |fiscalía|riksadvokat|prokuratur|прокуратура|court|tribunal|poder judicial
        |consejo general del poder
        |national institute|statistic|statistisk|institutul național de statistică|municipal
        |kommune|ayuntamiento|primăria|county council|european commission|european parliament
        |european institute for gender equality|fundamental rights|EIGE\b|council of europe
        |united nations|UN women|UNICEF|UNFPA|UNDP|OHCHR|world health organi|WHO\b|OSCE|OECD
        |official (?:gazette|journal)|monitorul oficial|lovdata|boletín oficial|държавен вестник""",
    ),
    (
        Kind.OFFICIAL,
        (Facet.TITLE,),
        r"""(?:the )?constitution of|constitución (?:de|del|política)|constitu[țţ]ia|konstytucja
        |конституция|(?:[\w’' ]+ )?(?:act|bill),? (?:no\.? \d+ of )?(?:19|20)\d\d|lege(?:a)? nr
        |ley (?:orgánica )?\d+/|real decreto|lov om |lov nr|ustawa z|закон за|lag \(
        |loi n°|gesetz (?:über|zum|zur)|decreto|ordonanța|directive (?:\(EU\) )?(?:19|20)\d\d/""",
    ),
)


def kind_claims(edition: Iterable[Claim]) -> tuple[Claim, ...]:
    """Guess the kind of source from the title and the publisher of a report: one claim or none.

    ``edition`` is what the report says of itself, as of `practice_search.metadata.edition`.
    """
    said = {claim.facet: claim for claim in edition}
    for (kind, facets, _), pattern in zip(_BY_WORDS, _patterns(), strict=True):
        for facet in facets:
            if facet in said and (found := pattern.search(said[facet].value)):
                return (
                    Claim(
                        facet=Facet.KIND,
                        value=kind,
                        origin=Origin.GUESSED,
                        evidence=said[facet].evidence,
                        basis=f'the {facet} names "{_phrase(said[facet].value, found)}"',
                    ),
                )
    return ()


def _phrase(text: str, found: re.Match[str]) -> str:
    """Return what was found, with the rest of its last word."""
    rest = re.match(r"\w*", text[found.end() :])
    return found[0] + (rest[0] if rest else "")


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    """Compile the phrases; of the spaces in them one stands for any white space."""
    return tuple(
        re.compile(
            r"(?<!\w)(?:" + re.sub(r"\n\s*", "", words).replace(" ", r"\s+") + ")", re.IGNORECASE
        )
        for _, _, words in _BY_WORDS
    )
