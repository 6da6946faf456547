"""The one-stop centre's rules: procedures, the clock, a dossier's life, what is on time, and Report 06.

Rules without I/O, in this order: ``procedures`` says what is in force, ``clock`` counts, ``moves`` turns an
act into an event with every date it fixes, ``folding`` turns events into a dossier without a calendar,
and ``timeliness``, ``report``, ``lateness`` and ``warning`` judge what was folded; ``notices`` and ``sms``
say what applicants are told, when, and at what cost (docs/adr/0018).
"""
