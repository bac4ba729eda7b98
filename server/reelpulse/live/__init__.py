"""The running show: asyncio, and nothing of the web; frames come in, readings go out."""
