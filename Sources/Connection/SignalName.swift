internal import Glibc

/// The names of signals as SSH sends them.
enum SignalName {
  static func of(_ number: Int32) -> String {
    names[number] ?? "\(number)"
  }

  private static let names: [Int32: String] = [
    SIGABRT: "ABRT", SIGALRM: "ALRM", SIGBUS: "BUS", SIGFPE: "FPE", SIGHUP: "HUP", SIGILL: "ILL", SIGINT: "INT",
    SIGKILL: "KILL", SIGPIPE: "PIPE", SIGQUIT: "QUIT", SIGSEGV: "SEGV", SIGSYS: "SYS", SIGTERM: "TERM",
    SIGTRAP: "TRAP", SIGUSR1: "USR1", SIGUSR2: "USR2", SIGXCPU: "XCPU", SIGXFSZ: "XFSZ",
  ]
}
