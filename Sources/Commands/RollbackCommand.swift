internal import Deploy
enum RollbackCommand { static let spec = CommandSpec("rollback", "", "x") { _, _ in .done } }
enum BackupsCommand { static let spec = CommandSpec("backups", "", "x") { _, _ in .done } }
