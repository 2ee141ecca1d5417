"""Texts made to be slow or to break something: each a pattern that is repeated up to the size wanted."""

SHAPES = {
    "one letter": "a",
    "spaces": " ",
    "line ends": "\n",
    "full stops": ".",
    "exclamation marks": "!",
    "question marks": "? ",
    "capitals": "HELP ",
    "no words between marks": "!?.,;: ",
    "VADER's words": "not very good but never so bad ",
    "sorry": "I'm so sorry, I completely understand. ",
    "claims": "I've refunded it, ",
    "promises": "I'll call you in ten minutes, ",
    "questions": "what is your order number? ",
    "problems": "it is still not working, ",
    "digits": "4111 1111 1111 1111 ",
    "one number": "7",
    "huge numbers": "I'll call you in " + "9" * 400 + " hours or in 99999999999 business days. ",
    "account numbers": "GB29 NWBK 6016 ",
    "mail addresses": "a.b@c.de ",
    "half a mail address": "a.",
    "at signs": "@",
    "links": "https://a.b/c?d=e ",
    "keys": "sk_live_4eC39HqLyjWDarjtT1zdp7dc ",
    "brackets": "((((",
    "quotation marks": "\"'",
    "emoji": "😡",
    "families of emoji": "👩‍👩‍👧‍👦",
    "accents on one letter": "e" + "\u0301" * 40,
    "right to left": "\u202eabc\u202c",
    "invisible": "\u200b",
    "nulls": "\x00",
    "terminal commands": "\x1b[31m",
    "full-width digits": "\uff14\uff11",
    "Hangul fillers": "\u3164",
    "different words": "".join(f"w{number} " for number in range(4_000)),
}


def text(shape: str, characters: int) -> str:
    """A text of a shape, of so many characters."""
    part = SHAPES[shape]
    return (part * (characters // len(part) + 1))[:characters]
