"""What a card is: what cards of all kinds share (``card``), and what is each kind's own, one module a kind.

A new kind takes a module here (``card.Content`` lists what a kind may say of itself), its name in ``card.CardKind``,
its class in ``kinds.KINDS``, a model with its expansion in ``decks/schema_cards``, and two examples in
``cli/templates``. A new way of answering (``card.Mode``) takes an ``Area`` in ``tui/widgets``, listed in
``question.AREAS``, and its words in ``cli/feedback.WAYS``.
"""
