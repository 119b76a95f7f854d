/// What a certificate says to somebody who wonders whether it is the right one; nothing here judges it.
package struct Certificate: Equatable, Sendable {
  /// The names and addresses it is for.
  package private(set) var names: [String] = []
  /// Whom it calls its owner.
  package let subject: String
  /// Who signed it, in its own words.
  package let issuer: String
  /// From when on it is valid.
  package let notBefore: CertificateTime
  /// Until when.
  package let notAfter: CertificateTime

  /// Whether owner and signer have the same name.
  package var isSelfIssued: Bool { subject == issuer }

  /// The first certificate of a PEM text; nil when it is none.
  package init?(pem: String) {
    guard let bytes = PEMText.firstCertificate(in: pem) else { return nil }
    self.init(der: bytes)
  }

  /// The fields of RFC 5280, section 4.1, in their order.
  package init?(der: [UInt8]) {
    var file = DERReader(der[...])
    guard var outer = file.next(DERReader.Element.sequence)?.inside,
      var body = outer.next(DERReader.Element.sequence)?.inside
    else { return nil }
    // The version, which the first edition had not yet.
    _ = body.next(0xA0)
    guard body.next(DERReader.Element.integer) != nil, body.next(DERReader.Element.sequence) != nil,
      let issuer = body.next(DERReader.Element.sequence),
      var validity = body.next(DERReader.Element.sequence)?.inside,
      let notBefore = validity.next().flatMap(CertificateTime.init),
      let notAfter = validity.next().flatMap(CertificateTime.init),
      let subject = body.next(DERReader.Element.sequence)
    else { return nil }
    self.issuer = Self.name(issuer)
    self.subject = Self.name(subject)
    self.notBefore = notBefore
    self.notAfter = notAfter
    names = Self.alternativeNames(in: body.all())
  }

  /// The common name, or the organisation for authorities without one, or the first part there is.
  private static func name(_ element: DERReader.Element) -> String {
    var inside = element.inside
    var parts: [(kind: [UInt8], text: String)] = []
    for set in inside.all() where set.tag == DERReader.Element.set {
      var members = set.inside
      guard var pair = members.next(DERReader.Element.sequence)?.inside,
        let kind = pair.next(DERReader.Element.identifier), let value = pair.next()
      else { continue }
      parts.append((Array(kind.content), printable(value.content)))
    }
    // 2.5.4.3 and 2.5.4.10.
    let best = [[0x55, 0x04, 0x03], [0x55, 0x04, 0x0A]].lazy.compactMap { kind in
      parts.first { $0.kind == kind }?.text
    }.first
    return best ?? parts.first?.text ?? "nobody"
  }

  private static func alternativeNames(in rest: [DERReader.Element]) -> [String] {
    guard var wrapper = rest.first(where: { $0.tag == 0xA3 })?.inside,
      var list = wrapper.next(DERReader.Element.sequence)?.inside
    else { return [] }
    for element in list.all() {
      var parts = element.inside
      // 2.5.29.17; between the identifier and the value may stand whether it is critical.
      guard parts.next(DERReader.Element.identifier)?.content.elementsEqual([0x55, 0x1D, 0x11]) == true,
        var value = parts.all().last(where: { $0.tag == DERReader.Element.octets })?.inside,
        var names = value.next(DERReader.Element.sequence)?.inside
      else { continue }
      return names.all().compactMap { name in
        switch name.tag {
        case 0x82: printable(name.content)
        case 0x87: address(Array(name.content))
        default: nil
        }
      }
    }
    return []
  }

  private static func address(_ bytes: [UInt8]) -> String? {
    switch bytes.count {
    case 4: bytes.map { "\($0)" }.joined(separator: ".")
    case 16:
      stride(from: 0, to: 16, by: 2)
        .map { String(UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]), radix: 16) }.joined(separator: ":")
    default: nil
    }
  }

  /// Certificates come from strangers: what could move a cursor is left out.
  private static func printable(_ bytes: ArraySlice<UInt8>) -> String {
    let scalars = String(decoding: bytes.prefix(200), as: UTF8.self).unicodeScalars.filter {
      $0.properties.generalCategory != .control && $0.properties.generalCategory != .format
    }
    return String(String.UnicodeScalarView(scalars))
  }
}
