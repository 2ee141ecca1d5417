"""What an agent asks for, as a key: the same thing asked again has the same key."""

import re
from functools import cache
from zlib import crc32

from pipeline.language.prefilter import Prefilter

# Numbers that have a kind: "order number", "order no.", "your order ref" are one thing.
_KINDS = (
    ("order", r"order|purchase|sales"),
    ("booking", r"booking|reservation|confirmation|itinerary"),
    ("account", r"account|customer|client|user|member(?:ship)?|subscriber|login"),
    ("tracking", r"tracking|parcel|consignment|shipment|delivery|waybill|awb"),
    ("case", r"ticket|case|incident|complaint|support|query"),
    ("policy", r"policy|plan|scheme"),
    ("claim", r"claim"),
    ("flight", r"flight"),
    ("invoice", r"invoice|bill|receipt|transaction|payment"),
    ("serial", r"serial|imei|sim|iccid"),
    ("tag", r"tag|bag(?:gage)?|pir"),
    ("meter", r"meter|mprn|mpan|supply|gprn|esi"),
    ("loyalty", r"loyalty|points|frequent[\s-]flyer|miles"),
    ("passport", r"passport|licen[cs]e|visa|id card"),
    ("room", r"room"),
    ("vehicle", r"reg(?:istration)?|vehicle|plate|vin"),
    ("person", r"student|employee|staff|learner|patient|payroll|badge|worker|matriculation|nhs|national insurance"),
)
_NUMBER = r"(?:numbers?|nos?\b|num\b|nr\b|#|ids?\b|ref\b|refs\b|references?|codes?|digits)"
_FILLING = r"[\s'-]*(?:s\b)?[\s-]*(?:confirmation |booking |order |long |full )?"

