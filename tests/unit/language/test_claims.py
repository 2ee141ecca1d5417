"""What counts as done, as a solution, as a promise, and what only sounds like it."""

from functools import cache

import pytest

from pipeline.language.reader import Reader


@cache
def reader() -> Reader:
    return Reader()


def names(text: str) -> set[str]:
    return {cue.name for cue in reader().read(text, "agent").cues}


def resolves(text: str) -> bool:
    return bool({"action.done", "action.solution"} & names(text))


@pytest.mark.parametrize(
    "text",
    [
        "I've refunded the 32 pounds, sorry again.",
        "ive sorted it for u",
        "I have gone ahead and cancelled the second policy.",
        "We managed to get you onto the 9.40.",
        "The surcharge has been taken off your bill.",
        "Your plan's been switched back to monthly",
        "Fixed on our side, have another look",
        "New router's on its way",
        "That's you all booked in for Thursday, Maeve",
        "You're on the 14:05 now, seats together.",
        "Two nights credited to your card.",
        "Kindly note that your line has been unbarred.",
        "My supervisor has signed it off for you",
        "I'm happy to inform you that your claim has been approved",
        "It's all sorted!",
        "Just popped a tenner back on your account",
        "Your boarding passes are in the app.",
        "cancelled it for you",
        "An electrician is on his way over",
        "The balance is now zero.",
        "Your ride is out for delivery",
        "done!",
    ],
)
def test_a_claim_that_it_is_done_resolves(text: str) -> None:
    assert "action.done" in names(text)


@pytest.mark.parametrize(
    "text",
    [
        "Right, it's three adults now, same price.",
        "The name on it is now Ada Finch",
        "Your table is now for five.",
        "The typo is corrected, cheers for telling us",
        "Your ceiling is 750 from now",
        "There you go, your voucher is QT 31",
        "That's your renewal in, number R-118.",
        "A heater is in your room",
        "I've told them to stop ringing you",
    ],
)
def test_a_new_state_tells_of_the_deed(text: str) -> None:
    assert any(name.startswith("action.") for name in names(text))


@pytest.mark.parametrize(
    "text",
    [
        "Your booking is for three adults",
        "The crate is in the warehouse",
        "Your ceiling is 750",
        "The shop is in the arcade",
        "It's 3 working days now",
        "The mistake is in your flat",
        "I've told the night shift",
        "That's down to your area",
        "It comes down to the cable rather than the box",
        "Halfway through, two more pages to go",
        "Your exchange is almost done",
    ],
)
def test_how_things_stand_or_why_or_how_far_one_has_come_is_no_deed(text: str) -> None:
    assert not [name for name in names(text) if name.startswith("action.")]


@pytest.mark.parametrize(
    "text",
    [
        "I'll refund it by tonight.",
        "It will be refunded.",
        "I can refund that if you like.",
        "I'm about to cancel it",
        "I'm processing the refund",
        "We're still working on it.",
        "Did the refund arrive?",
        "Let me check whether it's been refunded",
    ],
)
def test_a_promise_an_offer_progress_and_a_question_do_not(text: str) -> None:
    assert not resolves(text)


@pytest.mark.parametrize(
    "text",
    [
        "I've found your booking.",
        "I have checked your account, Ms Ode.",
        "I can see that it was delivered on Tuesday.",
        "It shows as dispatched.",
        "According to the tracking it has been handed over",
        "I've pulled up the file and I'm reading through it",
        "It was sent out on 14 February.",
        "The order was cancelled by you on Monday.",
        "That was booked on the Flexi rate.",
    ],
)
def test_a_look_up_and_a_dated_record_do_not(text: str) -> None:
    assert not resolves(text)


@pytest.mark.parametrize(
    "text",
    [
        "I've raised a ticket with the warehouse.",
        "I've logged this for you",
        "I've passed it on to the team",
        "I have escalated it to our engineers.",
        "A case has been opened.",
        "I've fed this back to the store",
        "I've added a note to your booking",
        "I've put in a request for it",
        "I've sent you an email with the details of the policy.",
    ],
)
def test_a_ticket_a_note_and_mere_information_do_not(text: str) -> None:
    assert not resolves(text)


