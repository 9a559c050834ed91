"""From a path or an address to a snapshot and a history: the only part of the program that talks to git."""
