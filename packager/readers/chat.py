"""Chats and text messages that authors set with site skins: told by class names, kept as messages.

The known skins of the Archive of Our Own name their parts much alike: a container (`phone`, `imessage`,
`discord`, `chat`), messages in it (`text` and `reply`, `message`, `sent` and `received`, `bubble`), and names
(`contact`, `username`, `hide` around what only a page without the skin shows). Without the skin's CSS, in a
download, they are still there. Where the names lead astray, so that words would be lost, the text is kept as
ordinary paragraphs.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from lxml import etree

from packager.model import Chat, Element, Lines, Message, Paragraph, Text, block_text, words
from packager.readers import runs
from packager.readers.counting import words_of
from packager.readers.markup import Conversion
from packager.readers.parsing import Node, classes, text_of
from packager.readers.vocabulary import is_block

_CONTAINER = re.compile(
    r"(?:\w+[-_])?(?:phone|imessages?|imsg|sms|chat(?:log|box|room|window|wrapper)?|messages|messagebody|"
    r"text(?:s|ing|ing-?convo|messages?|convo)|convo|conversation|discord|whatsapp|groupchat|dms?|irc|slack)"
    r"(?:[-_]\w+)?\d*",
    re.I,
)
_MESSAGE = re.compile(
    r"b?text|b?reply|message|msg|bubble|sent|received|from-?me|from-?them|incoming|outgoing|chat-?(?:left|right)|"
    r"(?:text|bubble|msg|message)[-_]?(?:left|right|sent|received|me|them|in|out)",
    re.I,
)
_OWN = re.compile(
    r"b?reply|outgoing|from-?me|(?:.*[-_])?(?:sent|right|me|out|own|self)|(?:text|bubble|msg|message)(?:right|sent|me|out)",
    re.I,
)
_SENDER = re.compile(r"contact|name|user|username|sender|author|handle|nick(?:name)?|hide|from", re.I)
_LONGEST_SENDER = 40  # characters
_CONTAINERS = frozenset(("div", "section", "blockquote", "p", "ul", "ol", "dl", "article"))
_MAX_PART = 20_000  # elements in one chat


def chat(node: Node, conversion: Conversion) -> tuple[Element, ...] | None:
    """The chat in a container that holds two messages or more; None where this is none."""
    if node.tag not in _CONTAINERS or not any(map(_CONTAINER.fullmatch, classes(node))):
        return None
    parts = _parts(node)
    if sum(part.node is not None for part in parts) < 2:
        return None
    before = set(conversion.anchors)
    specials, conversion.specials = conversion.specials, ()
    first = conversion.at(node).first
    try:
        messages = _messages(parts, conversion)
    finally:
        conversion.specials = specials
    made = Chat(messages, Lines(first, max(first, conversion.place)))
    if Counter(words(block_text(made))) != Counter(words_of(node)):
        conversion.anchors = before
        return None
    return (made,)


@dataclass(slots=True)
class _Part:
    """A message element, or the loose text between two of them."""

    node: Node | None = None
    lines: list[str] = field(default_factory=list)
    named: bool = False  # loose text in an element that says it is a name


def _parts(container: Node) -> list[_Part]:
    """The messages in order, with the loose text around them."""
    parts: list[_Part] = []
    inside: Node | None = None
    count = 0

    def loose(text: str | None, owner: Node) -> None:
        text = runs.clean(text or "").strip()
        if not text:
            return
        if not parts or parts[-1].node is not None:
            parts.append(_Part())
        parts[-1].lines.append(text)
        line = [owner, *owner.iterancestors()] if owner is not container else []
        above = line[: line.index(container)] if container in line else []
        parts[-1].named = any(_SENDER.fullmatch(name) for n in above for name in classes(n))

    for event, node in etree.iterwalk(container, events=("start", "end")):
        count += 1
        if count > _MAX_PART:
            return []
        if event == "start":
            if inside is not None:
                continue
            if node is not container and any(map(_MESSAGE.fullmatch, classes(node))):
                inside = node
                parts.append(_Part(node))
                continue
            if parts and parts[-1].node is None and is_block(node.tag):
                parts[-1].lines.append("\n")
            loose(node.text, node)
        else:
            if node is inside:
                inside = None
            if inside is None and node is not container:
                if node.tag == "br" and parts and parts[-1].node is None:
                    parts[-1].lines.append("\n")
                loose(node.tail, node.getparent())
    return parts


def _messages(parts: list[_Part], conversion: Conversion) -> tuple[Message, ...]:
    messages: list[Message] = []
    sender = ""
    for index, part in enumerate(parts):
        if part.node is None:
            lines = [text for line in " ".join(part.lines).split("\n") if (text := " ".join(line.split()))]
            last = lines[-1] if lines and index + 1 < len(parts) else ""
            if last and len(last) <= _LONGEST_SENDER and (part.named or last.endswith(":")):
                sender = lines.pop().rstrip(":").rstrip()
            messages.extend(Message("", (Paragraph((Text(text),)),)) for text in lines)
            continue
        name = _name_in(part.node)
        blocks = conversion.blocks(part.node, drop={name} if name is not None else ())
        if name is not None and not sender:
            sender = text_of(name).rstrip(":").rstrip()
        elif name is not None:
            blocks = conversion.blocks(part.node)
        own = any(_OWN.fullmatch(found) for found in classes(part.node))
        if blocks or sender:
            messages.append(Message(sender, blocks, own))
        sender = ""
    if sender:
        messages.append(Message("", (Paragraph((Text(sender),)),)))
    return tuple(messages)


def _name_in(message: Node) -> Node | None:
    """The element inside a message that names its sender."""
    for node in message.iterdescendants():
        if isinstance(node.tag, str) and any(map(_SENDER.fullmatch, classes(node))):
            text = text_of(node)
            return node if 0 < len(text) <= _LONGEST_SENDER else None
    return None
