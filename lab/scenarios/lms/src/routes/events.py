from services import event_service


def answer(path):
    if path == "/health":
        return 200, "ok"
    return 200, event_service.events()
