"""The bars of signature validation, each beside a peer in the same run (`make bench-validation`).

Every row times the peer and us alternately and keeps the smallest time of each, so that what else a machine
does weighs on both or on neither. A row's bar is a ratio to its peer, or where there is no peer a number.
"""
