"""Pure values and rules: no I/O, no clock, no randomness of its own, no library beyond the standard one.

Values are ``NamedTuple``s: frozen, and a tenth of the import cost of frozen dataclasses, which every command pays.
"""
