"""What a learner has done and how well predictions came true: sums over a journal's events."""
