"""Getting facts in: a product or question table becomes a deck, and a second import updates it in place.

``csv_file`` and ``xlsx_file`` read rows with places (``table_file``), ``columns`` says which column is which key,
``rows`` turns rows into entries, ``match`` finds the entry that a row is about, ``merge`` settles table against hand
edits, ``edit`` writes the outcome into the deck's text, ``record`` remembers what was imported, ``run`` does one import
with all of them.
"""