@pytest.mark.parametrize(
    "text",
    [
        "Once it has been approved we'll send it.",
        "It goes out as soon as accounts sign it off.",
        "The refund is released after it is approved",
        "If it's been returned we can look at it",
        "Refunds are issued to the card that was used.",
        "Every parcel is scanned before it is loaded.",
    ],
)
def test_a_condition_and_a_policy_do_not(text: str) -> None:
    assert not resolves(text)


@pytest.mark.parametrize(
    "text",
    [
        "No refund has been issued.",
        "It hasn't been cancelled yet.",
        "The refund didn't go through",
        "Your payment could not be made.",
        "Your request has been declined.",
        "We have not changed anything on the account",
        "Unfortunately I can't refund that.",
    ],
)
def test_a_refusal_and_a_failure_do_not(text: str) -> None:
    assert not resolves(text)


def test_a_refusal_in_one_clause_leaves_the_claim_in_the_next() -> None:
    assert "action.done" in names("I can't bring it forward, but I've taken the fee off.")


@pytest.mark.parametrize(
    "text",
    [
        "Go to Settings > Plan and untick the box.",
        "Try turning it off and on again.",
        "Use code WARM10 at checkout",
        "You can change it under your profile",
        "just reply STOP",
        "You can reset it with this link",
        "Show the usher this mail instead, he'll let you through",
        "Hand them the blue card",
        "Just tell the porter the number 31",
        "Go in by the side door, code 2290",
        "The parcel is with your neighbour at no. 12.",
    ],
)
def test_what_the_customer_can_do_now_resolves(text: str) -> None:
    assert "action.solution" in names(text)


@pytest.mark.parametrize(
    "text",
    [
        "Please DM us your details.",
        "Please call us on 0800 555 111.",
        "Check back tomorrow.",
        "Please visit our help page for more info.",
        "Have you tried turning it off and on?",
        "Could you send me the order number?",
        "Enjoy your day!",
    ],
)
def test_another_channel_a_wait_and_a_question_do_not(text: str) -> None:
    assert not resolves(text)


@pytest.mark.parametrize(
    "text", ["Show me the picture", "Tell us the code", "Which model is it? Menu > About.", "Give the desk a ring"]
)
def test_what_the_agent_needs_and_where_that_stands_is_no_solution(text: str) -> None:
    assert "action.solution" not in names(text)


def test_a_path_that_answers_nothing_is_a_solution() -> None:
    assert "action.solution" in names("Try this: Menu > Reset")


@pytest.mark.parametrize(
    ("text", "kind", "amount"),
    [
        ("I'll have it fixed within 10 minutes.", "action", 600),
        ("I'll refund that for you", "action", 600),
        ("I'll refund that right now", "action", 180),
        ("I'll get back to you.", "answer", 86_400),
        ("One moment please.", "answer", 180),
        ("I'll change it over and phone you in an hour once that's finished", "action", 3_600),
        ("Let me check.", "check", 300),
        ("I'm looking into it", "check", 300),
        ("Give me a sec while I pull that up", "check", 180),
    ],
)
def test_a_promise_has_its_kind_and_its_time(text: str, kind: str, amount: int) -> None:
    made = reader().read(text, "agent").promises
    assert [(p.kind, p.deadline.amount) for p in made] == [(kind, amount)]


@pytest.mark.parametrize(
    "text",
    [
        "We will look after you.",
        "Once the bank approves it, you'll get the money on Friday",
        "It's awful to wait for a van which then has nothing on it",
        "You were told to hold on for an hour",
        "Refunds take 3-5 days.",
        "I'll do my best",
        "If you send me the receipt I'll refund you.",
        "I can refund it if you like.",
        "I've refunded you, you'll see it in 3-5 days.",
        "Send us a DM and we'll take a look.",
        "It'll be released as soon as finance approves it.",
    ],
)
def test_no_time_a_policy_and_an_offer_promise_nothing(text: str) -> None:
    assert reader().read(text, "agent").promises == ()


def test_with_what_was_asked_a_deed_about_something_else_resolves_little() -> None:
    reader, asked = Reader(), "refund the second payment to the card"
    of = {text: reader.grade(text, "agent", asked)[1]["resolving"] for text in (
        "I've refunded the second payment to your card.", "I've changed the name on your profile.",
        "Which card did you pay the second payment with?",
    )}  # fmt: skip
    done, aside, question = of.values()
    assert done > 0.5 > aside
    assert done > question


