import ArgumentParser

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// The program: runs the command its arguments name and ends with one of three exit codes.
@main
enum Program {
  static func main() {
    // A reader that goes away shows as a failed write, which every command can deal with.
    signal(SIGPIPE, SIG_IGN)
    exit(run(Array(CommandLine.arguments.dropFirst())).rawValue)
  }

  private static func run(_ arguments: [String]) -> ExitStatus {
    do {
      var command = try RootCommand.parseAsRoot(arguments)
      try command.run()
      return .done
    } catch let failure as CommandFailure {
      if let message = failure.message { Console.error(message) }
      return failure.status
    } catch {
      let isSuccess = RootCommand.exitCode(for: error).isSuccess
      Console.write(RootCommand.fullMessage(for: error) + "\n", to: isSuccess ? .output : .error)
      return isSuccess ? .done : .usage
    }
  }
}

/// What the caller of the program learns from its exit code.
enum ExitStatus: Int32 {
  /// Everything that was asked for was done.
  case done = 0
  /// Something did not reach the collector, or could not be written.
  case notDelivered = 1
  /// The command line, the settings or an input file is at fault.
  case usage = 2
}

/// Why a command ends early; its message, if it has not been told yet, becomes one line on standard error.
struct CommandFailure: Error {
  let status: ExitStatus
  let message: String?

  init(_ status: ExitStatus, _ message: String? = nil) {
    self.status = status
    self.message = message
  }
}

/// What is said when no command is named.
struct RootCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "session-buddy-telemetry",
    abstract: "Session-Buddy's telemetry, sent and received over OTLP/gRPC.",
    discussion: """
      To see it work without anything else installed:

        session-buddy-telemetry demo

      To see it in two terminals, a collector in the first and records in the second:

        session-buddy-telemetry collect
        session-buddy-telemetry push --activity ~/.claude/data/activity.db

      To see why nothing arrives at a collector:

        session-buddy-telemetry doctor

      EXIT CODES
        0  done
        1  something was not delivered
        2  the command line, the settings or an input file is at fault
      """,
    version: CommandVersion.current,
    subcommands: [Demo.self, Collect.self, Push.self, Check.self, Doctor.self]
  )

  func run() throws {
    Console.write(Self.helpMessage() + "\n", to: .error)
    throw CommandFailure(.usage)
  }
}
