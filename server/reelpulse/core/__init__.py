"""The domain: values and rules, with the standard library and numpy only; no I/O, no asyncio."""
