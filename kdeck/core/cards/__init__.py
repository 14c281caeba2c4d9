"""What a card is: what cards of all kinds share (``card``), and what is each kind's own, one module a kind."""
