"""Words that speak to a language model, or as one: a report has no reason to.

Such words in a PDF mean that somebody wants to have a say in what a model writes about it (prompt
injection; Greshake et al., arXiv:2302.12173). The list is short, knows the usual phrases alone, and
proves nothing about a text that it does not find: what keeps a model's answer honest is that each
of its sentences is checked against quotations, and that a person sees both.
"""

import re

from practice_search.metadata.letters import plain

__all__ = ["is_machine_talk"]

_MODEL = (
    r"(?:ai|ia|ki|llm|chatgpt|gpt|claude|gemini|copilot|chatbot|chat bot|(?:large )?language model|"
    r"(?:ai|virtual|digital) assistant|assistant|modelul? (?:de )?(?:limba\w*|lingvistic)|"
    r"modelo de lenguaje|modelo de linguagem|modele de langage|modello linguistico|sprakmodell\w*|"
    r"sprogmodel\w*|sprachmodell|taalmodel|model jezykowy|jazykovy model|езиков модел|"
    r"kalbos model\w*|изкуствен интелект)"
)
_FORGET = (
    r"(?:ignore|disregard|forget|override|ignora|ignorad|ignorati|ignorez|ignorer|ignorera|"
    r"ignoriere|ignoriert|ignoriez|ignoreer|zignoruj\w*|ignoruj\w*|игнорира[ий]\w*|"
    r"ignoruok\w*|olvida|olvide|uita|uitati|glem|glom|vergiss|vergessen sie|oubli\w+|zapomnij|"
    r"zapomen\w*|забрави|забравете|pamirsk\w*|dimentica\w*|esquec\w*|vergeet|nepaisyk\w*)"
)
_ORDERS = (
    r"(?:instru\w*|istruzion\w*|prompt\w*|anweisung\w*|aanwijzing\w*|polecen\w*|wytyczn\w*|pokyn\w*|инструкци\w*|указани\w*|"
    r"nurodym\w*|guidelines|orders)"
)
_TALK = re.compile(
    rf"""
    \b{_FORGET}\s(?:\w+\s){{0,4}}?{_ORDERS}\b
    | \b(?:system|developer|hidden)\sprompt\b
    | \b(?:note|message|instructions?|attention|warning)s?\s(?:to|for)\s(?:the\s|any\s|all\s)?
      {_MODEL}
    | \b(?:as|you\sare|act\sas|ca|como|som|als|en\stant\squ\s|jako|като|kaip)
      \s(?:an?\s|un\s|une\s|et\s|en\s|ein\s|een\s)?{_MODEL}\b
    | \bnew\sinstructions?\b | \bdo\sanything\snow\b
    | <\|?/?\s?(?:im_start|im_end|system|assistant|user|begin_of_text|endoftext|eot_id)\b
    | \[/?inst\] | <</?sys>> | ^\s*\#*\s*(?:system|assistant)\s*:
    """,
    re.VERBOSE | re.MULTILINE,
)


def is_machine_talk(text: str) -> bool:
    """Whether a text has one of the usual phrases by which a model is given orders, or speaks."""
    spoken = " ".join(plain(word) for word in text.split())
    return bool(_TALK.search(spoken))
