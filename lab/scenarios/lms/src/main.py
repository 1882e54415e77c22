import http.server
import json

from routes import events


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        status, answer = events.answer(self.path)
        self.send_response(status)
        self.end_headers()
        self.wfile.write(json.dumps(answer).encode())

    def log_message(self, *words):
        pass


print("web starts", flush=True)
http.server.ThreadingHTTPServer(("", 8000), Handler).serve_forever()