# What else support asks for; one canonical name for each, most telling first.
_THINGS = (
    *((kind, rf"\b(?:{words}){_FILLING}{_NUMBER}") for kind, words in _KINDS),
    *(
        (kind, rf"\b(?:numbers?|code|reference) (?:on|of|for|from) (?:the|your) (?:{words})\b")
        for kind, words in _KINDS
    ),
    ("booking", r"\bpnr\b|\brecord locator\b"),
    ("serial", r"\bimei\b|\biccid\b"),
    ("meter", r"\bm(?:eter )?readings?\b|\breadings?\b|\bmprn\b|\bmpan\b"),
    (
        "security",
        (
            r"\bpass(?:word|phrase|code)\b|\bpin\b|\bsecurity (?:question|answer|word)"
            r"|\bmemorable\b|\bcharacters\b"
        ),
    ),
    ("bank", r"\biban\b|\bsort code\b|\bbank (?:details|account)|\brouting\b"),
    (
        "card",
        (
            r"\b(?:last|final|first) (?:four|4|six|6)\b|\bcard(?:'s)? (?:number|digits|ending)"
            r"|\blong number\b|\bwhich card\b"
        ),
    ),
    ("email", r"\be-?mails?\b"),
    (
        "phone",
        (
            r"\b(?:phone|mobile|contact|telephone|cell|landline|call ?back|daytime)(?: (?:phone"
            r"|telephone))?[\s-]*(?:number|no\b|num\b|#)"
            r"|\b(?:number|no) (?:to|i|we) (?:can )?(?:call|ring|reach)"
            r"|\bcontact details\b"
        ),
    ),
    ("postcode", r"\b(?:post\s?code|zip(?: ?code)?|eircode|postal code|pin code)\b"),
    ("birth", r"\b(?:date of birth|d\.?o\.?b\.?|birth ?da(?:y|te)|born)\b"),
    ("address", r"\b(?<!mail )(?:address|street|house number|line of your)\b"),
    ("proof", r"\b(?:receipt|proof|invoice copy|copy of|certificate|document|paperwork|statement)s?\b"),
    ("picture", r"\b(?:photo|picture|screen ?shot|screen ?grab|image|pic|snap|video|clip)(?:graph)?s?\b"),
    (
        "name",
        (
            r"\b(?:full|first|last|your|sur|account holder'?s?|passenger'?s?|lead|guest|patient'?s?"
            r"|whose) ?(?:guest |passenger )?names?\b"
            r"|\bsurname\b|\bname (?:on|of|is)\b|\bwhat name\b"
        ),
    ),
    (
        "error",
        (
            r"\berror (?:code|message|number)|\bwhat error|\bwhich error"
            r"|\bmessage (?:do|does|did|are) (?:you|it)"
        ),
    ),
    ("version", r"\bversion\b|\bios\b|\bfirmware\b|\boperating system\b|\bos\b"),
    ("browser", r"\bbrowser\b"),
    (
        "device",
        r"\b(?:model|make|device|handset)\b|\b(?:which|what) (?:phone|laptop|router|computer|iphone|tablet)\b",
    ),
    ("store", r"\b(?:which|what|name of the|your local|your) (?:store|shop|branch|hotel|pharmacy|station)\b"),
    ("reference", r"\b(?:reference|ref)\b"),
)
PATTERNS = tuple(pattern for _, pattern in _THINGS)
_KNOWN = tuple((name, re.compile(pattern, re.IGNORECASE)) for name, pattern in _THINGS)
_PIECE = re.compile(
    r",\s+|\s-\s|\band (?=(?:what|which|when|where|who|how|could|can|please|is|are|do|did)\b)", re.IGNORECASE
)
_ASKS = re.compile(
    r"^\W*(?:(?:and|so|then|but|ok|okay|right|also|now|hi|hello|sorry|just|still|again|for security|to start) )*"
    r"(?:what|which|when|where|who|whose|how|why|can|could|would|will|may|might|do|does|did|have|has|is|are|was|were"
    r"|shall|should|any|please|pls|kindly|send|give|share|tell|let (?:me|us) (?:know|have)|pop|drop|confirm|need"
    r"|i need|i just need|we need|i'll need|we'll need|we'd need|i'd need|all i need)\b",
    re.IGNORECASE,
)
# A yes-or-no question about a thing does not ask for the thing.
_YES_NO = re.compile(
    r"^\W*(?:(?:and|so|then|but|ok|also|now) )*(?:is|are|was|were|did|does|has|do you (?:see|get)"
    r"|have you (?!got|your|the))\b",
    re.IGNORECASE,
)
_CHOICE = re.compile(
    r"\b(?:prefer|suits?|your (?:call|choice)|up to you|which(?: one)? would you|whichever)\b", re.IGNORECASE
)
_WORD = re.compile(r"[a-z]{3,}")
_ENDING = re.compile(r"(?:ing|ed|es|s|e)$")
_TELLING_NOTHING = (
    "the you your yours can could would will please may have has are for and with that this these those what which "
    "who "
    "when whose where how why does did was were there any get got give provide share send tell let know confirm need "
    "just me my our its it's ask thanks thank sorry again also still like want shall should able possible happen "
    "happened "
    "happening exactly currently actually now then so ahead going wish try tried trying one some more bit quick "
    "quickly "
    "help look check find from into about been being not but all had her him his she they them too very really okay "
    "great lovely perfect hello yet today once first only able mind chance over via through across"
)
_EMPTY = frozenset(_TELLING_NOTHING.split())


def keys(clause: str) -> tuple[int, ...]:
    """32-bit keys of the things asked for in one clause; never empty."""
    pieces = [p for p in _PIECE.split(clause) if p.strip()]
    asking = [p for p in pieces if _ASKS.search(p)] or pieces or [clause]
    named: set[str] = set()
    for piece in asking:
        things = () if _YES_NO.search(piece) else _things(piece)
        # A number of a kind is not a nameless one as well.
        named.update(t for t in things if t != "reference" or len(things) == 1)
    if not named:
        # The thing may stand before the question: "the order number, could you send it over?"
        whole = () if any(map(_YES_NO.search, asking)) else _things(clause)
        named.update(whole or [_gist(" ".join(asking))])
    return tuple(sorted(crc32(name.encode()) for name in named))


def _things(words: str) -> tuple[str, ...]:
    """What is named, the most telling first."""
    # Beyond ASCII the library's words are not the prefilter's.
    likely = map(_KNOWN.__getitem__, _prefilter().tried(words)) if words.isascii() else _KNOWN
    return tuple([name for name, pattern in likely if pattern.search(words)])


@cache
def _prefilter() -> Prefilter:
    return Prefilter(PATTERNS)


def _gist(words: str) -> str:
    """The telling words, without their endings and in the order of the alphabet."""
    stems = {_ENDING.sub("", w) for w in _WORD.findall(words.lower()) if w not in _EMPTY}
    if not stems and _CHOICE.search(words):
        return "choice"
    # Unlike the name of a thing: "did you check the email?" does not ask for the address.
    return " ".join(["~", *sorted(stems)])
