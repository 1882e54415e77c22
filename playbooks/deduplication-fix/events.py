from services import event_service


def answer(path):
    if path == "/health":
        return 200, "ok"
    if path == "/events":
        return 200, event_service.events()
    return 404, "no such page"
