"""Measure the engines of text recognition on pages of six languages, clean and spoilt.

    python benchmarks/ocr.py
    python benchmarks/ocr.py --languages ro pl --pictures clean photocopied

Needs the extras ``ocr`` and ``test``, and for the second engine the program tesseract with its
language data (Debian: ``tesseract-ocr-ron`` and so on). Prints one line for each picture that an
engine read, and then each engine's mean. The character error rate counts each insertion, deletion
and replacement per character of the page, where a line end is a space. The recall of the letters
beyond a-z is the share of those on the page that stand in the reading at their place.
"""

import argparse
import difflib
import json
import time
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import product
from statistics import mean

import numpy as np
import typst
from PIL import Image, ImageFilter

from practice_search.documents.ocr import Engine, ocr_engines, recognise

__all__ = [
    "HEADER",
    "PAGES",
    "PICTURES",
    "Result",
    "character_error_rate",
    "draw",
    "main",
    "means",
    "measure",
    "special_letter_recall",
]

PAGES = {
    "ro": """\
Ordinul de protecție provizoriu

Când polițistul constată un risc iminent, el emite pe loc un ordin de protecție provizoriu.
Agresorul părăsește locuința în aceeași zi, chiar dacă îi aparține, și nu se mai apropie de
victimă, de copii sau de școala lor. Încălcarea măsurii înseamnă închisoare, iar brățara
electronică îi arată poliției fiecare apropiere.

Țara a învățat din practică: în județul Mureș, echipa mobilă ajunge în câteva ore, împreună cu un
psiholog. Șase din zece femei au cerut apoi și un adăpost. „Mi s-a spus că nu sunt singură”,
povestește una dintre ele. Îngrijirea copiilor, sprijinul juridic și locuința pe termen lung sunt
oferite fără plată. Ședințele comune ale instituțiilor au loc lunar; fiecare caz grav este urmărit
până când riscul scade. Întâlnirile cu bărbații violenți încep după hotărârea instanței și țin cel
puțin douăzeci și patru de săptămâni.
""",
    "nb": """\
Samarbeid mellom krisesenter og politi

Når en kvinne søker hjelp på krisesenteret, får hun samme døgn en samtale om trygghet. Ansatte og
politi går sammen gjennom hva hun frykter, hvor barna er, og hvem som kan følge dem til skolen.
Ærlige svar krever ro, og derfor foregår møtet på et sted som voldsutøveren ikke kjenner.

Årlig gjøres vurderingen på nytt så lenge trusselen består. Øvelser for førstelinjen holdes i alle
fylker, også for tolker, leger og lærere. En idé fra Tromsø viser seg å være nyttig: én
kontaktperson følger saken fra første telefon til dommen er rettskraftig. Før måtte de utsatte
gjenta historien sin åtte ganger; nå gjør de det bare én gang. Økonomisk støtte, bolig og
språkkurs ordnes i samme løp. Både mødre og fedre får råd om hvordan de kan skjerme små barn.
Ingen må vente på å bli trodd, og ansvaret ligger hos den som slår.
""",
    "pl": """\
Niebieska linia i zespoły w gminach

Osoba dotknięta przemocą dzwoni o każdej porze, bezpłatnie i bez podawania nazwiska. Po drugiej
stronie słucha jej ktoś, kto przeszedł długie szkolenie. Jeśli życie jest zagrożone, dyżurna łączy
rozmowę z policją, a patrol może nakazać sprawcy natychmiast opuścić mieszkanie. Źle sporządzona
notatka opóźnia pomoc, więc wzór jest wspólny.

W gminie działa zespół złożony z pracowników socjalnych, nauczycieli, położnych i sędziów. Żadna z
instytucji nie działa sama: każdą sprawę omawia się co miesiąc, aż ryzyko się zmniejszy.
Świadkowie chętniej zgłaszają krzywdę, gdy widzą skutek. „Pierwszy raz ktoś zapytał, czego się
boję” – mówi uczestniczka z Łodzi, a druga, z Gdańska, kiwa głową. Ćwiczenia dla mężczyzn
stosujących przemoc trwają pół roku i nie zastępują kary. Ośrodek zapewnia dzieciom naukę, a
matkom poradę prawną, pożyczkę i lokal na trzy lata.
""",
    "bg": """\
Незабавна защита и кризисни центрове

Когато животът на пострадалата е застрашен, съдът издава заповед за незабавна защита до двадесет и
четири часа. Извършителят напуска жилището още същия ден, а полицията следи дали спазва забраната.
Щом я наруши, той носи наказателна отговорност. Фактите се описват веднъж, по общ образец, и нищо
не се губи между службите.

Във всяка област има кризисен център, който приема жени и деца без такса и без чакане. Юрист,
психолог и социален работник изготвят с нея план за безопасност, който ѝ показва какво да направи,
ако бъде намерена. Учителите се обучават да разпознават ранните знаци. „За първи път някой ме
изслуша“, казва майка от Хасково. Щедрите дарения помагат, но основното финансиране идва от
държавния бюджет. Йордановден е единственият ден, в който телефонът бе зает цяла нощ; оттогава
дежурят двама души със синьо-бели баджове. Програмите за мъже, упражнили насилие, започват чак
след решението на съда.
""",
    "es": """\
Una ventanilla única para las víctimas

¿Adónde acude una mujer que acaba de huir de casa? En la ventanilla única la atienden una jurista,
una psicóloga y una trabajadora social, el mismo día y sin cita previa. La valoración policial del
riesgo se repite cada semana mientras continúe la amenaza, y el dispositivo de seguimiento avisa
si el agresor se aproxima.

Los niños y las niñas reciben atención propia, también después de la sentencia. En Logroño, el
equipo móvil llega a los pueblos más pequeños; allí la vergüenza y el aislamiento retrasan la
denuncia años enteros. «Nadie me había preguntado qué necesitaba», explicó una de ellas. ¡Qué útil
resultó también la formación bilingüe de los médicos! Él o ella detecta el daño, lo anota según un
guión común y ofrece ayuda. Así, la víctima no contará su historia diez veces. El alojamiento, la
pensión y el acompañamiento jurídico son gratuitos. Según los datos del último año, ocho de cada
diez usuarias recomiendan el servicio.
""",
    "lt": """\
Apsaugos orderis nuo smurto artimoje aplinkoje

Policijos pareigūnas, įvertinęs pavojų, tą pačią dieną skiria apsaugos orderį. Smurtautojas
penkiolikai parų išsikelia iš būsto, negali artintis prie moters, ieškoti jos ar bendrauti su ja.
Žinia iš karto siunčiama specializuotos pagalbos centrui, kurio darbuotoja paskambina pirmoji,
nelaukdama prašymo.

Čia aptariamas saugumo planas, teisiniai veiksmai ir vaikų padėtis. Šiaulių apskrityje mokytojai,
gydytojos ir seniūnai mokosi drauge, kaip atpažinti ženklus ir ką pasakyti. Ėmus taikyti šią
tvarką, pakartotinių iškvietimų sumažėjo trečdaliu. „Pirmąkart pajutau, kad manimi tiki“, – sako
viena iš dalyvių. Žodžiai svarbūs, tačiau reikia ir pinigų: būstas, vaikų priežiūra bei ilgalaikė
konsultacija teikiami nemokamai. Ūkyje ar mieste, pagalba turi būti vienoda. Įstatymas įpareigoja
savivaldybes kasmet skelbti ataskaitą; joje rašoma, kiek šeimų sulaukė paramos ir kokių kliūčių
kilo.
""",
}
"""A page in each language, a heading and two paragraphs with every letter of the language."""

