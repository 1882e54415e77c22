import Patch
import Playbook
import SourceText

/// A decoded playbook as text that changes only when its meaning does.
struct Dump {
  private(set) var text = ""

  init(_ playbook: Playbook) {
    line(0, "playbook \(playbook.name)")
    for secret in playbook.secrets { line(0, "secret \(secret.name): \(secret.source)") }
    for target in playbook.targets {
      line(0, "host \(target.host.name): \(parts(target.host.destination))")
      if let identity = target.host.identity { line(1, "identity \(identity)") }
      if target.host.isProtected { line(1, "protected") }
      line(1, "root \(target.root)")
      line(1, "backups \(target.backups)")
      if target.conduct.keep != .usual { line(1, "keep \(target.conduct.keep)") }
      if let become = target.become { line(1, "become \(word(become))") }
      if target.conduct.recoversOnBoot { line(1, "recovers on boot") }
      if let within = target.conduct.confirmWithin { line(1, "to be confirmed within \(within)") }
      if target.conduct.onFailure != .revertAll { line(1, "on failure \(target.conduct.onFailure.rawValue)") }
      if target.conduct.onUnreachable != .fail { line(1, "on unreachable \(target.conduct.onUnreachable.rawValue)") }
      if target.conduct.strategy != Strategy() {
        let strategy = target.conduct.strategy
        var words = strategy.canary.map { ["canary \($0)"] } ?? []
        if let batch = strategy.batch { words.append("batch \(batch)") }
        words.append("pause \(strategy.pause)")
        if let number = strategy.maxFailures { words.append("max failures \(number)") }
        line(1, "strategy " + words.joined(separator: ", "))
      }
      target.steps.forEach { add($0) }
    }
  }

  private mutating func add(_ step: Step) {
    let place = step.range.location
    line(1, "step at \(place.line):\(place.column)")
    if !step.tags.isEmpty { line(2, "tags \(step.tags.joined(separator: " "))") }
    for variable in step.secretEnvironment { line(2, "secret \(variable.secret) as \(variable.variable)") }
    if let exclusion = step.exclusion { line(2, "left out: \(exclusion.reason)") }
    if let when = step.condition { line(2, "when \(when.text)") }
    if let name = step.name { line(2, "name \(quoted(name))") }
    if let become = step.become { line(2, "become \(word(become))") }
    if let timeout = step.timeout { line(2, "timeout \(timeout)") }
    switch step.kind {
    case .copy(let copy): add(copy)
    case .template(let template): add(template)
    case .patch(let patch): add(patch)
    case .directory(let step):
      line(2, "directory \(step.items.map(\.path.description).joined(separator: " "))")
      if let mode = step.mode { line(3, "mode \(mode)") }
      if let owner = step.owner { line(3, "owner \(owner)") }
      if let group = step.group { line(3, "group \(group)") }
    case .link(let step): line(2, "link \(step.item.path) to \(quoted(step.target)), on drift \(step.onDrift.rawValue)")
    case .remove(let step):
      line(
        2,
        "remove \(step.items.map(\.path.description).joined(separator: " "))"
          + (step.isRecursive ? " with all they hold" : "") + ", on drift \(step.onDrift.rawValue)")
    case .git(let step):
      line(2, "git \(step.folder) to \(step.goal) of \(step.remote)\(step.stashesEdits ? ", edits into a stash" : "")")
    case .run(let run): add(run)
    case .service(let service): add(service)
    case .healthy(let healthy): add(healthy)
    case .logs(let logs): add(logs)
    }
    if let undo = step.undo { line(2, "undo \(commandText(undo))") }
  }

  private mutating func add(_ copy: CopyStep, from source: String? = nil) {
    if source == nil { line(2, "copy") }
    for item in copy.trees.isEmpty ? copy.items : copy.files {
      line(3, "\(quoted(source ?? item.from)) -> \(quoted(item.to.description)) at \(item.range.location.line)")
    }
    for tree in copy.trees {
      let patterns = tree.exclusions.patterns.map { " without \($0.text)" }.joined()
      line(3, "\(quoted(tree.from)) -> \(quoted(tree.to.description)) as a whole\(patterns)")
      for member in tree.content.members { line(4, "\(quoted(member.path)) \(member.kind)") }
    }
    switch copy.since?.base {
    case .last?: line(3, "as far as it changed since the last commit there")
    case .revision(let name)?: line(3, "as far as it changed since \(name)")
    case nil: break
    }
    if copy.mirrors { line(3, "and nothing else there") }
    if let mode = copy.folderMode { line(3, "folder mode \(mode)") }
    if let mode = copy.mode { line(3, "mode \(mode)") }
    if let owner = copy.owner { line(3, "owner \(owner)") }
    if let group = copy.group { line(3, "group \(group)") }
    if let validate = copy.validate { line(3, "validate \(quoted(validate))") }
    if copy.onDrift != .fail { line(3, "on drift \(copy.onDrift.rawValue)") }
    for expectation in copy.expected {
      switch expectation.content {
      case .hash(let hash): line(3, "expects \(hash)")
      case .revisions(let from, let to): line(3, "expects \(from) to \(to)")
      }
    }
  }

  private mutating func add(_ template: TemplateStep) {
    let text = template.text.filled { Array("<\($0)>".utf8) } ?? []
    line(2, "template \(quoted(template.from)): \(quoted(String(decoding: text, as: UTF8.self)))")
    add(template.copy, from: template.from)
  }