def test_what_is_laid_before_the_customer_is_not_done() -> None:
    reader = Reader()
    for text in (
        "Please confirm the following details: your table is booked for two at seven.",
        "Okay, I've changed the details to Tuesday. Is that correct?",
        "I found 2 cars for you. You can pick the first one up from the depot.",
    ):
        assert not [cue for cue in reader.read(text, "agent").cues if cue.name.startswith("action.")], text


@pytest.mark.parametrize(
    "text",
    [
        "I'm taking over from here",
        "Hello, Sam here, I'm taking this chat over from Jo.",
        "I've just joined the chat and will take it from here",
        "Hi, this is Tom, I've taken over from Anna.",
        "I'll be looking after you from now on",
    ],
)
def test_a_new_owner_who_says_so_has_done_promised_and_handed_over_nothing(text: str) -> None:
    assert not [n for n in names(text) if n.startswith(("action.", "promise.", "handoff.", "empathy."))]


def test_what_a_new_owner_has_done_counts_beside() -> None:
    assert [n for n in names("I've taken over from Anna and refunded you in full.") if n.startswith("action.")]


@pytest.mark.parametrize(
    "text",
    [
        "I'm handling your refund now and will call you within the hour",
        "I'll deal with this from here and have it fixed by tomorrow",
        "I'll take it over from Jo by 5pm",
        "I'll take it from here and refund you by Friday",
    ],
)
def test_who_takes_over_and_names_a_time_has_promised(text: str) -> None:
    assert reader().read(text, "agent").promises


@pytest.mark.parametrize(
    "text",
    [
        "I've emailed the direct debit mandate for your signature",
        "There's an application form in your inbox now, it takes ten minutes",
        "The complaint is now registered and the number is C-20331",
        "The trunk is sitting at our Derby depot, last scan 05:20",
    ],
)
def test_what_is_told_is_no_deed_nor_learned_for_one(text: str) -> None:
    assert not any(name.startswith("action.") for name in names(text))


@pytest.mark.parametrize(
    "text",
    [
        "I've posted you a new card, it'll be with you Thursday",
        "I've applied the discount, and the form is attached for next time",
    ],
)
def test_a_deed_beside_news_stands(text: str) -> None:
    assert resolves(text)


@pytest.mark.parametrize(
    "text",
    ["May I place you on a brief hold while I read the case notes?", "Would you mind holding while I ask?"],
)
def test_to_be_kept_waiting_asks_for_nothing(text: str) -> None:
    reading = reader().read(text, "agent")
    assert not reading.requests
    assert [made.kind for made in reading.promises] == ["check"]


def said(text: str) -> set[str]:
    return {cue.name for cue in reader().read(text, "customer").cues}


@pytest.mark.parametrize(
    "text",
    [
        "already did that haha",
        "I've already tried it, thank you",
        "oh it shows up now",
        "the new seat plan loads fine now, cheers",
    ],
)
def test_contentment_denies_nothing(text: str) -> None:
    assert not [name for name in said(text) if name.startswith(("denial", "objection", "problem."))]


@pytest.mark.parametrize(
    "text",
    [
        "yep still got it",
        "didnt see that bit",
        "oh right, hadn't noticed that rule",
        "ah ok wasn't aware",
    ],
)
def test_an_answer_and_a_dry_word_deny_and_end_nothing(text: str) -> None:
    assert not [name for name in said(text) if name.startswith(("denial", "confirm.", "objection", "problem."))]


@pytest.mark.parametrize(
    "text", ["already tried that, nothing", "already did, same error", "haha already did that, still broken"]
)
def test_already_done_in_vain_is_a_denial(text: str) -> None:
    assert any(name.startswith("denial") for name in said(text))


@pytest.mark.parametrize("text", ["all fine otherwise but the hinge is broken", "no worries but please fix the hinge"])
def test_what_is_still_to_be_put_right_is_a_problem_beside_kind_words(text: str) -> None:
    names = said(text)
    assert any(name.startswith("problem.") for name in names)
    assert not names & {"talk.fyi", "confirm.forgotten"}
