"""The bot's admin panel: one page."""

import http.server

import greet


class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = ("panel 1 with greet " + greet.VERSION + "\n").encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words):
        pass


http.server.ThreadingHTTPServer(("", 8001), Page).serve_forever()
