"""The schema's errors as findings: at the place of the node concerned, in plain words, with the nearest known word."""

from __future__ import annotations

import types
from collections.abc import Callable, Iterable, Mapping
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from kdeck.core.errors import Finding
from kdeck.core.message import Message, counted, series
from kdeck.decks.nearness import OTHER_NAMES, did_you_mean, nearest, shown
from kdeck.decks.schema_cards import CARD_MODELS
from kdeck.decks.syntax import no_space
from kdeck.decks.tree import Map, Seq, Text, descend, place_of, place_of_key

MAX_FAULTS: Final = 500
"""Faults of one file that are told: finding the place of each takes time, and nobody reads more."""

Loc = tuple[str | int, ...]
_Told = tuple[str, Message, Message | None]
_IN_LIST: Final = Message("Begin each entry with “- ” in a line of its own, or write [a, b].")


def faults(file: str, root: type[BaseModel], tree: Map, error: ValidationError) -> list[Finding]:
    """One finding an error, in the order of the file."""
    items = error.errors(include_url=False)
    findings = [_finding(file, root, tree, item) for item in items[:MAX_FAULTS]]
    if len(items) > MAX_FAULTS:
        more = len(items) - MAX_FAULTS
        message = counted("{count} more problem in this file.", "{count} more problems in this file.", more)
        last = max(findings, key=lambda finding: finding.line)
        findings.append(last._replace(code="too-many-problems", message=message, hint=None))
    return sorted(findings, key=lambda finding: (finding.line, finding.column))


def _finding(file: str, root: type[BaseModel], tree: Map, item: Mapping[str, Any]) -> Finding:
    loc: Loc = item["loc"]
    kind: str = item["type"]
    code, message, hint = _told(root, tree, item)
    owner = descend(tree, loc[:-1])
    if kind == "missing":
        place = place_of(owner)
    elif kind == "extra_forbidden" or (loc and loc[-1] == "[key]"):
        place = place_of_key(descend(tree, loc[:-2]) if loc[-1] == "[key]" else owner, _last_key(loc))
    elif kind == "union_tag_invalid":
        place = place_of(descend(tree, (*loc, "kind")))
    else:
        place = place_of(item["input"]) if isinstance(item["input"], (Text, Seq, Map)) else place_of(descend(tree, loc))
    return Finding(file, place.line, place.column, "error", code, message, hint)


def _last_key(loc: Loc) -> str | int:
    return loc[-2] if loc[-1] == "[key]" else loc[-1]


def _told(root: type[BaseModel], tree: Map, item: Mapping[str, Any]) -> _Told:
    """Code, message and hint of one error."""
    context: Mapping[str, Any] = item.get("ctx", {})
    if "message" in context:
        return item["type"], context["message"], context["hint"]
    kind: str = item["type"]
    if "：" in str(_last_key(item["loc"])) and kind in _SHAPES:
        return _wide_colon(str(_last_key(item["loc"])))
    if kind == "extra_forbidden":
        return _unknown_key(root, tree, item["loc"])
    if kind == "missing":
        return _missing(str(item["loc"][-1]))
    if kind == "union_tag_invalid":
        return _unknown_kind(item["input"])
    if kind == "literal_error":
        return _unknown_word(root, item)
    return _SHAPES.get(kind, _wrong_value)(str(_last_key(item["loc"])), item["input"])


def _unknown_key(root: type[BaseModel], tree: Map, loc: Loc) -> _Told:
    key = str(loc[-1])
    known = keys_at(root, loc[:-1])
    owner = descend(tree, loc[:-1])
    if isinstance(owner, Map):
        known = [name for name in known if name not in owner]
    kinds = [name for name, model in CARD_MODELS.items() if key in model.model_fields]
    if kinds and loc and loc[0] == "cards" and len(loc) == 4:
        message = Message("A card of kind “{kind}” has no “{key}”.", kind=str(loc[2]), key=key)
        return "key-of-another-kind", message, Message("“{key}” belongs to: {kinds}.", key=key, kinds=series(kinds))
    if "：" in key:
        return _wide_colon(key)
    meant = OTHER_NAMES.get(key.strip().casefold(), key)
    hint = did_you_mean(meant if meant in known else key, known)
    others = [name for name, model in CARD_MODELS.items() if meant in model.model_fields]
    if loc[0] == "cards" and meant != key and meant not in known and others:
        hint = Message("“{key}” belongs to: {kinds}.", key=meant, kinds=series(others))
    return "unknown-key", Message("The key “{key}” is not known here.", key=shown(key)), hint


def _wide_colon(key: str) -> _Told:
    name = shown(key.partition("：")[0])
    message = Message("The full-width colon “：” after “{key}” means nothing to YAML.", key=name)
    return "full-width-colon", message, Message("Write an ordinary colon and a space.")


def _missing(key: str) -> _Told:
    if key == "id":
        message = Message("This entry has no id.")
        return "missing-id", message, Message("Run “kdeck check --fix” to have one written in, or add one yourself.")
    if key == "deck":
        return (
            "missing-deck",
            Message("The deck has no id."),
            Message("Begin the file with a line such as “deck: returns”."),
        )
    return "missing-key", Message("“{key}” is missing here.", key=key), None


