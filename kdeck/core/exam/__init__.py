"""Exams: what is drawn for one, its clock, and what its events come to. Pure: no clock, no chance of their own."""
