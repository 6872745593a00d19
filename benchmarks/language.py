"""Which library should name the language of a passage: accuracy, doubt, speed, memory, load time.

``python benchmarks/language.py [FOLDER]`` prints one row for each library that is installed. The
sentences below say the same in each language, so that no language has the easier subject. A folder
with ``xquad/xquad.*.json`` and ``documents/*.pdf`` adds public texts to them. Needs Linux or
macOS: the memory is that which the system reports of a process of its own for each library.
"""

import importlib
import json
import random
import re
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import pypdf
from rich.console import Console
from rich.table import Table

__all__ = ["CANDIDATES", "NO_LANGUAGE", "SENTENCES", "Sample", "Score", "measure", "samples"]

LENGTHS = (20, 60, 120)
"""Words in a passage; single sentences come beside them."""
PASSAGES = 40
"""Passages of each length and language taken from the folder."""
_PUBLIC = {
    "cartilha-br.pdf": "pt",
    "Constitutia_2024_ro.pdf": "ro",
    "DeptFamilia.pdf": "es",
    "HR-PUB-14-2.pdf": "en",
    "ProcuradoraMujeres.pdf": "es",
    "sosialistisk_vensterparti.pdf": "nb",
}

_TEXTS = {
    "bg": """
        Кризисният център е отворен денем и нощем и приема жени и деца без предварителна уговорка.
        Полицай оценява риска заедно със социален работник от общината. Консултацията е безплатна
        и никой не е длъжен да казва името си по телефона. Съдът може да забрани на извършителя да
        приближава жилището или местоработата на пострадалата. Учителите се учат да забелязват
        кога едно дете живее с насилие и на кого да се обадят. Мъжете, които са упражнявали
        насилие, участват в програма, която продължава шест месеца. Министерството публикува всяка
        пролет данни за подадените сигнали. Лекарите описват нараняванията във формуляр, който
        по-късно може да послужи като доказателство.
    """,
    "cs": """
        Azylový dům je otevřen ve dne v noci a přijímá ženy a děti bez objednání. Policista
        posuzuje riziko společně se sociální pracovnicí z obce. Poradenství je bezplatné a nikdo
        nemusí do telefonu říkat své jméno. Soud může pachateli zakázat, aby se přibližoval k bytu
        nebo pracovišti oběti. Učitelé se učí všímat si, kdy dítě žije s násilím a komu mají
        zavolat. Muži, kteří se dopouštěli násilí, se účastní programu, který trvá šest měsíců.
        Ministerstvo zveřejňuje každé jaro údaje o nahlášených případech. Lékaři zapisují zranění
        do formuláře, který může později sloužit jako důkaz.
    """,
    "da": """
        Krisecentret er åbent dag og nat og modtager kvinder og børn uden aftale. En politibetjent
        vurderer risikoen sammen med en socialrådgiver fra kommunen. Rådgivningen er gratis, og
        ingen behøver at oplyse sit navn i telefonen. Retten kan forbyde voldsudøveren at opholde
        sig i nærheden af ofrets bolig eller arbejdsplads. Lærere lærer at lægge mærke til, når et
        barn lever med vold, og hvem de skal ringe til. Mænd, der har brugt vold, deltager i et
        forløb, som varer seks måneder. Ministeriet offentliggør hvert forår tal for de anmeldte
        sager. Læger noterer skaderne i et skema, som senere kan bruges som bevis.
    """,
    "de": """
        Das Frauenhaus ist Tag und Nacht geöffnet und nimmt Frauen und Kinder ohne Anmeldung auf.
        Eine Polizistin schätzt die Gefahr gemeinsam mit einer Sozialarbeiterin der Gemeinde ein.
        Die Beratung ist kostenlos, und niemand muss am Telefon seinen Namen nennen. Das Gericht
        kann dem Täter verbieten, sich der Wohnung oder dem Arbeitsplatz des Opfers zu nähern.
        Lehrkräfte lernen zu erkennen, wann ein Kind mit Gewalt lebt und wen sie anrufen sollen.
        Männer, die Gewalt ausgeübt haben, nehmen an einem Programm von sechs Monaten teil. Das
        Ministerium veröffentlicht jedes Frühjahr Zahlen über die angezeigten Fälle. Die Ärztin
        hält die Verletzungen in einem Formular fest, das später als Beweis dienen kann.
    """,
    "en": """
        The shelter is open day and night and receives women and children without an appointment.
        A police officer assesses the risk together with a social worker from the municipality.
        Counselling is free of charge, and nobody has to give her name on the telephone. The court
        may forbid the perpetrator to come near the home or the workplace of the victim. Teachers
        learn to notice when a child lives with violence and whom they should call. Men who have
        used violence take part in a programme that lasts six months. The ministry publishes
        figures on reported cases each spring. Doctors write down the injuries in a form that can
        later be used as evidence.
    """,
    "es": """
        La casa de acogida está abierta día y noche y recibe a mujeres y niños sin cita previa. Un
        agente de policía valora el riesgo junto con una trabajadora social del ayuntamiento. El
        asesoramiento es gratuito y nadie tiene que dar su nombre por teléfono. El juez puede
        prohibir al agresor que se acerque al domicilio o al trabajo de la víctima. Los profesores
        aprenden a darse cuenta de cuándo un niño vive con violencia y a quién llamar. Los hombres
        que han ejercido violencia participan en un programa que dura seis meses. El ministerio
        publica cada primavera las cifras de los casos denunciados. Los médicos anotan las
        lesiones en un formulario que más tarde puede servir de prueba.
    """,
    "et": """
        Varjupaik on avatud ööpäev ringi ning võtab naisi ja lapsi vastu ilma ette teatamata.
        Politseinik hindab ohtu koos valla sotsiaaltöötajaga. Nõustamine on tasuta ja keegi ei pea
        telefonis oma nime ütlema. Kohus võib keelata vägivallatsejal läheneda ohvri kodule või
        töökohale. Õpetajad õpivad märkama, millal laps elab vägivalla keskel ja kellele tuleb
        helistada. Vägivalda kasutanud mehed osalevad programmis, mis kestab kuus kuud.
        Ministeerium avaldab igal kevadel andmed teatatud juhtumite kohta. Arstid kirjeldavad
        vigastusi vormil, mida saab hiljem kasutada tõendina.
    """,
    "fr": """
        Le centre d'hébergement est ouvert jour et nuit et accueille les femmes et leurs enfants.
        Un policier évalue le danger avec une assistante sociale de la commune. L'écoute est
        gratuite et personne n'est obligé de donner son nom au téléphone. Le tribunal peut
        interdire à l'auteur de s'approcher du domicile ou du travail de la victime. Les
        enseignants apprennent à remarquer qu'un enfant vit avec la violence et à savoir qui
        appeler. Les hommes qui ont été violents suivent un programme de six mois. Le ministère
        publie chaque printemps les chiffres des affaires signalées. Les médecins notent les
        blessures sur un formulaire qui pourra servir de preuve.
    """,
    "it": """
        La casa rifugio è aperta giorno e notte e accoglie donne e bambini senza appuntamento. Un
        agente di polizia valuta il rischio insieme a un'assistente sociale del comune. La
        consulenza è gratuita e nessuno deve dire il proprio nome al telefono. Il tribunale può
        vietare all'autore di avvicinarsi alla casa o al luogo di lavoro della vittima. Gli
        insegnanti imparano a capire quando un bambino vive con la violenza e chi devono chiamare.
        Gli uomini che hanno usato violenza partecipano a un programma che dura sei mesi. Il
        ministero pubblica ogni primavera i dati sui casi denunciati. I medici annotano le lesioni
        in un modulo che in seguito può servire come prova.
    """,
    "lt": """
        Krizių centras dirba dieną ir naktį ir priima moteris su vaikais be išankstinio
        susitarimo. Policijos pareigūnas vertina pavojų kartu su savivaldybės socialine
        darbuotoja. Konsultacija yra nemokama, ir niekas neprivalo telefonu sakyti savo vardo.
        Teismas gali uždrausti smurtautojui artintis prie nukentėjusiosios namų ar darbovietės.
        Mokytojai mokosi pastebėti, kada vaikas gyvena su smurtu, ir žino, kam reikia skambinti.
        Smurtavę vyrai dalyvauja programoje, kuri trunka šešis mėnesius. Ministerija kiekvieną
        pavasarį skelbia duomenis apie praneštus atvejus. Gydytojai sužalojimus aprašo formoje,
        kuri vėliau gali būti naudojama kaip įrodymas.
    """,
    "lv": """
        Krīzes centrs ir atvērts dienu un nakti un uzņem sievietes ar bērniem bez pieteikšanās.
        Policists novērtē risku kopā ar pašvaldības sociālo darbinieci. Konsultācija ir bez
        maksas, un nevienam nav jāsaka savs vārds pa tālruni. Tiesa var aizliegt varmākam tuvoties
        cietušās mājoklim vai darbavietai. Skolotāji mācās pamanīt, kad bērns dzīvo ar vardarbību,
        un zina, kam jāzvana. Vīrieši, kuri ir lietojuši vardarbību, piedalās programmā, kas ilgst
        sešus mēnešus. Ministrija katru pavasari publicē datus par paziņotajiem gadījumiem. Ārsti
        apraksta ievainojumus veidlapā, ko vēlāk var izmantot kā pierādījumu.
    """,
    "mk": """
        Засолништето е отворено дење и ноќе и прима жени и деца без закажување. Полициски
        службеник го проценува ризикот заедно со социјален работник од општината. Советувањето е
        бесплатно и никој не мора да го каже своето име на телефон. Судот може да му забрани на
        сторителот да се приближува до домот на жртвата. Наставниците учат да забележат кога едно
        дете живее со насилство и кому треба да му се јават. Мажите што користеле насилство
        учествуваат во програма која трае шест месеци. Министерството секоја пролет објавува
        податоци за пријавените случаи. Лекарите ги запишуваат повредите во образец кој подоцна
        може да послужи како доказ.
    """,
    "nb": """
        Krisesenteret er åpent dag og natt og tar imot kvinner og barn uten avtale. En
        politibetjent vurderer risikoen sammen med en sosialarbeider fra kommunen. Rådgivningen er
        gratis, og ingen trenger å oppgi navnet sitt på telefonen. Retten kan forby voldsutøveren
        å oppholde seg nær den utsattes bolig eller arbeidsplass. Lærere lærer å legge merke til
        når et barn lever med vold, og hvem de bør ringe. Menn som har brukt vold, deltar i et
        program som varer i seks måneder. Departementet offentliggjør tall over anmeldte saker
        hver vår. Leger noterer skadene i et skjema som senere kan brukes som bevis.
    """,
    "nn": """
        Krisesenteret er ope dag og natt og tek imot kvinner og born utan avtale. Ein
        polititenestemann vurderer risikoen saman med ein sosialarbeidar frå kommunen. Rådgjevinga
        er gratis, og ingen treng å oppgje namnet sitt på telefonen. Retten kan forby
        valdsutøvaren å opphalde seg nær bustaden til den utsette. Lærarar lærer å leggje merke
        til når eit barn lever med vald, og kven dei bør ringje. Menn som har brukt vald, deltek i
        eit program som varer i seks månader. Departementet offentleggjer tal over melde saker
        kvar vår. Legar noterer skadane i eit skjema som seinare kan brukast som bevis.
    """,
    "pl": """
        Schronisko jest otwarte dzień i noc i przyjmuje kobiety z dziećmi bez umawiania się.
        Policjant ocenia zagrożenie razem z pracownikiem socjalnym z gminy. Porady są bezpłatne i
        nikt nie musi podawać przez telefon swojego nazwiska. Sąd może zakazać sprawcy zbliżania
        się do mieszkania lub miejsca pracy osoby pokrzywdzonej. Nauczyciele uczą się zauważać,
        kiedy dziecko żyje z przemocą, i wiedzą, do kogo zadzwonić. Mężczyźni, którzy stosowali
        przemoc, uczestniczą w programie trwającym sześć miesięcy. Ministerstwo ogłasza każdej
        wiosny dane o zgłoszonych sprawach. Lekarze zapisują obrażenia w formularzu, który później
        może posłużyć jako dowód.
    """,
    "pt": """
        A casa de abrigo está aberta dia e noite e recebe mulheres e crianças sem marcação. Um
        agente da polícia avalia o risco em conjunto com uma assistente social do município. O
        aconselhamento é gratuito e ninguém tem de dizer o seu nome ao telefone. O tribunal pode
        proibir o agressor de se aproximar da casa ou do local de trabalho da vítima. Os
        professores aprendem a perceber quando uma criança vive com violência e a quem telefonar.
        Os homens que usaram de violência participam num programa que dura seis meses. O
        ministério publica todas as primaveras os números dos casos denunciados. Os médicos
        registam as lesões num formulário que mais tarde pode servir de prova.
    """,
    "ro": """
        Adăpostul este deschis zi și noapte și primește femei și copii fără programare. Un
        polițist evaluează riscul împreună cu un asistent social de la primărie. Consilierea este
        gratuită și nimeni nu trebuie să își spună numele la telefon. Instanța poate interzice
        agresorului să se apropie de locuința sau de locul de muncă al victimei. Profesorii învață
        să observe când un copil trăiește cu violența și pe cine trebuie să sune. Bărbații care au
        folosit violența participă la un program care durează șase luni. Ministerul publică în
        fiecare primăvară cifrele cazurilor raportate. Medicii notează leziunile într-un formular
        care poate fi folosit mai târziu ca probă.
    """,
    "ru": """
        Приют открыт днём и ночью и принимает женщин и детей без предварительной записи.
        Полицейский оценивает опасность вместе с социальным работником из муниципалитета.
        Консультация бесплатна, и никто не обязан называть своё имя по телефону. Суд может
        запретить обидчику приближаться к дому или месту работы пострадавшей. Учителя учатся
        замечать, когда ребёнок живёт с насилием, и знают, кому позвонить. Мужчины, которые
        применяли насилие, участвуют в программе, которая длится шесть месяцев. Министерство
        каждую весну публикует данные о зарегистрированных случаях. Врачи описывают травмы в
        бланке, который позднее может служить доказательством.
    """,
    "sk": """
        Bezpečný ženský dom je otvorený vo dne v noci a prijíma ženy a deti bez objednania.
        Policajt posudzuje riziko spolu so sociálnou pracovníčkou z obce. Poradenstvo je bezplatné
        a nikto nemusí do telefónu povedať svoje meno. Súd môže páchateľovi zakázať, aby sa
        približoval k bytu alebo pracovisku obete. Učitelia sa učia všímať si, kedy dieťa žije s
        násilím a komu majú zavolať. Muži, ktorí sa dopúšťali násilia, sa zúčastňujú na programe,
        ktorý trvá šesť mesiacov. Ministerstvo zverejňuje každú jar údaje o nahlásených prípadoch.
        Lekári zapisujú zranenia do formulára, ktorý môže neskôr slúžiť ako dôkaz.
    """,
    "sr": """
        Сигурна кућа је отворена дању и ноћу и прима жене и децу без заказивања. Полицијски
        службеник процењује ризик заједно са социјалном радницом из општине. Саветовање је
        бесплатно и нико не мора да каже своје име преко телефона. Суд може да забрани насилнику
        да се приближава дому или радном месту жртве. Наставници уче да примете када дете живи са
        насиљем и кога треба да позову. Мушкарци који су били насилни учествују у програму који
        траје шест месеци. Министарство сваког пролећа објављује податке о пријављеним
        случајевима. Лекари бележе повреде у обрасцу који касније може да послужи као доказ.
    """,
    "sv": """
        Kvinnojouren är öppen dygnet runt och tar emot kvinnor och barn utan tidsbokning. En polis
        bedömer risken tillsammans med en socialsekreterare från kommunen. Rådgivningen är gratis,
        och ingen behöver uppge sitt namn i telefonen. Domstolen kan förbjuda förövaren att vistas
        i närheten av den utsattas bostad eller arbetsplats. Lärare får lära sig att märka när ett
        barn lever med våld och vem de ska ringa. Män som har använt våld deltar i ett program som
        pågår i sex månader. Departementet offentliggör varje vår siffror över anmälda fall.
        Läkare antecknar skadorna i ett formulär som senare kan användas som bevis.
    """,
    "uk": """
        Притулок відкритий удень і вночі та приймає жінок і дітей без попереднього запису.
        Поліцейський оцінює небезпеку разом із соціальним працівником громади. Консультація
        безкоштовна, і ніхто не зобов'язаний називати своє ім'я по телефону. Суд може заборонити
        кривдникові наближатися до дому чи місця роботи постраждалої. Учителі вчаться помічати,
        коли дитина живе з насильством, і знають, кому подзвонити. Чоловіки, які вдавалися до
        насильства, беруть участь у програмі, що триває шість місяців. Міністерство щовесни
        оприлюднює дані про зареєстровані випадки. Лікарі описують травми у бланку, який пізніше
        може стати доказом.
    """,
}
SENTENCES = {
    language: tuple(re.split(r"(?<=\.) ", " ".join(text.split())))
    for language, text in _TEXTS.items()
}
"""The project's own sentences on help for victims, the same eight in each language."""

