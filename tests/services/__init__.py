"""The actions: what they send, whom they are for, and what they refuse."""
