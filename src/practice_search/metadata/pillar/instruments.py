"""How articles and the laws they stand in are written, in the languages of Europe.

A law is the Istanbul Convention (group ``ours``), another convention that is named (``theirs``), a
convention without a name (``bare``), or anything else that has articles (``law``).
"""

import re

__all__ = [
    "ABBREVIATED",
    "CONNECTED",
    "DEFINED",
    "EXPRESSION",
    "INSTRUMENT",
    "NUMBERS",
    "OURS",
    "SENTENCE",
]

_CONVENTION = (
    r"(?:[Cc]onvenci[oó]n\w*|[Cc]onvention\w*|CONVENTION|[Cc]onven[tțţ]i\w+|[Cc]onvenios?\b"
    r"|[Cc]onven[çc][ãa]o\w*|[Cc]onvenzion\w+|[Kk]onvensjon\w*|[Kk]onvention\w*|[Kk]onvencij\w*"
    r"|[Kk]onwencj\w*|[Кк]онвенци\w*|[Úú]mluv\w*|[Dd]ohovor\w*|Übereinkommen\w*)"
)
_CITY = (
    r"(?:[Ii]stanbul|ISTANBUL|İstanbul|Estambul|Istambul|[Ss]tambul|[Ии]станбул|[Сс]тамбул)"
    r"(?:sk\w+|ск\w+|o|u|ul|i)?"
)
# What the Convention's own name says it is on, which no other treaty's does.
_SUBJECT = (
    r"preventing\s+and\s+combating\s+violence|prevenire\w*\s+[sșş]i\s+combatere\w*\s+violen[tțţ]ei"
    r"|forebygging\s+og\s+bekjempelse\s+av\s+vold|førebygging\s+og\s+nedkjemping\s+av\s+vald"
    r"|prevención\s+y\s+lucha\s+contra\s+la\s+violencia|zapobiegani\w+\s+i\s+zwalczani\w+\s+przemocy"
    r"|(?:превенция|превенцията|предотвратяване\w*)\s+и\s+(?:борба\w*\s+с|противодействие\w*\s+на)"
    r"\s+насилие\w*|prévention\s+et\s+la\s+lutte\s+contre\s+la\s+violence"
    r"|Prevenção\s+e\s+(?:o\s+)?[Cc]ombate\s+à\s+[Vv]iolência|prevenzione\s+e\s+la\s+lotta\s+contro"
    r"\s+la\s+violenza|Verhütung\s+und\s+Bekämpfung\s+von\s+Gewalt"
    r"|smurto\s+prieš\s+moteris\s+ir\s+smurto\s+artimoje"
    r"|förebyggande\s+och\s+bekämpning\s+av\s+våld|forebyggelse\s+og\s+bekæmpelse\s+af\s+vold"
)
_ABOUT = (
    r"on|against|for|relating|concerning|privind|asupra|pentru|cu|împotriva|om|mot|over|sobre|contra"
    r"|para|o|w\s+sprawie|przeciwko|за|относно|срещу|dėl|über|zum|zur|gegen|sur|relative|contre"
    r"|sui|sulla|per|No|no|nr|№|n\.º"
)
_OTHER_TREATIES = (
    r"\b(?:CEDAW|CEDCM|UNCRC|CRC|CRPD|ECHR|UDHR|ICCPR|ICESCR|EMRK|EMK|CEDH|CEDO|EKPC|EKPCz|ЕКПЧ"
    r"|КПЧ|EŽTK|KEDAW|КЕДО|EMD)\b"
    rf"|\b(?:Lanzarote|Warsaw|Geneva|Vienna|Budapest|Hague|Aarhus|Oviedo|Faro|Palermo|ILO|OIM)"
    rf"(?:\s+|-){_CONVENTION}"
    r"|\b(?:[Ee]urop(?:ean|eo|ea|eu|eia|eisk|æisk|äisch|éenne|ejsk)\w*|[Ее]вропейск\w+"
    r"|Europos\s+žmogaus|UN|FN|ONU|ООН|ONZ|United\s+Nations|Women\S{0,3}s|Child\w*\S?s?)"
    rf"(?:\s+\w+){{0,3}}?\s+{_CONVENTION}"
    rf"|\b[a-zæøåäö]{{3,}}(?:s|-)?konven(?:sjon|tion)\w*"
    rf"|\b(?:teisių|panaikinimo)\s+konvencij\w*"
    rf"|{_CONVENTION}\s+(?:[Ee]urop[ea]\w*|[Ее]вроп\w+|ONU|{_ABOUT})\b"
    rf"|{_CONVENTION}\s+\d{{3}}"
)
_LAWS = (
    # English and what is written alike
    r"\b(?:[Cc]onstitu[tcțţ]i\w+|CONSTITU\w+|[Cc]harter|[Cc]ovenant\w*|[Dd]eclara[tcțţ]i?\w+"
    r"|Directive\w*|Directiv\w+|[Rr]egulations?|[Pp]rotocol\w*|[Ss]tatute|[Tt]reat(?:y|ies)"
    r"|Recommendation\w*|[Rr]esolution|Framework\s+Decision|[Cc]odes?|Acts?|Decree|Ordinance|Bill"
    r"|[Ll]aws?(?![\s-]enforcement)|Statut\w*|Platform|Rules|Agreement"
    # Romanian
    r"|[Ll]eg(?:e|ea|ii|i|ilor)|[Cc]od(?:ul|ului)?|Ordonan\w+|Hotăr\w+|OUG|HG|Cart[ae]i?|Pact\w*"
    r"|Regulament\w*"
    # Scandinavian languages
    r"|\w*lov(?:en|ens|a|as|er)?|\w*[Dd]irektiv\w*|[Ff]orskrift\w*|\w+lagen|\w*balken"
    # Spanish, Portuguese, Italian, French
    r"|[Cc]ódigos?|[Ll]ey(?:es)?|Reglamento|Decreto|Estatuto|L\.?O\.?|Lei|Constituiç\w+|Código"
    r"|Diretiva|Decreto-Lei|legge|[Cc]odice|Costituzione|[Dd]ecreto|lois?|décret|d\.lgs\.?"
    # Polish
    r"|[Kk]onstytucj\w+|[Kk]odeks\w*|k\.\s?k\.|k\.\s?p\.\s?k\.|k\.\s?r\.\s?o\.|kk|kpk|[Uu]staw\w*"
    r"|[Dd]yrektyw\w+|[Rr]ozporządzeni\w+|Paktu?|Karty\s+[Pp]raw"
    # Bulgarian
    r"|[Кк]онституци\w+|[Кк]одекс\w*|НК|НПК|СК|ГПК|ЗЗДН|[Зз]акон\w*|[Дд]иректив\w+|[Рр]егламент\w*"
    r"|[Хх]арта\w*|[Пп]акт\w*|[Дд]екларация\w*|[Пп]равилник\w*|[Нн]аредба\w*"
    # Lithuanian
    r"|[Kk]onstitucij\w+|BK|BPK|CK|ANK|[Įį]statym\w*|[Dd]irektyv\w+|[Rr]eglament\w+|[Cc]hartij\w+"
    # German
    r"|Grundgesetz\w*|StGB|StPO|BGB|GG|FamFG|\w*[Gg]esetz\w*|Verfassung\w*|Richtlinie\w*"
    r"|Verordnung\w*)(?!\w)"
)
_OURS = (
    rf"{_CITY}[\s-]*{_CONVENTION}|{_CONVENTION}(?:\s+\w{{1,3}}){{0,2}}\s+(?:d['’])?{_CITY}\b"
    rf"|{_CONVENTION}[^.;]{{0,45}}?(?:{_SUBJECT})|kovos\s+su\s+juo\s+{_CONVENTION}"
    r"|\b(?:CETS|STCE|SEV)\b\W{0,3}(?:[Nn][or]?\.?\s?|№\s?)?210\b"
)
OURS = re.compile(_OURS)
"""The Istanbul Convention named."""

