"""What a message is for, in each language, written as people write in chats."""

from collections.abc import Awaitable, Callable

import pytest

from graph.domain.wishes import Reading

Read = Callable[..., Awaitable[Reading]]

ENGLISH = {
    "find": (
        "hey, looking for a mug",
        "can u show me mugs",
        "what's the cheapest kettle?",
        "cheaper kettles",
        "anything by Skerry?",
        "thanks, and a lamp under 40?",
        "where can i find boots",
        "do you have any scarves in red?",
        "XL hoodie",
        "sofa",
        "show me something nice",
        "i'm looking for a football scarf",
        "movie night blanket",
        "recipe book",
        "translation dictionary, i need a good one",
        "a mug with a joke on it",
        "travel alarm clock",
        "a watering can and a vase",
        "stuff for my flat",
        "first aid kit",
    ),
    "gift": (
        "a present for dad",
        "gift ideas",
        "something for my mum's birthday, around 30 euros",
        "what can i get my sister",
        "an anniversary idea",
        "mug as a gift for a colleague",
    ),
    "reviewers": (
        "is it any good?",
        "show me what people say",
        "who's reviewed it",
        "whos tried this",
        "who reviewed this kettle?",
        "any reviews?",
        "what do creators say about it",
        "is it worth it",
        "who says so?",
        "has anyone tested these boots",
    ),
    "more": (
        "more like this",
        "anything else like that",
        "show me more",
        "something similar please",
        "what else have you got",
        "cheaper",
        "too expensive",
        "anything cheaper?",
    ),
    "compare": ("compare the first two", "whats the difference", "which one is better?"),
    "buy": ("I'll take it", "buy it now", "can i order this", "i'll take the second one", "Take the first"),
    "question": (
        "is it waterproof?",
        "is this kettle dishwasher safe?",
        "how much is it",
        "what colours do you have?",
        "how heavy is it",
        "do you ship to Spain?",
    ),
    "cart": ("add it to my cart", "put this in the basket please", "checkout"),
    "order": ("where is my order", "track my parcel", "i want a refund"),
    "follow": ("follow @lena.brews",),
    "creator": ("what does @lena.brews recommend?", "anything from lena.brews", "@somebody.new"),
    "watch": ("tell me when it drops below 40", "let me know when it's back in stock", "price alert"),
    "outfit": ("outfit for a rainy day", "what goes with these boots?", "what should i wear to a wedding"),
    "room": ("furnish my living room", "help me decorate our kitchen"),
    "privacy": ("delete my data", "what do you know about me", "forget everything about me please"),
    "help": ("help", "what can you do", "how does this work?"),
    "smalltalk": ("hi!", "good morning", "thanks a lot", "bye", "who are you", "are you a bot?", "lol", "👍", "?"),
    "out_of_scope": (
        "book me a flight",
        "what's the capital of France",
        "tell me a joke",
        "how's the weather today",
        "set an alarm for 7",
        "how do i bake bread",
        "who won the game last night",
        "transfer 100 dollars to my savings account",
        "can you call my sister",
        "why is the sky dark at night",
    ),
}

GERMAN = {
    "find": (
        "hi, ich suche eine Lampe",
        "roter Wasserkocher",
        "habt ihr Mützen?",
        "wo finde ich Tassen?",
        "Kuscheldecke",
    ),
    "gift": ("ein Geschenk für meinen Vater", "was habt ihr für meine Mama zum Geburtstag?", "Geschenkideen"),
    "reviewers": ("wer hat das getestet?", "was sagen die Leute dazu?", "taugt das was?", "gibt es Bewertungen?"),
    "more": ("zeig mir mehr davon", "gibt es was Günstigeres?", "das ist mir zu teuer", "was Ähnliches"),
    "compare": ("vergleiche die ersten beiden", "was ist der Unterschied?"),
    "buy": ("ich nehme es", "ich nehme das zweite", "kann ich das bestellen?"),
    "question": ("ist das spülmaschinenfest?", "was kostet das?", "welche Farben gibt es?"),
    "cart": ("leg es in den Warenkorb",),
    "order": ("wo ist meine Bestellung?", "wann kommt mein Paket?"),
    "follow": ("folge @lena.brews",),
    "creator": ("was empfiehlt @lena.brews?",),
    "watch": ("sag mir Bescheid, wenn der Preis unter 40 fällt",),
    "outfit": ("ein Outfit für Regentage",),
    "room": ("ich möchte mein Wohnzimmer einrichten",),
    "privacy": ("lösch meine Daten", "was weißt du über mich?"),
    "help": ("Hilfe", "was kannst du?"),
    "smalltalk": ("Hallo!", "moin", "danke dir!", "tschüss", "wer bist du?"),
    "out_of_scope": ("wie wird das Wetter morgen?", "erzähl mir einen Witz", "buch mir einen Flug nach Rom"),
}