_WORKING_DPI = 200
_SEED = 20261124


def draw(page: str, dpi: int = _WORKING_DPI) -> Image.Image:
    """Return an A4 page of a heading and paragraphs in grey, ``dpi`` dots an inch."""
    heading, *paragraphs = (
        f"#{json.dumps(_plain(part), ensure_ascii=False)}" for part in page.split("\n\n")
    )
    source = "\n\n".join(
        (
            '#set page(paper: "a4", margin: 25mm)',
            '#set text(font: "Noto Serif", size: 11pt, hyphenate: false)',
            f'#text(font: "Noto Sans", size: 16pt, weight: "bold")[{heading}]',
            *paragraphs,
        )
    )
    png = typst.compile(source.encode(), format="png", ppi=float(dpi))
    return Image.open(BytesIO(png)).convert("L")


def _rotated(page: Image.Image) -> Image.Image:
    return page.rotate(1, resample=Image.Resampling.BICUBIC, fillcolor=255)


def _noisy(page: Image.Image, deviation: float = 40) -> Image.Image:
    noise = np.random.default_rng(_SEED).normal(0, deviation, (page.height, page.width))
    return Image.fromarray(np.clip(np.asarray(page) + noise, 0, 255).astype(np.uint8))


def _blurred(page: Image.Image) -> Image.Image:
    return page.filter(ImageFilter.GaussianBlur(2))


