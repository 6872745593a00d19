"""Whether a text says that something is so, or that it is not: by its words of negation."""

import re
from functools import cache

from practice_search.metadata.letters import plain

__all__ = ["negates"]

# A word that ends in "*" may go on. Lithuanian and Czech negate by a prefix that is also that of
# words such as "nevyriausybinė" (non-governmental): so there the common verbs are named.
_NEGATIVE = {
    "en": "not no never nobody none nothing neither nor cannot without",
    "es": "no nunca jamás nadie nada ninguno ninguna ningún ni tampoco sin",
    "ro": "nu n nici niciun nicio niciunul niciuna nimeni nimic niciodată fără",
    "nb": "ikke ikkje aldri ingen ingenting intet inga verken korkje uten utan",
    "da": "ikke aldrig ingen intet hverken uden",
    "sv": "inte ej icke aldrig ingen inget inga varken",
    "de": "nicht kein* nie niemals niemand* nichts weder ohne",
    "nl": "niet geen nooit niemand niets noch zonder",
    "fr": "ne n pas jamais aucun* rien ni sans",
    "it": "non mai nessun* niente nulla senza",
    "pt": "não nunca ninguém nada nenhum* nem sem",
    "pl": "nie nigdy nikt nikogo nic niczego żaden żadn* ani bez brak brakuje",
    "cs": "ne není nejsou nikdy nikdo nikoho nic žádn* ani bez nemá nemají nemůž* nesmí nemusí "
    "nelze nebyl* nebud* neexist* neplatí neplatn*",
    "bg": "не няма нямат нямаше нито никой никого нищо никога никак* без",
    "lt": "ne nėra nebe* nebuvo nebus nieko niekas niekada joks joki* be negal* netur* "
    "nereik* nepriv* neleid* nedraud* netaik* nenumat* nenustat* nevyk* neratifik* neteik* "
    "nedar* nesut* neveik*",
}
_ALIKE = {"nn": "nb", "no": "nb"}

# What has such a word and negates nothing: "not only", "without delay", "no. 217".
_NO_NEGATION = (
    "not only|not just|no later than|no less than|nothing but|without (?:undue |any )?delay|"
    r"no\.? ?(?=\d)|no solo|no solamente|sin demora|sin dilacion|"
    "nu numai|nu doar|fara intarziere|cel mai tarziu|"
    "ikke bare|ikkje berre|uten (?:ugrunnet )?opphold|ikke kun|uden ophold|"
    "inte bara|inte enbart|nicht nur|ohne verzug|niet alleen|zonder uitstel|"
    "ne pas seulement|pas seulement|non seulement|sans delai|sans retard|"
    "non solo|non soltanto|senza indugio|senza ritardo|nao so|nao apenas|sem demora|"
    "nie tylko|bez zwloki|bezzwlocznie|nejen|bez odkladu|не само|без забавяне|ne tik|ne vien"
)
_IDIOM = re.compile(rf"\b(?:{_NO_NEGATION})\b")


def negates(text: str, language: str | None) -> bool | None:
    """Whether a text has a word of negation; None in a language whose words are not known.

    It sees no scope, no irony, and not that two negations may make none.
    """
    words = _words(_ALIKE.get(language or "", language or ""))
    if words is None:
        return None
    folded = " ".join(plain(word) for word in text.replace("’", "'").split())
    return bool(words.search(_IDIOM.sub(" ", folded)))


@cache
def _words(language: str) -> re.Pattern[str] | None:
    listed = _NEGATIVE.get(language)
    if listed is None:
        return None
    forms = "|".join(plain(word).replace("*", r"[^\W\d_]*") for word in listed.split())
    return re.compile(rf"(?<![^\W_])(?:{forms})(?![^\W_])|n't\b")
