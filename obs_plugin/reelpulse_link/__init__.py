"""ReelPulse's sender: runs inside OBS's Python, and is tested without OBS.

Only the standard library, `websockets` and obsws-python may be imported here: `reelpulse obs install`
puts pure-Python copies of those beside the script, and nothing compiled.
"""
