"""The outbox: messages to people outside, written in the verb's transaction and sent after it."""
