"""Text to cues: what a message does, and the words that show it."""
