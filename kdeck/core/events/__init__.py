"""What events may say: one registry of their kinds, by which everything that writes or reads events goes."""