SPANISH = {
    "find": (
        "busco una lámpara",
        "hervidor rojo",
        "¿tenéis gorros?",
        "¿dónde puedo encontrar tazas?",
        "una manta suave",
    ),
    "gift": ("un regalo para mi padre", "algo para el cumple de mi madre", "ideas para regalar"),
    "reviewers": ("¿quién lo ha probado?", "¿qué dice la gente?", "¿vale la pena?", "¿hay opiniones?"),
    "more": ("enséñame más", "algo parecido", "¿hay algo más barato?", "es demasiado caro"),
    "compare": ("compara los dos primeros", "¿cuál es la diferencia?"),
    "buy": ("me lo llevo", "me llevo el segundo", "lo compro"),
    "question": ("¿es apto para lavavajillas?", "¿cuánto cuesta?", "¿qué colores hay?"),
    "cart": ("añádelo al carrito",),
    "order": ("¿dónde está mi pedido?", "quiero cancelar mi pedido"),
    "follow": ("sigue a @cocina.lola",),
    "creator": ("¿qué recomienda @cocina.lola?",),
    "watch": ("avísame cuando baje de 40",),
    "outfit": ("un outfit para un día de lluvia",),
    "room": ("quiero amueblar mi salón",),
    "privacy": ("borra mis datos", "¿qué sabes de mí?"),
    "help": ("ayuda", "¿qué puedes hacer?"),
    "smalltalk": ("¡Hola!", "buenos días", "muchas gracias", "adiós", "¿quién eres?"),
    "out_of_scope": ("¿qué tiempo hace hoy?", "cuéntame un chiste", "resérvame un vuelo a Roma"),
}

FRENCH = {
    "find": (
        "je cherche une lampe",
        "bouilloire rouge",
        "avez-vous des bonnets ?",
        "où trouver des tasses ?",
        "un plaid",
    ),
    "gift": ("un cadeau pour mon père", "quelque chose pour l’anniversaire de ma mère", "une idée cadeau"),
    "reviewers": ("qui l'a testé ?", "qu'en pensent les gens ?", "ça vaut le coup ?", "y a-t-il des avis ?"),
    "more": ("montrez-moi d'autres", "quelque chose de similaire", "quelque chose de moins cher ?", "c'est trop cher"),
    "compare": ("comparez les deux premiers", "quelle est la différence ?"),
    "buy": ("je le prends", "je prends le deuxième", "je veux l'acheter"),
    "question": ("est-ce que ça passe au lave-vaisselle ?", "ça coûte combien ?", "quelles couleurs avez-vous ?"),
    "cart": ("ajoutez-le au panier",),
    "order": ("où est ma commande ?", "je veux annuler ma commande"),
    "follow": ("suivre @lena.brews",),
    "creator": ("que recommande @lena.brews ?",),
    "watch": ("prévenez-moi quand le prix baisse",),
    "outfit": ("une tenue pour un jour de pluie",),
    "room": ("je veux meubler mon salon",),
    "privacy": ("supprimez mes données", "que savez-vous sur moi ?"),
    "help": ("aide", "que pouvez-vous faire ?"),
    "smalltalk": ("Bonjour !", "salut", "merci beaucoup", "au revoir", "qui êtes-vous ?"),
    "out_of_scope": ("quel temps fait-il demain ?", "raconte-moi une blague", "réservez-moi un vol pour Rome"),
}

SAID = [
    (text, intent) for table in (ENGLISH, GERMAN, SPANISH, FRENCH) for intent, texts in table.items() for text in texts
]


@pytest.mark.parametrize(("text", "intent"), SAID)
async def test_a_message_is_understood_for_what_it_is(text: str, intent: str, read: Read) -> None:
    reading = await read(text)

    assert reading.intent == intent


