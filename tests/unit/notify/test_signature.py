"""Signatures of webhooks and links."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.notify.signature import TOLERANCE_S, mac, signed, verified
from pipeline.ops.secret import Secret

SECRET, BODY, NOW = Secret("correct horse"), b'{"id":"n-1"}', 1_772_446_504


def test_the_signature_is_that_of_the_standard() -> None:
    # The example of the Standard Webhooks libraries: id, time stamp, body and secret are theirs.
    secret = Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    headers = signed("msg_p5jXN8AQM9LWM0D4loKWxJek", b'{"test": 2432232314}', secret, 1_614_265_330)
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_what_was_signed_is_known_again() -> None:
    assert verified(signed("n-1", BODY, SECRET, NOW), BODY, SECRET, NOW + TOLERANCE_S)


@pytest.mark.parametrize(
    ("change", "body", "secret", "now"),
    [
        ({}, b'{"id":"n-2"}', SECRET, NOW),
        ({"webhook-id": "n-2"}, BODY, SECRET, NOW),
        ({"webhook-timestamp": str(NOW + 1)}, BODY, SECRET, NOW),
        ({"webhook-timestamp": "soon"}, BODY, SECRET, NOW),
        ({"webhook-signature": ""}, BODY, SECRET, NOW),
        ({}, BODY, Secret("another"), NOW),
        ({}, BODY, SECRET, NOW + TOLERANCE_S + 1),
        ({}, BODY, SECRET, NOW - TOLERANCE_S - 1),
    ],
)
def test_what_was_changed_or_kept_is_not(change: dict[str, str], body: bytes, secret: Secret, now: int) -> None:
    assert not verified(signed("n-1", BODY, SECRET, NOW) | change, body, secret, now)


def test_either_signature_will_do_while_a_secret_is_changed() -> None:
    old, new = signed("n-1", BODY, Secret("old"), NOW), signed("n-1", BODY, SECRET, NOW)
    both = old | {"webhook-signature": f"{old['webhook-signature']} {new['webhook-signature']}"}
    assert verified(both, BODY, SECRET, NOW)


@given(st.lists(st.text(), min_size=2, max_size=4), st.lists(st.text(), min_size=2, max_size=4))
def test_parts_that_are_not_the_same_have_another_proof(one: list[str], other: list[str]) -> None:
    assert (mac(SECRET, *one) == mac(SECRET, *other)) == (one == other)
