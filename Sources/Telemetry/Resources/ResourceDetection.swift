/// What detectors found, and what went wrong meanwhile; nothing of it keeps a program from starting.
public struct ResourceDetection: Equatable, Sendable {
  /// Something that went wrong.
  public enum Problem: Equatable, Sendable {
    /// A detector failed; what it found nevertheless is in the resource.
    case failed(detector: String, problem: String)
    /// A detector follows other semantic conventions than those before it, so the resource has no schema URL.
    case conflictingSchema(detector: String, error: ResourceMergeError)
    /// Several detectors have this name; all of them were asked.
    case repeatedName(String)
    /// A name is not in snake case; the detector was asked.
    case unusualName(String)
  }

  /// Everything that was found, merged in the order of the detectors.
  public internal(set) var resource: Resource
  /// What went wrong, in the order in which it happened.
  public internal(set) var problems: [Problem] = []

  /// Reports each problem as a warning and returns the resource.
  public func reporting(to diagnostics: Diagnostics) -> Resource {
    for problem in problems { diagnostics.report(Diagnostic(.warning, problem.description)) }
    return resource
  }
}

extension ResourceDetection.Problem: CustomStringConvertible {
  /// The problem in one sentence.
  public var description: String {
    switch self {
    case .failed(let detector, let problem): "resource detector \(detector): \(problem)"
    case .conflictingSchema(let detector, let error): "resource detector \(detector): \(error)"
    case .repeatedName(let name): "resource detector \(name): expected a name of its own, found several"
    case .unusualName(let name): "resource detector \(name): expected a name in snake case"
    }
  }
}

extension Resource {
  /// Asks `detectors` in order and lays what each finds over what is there, beginning with `base`.
  ///
  /// ```swift
  /// let resource = Resource.detected(by: [HostDetector(), EnvironmentDetector()]).reporting(to: diagnostics)
  /// ```
  ///
  /// Attributes of the program go over the result, with ``merging(attributes:)``: code wins.
  public static func detected(
    by detectors: [any ResourceDetector],
    over base: Resource = .default
  ) -> ResourceDetection {
    var detection = ResourceDetection(resource: base)
    detection.judgeNames(detectors.map(\.name))
    // Attributes of two conventions stay mixed, whatever comes after them.
    var isMixed = false
    for detector in detectors {
      let found = detection.ask(detector)
      do throws(ResourceMergeError) {
        detection.resource = try detection.resource.merging(isMixed ? Resource(found.attributes) : found)
      } catch {
        isMixed = true
        detection.resource = error.merged
        detection.problems.append(.conflictingSchema(detector: detector.name, error: error))
      }
    }
    return detection
  }
}

extension ResourceDetection {
  fileprivate mutating func ask(_ detector: any ResourceDetector) -> Resource {
    do throws(ResourceDetectionError) {
      return try detector.detect()
    } catch {
      problems.append(.failed(detector: detector.name, problem: error.problem))
      return error.found
    }
  }

  fileprivate mutating func judgeNames(_ names: [String]) {
    var known: Set<String> = []
    var repeated: Set<String> = []
    for name in names {
      if known.insert(name).inserted {
        if !Self.isSnakeCase(name) { problems.append(.unusualName(name)) }
      } else if repeated.insert(name).inserted {
        problems.append(.repeatedName(name))
      }
    }
  }

  /// Words of lowercase letters and digits that start with a letter, joined by single underscores.
  private static func isSnakeCase(_ name: String) -> Bool {
    let words = name.utf8.split(separator: UInt8(ascii: "_"), omittingEmptySubsequences: false)
    let letters = UInt8(ascii: "a")...UInt8(ascii: "z")
    let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
    return name.utf8.first.map(letters.contains) == true
      && words.allSatisfy { word in
        !word.isEmpty && word.allSatisfy { letters.contains($0) || digits.contains($0) }
      }
  }
}