NO_LANGUAGE = (
    "12,4 13,5 17,0 2019 2020 2021 45 % 47 % 51 %",
    "1 204 1 305 1 377 1 402 1 398 1 410 1 455",
    "n = 1,204; p < 0.05; CI 95 % [1.2, 3.4]",
    "NO RO ES PL BG CZ SK LT LV EE IS LI",
    "Oslo 412 Bergen 233 Trondheim 145 Stavanger 98 Kristiansand 77 Drammen 65 Tromsø 58",
    "Madrid 1.204 Barcelona 987 Valencia 655 Sevilla 512 Zaragoza 301 Málaga 290",
    "Maria Popescu, Ioana Ionescu, Ana Marinescu",
    "A. Hansen, B. Olsen, C. Larsen, D. Andersen",
    "https://www.example.org/2019/04/a-b-c?d=1#e",
    "UNHCR UNICEF WHO OECD GREVIO CEDAW OSCE UNFPA",
    "I II III IV V VI VII VIII IX X XI XII",
    "Total 100 100 100",
    "(2014) 12:3, 45-67",
    "",
)
"""What has no language, or too little of one: figures, names, codes, addresses."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A text, its language (None where it has none), and what it is: "sentence", "60 words"."""

    text: str
    language: str | None
    what: str


@dataclass(frozen=True, slots=True)
class Score:
    """What one library made of all samples, and what that cost."""

    answers: tuple[str | None, ...]
    load_seconds: float
    memory_mib: float
    texts_per_second: float


