internal import Glibc

/// A program that could not be started.
package struct SpawnError: Error, Equatable, CustomStringConvertible {
  package let executable: String
  package let code: Int32

  package var description: String {
    "cannot start \(executable): \(String(cString: strerror(code)))"
  }
}
