"""The nine dan: what each asks, what has been shown of it, and what is still missing. Pure judgement."""
