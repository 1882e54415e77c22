import TestSupport

/// A small web service, in versions that work and versions that do not.
struct Service {
  enum Trouble: CaseIterable, Sendable {
    case crashesAtStart, logsATraceback, answersUnhealthy

    /// A line of the log that tells a person what is wrong.
    var lastWords: String {
      switch self {
      case .crashesAtStart: "RuntimeError: no such setting: database"
      case .logsATraceback: "RuntimeError: the queue is gone"
      case .answersUnhealthy: "refusing visitors: no database"
      }
    }

    fileprivate var code: String {
      switch self {
      case .crashesAtStart: "raise RuntimeError('no such setting: database')"
      case .logsATraceback: "def fail():\n    raise RuntimeError('the queue is gone')\nthreading.Timer(2, fail).start()"
      case .answersUnhealthy: "status = 500\nprint('refusing visitors: no database', flush=True)"
      }
    }
  }

  let server: Server

  /// An address of its own on the loopback network, with a port that this server's sshd holds on another one: no other
  /// test can take it while the service restarts.
  var address: (host: String, port: Int) {
    ("127.\(server.sshd.port >> 8).\(server.sshd.port & 255).1", server.sshd.port)
  }
  var url: String { "http://\(address.host):\(address.port)/health" }

  /// Installs and starts the first version.
  func start() async throws {
    try server.write(control, to: "bin/service", mode: 0o755)
    try server.write(app("one"), to: "src/app.py")
    try server.write(Service.wording("good morning"), to: "src/wording.py")
    try Files.makeFolder("\(server.root)/logs")
    try Files.makeFolder("\(server.root)/run")
    try await Tool.run(
      "/usr/bin/env", ["\(Server.stateVariable)=\(server.state)", "\(server.root)/bin/service", "start"])
    try await Tool.run("/usr/bin/curl", ["-sS", "--retry", "40", "--retry-delay", "1", "--retry-connrefused", url])
  }

  /// What the running version answers to a visitor.
  func answer() async throws -> String {
    try await Tool.run("/usr/bin/curl", ["-sS", "--noproxy", "*", "--max-time", "20", url])
  }

  /// The steps that install, restart and watch.
  func steps(quietFor seconds: Int = 1) -> String {
    """
      - copy: [src/app.py, src/wording.py]
      - restart: { command: "bin/service restart", status: "bin/service status" }
      - healthy: { http: "\(url)", within: 5s, every: 200ms }
      - logs: { file: logs/app.log, for: \(seconds)s }
    """
  }

  static func wording(_ greeting: String) -> String { "greeting = '\(greeting)'\n" }

  func app(_ version: String, _ trouble: Trouble? = nil) -> String {
    """
    import http.server, os, socketserver, threading, time
    import wording

    version = '\(version)'
    status = 200
    print('starting', version, flush=True)
    \(trouble?.code ?? "")

    class Visit(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(status)
            self.end_headers()
            self.wfile.write(f'{version}: {wording.greeting}'.encode())

        def log_message(self, *words):
            pass

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = True
        daemon_threads = True

    def watch():
        while os.path.exists('\(server.sshd.folder.path)'):
            time.sleep(1)
        os._exit(0)

    threading.Thread(target=watch, daemon=True).start()
    Server(('\(address.host)', \(address.port)), Visit).serve_forever()

    """
  }

  // The service holds the lock for as long as it lives, so that nobody has to guess from process numbers. A source that
  // changes twice in a second keeps its size and its time, so no compiled copy of it may be trusted.
  private var control: String {
    """
    #!/usr/bin/python3
    import fcntl, os, signal, subprocess, sys

    os.chdir(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

    def locked(wait):
        lock = open('run/lock', 'a')
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            return None
        return lock

    def stop():
        if locked(wait=False) is None:
            try:
                os.kill(int(open('run/pid').read()), signal.SIGTERM)
            except ProcessLookupError:
                pass
        locked(wait=True)

    def start():
        lock = locked(wait=False)
        if lock is None:
            sys.exit('already running')
        with open('logs/app.log', 'a') as log:
            service = subprocess.Popen(
                ['/usr/bin/python3', 'src/app.py'], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True, pass_fds=[lock.fileno()],
                env=dict(os.environ, PYTHONDONTWRITEBYTECODE='1'))
        with open('run/pid', 'w') as record:
            record.write(str(service.pid))

    action = sys.argv[1]
    if action in ('stop', 'restart'):
        stop()
    if action in ('start', 'restart'):
        start()
    if action == 'status' and locked(wait=False) is not None:
        sys.exit('not running')

    """
  }
}
