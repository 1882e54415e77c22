internal import Glibc

/// Whether sshd must leave the judgement of an account to PAM.
enum AccountLock {
  /// Without PAM, sshd refuses an account whose password is locked, which root's usually is; PAM does not mind when a key
  /// is used.
  static func needsPAM(_ user: String) async throws -> Bool {
    guard getuid() == 0, access("/etc/pam.d/sshd", R_OK) == 0 else { return false }
    let lock = try await Tool.run("/bin/sh", ["-c", #"grep -c "^$0:!" /etc/shadow || :"#, user])
    return lock.hasPrefix("1")
  }
}