def _faint(page: Image.Image) -> Image.Image:
    return page.point(lambda grey: 150 + grey // 5)


def _photocopied(page: Image.Image) -> Image.Image:
    blurred = page.filter(ImageFilter.GaussianBlur(1))
    return _noisy(_rotated(blurred.point(lambda grey: 60 + grey * 2 // 3)), deviation=15)


PICTURES: dict[str, tuple[int, Callable[[Image.Image], Image.Image]]] = {
    "clean": (_WORKING_DPI, lambda page: page),
    "300 dpi": (300, lambda page: page),
    "150 dpi": (150, lambda page: page),
    "rotated": (_WORKING_DPI, _rotated),
    "noisy": (_WORKING_DPI, _noisy),
    "blurred": (_WORKING_DPI, _blurred),
    "faint": (_WORKING_DPI, _faint),
    "photocopied": (_WORKING_DPI, _photocopied),
}
"""What is done to a page: the dots an inch that it is drawn with, and how it is spoilt."""


def character_error_rate(truth: str, reading: str) -> float:
    """Return the edits that turn ``truth`` into ``reading``, per character of ``truth``."""
    codes = np.array([ord(letter) for letter in reading], dtype=np.int64)
    places = np.arange(len(reading) + 1)
    row = places
    for letter in truth:
        best = np.append(row[0] + 1, np.minimum(row[1:] + 1, row[:-1] + (codes != ord(letter))))
        # An insertion costs one a place, so the cheapest way from the left is a running minimum.
        row = np.minimum.accumulate(best - places) + places
    return float(row[-1]) / len(truth)


def special_letter_recall(truth: str, reading: str) -> float:
    """Return the share of the letters of ``truth`` beyond a-z that ``reading`` has in place."""
    blocks = difflib.SequenceMatcher(None, truth, reading, autojunk=False).get_matching_blocks()
    found = "".join(truth[block.a : block.a + block.size] for block in blocks)
    return len(_special(found)) / len(_special(truth))


def _special(text: str) -> list[str]:
    return [letter for letter in text if letter.isalpha() and not letter.isascii()]


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """How well an engine read one picture."""

    picture: str
    language: str
    engine: Engine
    error_rate: float
    recall: float
    seconds: float

    def __str__(self) -> str:
        return (
            f"{self.picture:12} {self.language:9} {self.engine:10} {self.error_rate:16.2%} "
            f"{self.recall:14.1%} {self.seconds:13.1f}"
        )


HEADER = f"{'picture':12} {'language':9} {'engine':10} {'character errors':>16} "
HEADER += f"{'letters beyond':>14} {'seconds a page':>13}"


def measure(languages: Iterable[str], pictures: Iterable[str]) -> Iterator[Result]:
    """Yield what each engine on this machine makes of each picture."""
    for picture, language in product(pictures, languages):
        dpi, spoil = PICTURES[picture]
        png = BytesIO()
        spoil(draw(PAGES[language], dpi)).save(png, format="PNG")
        truth = _plain(PAGES[language])
        for engine in ocr_engines(language):
            start = time.perf_counter()
            reading = _plain(recognise(png.getvalue(), language=language, engine=engine))
            yield Result(
                picture=picture,
                language=language,
                engine=engine,
                seconds=time.perf_counter() - start,
                error_rate=character_error_rate(truth, reading),
                recall=special_letter_recall(truth, reading),
            )


def means(results: Iterable[Result]) -> Iterator[Result]:
    """Yield each engine's mean by language, by picture and over all."""
    groups: dict[tuple[str, str, Engine], list[Result]] = defaultdict(list)
    for result in results:
        for picture, language in (("all", result.language), (result.picture, "all"), ("all",) * 2):
            groups[picture, language, result.engine].append(result)
    for (picture, language, engine), group in sorted(groups.items()):
        yield Result(
            picture=picture,
            language=language,
            engine=engine,
            error_rate=mean(result.error_rate for result in group),
            recall=mean(result.recall for result in group),
            seconds=mean(result.seconds for result in group),
        )


def main() -> None:
    """Print the results as they come, and then the means."""
    parser = argparse.ArgumentParser(description="Measure the engines of text recognition.")
    parser.add_argument("--languages", nargs="+", choices=PAGES, default=list(PAGES))
    parser.add_argument("--pictures", nargs="+", choices=PICTURES, default=list(PICTURES))
    options = parser.parse_args()
    for engine in Engine:  # loading is no page's time
        readers = [language for language in options.languages if engine in ocr_engines(language)]
        list(measure(readers[:1], ["clean"]))
    print(HEADER)
    results = []
    for result in measure(options.languages, options.pictures):
        results.append(result)
        print(result, flush=True)
    print("", HEADER, *means(results), sep="\n")


if __name__ == "__main__":
    main()