ELSEWHERE = (
    "please dim the lamp in the hallway",
    "how long do candles burn",
    "is coffee bad for your heart",
    "i left my umbrella on the bus",
    "do i need a jacket today",
    "i need a recipe for plum cake",
    "book a table at the coffee house for tonight",
    "translate towel into japanese",
    "tell my wife i'll be late",
    "turn the kitchen lights blue",
    "which country drinks the most tea",
    "mach das Licht in der Küche aus",
    "ich habe meinen Regenschirm im Zug vergessen",
    "ich brauche ein Rezept für Pfannkuchen",
    "brauche ich heute eine Jacke",
    "wie sagt man Tasse auf Spanisch",
    "apaga la luz de la cocina",
    "necesito una receta de tortitas",
    "¿quién inventó el paraguas?",
    "llama a mi madre",
    "j'ai oublié mon sac à dos dans le train",
    "j'ai besoin d'une recette de crêpes",
    "le café est-il mauvais pour le cœur ?",
    "appelle ma mère",
)


@pytest.mark.parametrize("text", ELSEWHERE)
async def test_what_names_a_product_without_asking_for_one_is_no_search(text: str, read: Read) -> None:
    assert (await read(text)).intent == "out_of_scope"


@pytest.mark.parametrize(
    "text",
    [
        *("that would be a yes", "i thank you", "it seems not", "no, that is wrong"),
        *(
            "das glaube ich nicht",
            "ja, das stimmt",
            "eso no lo sé",
            "sí, es verdad",
            "je ne sais pas",
            "oui, c'est vrai",
        ),
    ],
)
async def test_words_with_nothing_to_look_for_are_no_search(text: str, read: Read) -> None:
    assert (await read(text)).intent in {"smalltalk", "out_of_scope"}


WISHED = (
    "my kettle broke and i need a new one",
    "what kettles do you sell",
    "how much is the gooseneck kettle",
    "which backpack is best for hiking",
    "call me picky but i want a black umbrella",
    "could i see some vases",
    "am locking for boots with laces",
    "i want to buy a lamp for my living room",
    "a set of knives",
    "a recipe book stand",
    "wir sind umgezogen und brauchen Lampen",
    "wie viel kostet der Wasserkocher",
    "es soll ein blauer Schal sein",
    "se me ha roto el hervidor y necesito otro",
    "¿cuánto cuesta el hervidor?",
    "ma bouilloire est cassée, il m'en faut une autre",
    "combien coûte la bouilloire ?",
)


@pytest.mark.parametrize("text", WISHED)
async def test_a_wish_is_searched_for_whatever_stands_around_it(text: str, read: Read) -> None:
    assert (await read(text)).intent == "find"


@pytest.mark.parametrize("text", ["cheaper", "zu teuer", "algo más barato", "trop cher", "anything cheaper?"])
async def test_too_dear_asks_for_less_than_what_is_in_view(text: str, read: Read) -> None:
    reading = await read(text)

    assert reading.cheaper


@pytest.mark.parametrize("text", ["2nd one please", "den zweiten bitte", "el segundo por favor", "le deuxième svp"])
async def test_a_place_in_the_list_is_understood_without_anything_else(text: str, read: Read) -> None:
    reading = await read(text)

    assert (reading.intent, reading.ordinal) == ("find", 2)


@pytest.mark.parametrize("text", ["i'll take the second one", "ich nehme das zweite", "is the second one waterproof?"])
async def test_a_place_in_the_list_goes_with_what_is_asked_of_it(text: str, read: Read) -> None:
    reading = await read(text)

    assert reading.ordinal == 2


@pytest.mark.parametrize("text", ["first aid kit", "second hand boots", "third wave coffee"])
async def test_a_number_word_inside_a_name_is_no_place_in_the_list(text: str, read: Read) -> None:
    reading = await read(text)

    assert reading.ordinal is None


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("hello there", "greeting"),
        ("danke", "thanks"),
        ("¿quién eres?", "who_are_you"),
        ("ça va ?", "how_are_you"),
        ("au revoir", "bye"),
        ("das funktioniert nicht", "sorry_to_hear"),
        ("nice", "smalltalk"),
    ],
)
async def test_small_talk_has_its_topic(text: str, topic: str, read: Read) -> None:
    reading = await read(text)

    assert reading.topic == topic


TIRING = (
    *("20 - ", "1.", "so ", "please ", "ok, ", "mehr davon ", "10 x ", "1 000 ", "@a.", "a little ", "one ", "eine "),
    *("in einer ", "was anderes ", "una talla ", "est-ce que vous avez ", "but also in ", "which of them is "),
)


@pytest.mark.parametrize("piece", TIRING)
@pytest.mark.timeout(10)
async def test_a_tiring_message_is_read_all_the_same(piece: str, read: Read) -> None:
    reading = await read(piece * 1000)

    assert reading.intent