def _unknown_kind(entry: object) -> _Told:
    kind = entry.get("kind", "") if isinstance(entry, Map) else ""  # type: ignore[call-overload]
    word = shown(str(kind))
    return (
        "unknown-kind",
        Message("There is no kind of card called “{kind}”.", kind=word),
        did_you_mean(word, CARD_MODELS),
    )


def _unknown_word(root: type[BaseModel], item: Mapping[str, Any]) -> _Told:
    words = [str(word) for word in get_args(_annotation_at(root, item["loc"]))]
    if not isinstance(item["input"], Text):
        return _not_text(str(item["loc"][-1]), item["input"])
    word = shown(item["input"])
    message = Message("“{word}” is not one of: {words}.", word=word, words=series(words))
    found = nearest(word, words)
    return "unknown-word", message, None if found is None else Message("Did you mean “{word}”?", word=found)


def _not_text(key: str, value: object) -> _Told:
    if isinstance(value, Seq):
        message = Message("“{key}” must be one text, not a list.", key=key)
        hint = Message("If the text begins with “[”, put it in quotation marks.")
    else:
        message = Message("“{key}” must be one text, not a group of keys.", key=key)
        hint = Message("If the text holds “: ” or begins with “{{”, put it in quotation marks.")
    return "not-text", message, hint


def _not_a_list(key: str, _value: object) -> _Told:
    return "not-a-list", Message("“{key}” must be a list.", key=key), _IN_LIST


def _not_a_group(key: str, value: object) -> _Told:
    if isinstance(value, Text) and "：" in value:
        message = Message("The full-width colon “：” in “{text}” means nothing to YAML.", text=shown(value))
        return "full-width-colon", message, Message("Write an ordinary colon and a space.")
    if isinstance(value, Text) and (glued := no_space(value)) is not None:
        return "no-space", glued, None
    message = Message("A group of keys is expected here, such as “name: value”.")
    if key.isdigit():
        message = Message("Each entry of this list must be a group of keys, such as “id: …”.")
    return "not-a-group", message, None


def _empty(key: str, _value: object) -> _Told:
    message = Message("“{key}” is empty.", key=key)
    if key.isdigit():
        message = Message("This item of the list is empty.")
    return "empty-text", message, None


def _too_short(key: str, _value: object) -> _Told:
    return "too-few", Message("“{key}” needs more items.", key=key), None


def _too_long(key: str, _value: object) -> _Told:
    return "too-long", Message("“{key}” is too long.", key=key), None


def _bad_name(key: str, value: object) -> _Told:
    word = shown(str(value))
    if key == "id" and not word:
        return _missing("id")
    if key in ("id", "deck", "shop"):
        message = Message("“{id}” cannot be an id: lower-case letters a–z, digits and hyphens only.", id=word)
        slug = "-".join("".join(c if c.isascii() and c.isalnum() else " " for c in word.casefold()).split())
        return "bad-id", message, Message("For example “{id}”.", id=slug) if slug else None
    return "bad-name", Message("“{name}” cannot be a name here.", name=word), None


def _wrong_value(key: str, value: object) -> _Told:
    if key.isdigit() and isinstance(value, Text):
        return _not_a_group(key, value)
    if not isinstance(value, (Seq, Map)):
        return "bad-value", Message("“{value}” is not allowed here.", value=shown(str(value))), None
    return _not_text(key, value)


_SHAPES: Final[dict[str, Callable[[str, object], _Told]]] = {
    "string_type": _not_text,
    "list_type": _not_a_list,
    "tuple_type": _not_a_list,
    "dict_type": _not_a_group,
    "model_type": _not_a_group,
    "model_attributes_type": _not_a_group,
    "string_too_short": _empty,
    "too_short": _too_short,
    "string_too_long": _too_long,
    "string_pattern_mismatch": _bad_name,
}


def keys_at(root: type[BaseModel], loc: Iterable[str | int]) -> list[str]:
    """The keys that the schema knows for the mapping at a path of the schema's own error."""
    model = _annotation_at(root, loc)
    if isinstance(model, type) and issubclass(model, BaseModel):
        return [field.alias or name for name, field in model.model_fields.items()]
    return []


def _annotation_at(root: Any, loc: Iterable[str | int]) -> Any:
    current: Any = root
    for step in loc:
        current = _inside(_bare(current), step)
    return _bare(current)


def _bare(annotation: Any) -> Any:
    """The type without its marks, and without ``None``."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _bare(get_args(annotation)[0])
    if origin in (Union, types.UnionType):
        options = [option for option in get_args(annotation) if option is not type(None)]
        return _bare(options[0]) if len(options) == 1 else annotation
    return annotation


def _inside(annotation: Any, step: str | int) -> Any:
    """The type one step further down; the same where the step is only the name of a kind."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        for name, field in annotation.model_fields.items():
            if step in (name, field.alias):
                return field.annotation
        return None
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin in (list, tuple):
        return arguments[0]
    if origin is dict:
        return arguments[1]
    if origin in (Union, types.UnionType):
        return CARD_MODELS.get(str(step))
    return None if origin is Literal else annotation
