import Settings
import XCTest

/// Addresses: requirements X-03, X-04, X-06 and Z-01. The targets were dialled with libgrpc 1.51.
final class CollectorEndpointTests: XCTestCase {
  func test_X03_X04_addresses_becomeTargets() throws {
    let cases: [(text: String, insecure: Bool?, target: String, isSecure: Bool, url: String)] = [
      ("http://localhost:4317", nil, "dns:///localhost:4317", false, "http://localhost:4317"),
      ("HTTP://localhost", nil, "dns:///localhost:4317", false, "http://localhost:4317"),
      (
        " https://collector.example:443/ ", nil, "dns:///collector.example:443", true,
        "https://collector.example:443"
      ),
      ("http://127.0.0.1:1", nil, "ipv4:127.0.0.1:1", false, "http://127.0.0.1:1"),
      ("http://[::1]:4317", nil, "ipv6:[::1]:4317", false, "http://[::1]:4317"),
      ("https://[2001:db8::1]", nil, "ipv6:[2001:db8::1]:4317", true, "https://[2001:db8::1]:4317"),
      ("http://[fe80::1%25eth0]:1", nil, "ipv6:[fe80::1%25eth0]:1", false, "http://[fe80::1%eth0]:1"),
      ("http://h", true, "dns:///h:4317", false, "http://h:4317"),
      ("https://h", false, "dns:///h:4317", true, "https://h:4317"),
      ("localhost:4317", true, "dns:///localhost:4317", false, "http://localhost:4317"),
      ("localhost:4317", false, "dns:///localhost:4317", true, "https://localhost:4317"),
      ("my_host", true, "dns:///my_host:4317", false, "http://my_host:4317"),
      ("[::1]", true, "ipv6:[::1]:4317", false, "http://[::1]:4317"),
      ("dns:4317", true, "dns:///dns:4317", false, "http://dns:4317"),
      ("dns:///h:1", true, "dns:///h:1", false, "http://h:1"),
      ("dns:h", false, "dns:///h:4317", true, "https://h:4317"),
      ("dns://8.8.8.8/h", true, "dns://8.8.8.8/h:4317", false, "dns://8.8.8.8/h:4317"),
      ("ipv4:127.0.0.1:1", true, "ipv4:127.0.0.1:1", false, "http://127.0.0.1:1"),
      (
        "ipv4:10.0.0.1,10.0.0.2:2", true, "ipv4:10.0.0.1:4317,10.0.0.2:2", false,
        "ipv4:10.0.0.1:4317,10.0.0.2:2"
      ),
      ("ipv6:[::1]:1", true, "ipv6:[::1]:1", false, "http://[::1]:1"),
      ("unix:/run/otel.sock", nil, "unix:/run/otel.sock", false, "unix:/run/otel.sock"),
      ("unix:///run/otel.sock", nil, "unix:/run/otel.sock", false, "unix:/run/otel.sock"),
      ("unix:otel.sock", nil, "unix:otel.sock", false, "unix:otel.sock"),
      ("unix:/run/a%20b?.sock", nil, "unix:/run/a%20b%3F.sock", false, "unix:/run/a%20b%3F.sock"),
      ("unix:/run/otel.sock", false, "unix:/run/otel.sock", true, "unix:/run/otel.sock"),
      ("unix-abstract:otel", nil, "unix-abstract:otel", false, "unix-abstract:otel"),
    ]
    for (text, insecure, target, isSecure, url) in cases {
      let endpoint = try CollectorEndpoint(text, insecure: insecure)
      XCTAssertEqual(endpoint.target, target, text)
      XCTAssertEqual(endpoint.isSecure, isSecure, text)
      XCTAssertEqual(endpoint.description, url, text)
    }
  }

  func test_parts_areTakenApart() throws {
    let endpoint = try CollectorEndpoint("https://[::1]:99")
    XCTAssertEqual(endpoint.host, "::1")
    XCTAssertEqual(endpoint.port, 99)
    XCTAssertEqual(endpoint.address, .host("::1", port: 99))
    XCTAssertEqual(try CollectorEndpoint("unix:/s").address, .unixSocket(path: "/s"))
    XCTAssertNil(try CollectorEndpoint("unix:/s").host)
    XCTAssertEqual(CollectorEndpoint.local, try CollectorEndpoint("http://localhost"))
  }

