"""Fuzzing: what reads files of a repository is fed made-up files that were bent, and must keep its promises."""
