"""Customers who write and wait: scenarios, the drill over several chats at once, and its figures."""
