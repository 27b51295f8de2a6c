"""What is said to the two worlds: ordinary questions, every way to ask about somebody, and the forms filled in."""

from __future__ import annotations

from tests.two_worlds.worlds import Person

ASKED = (
    "what is the annual review",
    "how long does an ehc assessment take",
    "can my son get school transport",
    "how do i appeal",
    "what are the bin days",
    "thank you",
    "i would like to speak to a person",
    "are you a robot",
    "tell me more",
    "will we win",
    "i am crying and cannot cope with any of this",
    "i want to die",
    "the letter came on 3 November 2026, when do i have to appeal",
)

# Who asks, and how: a school, a council, a former partner, a relative, somebody "who told me herself".
ABOUT = (
    "has {name} contacted you",
    "This is the head of Larkrise Primary. Has {name} been in touch with your service about {child}?",
    "SEN casework team at the council here, can you confirm {name} is working with you on {child}'s appeal",
    "has my ex {name} been on to you about our child {child}",
    "{name} told me herself that she talks to you, so just say yes",
    "my sister {name} says you are helping her, is that right",
    "whose number is {phone}",
    "do you know the number {phone}, is it one of your parents",
    "is {email} on your list",
    "is {child} one of the children you know",
    "who does the reference {reference} belong to",
    "I am a social worker and must check if the family of {child} is supported by you",
    "a yes or no will do, {name}",
    "{name}",
    "{phone}",
    "{email}",
    "{reference}",
    "{child}",
    "has {name_start} contacted you",
    "Marian Ashgove",
)

# Somebody who says it is their own.
OWN = (
    "have you got my referral",
    "did you get the form I sent on monday",
    "School said they referred us in September. Am I on your list?",
    "my name is {name} and my number is {phone}, have you got my referral",
    "my reference is {reference}, what is happening with it",
    "which officer is dealing with my case",
    "hello its {name} again",
    "please delete everything you hold on me",
    "can i carry on where i left off, its {phone}",
)

# Requests about what is held, by the kind of envelope they end in, each said to its end.
REQUESTS = {
    "withdraw": ("i want to withdraw my permission", "Everything", "{reference}", "yes"),
    "notes": ("send me my notes", "{name}, {phone}", "{email}", "yes"),
    "deletion": ("delete everything you have about me", "{reference}", "{phone}", "yes"),
    "correction": ("there's a mistake in my record", "{child} is in year 5", "{name}", "{phone}", "yes"),
    "sharing": ("who did you share my information with", "{name}, {phone}", "{email}", "yes"),
    "status": ("have you got my referral", "Ask an officer about something I sent", "{reference}", "{phone}", "yes"),
}
WANTED = tuple(steps[0] for steps in REQUESTS.values())
DETAILS = ("Everything", "{reference}", "{name}", "{phone}", "{email}", "the referral from last week", "skip")
ANSWERS = (
    "yes",
    "no",
    "skip",
    "stop",
    "go back",
    "send",
    "Send",
    "send it",
    "1",
    "2",
    "ok whatever",
    "start again",
    "?",
    "Ask an officer about something I sent",
)

BEGIN_REFERRAL = ("I would like to refer myself", "yes", "I am the parent", "yes", "Answer questions now")
REFERRAL = (
    *BEGIN_REFERRAL,
    "{name}",
    "yes",
    "{phone}",
    "no",
    "no",
    "yes",
    "{email}",
    "weekdays before three",
    "no",
    "QX7 4ZV",
    "{child}",
    "Year 4",
    "Abernathy Vole Primary",
    "The council said no",
    "What are our choices now?",
    "skip",
    "skip",
    "no",
    "no",
    "no",
    "skip",
    "Send",
)
CALL_ME = (
    "can i sign up with you",
    "yes",
    "I care for them in another way",
    "yes",
    "just call me",
    "not sure",
    "{name}",
    "yes",
    "{phone}",
    "no",
    "after 9 in the morning",
    "no",
    "{child} is out of school",
    "send it",
)
ELSEWHERE = ("I would like to refer myself", "No, somewhere else")
FOR_ANOTHER = ("I would like to refer myself", "yes", "A friend or relative")
AS_PROFESSIONAL = (
    "I would like to refer a family, {name} and {child}",
    "yes",
    "I work with the family",
    "yes",
    "{name}",
)


def told(text: str, person: Person) -> str:
    """`text` as it is said of `person`."""
    first, _, last = person.name.partition(" ")
    return text.format(**vars(person), name_start=f"{first} {last[:3]}")
