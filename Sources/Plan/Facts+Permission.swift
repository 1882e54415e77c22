internal import Playbook

/// What the host would not let a run do, and what to type against it.
extension Facts {
  /// The file itself, whichever way it is replaced.
  func checkReplaceable(_ path: EntryPath, _ seen: Observation, in target: Target) throws(Refusal) {
    let full = path.spelled(below: target.root)
    if seen.flags.contains(.immutable) {
      throw Refusal("\(path) is immutable: 'chattr -i \(full)' on the host makes it changeable")
    }
    if seen.flags.contains(.appendOnly) {
      throw Refusal("\(path) is append-only: 'chattr -a \(full)' on the host makes it changeable")
    }
    if seen.flags.contains(.extended) {
      throw Refusal(
        "\(path) has an ACL, extended attributes or capabilities, which this host's cp cannot keep: install GNU coreutils there"
      )
    }
  }

  /// A file that is written in place.
  func checkWritable(_ path: EntryPath, _ seen: Observation, _ reason: String) throws(Refusal) {
    let begin = "\(path) would be written in place, since \(reason)"
    if seen.flags.contains(.readOnlyMount) { throw Refusal("\(begin), but its mount is read-only") }
    if !seen.flags.contains(.writable), !assumesRights {
      throw Refusal("\(begin), but it is not writable for uid \(user)" + (user == 0 ? "" : ": add 'become: true'"))
    }
    if seen.flags.contains(.closed), !assumesRights {
      throw Refusal("\(begin), but it cannot be opened for that: is it a program that runs?")
    }
  }

  /// The folder in which something is made, replaced or removed.
  func checkFolder(
    _ folder: EntryPath, _ seen: Observation, of path: EntryPath, _ old: FileState, in target: Target
  ) throws(Refusal) {
    let full = folder.spelled(below: target.root)
    if seen.flags.contains(.readOnlyMount) { throw Refusal("\(full) is mounted read-only") }
    if seen.flags.contains(.immutable) {
      throw Refusal("\(full) is immutable: 'chattr -i \(full)' on the host makes it changeable")
    }
    if seen.flags.contains(.appendOnly) {
      throw Refusal("\(full) is append-only: 'chattr -a \(full)' on the host makes it changeable")
    }
    if assumesRights { return }
    if !seen.flags.contains(.writable) {
      throw Refusal(
        user == 0
          ? "\(full) is not writable, not even for root"
          : "\(full) is not writable for uid \(user): add 'become: true', or give the account the right to write there")
    }
    guard user != 0, let attributes = seen.state.attributes, let owner = old.attributes?.owner, owner != user else {
      return
    }
    if attributes.mode.bits & 0o1000 != 0, attributes.owner != user {
      throw Refusal(
        "\(path) belongs to uid \(owner), and \(full) is sticky: only that account and root may replace it: add 'become: true'"
      )
    }
    if let file = observations[path], !file.flags.contains(.writable) {
      throw Refusal("\(path) belongs to uid \(owner), to whom uid \(user) could not give it back: add 'become: true'")
    }
  }
}

extension Facts {
  /// What an account that may not look at a path cannot tell.
  func blindness(to path: EntryPath) -> Refusal {
    Refusal("\(path) cannot be read by uid \(user): add 'become: true'", isBlind: true)
  }

  /// Why nobody can tell what a step would do, where it is only that this account may not look.
  func unknown(for refusals: [Refusal]) -> String? {
    guard assumesRights, let first = refusals.first, refusals.allSatisfy(\.isBlind) else { return nil }
    return "permission: \(first.reason)"
  }

  /// The same for compose services that this account hears nothing of.
  func unknown(_ services: [ComposeService], root: AbsolutePath) -> String? {
    guard assumesRights, hasCompose,
      let unheard = services.first(where: { composeServices[$0] == nil })
    else { return nil }
    let place = unheard.project.place(in: root)
    return "permission: uid \(user) hears nothing of a service '\(unheard)' in \(place): there is none, or the account "
      + "may not ask docker"
  }
}
