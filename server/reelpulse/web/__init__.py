"""The aiohttp server on this machine: sockets of senders and overlays, and the moderator's page."""
