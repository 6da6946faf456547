"""Validation in a child process that can be ended: hostile files cost bounded time and memory.

``pool`` starts and ends children, ``worker`` is what a child runs, ``channel`` is how they talk.
"""