  private mutating func add(_ patch: PatchStep) {
    switch patch.form {
    case .edit(let item, let edit):
      line(2, "patch \(quoted(item.file.description)) at \(item.range.location.line)")
      switch edit {
      case .find(let edit): line(3, "find, count \(edit.count)")
      case .regex(let edit): line(3, "regex, count \(edit.count)")
      case .insert(let edit): line(3, "insert, count \(edit.count)")
      }
    case .diff(let diff):
      switch diff.source {
      case .file(let path): line(2, "patch with the diff \(quoted(path))")
      case .text(let text): line(2, "patch with the text \(quoted(text))")
      }
      line(
        3, "strip \(diff.strip.map(String.init) ?? "a/ and b/"), \(diff.tolerance.rawValue), \(diff.onPartial.rawValue)"
      )
      if let base = diff.base { line(3, "base \(quoted(base))") }
    }
    if let validate = patch.validate { line(3, "validate \(quoted(validate))") }
  }

  private mutating func add(_ run: RunStep) {
    line(2, "run \(commandText(run.command)) expecting \(run.expected)")
    if let service = run.surroundings.service { line(3, "in \(service)\(project([service]))") }
    for setting in run.surroundings.settings { line(3, "env \(setting.name) \(quoted(setting.value))") }
    if let folder = run.surroundings.folder { line(3, "cwd \(folder)") }
    if let shell = run.surroundings.shell { line(3, "shell \(shell)") }
    switch run.condition {
    case .unless(let command): line(3, "unless \(commandText(command))")
    case .probe(let command): line(3, "probe \(commandText(command))")
    case .creates(let path): line(3, "creates \(path)")
    case nil: break
    }
  }

  private mutating func add(_ service: ServiceStep) {
    line(2, service.action.rawValue)
    switch service.service {
    case .systemd(let units): line(3, "\(units.word) \(units.map(\.description).joined(separator: " "))")
    case .compose(let services): line(3, "compose \(services.map(\.name).joined(separator: " "))\(project(services))")
    case .command(let command, let status):
      line(3, "command \(commandText(command))")
      if let status { line(3, "status \(commandText(status))") }
    }
    if service.isUnconditional { line(3, "always") }
    if service.rebuilds { line(3, "with a new image") }
    if !service.wantsGate { line(3, "without a gate") }
  }

  private mutating func add(_ healthy: HealthyStep) {
    if healthy.isImplied { line(2, "implied") }
    line(2, "healthy within \(healthy.within) every \(healthy.every) stable for \(healthy.stableFor)")
    switch healthy.check {
    case .systemd(let units): line(3, "\(units.word) \(units.map(\.description).joined(separator: " "))")
    case .compose(let services): line(3, "compose \(services.map(\.name).joined(separator: " "))\(project(services))")
    case .command(let command): line(3, "command \(commandText(command))")
    case .tcp(let host, let port): line(3, "tcp \(host) port \(port)")
    case .http(let check):
      line(3, "http \(quoted(check.url)) status \(check.statuses.map(\.description).joined(separator: " "))")
      if let body = check.body { line(3, "body \(quoted(body))") }
      for header in check.headers { line(3, "header \(quoted(header.description))") }
      if check.followsRedirects { line(3, "follows redirects") }
      if check.isFromController { line(3, "from the controller") }
    }
  }

  private mutating func add(_ logs: LogsStep) {
    let patterns = logs.failing.map(quoted).joined(separator: " ")
    line(2, "logs for \(logs.window), fail \(patterns), case \(logs.ignoresCase ? "ignore" : "exact")")
    if !logs.ignored.isEmpty { line(3, "ignore \(logs.ignored.map(quoted).joined(separator: " "))") }
    if let ready = logs.ready { line(3, "ready \(quoted(ready))") }
    if logs.budget > 0 { line(3, "budget \(logs.budget)") }
    if logs.observes { line(3, "only observe") }
    if logs.newOnly { line(3, "new lines only") }
    switch logs.source {
    case .systemd(let units): line(3, "\(units.word) \(units.map(\.description).joined(separator: " "))")
    case .compose(let services): line(3, "compose \(services.map(\.name).joined(separator: " "))\(project(services))")
    case .file(let paths): paths.forEach { line(3, "file \(quoted($0.description))") }
    }
  }

  private mutating func line(_ depth: Int, _ words: String) {
    text += String(repeating: "  ", count: depth) + words + "\n"
  }

  private func parts(_ destination: Destination) -> String {
    "user \(destination.user ?? "-") host \(destination.host) port \(destination.port.map(String.init) ?? "-")"
  }

  private func project(_ services: [ComposeService]) -> String {
    services.first.map(\.project).flatMap { $0.settings.isEmpty ? nil : " of \($0.settings.joined(separator: " "))" }
      ?? ""
  }

  private func word(_ become: Become) -> String {
    become.method == .sudo ? become.user : "\(become.user) by \(become.method.rawValue)"
  }

  private func commandText(_ command: CommandText) -> String {
    command.parts.map { part in
      switch part {
      case .literal(let text): quoted(text)
      case .backupFolder: "<backup>"
      }
    }.joined(separator: " ")
  }

  private func quoted(_ text: String) -> String { text.debugDescription }
}
