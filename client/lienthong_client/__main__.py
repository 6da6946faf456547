"""``python -m lienthong_client``: the command ``lienthong`` where it is not on the path."""

from __future__ import annotations

from lienthong_client.command import main

if __name__ == "__main__":
    main()