  func test_whatIsNoAddress_isAnErrorThatSaysWhatWouldBe() {
    let url = "expected a URL such as http://localhost:4317, found "
    let cases: [(text: String, problem: String)] = [
      ("", "expected a URL such as http://localhost:4317, found nothing"),
      ("http://", url + "no host"),
      ("http://:4317", url + "\":4317\""),
      ("http:h:4317", url + "\"http:h:4317\""),
      ("localhost;4317", url + "\"localhost;4317\""),
      ("http://a b", url + "\"a b\""),
      ("http://a..b", url + "\"a..b\""),
      ("http://münchen", url + "\"münchen\""),
      ("http://\(String(repeating: "a", count: 254))", url),
      ("http://[::1", url + "\"[::1\""),
      ("http://[::1]x", url + "\"[::1]x\""),
      ("http://[localhost]:1", url + "\"[localhost]:1\""),
      ("http://::1", "expected an IPv6 address in brackets, such as [::1]:4317, found \"::1\""),
      ("http://h:0", "expected a port from 1 to 65535, found \"0\""),
      ("http://h:65536", "expected a port from 1 to 65535, found \"65536\""),
      ("http://h:+1", "expected a port from 1 to 65535, found \"+1\""),
      ("http://h:", "expected a port from 1 to 65535, found \"\""),
      ("grpc://h:1", "expected http, https, unix, unix-abstract, dns, ipv4 or ipv6, found \"grpc\""),
      (
        "http://user:t0p@h",
        "expected credentials in otel_headers, not in the address, found a user before '@'"
      ),
      ("unix:", "expected unix:/path/of/a/socket of at most 107 bytes, found \"\""),
      ("unix://run/x", "expected an absolute path after unix://, found \"run/x\""),
      (
        "unix:/\(String(repeating: "a", count: 107))",
        "expected unix:/path/of/a/socket of at most 107 bytes, found "
      ),
      ("unix:/a%00", "expected unix:/path/of/a/socket of at most 107 bytes, found \"/a\\0\""),
      ("unix:/a%0", "expected valid percent-encoding, found \"/a%0\""),
      ("unix-abstract:", "expected unix-abstract:NAME, found \"unix-abstract:\""),
      ("ipv4:localhost:1", "expected an IPv4 address, found \"localhost\""),
      ("ipv6:127.0.0.1:1", "expected an IPv6 address, found \"127.0.0.1\""),
      ("dns://8.8.8.8", url + "no host"),
    ]
    for (text, problem) in cases {
      XCTAssertThrowsError(try CollectorEndpoint(text), text) { error in
        XCTAssertTrue((error as? SettingsError)?.problem.hasPrefix(problem) == true, "\(text): \(error)")
      }
    }
  }

  func test_X06_encryption_isNeverGuessed() {
    for (text, insecure) in [("h:1", nil), ("dns:///h", nil), ("https://h", true), ("http://h", false)]
      as [(String, Bool?)]
    {
      XCTAssertThrowsError(try CollectorEndpoint(text, insecure: insecure), text)
    }
  }

  func test_oddities_areWarnedAbout() {
    let cases = [
      ("http://h:4317/v1/metrics?key=t0p", "OTLP/gRPC has no path: \"/v1/metrics\" is ignored"),
      ("http://h:4317?key=t0p", "OTLP/gRPC has no path: what follows the port is ignored"),
      (
        "http://h:4318",
        "port 4318 is where collectors listen for OTLP over HTTP; OTLP/gRPC is usually on 4317"
      ),
    ]
    for (text, note) in cases {
      XCTAssertEqual(Layers("otlp_endpoint: \(text)").warnings(), ["file:1:16: otlp_endpoint: \(note)"])
    }
    XCTAssertEqual(
      try Layers().load(.standard) { settings throws(SettingsError) in
        settings.endpoint = try CollectorEndpoint("http://h:4318")
      }.warnings,
      [
        "code: otlp_endpoint: port 4318 is where collectors listen for OTLP over HTTP; OTLP/gRPC is usually on 4317"
      ])
  }
}
