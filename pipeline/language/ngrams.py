"""Words and word pairs of a text as numbers of buckets, for the learned part."""

import re
from functools import lru_cache
from itertools import pairwise
from zlib import crc32

BUCKETS = 1 << 15

_TOKEN = re.compile(r"[a-z]+(?:'[a-z]+)?|\d+|[?!]|[^\x00-\x7f]")


# A sentence is asked about several acts in a row.
@lru_cache(maxsize=32)
def buckets(ready: str) -> frozenset[int]:
    """The buckets of a prepared text; numbers are all alike, the ends of the text count as words."""
    words = ["0" if w[0].isdigit() else w for w in _TOKEN.findall(ready.lower())]
    pairs = (f"{a} {b}" for a, b in pairwise(["^", *words, "$"]))
    return frozenset(crc32(feature.encode()) % BUCKETS for feature in (*words, *pairs))
