"""Getting facts in: a product or question table becomes a deck, and a second import updates it in place.

``table_file`` reads rows with their places, ``columns`` says which column is which key, ``rows`` turns rows into
entries, ``match`` finds the entry that a row is about and settles table against hand edits, ``edit`` writes the outcome
into the deck's text, ``record`` remembers what was imported, ``run`` does one import with all of them.
"""
