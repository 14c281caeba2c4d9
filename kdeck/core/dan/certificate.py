"""What a certificate states, as data: a level with its evidence, and the chain of the journal that holds it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal, NamedTuple, get_args

from kdeck.core.dan.chain import Chain, Stream
from kdeck.core.dan.record import Attained, of_plain, to_plain
from kdeck.core.moment import Moment

FORMAT: Final = 2
"""The chain of format 1 ended with the level; that of format 2 goes to the end of the journal."""
SLACK: Final = 86_400 * 1_000_000
"""Microseconds by which the clocks of a learner's machines may differ: what is dated later still has no right date."""
Language = Literal["zh", "en"]


class Certificate(NamedTuple):
    """One certificate. event: id of the ``dan`` event; at: when that was. chain: of the journal as it was when issued.

    issued: when the certificate was made. kdeck: the version that made it. lang: of its text. simulated: whether the
    journal was kept in simulated time.
    """

    learner: str
    event: str
    at: Moment
    record: Attained
    chain: Chain
    issued: Moment
    kdeck: str
    lang: Language
    simulated: bool = False


def plain_of(certificate: Certificate) -> dict[str, Any]:
    """The certificate as JSON."""
    chain = certificate.chain
    return {
        "certificate": FORMAT,
        "learner": certificate.learner,
        "event": certificate.event,
        "at": list(certificate.at),
        "record": to_plain(certificate.record),
        "chain": {
            "head": chain.head,
            "events": chain.events,
            "streams": [[stream.device, stream.events] for stream in chain.streams],
            "last": chain.last,
        },
        "issued": list(certificate.issued),
        "kdeck": certificate.kdeck,
        "lang": certificate.lang,
        "simulated": certificate.simulated,
    }


def certificate_of(plain: object) -> Certificate:
    """The certificate in JSON; ``ValueError`` where it is none, or of a format that is not known here."""
    if not isinstance(plain, Mapping) or repr(plain.get("certificate")) != repr(FORMAT):  # True is no 1
        raise ValueError("this is no certificate, or a newer one")
    try:
        chain = plain["chain"]
        streams = tuple(Stream(_text(device), _count(events)) for device, events in chain["streams"])
        return Certificate(
            learner=_text(plain["learner"]),
            event=_text(plain["event"]),
            at=_moment(plain["at"]),
            record=of_plain(plain["record"]),
            chain=Chain(_text(chain["head"]), _count(chain["events"]), streams, _text(chain["last"])),
            issued=_moment(plain["issued"]),
            kdeck=_text(plain["kdeck"]),
            lang=_language(plain["lang"]),
            simulated=_flag(plain["simulated"]),
        )
    except (KeyError, TypeError) as error:
        raise ValueError("this is no certificate") from error


def _moment(plain: Any) -> Moment:
    at, offset = plain
    if type(at) is not int or type(offset) is not int or not 0 <= at < 1 << 57 or abs(offset) >= 86_400:
        raise ValueError("a time is asked for")
    return Moment(at, offset)


def _count(value: object) -> int:
    if type(value) is not int or value < 0:
        raise ValueError("a count is asked for")
    return value


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError("yes or no is asked for")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("a text is asked for")
    return value


def _language(value: object) -> Language:
    found = next((known for known in get_args(Language) if known == value), None)
    if found is None:
        raise ValueError("a language is asked for")
    return "zh" if found == "zh" else "en"
