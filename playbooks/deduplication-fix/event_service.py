EVENTS = ["maths", "maths", "physics"]


def events():
    # Each event once, in the order of its first appearance.
    return list(dict.fromkeys(EVENTS))
