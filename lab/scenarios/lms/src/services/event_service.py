EVENTS = ["maths", "maths", "physics"]


def events():
    return list(EVENTS)