INSTRUMENT = re.compile(
    rf"(?P<ours>{_OURS})"
    rf"|(?P<theirs>{_OTHER_TREATIES})|(?P<bare>\b{_CONVENTION})|(?P<law>{_LAWS})"
)
"""A law named, in one of the groups."""

ABBREVIATED = re.compile(r"\bIC\b")
"""The Convention's abbreviation, where a report explains it."""

DEFINED = re.compile(
    r"[^.;]{0,40}?[(,–-]\s*(?:[\w\s:,.]{0,30}?)[\"“”„«‘'](?:[Tt]he\s+)?(?:\w+\s+)?"
    rf"(?:IC\b|(?P<convention>{_CONVENTION}))|\s*\(IC\)"
)
"""What follows a law's name where a report says what it calls it: (hereafter "the Convention")."""

SENTENCE = re.compile(r"(?<=[.!?;])[\"”’»“)\]]{0,2}\s+(?=[^\W\d_])(?=[A-ZÀ-ÞĀ-ſА-Я])")
"""Where one sentence ends and the next begins; "art. 5" and "No. 210" are no such place."""

_WORD = (
    r"(?:[Aa]rticles?|ARTICLES?|[Aa]rts?\.|[Aa]rt\b|[Aa]rticol(?:ul|ului|ele|elor|e|o|i)?"
    r"|[Aa]rtikk?el(?:en|ens|n|s)?|[Aa]rtikk?ler(?:ne|nes)?|[Aa]rtikl(?:ar|arna|ene|en|er|erne)"
    r"|[Aa]rt[íi]culos?|[Aa]rtigos?|[Aa]rtykuł(?:u|y|ów|em|ami|owi|om|ach|ach)?"
    r"|[Чч]лен(?:ове|овете|а|ът)?|[Чч]л\.|[Čč]lán\w*|[Čč]lan\w*|[Čč]l\.)"
)
_PARAGRAPH = (
    r"(?:\s?\(\s?[\da-zA-Z]{1,3}\s?\)|\.\d{1,2}(?!\d)"
    r"|,?\s*(?:paragraphs?|paras?\.?|§{1,2}|alin\.|alineatul|alineatele|lit\.|punctul|pct\.|ust\.?"
    r"|ustęp\w*|pkt|ал\.|алинея|т\.|párrafos?|apartados?|n\.º|nr\.?|ledd|stk\.|Absatz|Abs\.|comma"
    r"|paragraphes?|paragrafo|dal\w+)\s*\(?(?:\d{1,2}|[a-z])\b\)?(?:\s?(?:and|și|og|y|i|и|ir|et|e|,|–|-)"
    r"\s?\(\d{1,2}\))*)"
)
# "15a", "22^1", "35 bis" and "217/2003" are of other laws. Possessive, for a table may have a
# thousand numbers.
_ONE = rf"\d{{1,3}}+(?![\w/^])(?!\s?(?:bis|ter|quater)\b){_PARAGRAPH}*+"
_AND = (
    r"\s*(?:,\s*)?(?:and|or|as\s+well\s+as|și|şi|si|sau|og|och|eller|samt|y|e|o|i|oraz|lub|и|или|ir|ar"
    r"|bei|und|oder|sowie|et|ou|a|&)\s+(?:(?:to|in|of|la|în|al|i)\s+)?(?:articolul\s+)?|\s*,\s*"
)
_TO = r"\s*[-‐‑–—]\s*|\s+(?:to|through|până\s+la|la|til|till|bis|al?|ao|do|до|iki|à|au|tot)\s+"
_LIST = rf"{_ONE}(?:(?>{_TO}|{_AND}){_ONE})*+"
EXPRESSION = re.compile(
    rf"(?<!\w){_WORD}\s*(?P<after>{_LIST})"
    rf"|(?<![\w.,])(?P<before>{_LIST})\s+straipsn\w+(?:\s+\d+\s+dal\w+)?"
)
"""An article, or several in a row; its numbers are in one of the groups."""

NUMBERS = re.compile(rf"(?P<link>{_TO})?(?<![\d.])(?P<number>\d{{1,3}}){_PARAGRAPH}*")
"""The numbers of an expression one by one; ``link`` says that it ends a range."""

CONNECTED = re.compile(
    r"[\s,()\[\]“”\"„‘’]*(?:(?:of|din|ale?|av|i|de|del|da|do|d[aeo]s|du|des|der|från|fra|od|от|на|z|ze"
    r"|della|delle|dell)[\s’']+(?:[^\W\d_]+(?:['’]s)?\s+){0,3}?)?[\s(“\"„]*"
)
"""What may stand between an article and the law that it is said to be of."""
