internal import CLinux
internal import Glibc

/// Starts a program with these descriptors as its standard streams and nothing else of this process.
struct Spawn {
  /// Standard input, output and error, in this order.
  let streams: [Int32]

  func start(_ executable: String, _ arguments: [String], _ environment: [String]?) throws(SpawnError) -> Int32 {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (number, stream) in streams.enumerated() {
      posix_spawn_file_actions_adddup2(&actions, stream, Int32(number))
    }
    posix_spawn_file_actions_addclosefrom_np(&actions, Int32(streams.count))

    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    var all = sigset_t()
    sigemptyset(&none)
    sigfillset(&all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | Int32(spawn_in_new_session)))

    var identifier: pid_t = 0
    let failure = CStrings.with([executable] + arguments) { arguments in
      guard let environment else {
        return posix_spawn(&identifier, executable, &actions, &attributes, arguments, environ)
      }
      return CStrings.with(environment) {
        posix_spawn(&identifier, executable, &actions, &attributes, arguments, $0)
      }
    }
    guard failure == 0 else { throw SpawnError(executable: executable, code: failure) }
    return identifier
  }
}
