"""Gets files from the network, only when a person asks for one: the one room that goes there."""