Identify = Callable[[str], str | None]


def _windows(text: str, words: int, *, most: int) -> list[str]:
    """Cut runs of so many words out of a text, evenly spread over it, none twice."""
    tokens = text.split()
    starts = range(0, len(tokens) - words + 1, words)
    step = max(1, len(starts) // most)
    return [" ".join(tokens[start : start + words]) for start in starts[::step]][:most]


def _own() -> Iterator[Sample]:
    for language, sentences in SENTENCES.items():
        yield from (Sample(sentence, language, "sentence") for sentence in sentences)
        # Three shuffled times over, so that a longer passage is no rare thing in eight sentences.
        order = random.Random(language)  # noqa: S311  # it shuffles sentences
        for _ in range(3):
            text = " ".join(order.sample(sentences, len(sentences)))
            for words in LENGTHS:
                windows = _windows(text, words, most=PASSAGES) or [text]
                yield from (Sample(window, language, f"{words} words") for window in windows)
    yield from (Sample(text, None, "no language") for text in NO_LANGUAGE)


def _public(folder: Path) -> Iterator[Sample]:
    texts: dict[str, list[str]] = {}
    for path in sorted(folder.glob("xquad/xquad.*.json")):
        articles = json.loads(path.read_text(encoding="utf-8"))["data"]
        texts[path.suffixes[0][1:]] = [
            paragraph["context"] for article in articles for paragraph in article["paragraphs"]
        ]
    for name, language in _PUBLIC.items():
        path = folder / "documents" / name
        if path.is_file():
            pages = pypdf.PdfReader(path).pages[4:34]
            # A page full of figures is no test of a language.
            readable = [text for page in pages if _mostly_letters(text := page.extract_text())]
            texts.setdefault(language, []).append(" ".join(readable))
    for language, parts in texts.items():
        text = " ".join(parts)
        sentences = re.findall(r"(?<=[.!?] )\w[^.!?\n]{25,200}[.!?](?=\s)", text)
        for sentence in sentences[:: max(1, len(sentences) // PASSAGES)][:PASSAGES]:
            yield Sample(sentence, language, "sentence")
        for words in LENGTHS:
            for window in _windows(text, words, most=PASSAGES):
                yield Sample(window, language, f"{words} words")


def _mostly_letters(text: str) -> bool:
    return sum(map(str.isalpha, text)) > 0.7 * len(text) > 300


def samples(folder: Path | None) -> list[Sample]:
    """Return the own samples, and those of the public texts in a folder."""
    return [*_own(), *(_public(folder) if folder else ())]


def _project() -> Identify:
    module = importlib.import_module("practice_search.metadata.language")
    identify: Identify = module.identify_language
    return identify


def _py3langid() -> Identify:
    module = importlib.import_module("py3langid.langid")
    model = module.LanguageIdentifier.from_model_file(module.MODEL_FILE, norm_probs=True)
    return lambda text: {"no": "nb"}.get(found := model.classify(text)[0], found)


_EUROPEAN = (
    "ALBANIAN", "BASQUE", "BELARUSIAN", "BOKMAL", "BOSNIAN", "BULGARIAN", "CATALAN",
    "CROATIAN", "CZECH", "DANISH", "DUTCH", "ENGLISH", "ESTONIAN", "FINNISH", "FRENCH",
    "GERMAN", "GREEK", "HUNGARIAN", "ICELANDIC", "IRISH", "ITALIAN", "LATVIAN", "LITHUANIAN",
    "MACEDONIAN", "NYNORSK", "POLISH", "PORTUGUESE", "ROMANIAN", "RUSSIAN", "SERBIAN",
    "SLOVAK", "SLOVENE", "SPANISH", "SWEDISH", "TURKISH", "UKRAINIAN", "WELSH",
)  # fmt: skip


def _lingua(*, low: bool) -> Identify:
    module = importlib.import_module("lingua")
    languages = [getattr(module.Language, name) for name in _EUROPEAN]
    builder = module.LanguageDetectorBuilder.from_languages(*languages)
    model = (builder.with_low_accuracy_mode() if low else builder).build()

    def identify(text: str) -> str | None:
        found = model.detect_language_of(text)
        return found.iso_code_639_1.name.lower() if found else None

    return identify


CANDIDATES: dict[str, Callable[[], Identify]] = {
    "practice_search": _project,
    "py3langid": _py3langid,
    "lingua, low accuracy": lambda: _lingua(low=True),
    "lingua, high accuracy": lambda: _lingua(low=False),
}
"""What is compared: the project's own door, and each library's bare answer."""


def _peak_mib() -> float:
    unit = 1 if sys.platform == "darwin" else 1024  # bytes there, KiB on Linux
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 2**20


def measure(name: str, texts: list[str]) -> Score | None:
    """Let one candidate answer; None when its library is not installed."""
    before, start = _peak_mib(), time.perf_counter()
    try:
        identify = CANDIDATES[name]()
    except ModuleNotFoundError:
        return None
    for sentences in SENTENCES.values():  # some load a model when its language is first met
        identify(" ".join(sentences))
    loaded = time.perf_counter()
    answers = tuple(map(identify, texts))
    seconds = time.perf_counter() - loaded
    return Score(answers, loaded - start, _peak_mib() - before, len(texts) / seconds)


def _table(tested: list[Sample], scores: dict[str, Score]) -> Table:
    kinds = list(dict.fromkeys(sample.what for sample in tested if sample.language))
    table = Table("", *kinds, "no language", "load", "memory", "texts/s", title="right / no answer")
    for name, score in scores.items():
        cells = []
        for kind in [*kinds, "no language"]:
            pairs = [
                (s.language, a)
                for s, a in zip(tested, score.answers, strict=True)
                if s.what == kind
            ]
            right = sum(language == answer for language, answer in pairs) / len(pairs)
            none = sum(answer is None for _, answer in pairs) / len(pairs)
            cells.append(f"{right:.1%}" if kind == "no language" else f"{right:.1%} / {none:.1%}")
        cost = f"{score.load_seconds:.1f} s", f"{score.memory_mib:.0f} MiB"
        table.add_row(name, *cells, *cost, f"{score.texts_per_second:,.0f}")
    return table


def _mistakes(tested: list[Sample], score: Score) -> str:
    wrong = Counter(
        f"{sample.language or 'none'}→{answer}"
        for sample, answer in zip(tested, score.answers, strict=True)
        if answer not in (sample.language, None)
    )
    return ", ".join(f"{pair} {count}" for pair, count in wrong.most_common(14))


def _main() -> None:
    console = Console(width=130)
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    tested = samples(folder)
    scores: dict[str, Score] = {}
    for name in CANDIDATES:
        # A process of its own, so that one library's memory is not counted as another's.
        with ProcessPoolExecutor(1, get_context("spawn")) as process:
            score = process.submit(measure, name, [sample.text for sample in tested]).result()
        if score:
            scores[name] = score
    console.print(f"{len(tested)} texts in {len(SENTENCES)} languages")
    console.print(_table(tested, scores))
    for name, score in scores.items():
        console.print(f"[bold]{name}[/] is wrong: {_mistakes(tested, score)}", highlight=False)


if __name__ == "__main__":
    _main()
